/** What a unit measures, and how many of the first unit of its kind it is. */
export interface Unit {
  readonly kind: string;
  readonly factor: number;
}

const LISTS: Readonly<Record<string, Readonly<Record<string, number>>>> = {
  length: {
    'm metre metres meter meters': 1,
    'km kilometre kilometres kilometer kilometers': 1000,
    'cm centimetre centimetres centimeter centimeters': 0.01,
    'mm millimetre millimetres millimeter millimeters': 0.001,
    'ft foot feet': 0.3048,
    'mi mile miles': 1609.344,
  },
  mass: {
    'kg kilogram kilograms': 1,
    'g gram grams': 0.001,
    't tonne tonnes': 1000,
    'lb lbs pound pounds': 0.45359237,
  },
  area: {
    'km2 km² sqkm': 1,
    'mi2 mi² sqmi': 2.589988110336,
    'm2 m² sqm': 0.000001,
  },
  speed: { 'km/h kmh kph': 1, 'm/s': 3.6, mph: 1.609344 },
  time: {
    's second seconds': 1,
    'min minute minutes': 60,
    'h hour hours': 3600,
    'day days': 86_400,
  },
  percent: { '% percent': 1 },
};

const UNITS = new Map(
  Object.entries(LISTS).flatMap(([kind, list]) =>
    Object.entries(list).flatMap(([names, factor]) =>
      names.split(' ').map((name): [string, Unit] => [name, { kind, factor }]),
    ),
  ),
);

const SQUARE = /^(?:square|sq\.?)\s+(kilomet(?:re|er)s?|km|miles?|mi|met(?:re|er)s?|m)\b/;
const PER = /^(kilomet(?:re|er)s?|miles?|met(?:re|er)s?)\s+per\s+(hour|second)\b/;

/** The unit at the start of a text, in lower case; undefined where there is none that is known. */
export function unitAt(text: string): Unit | undefined {
  const plain = text.trimStart().toLowerCase();
  const [, square] = SQUARE.exec(plain) ?? [];
  if (square !== undefined)
    return UNITS.get(`sq${square.startsWith('k') ? 'km' : square.startsWith('mi') ? 'mi' : 'm'}`);
  const [, per, time] = PER.exec(plain) ?? [];
  if (per !== undefined) {
    return UNITS.get(
      per.startsWith('k') ? 'km/h' : per.startsWith('mi') ? 'mph' : time === 'second' ? 'm/s' : '',
    );
  }
  const [word = ''] = /^(?:%|[a-z]+(?:\/[a-z]+)?[²2]?(?![a-z0-9]))/.exec(plain) ?? [];
  return UNITS.get(word);
}

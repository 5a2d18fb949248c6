import { animals } from './corpus/animals.ts';
import { buildings } from './corpus/buildings.ts';
import { cities } from './corpus/cities.ts';
import { countries } from './corpus/countries.ts';
import { elements } from './corpus/elements.ts';
import { islands } from './corpus/islands.ts';
import type { Attribute, Kind, Value } from './corpus/kind.ts';
import { mountains } from './corpus/mountains.ts';
import { moons, planets } from './corpus/planets.ts';
import { rivers } from './corpus/rivers.ts';
import { lakes, oceans } from './corpus/waters.ts';
import { articleOf } from './article.ts';
import { wordsOf } from './words.ts';

/** A thing of the corpus. */
export interface Entity {
  readonly name: string;
  readonly aliases: readonly string[];
  readonly kind: Kind;
  /** By attribute name; null where not known. */
  readonly values: ReadonlyMap<string, Value>;
  /** A short text that holds the facts. */
  readonly article: string;
  readonly source: Source;
}

/** What an answer can cite. The url's scheme is `corpus:`; the title names who published the figures. */
export interface Source {
  readonly title: string;
  readonly url: string;
}

/** Every entity of the offline tools, and ways to find one by name. */
export interface Corpus {
  readonly kinds: readonly Kind[];
  readonly entities: readonly Entity[];
  /** By name or alias; letter case, accents and a leading "the" do not count. */
  entity(name: string): Entity | undefined;
  /** By singular, plural or synonym. */
  kind(name: string): Kind | undefined;
  /** The entities of a kind, in the order of the data. */
  ofKind(kind: Kind): readonly Entity[];
  /** Every name and alias, for suggestions. */
  readonly names: readonly string[];
}

/** Builds the embedded corpus, or one of your own kinds; throws nothing and does no input or output. */
export function createCorpus(kinds: readonly Kind[] = embeddedKinds()): Corpus {
  const entities = kinds.flatMap((kind) => entitiesOf(kind));
  const byName = new Map<string, Entity>();
  const byKind = new Map<string, Entity[]>(kinds.map((kind) => [kind.name, []]));
  const kindByName = new Map<string, Kind>();
  for (const entity of entities) {
    byKind.get(entity.kind.name)?.push(entity);
    for (const name of [entity.name, ...entity.aliases]) byName.set(keyOf(name), entity);
  }
  for (const kind of kinds) {
    for (const name of [kind.name, kind.plural, ...kind.synonyms])
      kindByName.set(keyOf(name), kind);
  }
  return {
    kinds,
    entities,
    entity: (name) => byName.get(keyOf(name)),
    kind: (name) => kindByName.get(keyOf(name)),
    ofKind: (kind) => byKind.get(kind.name) ?? [],
    names: entities.flatMap((entity) => [entity.name, ...entity.aliases]),
  };
}

/** The kind's attribute of that name or noun; `top speed` and `top_speed` are the same. */
export function attributeOf(kind: Kind, name: string): Attribute | undefined {
  const wanted = keyOf(name);
  return kind.attributes.find((attribute) =>
    [attribute.name, ...attribute.nouns].some((noun) => keyOf(noun) === wanted),
  );
}

function embeddedKinds(): readonly Kind[] {
  return [
    mountains,
    rivers,
    lakes,
    oceans,
    islands,
    countries,
    cities,
    planets,
    moons,
    buildings,
    animals,
    elements,
  ];
}

function entitiesOf(kind: Kind): readonly Entity[] {
  return kind.rows.map(([name, aliases, ...values]) => {
    const known = new Map(
      kind.attributes.map((attribute, index) => [attribute.name, values[index] ?? null]),
    );
    const otherNames = aliases === '' ? [] : aliases.split('|');
    return {
      name,
      aliases: otherNames,
      kind,
      values: known,
      article: articleOf(kind, { name, aliases: otherNames, values: known }),
      source: {
        title: `${name} (${kind.source})`,
        url: `corpus://${kind.plural}/${wordsOf(name).join('-')}`,
      },
    };
  });
}

function keyOf(name: string): string {
  const words = wordsOf(name.replaceAll('_', ' '));
  return (words[0] === 'the' ? words.slice(1) : words).join(' ');
}

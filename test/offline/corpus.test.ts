import { describe, expect, test } from 'vitest';
import { attributeOf, createCorpus } from '../../src/offline/corpus.ts';
import { wordsOf } from '../../src/offline/words.ts';

const corpus = createCorpus();

describe('the corpus', () => {
  test('has at least 180 entities in at least 6 kinds', () => {
    expect(corpus.entities.length).toBeGreaterThanOrEqual(180);
    expect(corpus.kinds.length).toBeGreaterThanOrEqual(6);
    for (const kind of corpus.kinds) expect(corpus.ofKind(kind).length).toBeGreaterThanOrEqual(5);
  });

  test('gives no name or alias to two entities', () => {
    const seen = new Map<string, string>();
    const clashes: string[] = [];
    for (const entity of corpus.entities) {
      for (const name of [entity.name, ...entity.aliases]) {
        const key = wordsOf(name).join(' ');
        const owner = seen.get(key);
        if (owner !== undefined) clashes.push(`${name}: ${owner}, ${entity.name}`);
        seen.set(key, entity.name);
      }
    }
    expect(clashes).toEqual([]);
  });

  test('finds every entity by each of its names', () => {
    for (const entity of corpus.entities) {
      for (const name of [
        entity.name,
        ...entity.aliases,
        `the ${entity.name.replace(/^The /, '')}`,
      ]) {
        expect(corpus.entity(name)?.name).toBe(entity.name);
      }
    }
    expect(corpus.entity('mount EVEREST')?.name).toBe('Mount Everest');
    expect(corpus.entity('Sao Paulo')?.name).toBe('São Paulo');
  });

  test('gives a number to every attribute with a unit, text to the others, and one value each', () => {
    for (const kind of corpus.kinds) {
      for (const row of kind.rows)
        expect([row[0], row.length]).toEqual([row[0], kind.attributes.length + 2]);
      const known = corpus.ofKind(kind).flatMap(({ name: entity, values }) =>
        kind.attributes.map(({ name, unit }) => ({
          entity,
          name,
          unit,
          value: values.get(name) ?? null,
        })),
      );
      for (const { entity, name, unit, value } of known) {
        const types = ['null', unit === undefined ? 'string' : 'number'];
        expect(types, `${entity}: ${name}`).toContain(value === null ? 'null' : typeof value);
      }
    }
  });

  test('knows the first attribute of every entity, and a number and a text of every kind', () => {
    for (const kind of corpus.kinds) {
      const numeric = kind.attributes.find(({ unit }) => unit !== undefined);
      expect(numeric).toBeDefined();
      for (const entity of corpus.ofKind(kind)) {
        expect([entity.name, entity.values.get(numeric?.name ?? '') ?? null]).not.toContain(null);
      }
    }
    const textual = corpus.kinds.filter((kind) =>
      kind.attributes.some(({ unit }) => unit === undefined),
    );
    expect(textual.length).toBeGreaterThanOrEqual(6);
  });

  test('keeps years, populations and sizes in their bounds', () => {
    for (const entity of corpus.entities) {
      for (const { name, unit } of entity.kind.attributes) {
        const value = entity.values.get(name);
        if (typeof value !== 'number') continue;
        if (unit === 'year') expect(value).toBeGreaterThan(1500);
        if (unit === 'year') expect(value).toBeLessThan(2027);
        if (unit === 'm') expect(value).toBeLessThan(9_000);
        if (unit !== '°C') expect(value).toBeGreaterThan(0);
        if (unit === 'people') expect(Number.isInteger(value)).toBe(true);
      }
    }
  });

  test('agrees with itself: cities and capitals that are both known lie in the same country', () => {
    for (const country of corpus.ofKind(corpus.kind('country') ?? corpus.kinds[0]!)) {
      const capital = corpus.entity(String(country.values.get('capital')));
      if (capital?.kind.name === 'city') expect(capital.values.get('country')).toBe(country.name);
    }
  });

  test('names the same continents in every kind; what lies in Australia lies in Oceania too', () => {
    const continents = corpus.entities.flatMap(({ values }) => {
      const continent = values.get('continent');
      return typeof continent === 'string'
        ? [continent.replace('Australia, Oceania', 'Oceania')]
        : [];
    });
    expect([...new Set(continents.flatMap((text) => text.split(', ')))].sort()).toEqual([
      'Africa',
      'Antarctica',
      'Asia',
      'Europe',
      'North America',
      'Oceania',
      'South America',
    ]);
  });

  test('names who published the figures in at most 40 characters, in the source and in the article', () => {
    for (const { name, kind, article, source } of corpus.entities) {
      expect(kind.source.length).toBeGreaterThan(10);
      expect(kind.source.length).toBeLessThanOrEqual(40);
      expect(source.title).toBe(`${name} (${kind.source})`);
      expect(article).toContain(kind.source);
    }
  });

  test('gives each entity an address of its own that stays the same', () => {
    const urls = corpus.entities.map(({ source }) => source.url);
    expect(new Set(urls).size).toBe(urls.length);
    for (const url of urls) expect(url).toMatch(/^corpus:\/\/[a-z]+\/[a-z0-9]+(?:-[a-z0-9]+)*$/);
    expect(corpus.entity('Everest')?.source.url).toBe('corpus://mountains/mount-everest');
  });

  test('writes articles that hold the facts', () => {
    expect(corpus.entity('K2')?.article).toBe(
      "K2 is a mountain. Other names: Mount Godwin-Austen, Chhogori. Its summit is 8,611 m above the sea. It stands in Pakistan and China. It belongs to the Karakoram. It was first climbed in 1954. The continent is Asia. Figures: Wikipedia's article on it.",
    );
  });

  test('finds kinds and attributes by their other words', () => {
    expect(corpus.kind('Skyscrapers')?.name).toBe('building');
    const mountain = corpus.kind('peak');
    expect(mountain && attributeOf(mountain, 'Elevation')?.name).toBe('height');
    expect(mountain && attributeOf(mountain, 'first ascent')?.name).toBe('first_ascent');
    expect(mountain && attributeOf(mountain, 'colour')).toBeUndefined();
  });
});

import { z } from 'zod';
import { didYouMean, sleep } from '../adapter.ts';
import { type Clock, defineTool, systemClock, type Tool, ToolcError } from '../index.ts';
import { calculate } from './calculator.ts';
import { attributeOf, createCorpus, type Corpus, type Entity } from './corpus.ts';
import type { Attribute, Kind } from './corpus/kind.ts';
import { indexCorpus } from './index-corpus.ts';
import { selectEntities } from './select-entities.ts';

/** Options of `offlineTools`. */
export interface OfflineToolsOptions {
  /** Default: the embedded corpus. */
  readonly corpus?: Corpus;
  /** How long each look-up waits, to stand for a network; `calculate` never waits. Default 0. */
  readonly latencyMs?: number;
  readonly clock?: Clock;
}

/**
 * The read tools of the offline research assistant: `search`, `lookup`, `list_entities` and
 * `calculate`, over the embedded corpus. Results carry `source { title, url }`. An unknown entity,
 * attribute or kind fails with `research.not-found` and the nearest known name.
 */
export function offlineTools(options: OfflineToolsOptions = {}): readonly Tool[] {
  const corpus = options.corpus ?? createCorpus();
  const { latencyMs = 0, clock = systemClock } = options;
  const pause = async (signal: AbortSignal): Promise<void> => {
    if (latencyMs > 0) await sleep(clock, latencyMs, signal);
  };
  return [
    searchTool(corpus, pause),
    lookupTool(corpus, pause),
    listTool(corpus, pause),
    calculateTool(),
  ];
}

type Pause = (signal: AbortSignal) => Promise<void>;

const sourceSchema = z.object({ title: z.string(), url: z.string() });

function searchTool(corpus: Corpus, pause: Pause): Tool {
  const index = indexCorpus(corpus);
  return defineTool({
    name: 'search',
    description: 'Full-text search over short articles; best match first.',
    effect: 'read',
    inputSchema: z.object({
      query: z.string().min(1),
      limit: z.number().int().min(1).max(50).optional(),
    }),
    outputSchema: z.array(z.object({ title: z.string(), text: z.string(), source: sourceSchema })),
    examples: ['search("rivers of Africa", 3)'],
    async execute({ query, limit = 5 }, context) {
      await pause(context.signal);
      return index
        .search(query, limit)
        .map(({ name, article, source }) => ({ title: name, text: article, source }));
    },
  });
}

function lookupTool(corpus: Corpus, pause: Pause): Tool {
  return defineTool({
    name: 'lookup',
    description: `One fact of one entity. Attributes: ${attributeOverview(corpus)}.`,
    effect: 'read',
    inputSchema: z.object({ entity: z.string(), attribute: z.string() }),
    outputSchema: z.object({
      entity: z.string(),
      attribute: z.string(),
      value: z.union([z.number(), z.string()]),
      unit: z.string(),
      source: sourceSchema,
    }),
    examples: ['lookup("Mount Everest", "height")'],
    async execute(input, context) {
      await pause(context.signal);
      const entity = entityNamed(corpus, input.entity);
      const attribute = attributeNamed(entity.kind, input.attribute);
      return fact(entity, attribute);
    },
  });
}

function listTool(corpus: Corpus, pause: Pause): Tool {
  return defineTool({
    name: 'list_entities',
    description: `The entities of a kind, filtered and sorted. Kinds: ${corpus.kinds.map(({ name }) => name).join(', ')}.`,
    effect: 'read',
    inputSchema: z.object({
      kind: z.string(),
      where: z
        .array(
          z.object({
            attribute: z.string(),
            operator: z.enum(['is', '>', '>=', '<', '<=']),
            value: z.union([z.number(), z.string()]),
          }),
        )
        .optional(),
      sort_by: z.string().optional(),
      order: z.enum(['descending', 'ascending']).optional(),
      limit: z.number().int().min(1).max(1_000).optional(),
    }),
    outputSchema: z.array(z.object({ name: z.string(), kind: z.string(), source: sourceSchema })),
    examples: ['list_entities("mountain", sort_by="height", limit=3)'],
    async execute(input, context) {
      await pause(context.signal);
      const kind = kindNamed(corpus, input.kind);
      const where = (input.where ?? []).map((condition) => ({
        ...condition,
        attribute: attributeNamed(kind, condition.attribute),
      }));
      const sortBy = input.sort_by === undefined ? undefined : attributeNamed(kind, input.sort_by);
      const { order, limit } = input;
      return selectEntities(corpus.ofKind(kind), { where, sortBy, order, limit }).map(
        ({ name, source }) => ({ name, kind: kind.name, source }),
      );
    },
  });
}

function calculateTool(): Tool {
  return defineTool({
    name: 'calculate',
    description:
      'Arithmetic: + - * / % ^, parentheses; abs, min, max, sum, mean, round, sqrt, floor, ceil; `values` in it is the list given.',
    effect: 'read',
    inputSchema: z.object({
      expression: z.string(),
      values: z.array(z.number()).optional(),
    }),
    outputSchema: z.number(),
    examples: ['calculate("${1.value} - ${2.value}")', 'calculate("mean(values)", $3[*].value)'],
    execute: ({ expression, values }) => calculate(expression, values),
  });
}

function fact(entity: Entity, attribute: Attribute): Record<string, unknown> {
  const value = entity.values.get(attribute.name) ?? null;
  if (value === null) {
    const known = entity.kind.attributes
      .filter(({ name }) => (entity.values.get(name) ?? null) !== null)
      .map(({ name }) => name);
    throw new ToolcError(
      'research.not-found',
      `The corpus has no ${attribute.name} of ${entity.name}. It has ${known.join(', ')}.`,
    );
  }
  return {
    entity: entity.name,
    attribute: attribute.name,
    value,
    unit: attribute.unit ?? '',
    source: entity.source,
  };
}

function entityNamed(corpus: Corpus, name: string): Entity {
  const entity = corpus.entity(name);
  if (entity !== undefined) return entity;
  throw new ToolcError(
    'research.not-found',
    `The corpus has no entity "${name}".${didYouMean(name, corpus.names)} Use search or list_entities to find names.`,
    { details: { entity: name } },
  );
}

function attributeNamed(kind: Kind, name: string): Attribute {
  const attribute = attributeOf(kind, name);
  if (attribute !== undefined) return attribute;
  const names = kind.attributes.map((known) => known.name);
  throw new ToolcError(
    'research.not-found',
    `A ${kind.name} has no attribute "${name}".${didYouMean(name, names)} It has ${names.join(', ')}.`,
    { details: { attribute: name } },
  );
}

function kindNamed(corpus: Corpus, name: string): Kind {
  const kind = corpus.kind(name);
  if (kind !== undefined) return kind;
  const names = corpus.kinds.map((known) => known.name);
  throw new ToolcError(
    'research.not-found',
    `The corpus has no kind "${name}".${didYouMean(name, names)} It has ${names.join(', ')}.`,
    { details: { kind: name } },
  );
}

/** `mountain: height, country; river: length` — without it no planner could know the names. */
function attributeOverview(corpus: Corpus): string {
  return corpus.kinds
    .map((kind) => `${kind.name}: ${kind.attributes.map(({ name }) => name).join(', ')}`)
    .join('; ');
}

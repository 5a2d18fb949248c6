import { isJsonList, isJsonObject } from '../adapter.ts';
import type { Json } from '../index.ts';
import { describeSelection } from './describe-selection.ts';
import type { PlannedValue } from './plan-query.ts';
import type { Selection } from './question/query.ts';
import { showList, showNumber, showValue } from './show-value.ts';

/** A call's outcome, as the joiner was told of it. */
export type ToldOutcome =
  | {
      readonly status: 'ok';
      readonly tool: string;
      /** Undefined where the text was cut short and nothing of it can be read. */
      readonly value: Json | undefined;
      /** The text was cut short: a list may miss its end. */
      readonly complete: boolean;
    }
  | {
      readonly status: 'failed' | 'skipped' | 'cancelled';
      readonly tool: string;
      readonly message: string;
    };

/** Everything an answer may be made of. */
export interface Told {
  readonly outcomes: ReadonlyMap<number, ToldOutcome>;
  readonly sources: readonly {
    readonly number: number;
    readonly title: string;
    readonly url: string;
  }[];
}

/** What one lookup told. */
export interface Fact {
  readonly entity: string;
  readonly attribute: string;
  readonly value: number | string;
  readonly unit: string;
  /** `[2]`, or empty where no source is listed. */
  readonly citation: string;
}

/** The value of a call that succeeded. */
export function valueOf(told: Told, id: number | undefined): Json | undefined {
  const outcome = id === undefined ? undefined : told.outcomes.get(id);
  return outcome?.status === 'ok' ? outcome.value : undefined;
}

/** The number that a calculation gave. */
export function numberOf(told: Told, id: number | undefined): number | undefined {
  const value = valueOf(told, id);
  return typeof value === 'number' ? value : undefined;
}

/** The fact that a lookup gave. */
export function factOf(told: Told, id: number): Fact | undefined {
  return readFact(told, valueOf(told, id));
}

/** The facts of a fanned-out lookup; a null or unreadable element is left out. */
export function factsOf(told: Told, id: number): readonly Fact[] {
  const value = valueOf(told, id);
  if (!isJsonList(value)) return [];
  return value.flatMap((item) => readFact(told, item) ?? []);
}

/** A fact out of a lookup's result. */
function readFact(told: Told, value: Json | undefined): Fact | undefined {
  if (!isJsonObject(value)) return undefined;
  const { entity, attribute, value: fact, unit, source } = value;
  if (typeof entity !== 'string' || typeof attribute !== 'string') return undefined;
  if (typeof fact !== 'number' && typeof fact !== 'string') return undefined;
  const url = isJsonObject(source) && typeof source['url'] === 'string' ? source['url'] : undefined;
  return {
    entity,
    attribute,
    value: fact,
    unit: typeof unit === 'string' ? unit : '',
    citation: citationOf(told, url, entity),
  };
}

/** `[n]` of a source by its url, else by a title that begins with the name. */
export function citationOf(told: Told, url: string | undefined, name: string): string {
  const source =
    told.sources.find((candidate) => candidate.url === url) ??
    told.sources.find(({ title }) => url === undefined && title.startsWith(`${name} (`));
  return source === undefined ? '' : ` [${source.number}]`;
}

/** `8,849 m [1]` */
export function showFact({ value, unit, citation }: Fact): string {
  return `${showValue(value, unit === '' ? undefined : unit)}${citation}`;
}

/** A planned value with what came of it: a name for sentences, the number, and how to show it. */
export interface KnownValue {
  readonly name: string;
  readonly value: number | string;
  readonly unit: string;
  /** `8,849 m [1]` */
  readonly shown: string;
}

/** What a planned value came to; undefined where its call, or one below it, did not succeed. */
export function knownValue(told: Told, planned: PlannedValue): KnownValue | undefined {
  const { quantity, id, parts } = planned;
  if (quantity.kind === 'aggregate' || quantity.kind === 'group') {
    const value = numberOf(told, id);
    if (value === undefined) return undefined;
    const facts = parts.map((part) => knownValue(told, part));
    const unit =
      quantity.kind === 'group' ? (quantity.attribute.unit ?? '') : (facts[0]?.unit ?? '');
    const names = showList(facts.flatMap((fact) => fact?.name ?? []));
    const citations = facts
      .map((fact) => /(?: \[\d+\])+$/.exec(fact?.shown ?? '')?.[0] ?? '')
      .join('');
    const of = quantity.kind === 'group' ? describeGroup(quantity.selection) : names;
    return {
      name: `the ${quantity.operation === 'sum' ? 'total' : quantity.operation} of ${of}`,
      value,
      unit,
      shown: `${showValue(value, unit === '' ? undefined : unit)}${citations}`,
    };
  }
  const fact = factOf(told, id);
  if (fact === undefined) return undefined;
  return { name: fact.entity, value: fact.value, unit: fact.unit, shown: showFact(fact) };
}

/** `the 5 highest mountains in Asia in the corpus`: it is a part of all there are. */
function describeGroup(selection: Selection): string {
  const { limit } = selection;
  const count = limit === undefined ? '' : `${showNumber(limit)} `;
  return `the ${count}${describeSelection(selection, limit ?? 2)} in the corpus`;
}

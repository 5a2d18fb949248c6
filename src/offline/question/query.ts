import type { Attribute } from '../corpus/kind.ts';

/** What a question asks for, as far as the offline model can tell. */
export type Query =
  /** One number or text, computed or looked up. */
  | { readonly kind: 'value'; readonly quantity: Quantity }
  | {
      readonly kind: 'compare';
      readonly quantities: readonly Quantity[];
      readonly degree: Degree;
      /** The question was "is the first more than the second?". */
      readonly yesNo: boolean;
    }
  | Sided<'difference'>
  | Sided<'ratio'>
  | { readonly kind: 'list'; readonly selection: Selection; readonly attribute: Attribute }
  | { readonly kind: 'count'; readonly selection: Selection }
  | { readonly kind: 'arithmetic'; readonly expression: string; readonly bare: boolean }
  | { readonly kind: 'about'; readonly topic: string }
  | { readonly kind: 'outside'; readonly reason: string };

interface Sided<Kind extends string> {
  readonly kind: Kind;
  readonly left: Quantity;
  readonly right: Quantity;
  readonly degree: Degree;
}

/** One value of an answer. */
export type Quantity =
  | { readonly kind: 'entity'; readonly name: string; readonly attribute: Attribute }
  /** The attribute of what another attribute names: the population of the capital of France. */
  | {
      readonly kind: 'through';
      readonly name: string;
      readonly via: Attribute;
      readonly attribute: Attribute;
    }
  /** The attribute of the entity at `index` of a sorted selection. */
  | {
      readonly kind: 'ranked';
      readonly selection: Selection;
      readonly index: number;
      readonly attribute: Attribute;
    }
  | { readonly kind: 'aggregate'; readonly operation: Operation; readonly of: readonly Quantity[] }
  | {
      readonly kind: 'group';
      readonly operation: Operation;
      readonly selection: Selection;
      readonly attribute: Attribute;
    };

export type Operation = 'sum' | 'mean' | 'max' | 'min';

/** Some entities of a kind. */
export interface Selection {
  readonly kindName: string;
  readonly plural: string;
  readonly where: readonly Condition[];
  readonly sortBy: Attribute | undefined;
  readonly degree: Degree;
  readonly limit: number | undefined;
}

export interface Condition {
  readonly attribute: Attribute;
  readonly operator: 'is' | '>' | '>=' | '<' | '<=';
  /** A quantity is looked up first. */
  readonly value: number | string | Quantity;
}

/** Which end of the scale is meant, and the words for it. */
export interface Degree {
  readonly direction: 'more' | 'less';
  readonly comparative: string;
  readonly superlative: string;
  /** The question said so; else it only asked for the values. */
  readonly stated: boolean;
}

/** What a quantity is measured in. */
export function attributeOfQuantity(quantity: Quantity): Attribute | undefined {
  if (quantity.kind !== 'aggregate') return quantity.attribute;
  const [first] = quantity.of;
  return first === undefined ? undefined : attributeOfQuantity(first);
}

/** One kind of thing in the corpus: its attributes, its entities, and who published the figures. */
export interface Kind {
  /** Singular: `mountain`. */
  readonly name: string;
  /** Plural; also the first part of the articles' addresses: `corpus://mountains/k2`. */
  readonly plural: string;
  /** Other words for the kind, singular and plural. */
  readonly synonyms: readonly string[];
  /** Who published the figures. */
  readonly source: string;
  readonly attributes: readonly Attribute[];
  readonly rows: readonly Row[];
}

/** What is known of every entity of a kind. */
export interface Attribute {
  readonly name: string;
  /** Absent for text. `year` is a calendar year; an empty unit is a plain number. */
  readonly unit?: string;
  /** Other nouns for it. */
  readonly nouns: readonly string[];
  /** Adjectives for much of it, each as `base/comparative/superlative`; the first is used in answers. */
  readonly more?: readonly string[];
  /** Adjectives for little of it. */
  readonly less?: readonly string[];
  /** The article's sentence; `{}` stands for the value with its unit. */
  readonly sentence: string;
}

/** A value: a number in the attribute's unit, text (`, ` between several), or null where not known. */
export type Value = number | string | null;

/** Name, other names separated by `|`, then one value for each attribute of the kind, in order. */
export type Row = readonly [name: string, aliases: string, ...values: Value[]];

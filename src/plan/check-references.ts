import type { Json } from '../core/json.ts';
import type { Producer } from './check-reference.ts';
import { checkReference } from './check-reference.ts';
import type { CallReference } from './compile-call.ts';
import type { Decide } from './lower.ts';
import type { PlanContext } from './plan-context.ts';
import type { Meaning, PlanIds, Stated } from './plan-ids.ts';
import type { Finding } from './plan-problem.ts';
import type { ReaderKind } from './reference-findings.ts';
import {
  ambiguousMoney,
  forwardReference,
  inputReference,
  mayBeText,
  selfReference,
  terminalReference,
  unknownReference,
} from './reference-findings.ts';
import type { Money, RawReference } from './syntax.ts';

/** A statement that refers to others. */
export interface Reader {
  readonly kind: ReaderKind;
  /** Its id as written, if it has one. */
  readonly written: number | undefined;
  /** The document of its input's schema. */
  readonly root: Json;
  readonly references: readonly CallReference[];
  readonly money: readonly Money[];
}

/** A reader some of whose references name nothing yet. */
export interface OpenReader {
  readonly reader: Reader;
  readonly references: readonly CallReference[];
  readonly money: readonly Money[];
}

/** What a reader's references mean by now. */
export interface Reading {
  readonly findings: readonly Finding[];
  readonly decide: Decide;
  /** A reference became text or names another id than it was first taken for. */
  readonly changed: boolean;
  /** Undefined if all is settled. */
  readonly open: OpenReader | undefined;
}

/** The references of a plan, each looked at when it is read, when its task is stated, or at the end. */
export interface ReferenceChecks {
  /** A statement is read; what its references name may come later. */
  read(reader: Reader): Reading;
  /** A statement got its id: says what was waiting for it. */
  stated(written: number): readonly { readonly reader: Reader; readonly finding: Finding }[];
  /** No more statements: what is open now names an earlier round, is text, or is an error. */
  close(open: OpenReader, unknown: 'report' | 'ignore'): Reading;
}

/** How many ids a message lists. */
const IDS_SHOWN = 20;

export function createReferenceChecks(context: PlanContext, ids: PlanIds): ReferenceChecks {
  const waiting = new Map<number, { reader: Reader; reference: CallReference }[]>();

  const check = (reader: Reader, reference: CallReference, meaning: Meaning) => {
    const producer = producerOf(meaning, context);
    if (producer === undefined) return undefined;
    if (producer === 'terminal') return terminalReference(reference.reference);
    return checkReference(reference, producer, reader.root);
  };

  const readOne = (reader: Reader, reference: CallReference): Finding | 'open' | undefined => {
    const { source } = reference.reference;
    if (source === 'input') return readInput(reader, reference, context);
    if (source === reader.written && reader.kind !== 'finish') {
      return selfReference(reference.reference);
    }
    const meaning = ids.meaningOf(source);
    if (meaning.kind !== 'open') return check(reader, reference, meaning);
    const list = waiting.get(meaning.id);
    if (list === undefined) waiting.set(meaning.id, [{ reader, reference }]);
    else list.push({ reader, reference });
    return 'open';
  };

  const idNow = (source: number): number => ids.meaningOf(source).id;
  const idAtEnd = (source: number): number => finalId(ids, source);
  const settled: Reading = {
    findings: [],
    decide: decideBy(new Set(), idNow),
    changed: false,
    open: undefined,
  };

  return {
    read(reader) {
      if (reader.references.length + reader.money.length === 0) return settled;
      const findings: Finding[] = [];
      const texts = new Set<RawReference>();
      const open: CallReference[] = [];
      for (const reference of reader.references) {
        const finding = readOne(reader, reference);
        if (finding === 'open') open.push(reference);
        else if (finding !== undefined) findings.push(finding);
        if (isDeadInput(reference, reader, context)) texts.add(reference.reference);
      }
      const money: Money[] = [];
      for (const price of reader.money) {
        const meaning = ids.meaningOf(price.source);
        if (meaning.kind === 'open') money.push(price);
        else if (namesTask(meaning)) findings.push(ambiguousMoney(price, reader.kind));
      }
      const isOpen = open.length + money.length > 0;
      return {
        findings,
        decide: decideBy(texts, idNow),
        changed: false,
        open: isOpen ? { reader, references: open, money } : undefined,
      };
    },

    stated(written) {
      const { id } = ids.meaningOf(written);
      const waiters = waiting.get(id);
      if (waiters === undefined) return [];
      waiting.delete(id);
      const meaning = ids.meaningOf(written);
      const warned = new Set<Reader>();
      return waiters.flatMap(({ reader, reference }) => {
        const finding = check(reader, reference, meaning);
        const isTask = meaning.kind === 'own' && meaning.stated.kind === 'task';
        const found = finding === undefined ? [] : [{ reader, finding }];
        if (!isTask || warned.has(reader)) return found;
        warned.add(reader);
        return [{ reader, finding: forwardReference(reference.reference) }, ...found];
      });
    },

    close({ reader, references, money }, unknown) {
      const findings: Finding[] = [];
      const texts = new Set<RawReference>();
      let changed = false;
      for (const reference of reader.references) {
        if (isDeadInput(reference, reader, context)) texts.add(reference.reference);
      }
      for (const reference of references) {
        const { source } = reference.reference;
        const meaning = source === 'input' ? undefined : ids.meaningOf(source);
        if (meaning?.kind !== 'open') continue;
        if (meaning.earlier) {
          changed ||= meaning.id !== meaning.written;
          const finding = check(reader, reference, meaning);
          if (finding !== undefined) findings.push(finding);
        } else if (unknown === 'report') {
          findings.push(
            unknownReference(reference, reader.kind, ids.list(reader.written, IDS_SHOWN)),
          );
          if (!mayBeText(reference, reader.kind)) continue;
          texts.add(reference.reference);
          changed = true;
        }
      }
      for (const price of money) {
        if (namesTask(ids.meaningOf(price.source)))
          findings.push(ambiguousMoney(price, reader.kind));
      }
      const decide = decideBy(texts, idAtEnd);
      return { findings, decide, changed, open: undefined };
    },
  };
}

function decideBy(texts: ReadonlySet<RawReference>, idOf: (source: number) => number): Decide {
  return (raw) => {
    if (texts.has(raw)) return raw.spelled;
    const source = raw.source === 'input' ? raw.source : idOf(raw.source);
    return { source, path: raw.path, optional: raw.optional };
  };
}

function finalId(ids: PlanIds, source: number): number {
  const meaning = ids.meaningOf(source);
  return meaning.kind === 'open' && meaning.earlier ? source : meaning.id;
}

/** Undefined where nothing is known of what the reference gives. */
function producerOf(meaning: Meaning, context: PlanContext): Producer | 'terminal' | undefined {
  if (meaning.kind === 'own') return producerOfStated(meaning.stated);
  const id = meaning.kind === 'open' ? meaning.written : meaning.id;
  const tool = context.toolset.get(context.earlier?.get(id) ?? '');
  return tool === undefined ? undefined : { tool, result: 'either' };
}

function producerOfStated(stated: Stated): Producer | 'terminal' | undefined {
  if (stated.kind === 'task') return stated.producer;
  return stated.kind === 'terminal' ? 'terminal' : undefined;
}

function namesTask(meaning: Meaning): boolean {
  if (meaning.kind === 'own') return meaning.stated.kind !== 'terminal';
  return meaning.kind === 'earlier' || meaning.earlier;
}

function readInput(
  reader: Reader,
  placed: CallReference,
  context: PlanContext,
): Finding | undefined {
  if (context.inputs === undefined) return unknownReference(placed, reader.kind, []);
  return inputReference(placed.reference, context.inputs);
}

/** `$input` in the text of a read, in a plan without inputs: text. */
function isDeadInput(placed: CallReference, { kind }: Reader, context: PlanContext): boolean {
  const { source } = placed.reference;
  return source === 'input' && context.inputs === undefined && mayBeText(placed, kind);
}

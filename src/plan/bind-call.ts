import type { Json } from '../core/json.ts';
import { isJsonList, isJsonObject } from '../core/json.ts';
import { didYouMean } from '../core/suggest.ts';
import type { PreparedTool } from '../tools/prepared-tool.ts';
import { spellSignature } from './describe-schema.ts';
import type { Finding } from './plan-problem.ts';
import { errorAt, warningAt } from './plan-problem.ts';
import type { FitIssue } from './schema-fit.ts';
import { followRefs } from './schema-children.ts';
import { fitSchema } from './schema-fit.ts';
import type {
  Argument,
  CallStatement,
  ObjectEntry,
  Position,
  RawExpression,
  RawReference,
} from './syntax.ts';

/** A call's arguments by parameter. */
export interface BoundCall {
  /** In signature order; what the signature does not name comes last. */
  readonly entries: readonly ObjectEntry[];
  readonly findings: readonly Finding[];
  /** Conversions, in words. */
  readonly notes: readonly string[];
  /** The schema that each reference that is a whole value must fit. */
  readonly wanted: ReadonlyMap<RawReference, Json>;
}

/**
 * Binds arguments to a tool's parameters and fits them to its schema, references as holes.
 * Positional arguments follow the signature, keywords come after them. A single object is the whole
 * input if it fits the whole schema, else the first argument; if it is neither, the errors speak of
 * the whole input. For a read, a number where only text fits becomes text.
 */
export function bindCall(statement: CallStatement, tool: PreparedTool): BoundCall {
  const object = onlyObject(statement.args);
  if (object === undefined) return fitEntries(assign(statement, tool), statement, tool);
  const named = object.entries.map((entry) => ({ ...entry, name: entry.key }));
  const asInput = fitEntries(assign({ ...statement, args: named }, tool), statement, tool);
  if (!hasError(asInput.findings)) return asInput;
  const asFirst = fitEntries(assign(statement, tool), statement, tool);
  return hasError(asFirst.findings) ? asInput : asFirst;
}

function onlyObject(
  args: readonly Argument[],
): Extract<RawExpression, { kind: 'object' }> | undefined {
  const [only] = args;
  if (only === undefined || args.length > 1 || only.name !== undefined) return undefined;
  return only.value.kind === 'object' ? only.value : undefined;
}

function hasError(findings: readonly Finding[]): boolean {
  return findings.some((finding) => finding.severity === 'error');
}

interface Assigned {
  readonly entries: ObjectEntry[];
  readonly findings: Finding[];
}

/** Gives each argument its parameter. */
function assign(statement: CallStatement, tool: PreparedTool): Assigned {
  const assigned: Assigned = { entries: [], findings: [] };
  const taken = new Set<string>();
  const names = tool.parameters.map((parameter) => parameter.name);
  let keyword: string | undefined;
  let surplus: Argument | undefined;
  for (const [index, argument] of statement.args.entries()) {
    if (argument.name === undefined && keyword !== undefined) {
      assigned.findings.push(positionalAfterKeyword(argument, keyword, tool));
      continue;
    }
    keyword = argument.name;
    const name = argument.name ?? names[index];
    if (name === undefined) {
      surplus ??= argument;
    } else if (taken.has(name)) {
      assigned.findings.push(duplicate(argument, name, tool));
    } else if (!names.includes(name) && (name === '__proto__' || !takesOtherNames(tool))) {
      assigned.findings.push(unknown(argument, { name, names }, tool));
    } else {
      taken.add(name);
      const { value, line, column } = argument;
      assigned.entries.push({ key: name, value, line, column });
    }
  }
  if (surplus !== undefined) assigned.findings.push(tooMany(surplus, statement, tool));
  return assigned;
}

/**
 * An open schema takes other names only if it says so itself, or names none: a plain list of
 * properties is open in JSON Schema, but a name that is not in it is a slip.
 */
function takesOtherNames(tool: PreparedTool): boolean {
  const root = tool.input.json;
  const schema = followRefs(root, root);
  if (schema === undefined) return true;
  const branches = [schema['anyOf'], schema['oneOf'], schema['allOf']].filter(isJsonList).flat();
  return [schema, ...branches.map((branch) => followRefs(branch, root))].some(
    (part) =>
      part?.['patternProperties'] !== undefined ||
      part?.['additionalProperties'] === true ||
      isJsonObject(part?.['additionalProperties']) ||
      (tool.parameters.length === 0 && part?.['additionalProperties'] !== false),
  );
}

function fitEntries(assigned: Assigned, statement: CallStatement, tool: PreparedTool): BoundCall {
  const sorted = inSignatureOrder(assigned.entries, tool);
  const { line, column } = statement;
  const input = { kind: 'object' as const, entries: sorted, line, column };
  const numbers = tool.tool.effect === 'read' ? 'convert' : 'keep';
  const fit = fitSchema(input, tool.input.json, { root: tool.input.json, numbers });
  return {
    entries: fit.value.kind === 'object' ? fit.value.entries : sorted,
    findings: [
      ...assigned.findings,
      ...fit.issues.map((issue) => wrongArgument(issue, issue, tool)),
      ...fit.conversions.map((note) =>
        warningAt('plan.converted', note, {
          message: `${tool.name}: ${note.path}: ${note.message}`,
        }),
      ),
    ],
    notes: fit.conversions.map((note) => `${note.path}: ${note.message}`),
    wanted: fit.wanted,
  };
}

function inSignatureOrder(
  entries: readonly ObjectEntry[],
  { parameters }: PreparedTool,
): readonly ObjectEntry[] {
  if (entries.every((entry, index) => entry.key === parameters[index]?.name)) return entries;
  const order = new Map(parameters.map(({ name }, index) => [name, index]));
  const rank = (entry: ObjectEntry): number => order.get(entry.key) ?? order.size;
  return entries.toSorted((left, right) => rank(left) - rank(right));
}

/** An argument that does not fit, with the signature as the hint. */
export function wrongArgument(
  position: Position,
  { path, message }: Pick<FitIssue, 'path' | 'message'>,
  tool: PreparedTool,
): Finding {
  const subject = path === '' ? 'the input' : path;
  return errorAt('plan.arguments', position, {
    message: `${tool.name}: ${subject} ${message}`,
    hint: `Call it as ${spellSignature(tool)}.`,
  });
}

function positionalAfterKeyword(argument: Argument, keyword: string, tool: PreparedTool): Finding {
  return errorAt('plan.positional-after-keyword', argument, {
    message: `${tool.name}: an argument without a name stands behind ${keyword}=…`,
    hint: `Name it too: ${spellSignature(tool)}.`,
  });
}

function duplicate(argument: Argument, name: string, tool: PreparedTool): Finding {
  return errorAt('plan.duplicate-parameter', argument, {
    message: `${tool.name}: ${name} is given twice`,
    hint: `Give it once: ${spellSignature(tool)}.`,
  });
}

function unknown(
  argument: Argument,
  { name, names }: { readonly name: string; readonly names: readonly string[] },
  tool: PreparedTool,
): Finding {
  const message = `has no parameter of this name.${didYouMean(name, names)}`;
  return wrongArgument(argument, { path: name, message }, tool);
}

function tooMany(surplus: Argument, statement: CallStatement, tool: PreparedTool): Finding {
  const most = tool.parameters.length;
  const got = statement.args.length;
  const message = `takes ${most === 0 ? 'no arguments' : `at most ${most}`}, got ${got}`;
  return wrongArgument(surplus, { path: '', message }, tool);
}

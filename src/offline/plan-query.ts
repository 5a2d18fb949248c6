import { unreachable } from '../adapter.ts';
import type { Condition, Quantity, Query, Selection } from './question/query.ts';

/** A query as calls: what the planner writes, and what the joiner reads the outcomes by. */
export interface QueryPlan {
  readonly calls: readonly PlannedCall[];
  /** The quantities of the query in order, each with the call that holds its value. */
  readonly values: readonly PlannedValue[];
  /** The call that computes the answer's number, if one does. */
  readonly result: number | undefined;
  /** The call that lists entities, of a list or count. */
  readonly listed: number | undefined;
}

export interface PlannedCall {
  readonly id: number;
  /** `lookup("K2", "height")` */
  readonly text: string;
}

export interface PlannedValue {
  readonly quantity: Quantity;
  readonly id: number;
  /** The calls of its parts, for an aggregate. */
  readonly parts: readonly PlannedValue[];
}

/** The calls for a query, ids from 1; the same query always gives the same calls. */
export function planQuery(query: Query): QueryPlan {
  const writer = createWriter();
  return { ...planned(query, writer), calls: writer.calls };
}

type Planned = Omit<QueryPlan, 'calls'>;

function planned(query: Query, writer: Writer): Planned {
  const none: Planned = { values: [], result: undefined, listed: undefined };
  switch (query.kind) {
    case 'value':
      return { ...none, values: [writer.quantity(query.quantity)] };
    case 'compare': {
      const values = query.quantities.map((quantity) => writer.quantity(quantity));
      return { ...none, values, result: writer.spread(values) };
    }
    case 'difference': {
      const values = [writer.quantity(query.left), writer.quantity(query.right)];
      return { ...none, values, result: writer.combine(values, '-') };
    }
    case 'ratio': {
      const values = [writer.quantity(query.left), writer.quantity(query.right)];
      return { ...none, values, result: writer.combine(values, '/') };
    }
    case 'list': {
      const listed = writer.select(query.selection);
      const looked = writer.call(`lookup($${listed}[*].name, ${quote(query.attribute.name)})`);
      return { ...none, listed: looked };
    }
    case 'count':
      return { ...none, listed: writer.select(query.selection) };
    case 'arithmetic':
      return { ...none, result: writer.call(`calculate(${quote(query.expression)})`) };
    case 'about':
      return { ...none, listed: writer.call(`search(${quote(query.topic)}, 1)`) };
    case 'outside':
      return none;
    default:
      return unreachable(query);
  }
}

interface Writer {
  readonly calls: readonly PlannedCall[];
  call(text: string): number;
  quantity(quantity: Quantity): PlannedValue;
  select(selection: Selection): number;
  combine(values: readonly PlannedValue[], operator: '-' | '/'): number;
  /** The greatest less the smallest, of numbers; undefined where there is nothing to subtract. */
  spread(values: readonly PlannedValue[]): number | undefined;
}

/** Equal calls are written once, so that one fact is looked up once. */
function createWriter(): Writer {
  const calls: PlannedCall[] = [];
  const writer: Writer = {
    calls,
    call(text) {
      const known = calls.find((call) => call.text === text);
      if (known !== undefined) return known.id;
      calls.push({ id: calls.length + 1, text });
      return calls.length;
    },
    quantity: (quantity) => writeQuantity(quantity, writer),
    select: (selection) => writer.call(selectCall(selection, writer)),
    combine(values, operator) {
      const [left = '', right = ''] = values.map(valueReference);
      return writer.call(`calculate("${left} ${operator} ${right}")`);
    },
    spread(values) {
      const numeric = values.every(({ quantity }) => isNumeric(quantity));
      if (!numeric || values.length < 2) return undefined;
      const list = values.map(valueReference).join(', ');
      return writer.call(`calculate("max(${list}) - min(${list})")`);
    },
  };
  return writer;
}

function writeQuantity(quantity: Quantity, writer: Writer): PlannedValue {
  switch (quantity.kind) {
    case 'entity': {
      const id = writer.call(`lookup(${quote(quantity.name)}, ${quote(quantity.attribute.name)})`);
      return { quantity, id, parts: [] };
    }
    case 'through': {
      const via = writer.call(`lookup(${quote(quantity.name)}, ${quote(quantity.via.name)})`);
      const id = writer.call(`lookup($${via}.value, ${quote(quantity.attribute.name)})`);
      return { quantity, id, parts: [] };
    }
    case 'ranked': {
      const list = writer.select(quantity.selection);
      const name = `$${list}[${quantity.index}].name`;
      return {
        quantity,
        id: writer.call(`lookup(${name}, ${quote(quantity.attribute.name)})`),
        parts: [],
      };
    }
    case 'aggregate': {
      const parts = quantity.of.map((part) => writer.quantity(part));
      const list = parts.map(valueReference).join(', ');
      return { quantity, id: writer.call(`calculate("${quantity.operation}(${list})")`), parts };
    }
    case 'group':
      return writeGroup(quantity, writer);
    default:
      return unreachable(quantity);
  }
}

function writeGroup(quantity: Extract<Quantity, { kind: 'group' }>, writer: Writer): PlannedValue {
  const list = writer.select(quantity.selection);
  const facts = writer.call(`lookup($${list}[*].name, ${quote(quantity.attribute.name)})`);
  const id = writer.call(`calculate("${quantity.operation}(values)", $${facts}[*].value)`);
  return { quantity, id, parts: [] };
}

function selectCall(selection: Selection, writer: Writer): string {
  const { kindName, where, sortBy, degree, limit } = selection;
  const args = [quote(kindName)];
  if (where.length > 0) {
    const conditions = where.map((condition) => writeCondition(condition, writer));
    args.push(`where=[${conditions.join(', ')}]`);
  }
  if (sortBy !== undefined) {
    args.push(`sort_by=${quote(sortBy.name)}`);
    if (degree.direction === 'less') args.push('order="ascending"');
  }
  if (limit !== undefined) args.push(`limit=${limit}`);
  return `list_entities(${args.join(', ')})`;
}

function writeCondition({ attribute, operator, value }: Condition, writer: Writer): string {
  const shown =
    typeof value === 'number'
      ? String(value)
      : typeof value === 'string'
        ? quote(value)
        : `$${writer.quantity(value).id}.value`;
  return `{"attribute": ${quote(attribute.name)}, "operator": ${quote(operator)}, "value": ${shown}}`;
}

/** Calculations give a number, lookups an object. */
function valueReference({ quantity, id }: PlannedValue): string {
  const calculated = quantity.kind === 'aggregate' || quantity.kind === 'group';
  return calculated ? `\${${id}}` : `\${${id}.value}`;
}

function isNumeric(quantity: Quantity): boolean {
  return quantity.kind === 'aggregate' || quantity.attribute.unit !== undefined;
}

/** JSON text is a string of the plan language too; a dollar sign from a question is no reference. */
function quote(text: string): string {
  return JSON.stringify(text).replaceAll('$', '$$$$');
}

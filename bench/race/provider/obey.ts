import { printExpression } from '../../../src/plan/print-plan.ts';
import type { Role } from '../runner.ts';
import type { ChatRequest } from './chat-request.ts';
import type { Obedience } from './faults.ts';
import { type Reply, textReply } from './reply.ts';

export interface ObeyInput {
  readonly role: Role;
  readonly request: ChatRequest;
}

/**
 * A model that does what a text in its prompt orders: once a cell and role, in whatever form the role has for a call;
 * undefined where it has read no order, has obeyed already, or may call nothing.
 */
export function createObedience(
  order: Obedience | undefined,
): (cell: string, input: ObeyInput) => Reply | undefined {
  const obeyed = new Set<string>();
  return (cell, { role, request }) => {
    const key = `${cell} ${role}`;
    if (order === undefined || obeyed.has(key)) return undefined;
    if (!request.messages.some(({ text }) => text.includes(order.mark))) return undefined;
    const reply = replyOf(order, { role, request });
    if (reply !== undefined) obeyed.add(key);
    if (obeyed.size > MOST_CELLS) obeyed.clear();
    return reply;
  };
}

const MOST_CELLS = 10_000;
/** Beyond every id that a plan of the race has. */
const TASK_ID = 90;

function replyOf({ tool, args }: Obedience, { role, request }: ObeyInput): Reply | undefined {
  const json = JSON.stringify(args);
  switch (role) {
    case 'planner':
    case 'planner-finish':
      return textReply(planText(tool, args));
    case 'joiner': {
      const mayReplan = request.messages.some(
        (message) => message.role === 'system' && /^Replan:/m.test(message.text),
      );
      return mayReplan
        ? textReply(`Replan: the results ask for it.\n${planText(tool, args)}`)
        : undefined;
    }
    case 'react':
      return textReply(`Thought: The observation asks for it.\nAction: ${tool}(${json})`);
    case 'tools-sequential':
    case 'tools-parallel': {
      if (!request.tools.some(({ name }) => name === tool)) return undefined;
      const turn = request.messages.filter((message) => message.role === 'assistant').length;
      return { text: '', calls: [{ id: `call_${turn}_obeyed`, name: tool, args: json }] };
    }
    case 'code-serial':
    case 'code-parallel':
    case 'code-finish':
      return textReply(`\`\`\`js\nreturn await tools.${tool}(${json});\n\`\`\``);
  }
}

function planText(tool: string, args: Obedience['args']): string {
  const values = Object.entries(args).map(
    ([name, value]) => `${name}=${printExpression({ kind: 'literal', value })}`,
  );
  return `${TASK_ID}. ${tool}(${values.join(', ')})\njoin()`;
}

import type { Fault } from './model-errors.ts';
import type { ModelRequest } from './model.ts';

/** The parameters that not every server and model takes. */
type Optional = 'stream_options' | 'temperature' | 'max_completion_tokens' | 'max_tokens';

/** The body of a streamed chat completion. */
export interface ChatBody {
  readonly model: string;
  readonly messages: { role: 'system' | 'user' | 'assistant'; content: string }[];
  readonly stream: true;
  readonly stream_options?: { readonly include_usage: true };
  readonly temperature?: number;
  readonly max_completion_tokens?: number;
  readonly max_tokens?: number;
}

/** Builds request bodies and learns which parameters the server refuses. */
export interface ChatRequests {
  body(request: ModelRequest): ChatBody;
  /**
   * True if the fault is a refusal of a parameter that `body` holds and can do without: it is left
   * out from now on (`max_completion_tokens` becomes `max_tokens`), and the call is worth repeating.
   */
  drop(fault: Fault, body: ChatBody): boolean;
}

/** Request bodies for one model; what was refused once is remembered as long as it lives. */
export function createChatRequests(model: string, defaultTemperature: number): ChatRequests {
  const refused = new Set<Optional>();
  return {
    body(request) {
      const temperature = request.temperature ?? defaultTemperature;
      const limit = request.maxOutputTokens;
      const limitName = refused.has('max_completion_tokens')
        ? 'max_tokens'
        : 'max_completion_tokens';
      return {
        model,
        messages: request.messages.map(({ role, content }) => ({ role, content })),
        stream: true,
        ...(refused.has('stream_options') ? {} : { stream_options: { include_usage: true } }),
        ...(refused.has('temperature') ? {} : { temperature }),
        ...(limit === undefined ? {} : { [limitName]: limit }),
      };
    },
    drop(fault, body) {
      if (fault.kind !== 'http' || (fault.status !== 400 && fault.status !== 422)) return false;
      const named = droppable.find((name) => body[name] !== undefined && isNamed(name, fault));
      if (named === undefined) return false;
      refused.add(named);
      return true;
    },
  };
}

/** Not `max_tokens`: a limit that the caller asked for is never dropped altogether. */
const droppable = ['stream_options', 'temperature', 'max_completion_tokens'] as const;

function isNamed(name: Optional, { parameter, message }: Fault): boolean {
  if (parameter !== '') return parameter === name || parameter.startsWith(`${name}.`);
  return message.includes(name);
}

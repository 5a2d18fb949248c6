import { isJsonObject, type Json } from '../../../src/core/json.ts';
import { typeText } from '../../../src/tools/type-text.ts';
import type { ChatMessage, ChatRequest, ChatTool } from './chat-request.ts';

/** Characters (UTF-16 units) of a token: the one tokenizer for every runner, every role, both ways. */
export const CHARACTERS_PER_TOKEN = 4;

/** What a message costs beside its text: its role and its bounds. */
const MESSAGE_TOKENS = 4;

/** Tokens of a text, rounded up. */
export function countTokens(text: string): number {
  return tokensOf(text.length);
}

/** Tokens of so many UTF-16 units, rounded up. */
export function tokensOf(characters: number): number {
  return Math.ceil(characters / CHARACTERS_PER_TOKEN);
}

/**
 * Tokens of a whole prompt: every message's text and tool calls (name and arguments; their ids and
 * framing cost nothing) and 4 a message; every tool in the short form in which such endpoints show it to
 * their model: description, name and a type, not its JSON Schema.
 */
export function countPromptTokens({ messages, tools }: ChatRequest): number {
  let tokens = 0;
  for (const message of messages) tokens += MESSAGE_TOKENS + countTokens(messageText(message));
  for (const tool of tools) tokens += countTokens(toolText(tool));
  return tokens;
}

function messageText({ text, toolCalls }: ChatMessage): string {
  return text + toolCalls.map(({ name, args }) => name + args).join('');
}

function toolText({ name, description, parameters }: ChatTool): string {
  const root = isJsonObject(parameters) ? parameters : {};
  return `// ${description}\n${name}: ${typeText(root, { root, depth: 8, length: 4_000 })}${notes(root)}\n`;
}

/** The descriptions of the parameters, which a type does not show. */
function notes(schema: Json): string {
  if (!isJsonObject(schema) || !isJsonObject(schema['properties'])) return '';
  return Object.values(schema['properties'])
    .map((property) => (isJsonObject(property) ? property['description'] : undefined))
    .map((description) => (typeof description === 'string' ? ` // ${description}` : ''))
    .join('');
}

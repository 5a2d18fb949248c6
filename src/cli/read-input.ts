import { readFile } from 'node:fs/promises';
import { messageOf, ToolcError } from '../index.ts';

/** The question of the words given; `-` alone is standard input, no words give the fallback. */
export async function readQuestion(words: readonly string[], fallback: string): Promise<string> {
  if (words.length === 0) return fallback;
  const question = (words.join(' ') === '-' ? await readStandardInput() : words.join(' ')).trim();
  if (question !== '') return question;
  throw new ToolcError('input.invalid', 'The question is empty. Write it behind the command.');
}

/** The text of a file, or of standard input for `-`. Throws `option.invalid` if it cannot be read. */
export async function readText(file: string): Promise<string> {
  if (file === '-') return readStandardInput();
  try {
    return await readFile(file, 'utf8');
  } catch (error) {
    throw new ToolcError('option.invalid', `Cannot read ${file}: ${messageOf(error)}`, {
      cause: error,
    });
  }
}

async function readStandardInput(): Promise<string> {
  let text = '';
  process.stdin.setEncoding('utf8');
  for await (const chunk of process.stdin) text += String(chunk);
  return text;
}

import { systemClock, type Approve } from '../index.ts';
import { askApproval } from './ask-approval.ts';
import type { Interrupt } from './on-interrupt.ts';
import { createPromptTerminal } from './prompt-terminal.ts';
import type { Progress } from './show-progress.ts';

/** Asks the person at standard input and error; `undefined` where not both are a terminal. */
export function askAtTerminal(progress: Progress, interrupt: Interrupt): Approve | undefined {
  const { stdin: input, stderr: output } = process;
  if (!input.isTTY || !output.isTTY) return undefined;
  const terminal = createPromptTerminal({
    input,
    output,
    clock: systemClock,
    interrupt: interrupt.press,
  });
  return askApproval({ terminal, pause: progress.pause });
}

/** How the command ends, for scripts; `toolc --help` lists them. */
export const exitCode = {
  done: 0,
  failed: 1,
  usage: 2,
  incomplete: 3,
  interrupted: 130,
  readerGone: 141,
  terminated: 143,
} as const;

export const exitCodeHelp = `
Exit codes:
  0    answered; for a hand-written plan: every task that was wanted succeeded
  1    no answer, a plan with errors, a tool that failed in a hand-written plan,
       a plan whose outcomes depend on the order
  2    wrong usage: an unknown command or option, a value or a file that cannot be used
  3    incomplete: a bound of the budget was reached; printed is what there was until then
  130  interrupted by Ctrl-C, 143 terminated
  141  whoever read standard output went away
`;

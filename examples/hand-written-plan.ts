// A plan written by hand, run without any model: `$input` is what the program passes in.
import { defineTool, runPlan } from 'toolc';
import { z } from 'zod';

const heights = new Map([
  ['Mount Everest', 8849],
  ['K2', 8611],
  ['Kangchenjunga', 8586],
]);

const height = defineTool({
  name: 'height',
  description: 'Height of a mountain in metres.',
  effect: 'read',
  inputSchema: z.object({ mountain: z.string() }),
  outputSchema: z.object({ mountain: z.string(), metres: z.number() }),
  execute: ({ mountain }) => {
    const metres = heights.get(mountain);
    if (metres === undefined) throw new Error(`no height is known for ${mountain}`);
    return { mountain, metres };
  },
});

const highest = defineTool({
  name: 'highest',
  description: 'The highest of some mountains.',
  effect: 'read',
  inputSchema: z.object({
    list: z.array(z.object({ mountain: z.string(), metres: z.number() }).nullable()),
  }),
  outputSchema: z.object({ mountain: z.string(), metres: z.number() }),
  execute: ({ list }) =>
    list.reduce(
      (best, next) => (next !== null && next.metres > (best?.metres ?? 0) ? next : best),
      null,
    ),
});

// Task 1 runs once for each mountain, all at the same time. An unknown one leaves a hole.
const run = runPlan(
  `
  1. height($input.mountains[*])
  2. highest($1)
  3. if $2.metres > 8000: height($2.mountain)
  4. finish("The highest is \${2.mountain} with \${2.metres} m.")
  `,
  {
    tools: [height, highest],
    inputs: { mountains: ['K2', 'Mount Everest', 'Mount Doom', 'Kangchenjunga'] },
  },
);

const report = await run.report;
console.log(report.status, '-', report.answer);
for (const { call, message } of report.missing) console.log(`missing: ${call}: ${message}`);

// prints:
// done - The highest is Mount Everest with 8849 m.
// missing: 1. height(mountain=$input.mountains[*]): 1 of its elements did not succeed; the first: height failed: no height is known for Mount Doom

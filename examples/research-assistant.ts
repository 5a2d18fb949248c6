// A research assistant over a folder of notes, with citations. With OPENAI_API_KEY set it asks that
// endpoint; without one a scripted model stands in, so that the example always runs.
import { join } from 'node:path';
import { createCompiler } from 'toolc';
import { openai } from 'toolc/openai';
import { searchDocs } from 'toolc/research';
import { scriptedModel } from 'toolc/testing';

const script = scriptedModel([
  '1. search_docs("when was the lighthouse built")\n2. search_docs("how tall is the lighthouse")\n3. join()',
  'Finish: The lighthouse was built in 1871 [1] and is 34 metres tall [2].',
]);
const model =
  process.env['OPENAI_API_KEY'] === undefined ? script : openai({ model: 'gpt-5-mini' });

const notes = join(import.meta.dirname, 'notes');
const compiler = createCompiler({
  model,
  tools: [await searchDocs({ directory: notes })],
  instructions: { joiner: 'Answer in one sentence.' },
});

const run = compiler.stream('When was the lighthouse built, and how tall is it?');
for await (const text of run.text()) process.stdout.write(text);
process.stdout.write('\n');

const { sources, citations } = await run.report;
sources.forEach(({ title }, index) => console.log(`[${String(index + 1)}] ${title}`));
console.log(`citations of nothing: ${String(citations.unknown.length)}`);

// prints:
// The lighthouse was built in 1871 [1] and is 34 metres tall [2].
// [1] …
// [2] …
// citations of nothing: 0

// Own tools in 20 lines. `offlineModel` would be `openai({ model: 'gpt-5-mini' })` with a key; here a
// scripted model stands in, so that the example runs anywhere.
import { createCompiler, defineTool } from 'toolc';
import { scriptedModel } from 'toolc/testing';
import { z } from 'zod';

const weather = defineTool({
  name: 'weather',
  description: 'Temperature of a city in °C.',
  effect: 'read',
  inputSchema: z.object({ city: z.string() }),
  outputSchema: z.object({ celsius: z.number() }),
  execute: ({ city }) => ({ celsius: city === 'Oslo' ? 3 : 21 }),
});
const model = scriptedModel([
  '1. weather("Oslo")\n2. weather("Lisbon")\n3. join()',
  'Finish: Lisbon is 18 °C warmer than Oslo.',
]);
const compiler = createCompiler({ model, tools: [weather] });
const { answer, outcomes } = await compiler.run('Is Lisbon warmer than Oslo, and by how much?');

console.log(answer);
for (const [id, outcome] of outcomes) {
  if (outcome.status === 'ok') console.log(`$${String(id)} = ${JSON.stringify(outcome.value)}`);
}

// prints:
// Lisbon is 18 °C warmer than Oslo.
// $1 = {"celsius":3}
// $2 = {"celsius":21}

// Any OpenAI-compatible endpoint: Ollama, vLLM, a gateway. Here the endpoint is the offline model,
// served over HTTP in OpenAI's wire format, so that the example needs no key.
import { createCompiler } from 'toolc';
import { offlineModel, offlineTools, startOfflineServer } from 'toolc/offline';
import { openai } from 'toolc/openai';

const server = await startOfflineServer({
  model: offlineModel({ tokensPerSecond: 0, firstTokenMs: 0 }),
});
try {
  const compiler = createCompiler({
    model: openai({ model: 'offline', baseURL: server.url }),
    tools: offlineTools(),
  });
  const { answer, usage } = await compiler.run('Which is longer, the Nile or the Amazon?');
  console.log(answer);
  console.log(`model calls: ${String(usage.planner.calls + usage.joiner.calls)}`);
} finally {
  await server.close();
}

// prints:
// …Nile…
// model calls: 2

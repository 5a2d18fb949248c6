// Streaming into a web handler: the answer as server-sent events, aborted when the client leaves.
import { createServer } from 'node:http';
import { createCompiler } from 'toolc';
import { offlineModel, offlineTools } from 'toolc/offline';

const compiler = createCompiler({
  model: offlineModel({ tokensPerSecond: 0, firstTokenMs: 0 }),
  tools: offlineTools(),
});

const server = createServer((request, response) => {
  const question = new URL(request.url ?? '/', 'http://localhost').searchParams.get('q') ?? '';
  if (question === '') return void response.writeHead(400).end('ask with ?q=…\n');
  const run = compiler.stream(question);
  response.on('close', () => run.abort('the client left'));
  response.writeHead(200, { 'content-type': 'text/event-stream' });
  void (async () => {
    for await (const event of run.events()) {
      if (event.type === 'task-end')
        response.write(`event: task\ndata: ${String(event.taskId)}\n\n`);
      if (event.type === 'answer-delta') response.write(`data: ${JSON.stringify(event.text)}\n\n`);
    }
    response.end('event: end\ndata: \n\n');
  })();
});

await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
const address = server.address();
const port = typeof address === 'object' && address !== null ? address.port : 0;

const question = encodeURIComponent('How much higher is Mount Everest than K2?');
const body = await (await fetch(`http://127.0.0.1:${String(port)}/?q=${question}`)).text();
const answer = [...body.matchAll(/^data: (".*")$/gm)].map(
  ([, text]) => JSON.parse(text ?? '""') as string,
);
console.log(answer.join('').trim());
console.log(body.endsWith('event: end\ndata: \n\n') ? 'ended well' : 'cut off');
server.close();

// prints:
// …238…
// ended well

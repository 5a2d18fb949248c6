import { startProvider } from '../provider/provider.ts';
import { workloads } from '../workloads/index.ts';
import { startRecordingProxy } from './recording-proxy.ts';
import { type Recorder, serveRecords } from './record-server.ts';
import type { ProviderJob, ProviderReady } from './race-process.ts';
import { warmUpSeed, type Settings } from './results.ts';

/**
 * The process of the model, apart from those of the runners: its work must not delay theirs. Told once
 * what to play, it answers with its addresses, and ends with the process that has started it.
 */
process.on('SIGINT', () => undefined);
process.on('disconnect', () => process.exit());
process.once('message', (job) => {
  // Only race-process.ts sends here.
  void start(job as ProviderJob).then((ready: ProviderReady) => process.send?.(ready));
});

async function start({ settings, workloads: names, apiKey }: ProviderJob): Promise<ProviderReady> {
  const recorder = await startRecorder(settings, names, apiKey);
  return { baseUrl: recorder.url, recordUrl: await serveRecords(recorder) };
}

async function startRecorder(
  { model, seeds }: Settings,
  names: readonly string[],
  apiKey: string,
): Promise<Recorder> {
  if (model.kind === 'real') return startRecordingProxy({ baseUrl: model.baseUrl, apiKey });
  const raced = workloads.filter(({ name }) => names.includes(name));
  return startProvider({
    cases: raced.flatMap(({ make }) => seeds.map(make)),
    untimed: raced.map(({ make }) => make(warmUpSeed)),
    timing: model.timing,
    seed: model.seed,
  });
}

import type { RunnerInput } from '../runner.ts';

/**
 * What a loop tells its model of a call: the result as JSON, or `Error: …` where the call failed, so
 * that the model may go on. Rejects only when the run was aborted.
 */
export async function toolText(race: RunnerInput, name: string, input: unknown): Promise<string> {
  try {
    return JSON.stringify((await race.callTool(name, input, race.signal)) ?? null);
  } catch (thrown) {
    race.signal.throwIfAborted();
    return `Error: ${thrown instanceof Error ? thrown.message : String(thrown)}`;
  }
}

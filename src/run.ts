import { EventEmitter } from 'eventemitter3';
import type { EventOf, EventType, RunEvent } from './core/events.ts';
import { messageOf } from './core/errors.ts';
import { createAgenda } from './executor/agenda.ts';
import type { Log } from './core/log.ts';
import type { Report } from './report.ts';

/** A run under way, or ended: everything it shows is read from its event log. */
export interface Run<Value = unknown> {
  readonly id: string;
  /** Every event from the start, then what comes; any number of readers, at any time. */
  events(): AsyncIterableIterator<RunEvent>;
  /** The answer as it streams, from its start. Ends with the run; never throws. */
  text(): AsyncIterableIterator<string>;
  /**
   * Calls `listener` for each event of a type from now on, in the order and tick it is appended. One that
   * throws or rejects is noted in `report.warnings` and stops nothing. Returns a function that
   * takes it back.
   */
  on<Type extends EventType>(type: Type, listener: (event: EventOf<Type>) => unknown): () => void;
  /** Aborts: every task gets its outcome, nothing more starts. Does nothing after the end. */
  abort(reason?: string): void;
  /** How it went. Never rejects. */
  readonly report: Promise<Report<Value>>;
}

/** The listeners of one run: typed, and none of them can harm it. */
export interface Listeners {
  emit(event: RunEvent): void;
  on<Type extends EventType>(type: Type, listener: (event: EventOf<Type>) => unknown): () => void;
  readonly warnings: readonly string[];
}

const maxWarnings = 20;

export function createListeners(): Listeners {
  const emitter = new EventEmitter();
  const warnings: string[] = [];
  // A listener may abort the run, which appends more: these come after the one it is told of.
  const agenda = createAgenda<RunEvent>((event) => void emitter.emit(event.type, event));
  const warn = (type: string, thrown: unknown): void => {
    if (warnings.length >= maxWarnings) return;
    warnings.push(`A listener to "${type}" failed: ${messageOf(thrown)}`);
  };
  return {
    emit(event) {
      if (emitter.listenerCount(event.type) > 0) agenda.add([event]);
    },
    on(type, listener) {
      // A listener that throws would throw into the emitter and skip the later ones.
      const guarded = (event: EventOf<typeof type>): void => {
        try {
          const result = listener(event);
          if (result instanceof Promise) result.catch((thrown: unknown) => warn(type, thrown));
        } catch (thrown) {
          warn(type, thrown);
        }
      };
      emitter.on(type, guarded);
      return () => void emitter.off(type, guarded);
    },
    warnings,
  };
}

/** The handle of a run on its log. */
export function createRun<Value>(options: {
  readonly id: string;
  readonly log: Log;
  readonly listeners: Listeners;
  readonly abort: (reason: string) => void;
  readonly report: Promise<Report<Value>>;
}): Run<Value> {
  const { id, log, listeners, abort, report } = options;
  return {
    id,
    events: () => log.read(),
    async *text() {
      for await (const event of log.read()) if (event.type === 'answer-delta') yield event.text;
    },
    on: (type, listener) => listeners.on(type, listener),
    abort: (reason = 'The caller aborted the run.') => abort(reason),
    report,
  };
}

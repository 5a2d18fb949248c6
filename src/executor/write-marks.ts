import type { RunScope } from './dispatch.ts';

/**
 * Tells whether a result is older than a write that may have changed it.
 *
 * 1. A mark is equal to a later one of the same resource exactly while no write of that resource, and
 *    none whose resource is not known, has begun between them. Where the resource of the mark is not
 *    known, every write counts.
 * 2. Such a write makes the resource busy until it has ended.
 * 3. At most `maxResources` are told apart; one more outdates every mark, which is safe.
 */
export interface WriteMarks {
  /** A write begins; returns a function for its end, of which once counts. */
  begin(resource: string | undefined): () => void;
  markOf(resource: string | undefined): number;
  isBusy(resource: string | undefined): boolean;
}

const maxResources = 10_000;

export function createWriteMarks(): WriteMarks {
  /** Never below a mark given out. */
  let all = 0;
  let unknown = 0;
  const written = new Map<string, number>();
  let busyAll = 0;
  let busyUnknown = 0;
  const busy = new Map<string, number>();

  const outdate = (resource: string | undefined): void => {
    all += 1;
    if (resource === undefined) unknown += 1;
    else written.set(resource, (written.get(resource) ?? 0) + 1);
    if (written.size <= maxResources) return;
    written.clear();
    all += 1;
    unknown = all;
  };

  const count = (resource: string | undefined, change: 1 | -1): void => {
    busyAll += change;
    if (resource === undefined) {
      busyUnknown += change;
      return;
    }
    const left = (busy.get(resource) ?? 0) + change;
    if (left === 0) busy.delete(resource);
    else busy.set(resource, left);
  };

  return {
    begin(resource) {
      outdate(resource);
      count(resource, 1);
      let ended = false;
      return () => {
        if (!ended) count(resource, -1);
        ended = true;
      };
    },
    markOf(resource) {
      return resource === undefined ? all : unknown + (written.get(resource) ?? 0);
    },
    isBusy(resource) {
      if (busyAll === 0) return false;
      return resource === undefined || busyUnknown > 0 || busy.has(resource);
    },
  };
}

/** The marks of a compiler: what any run wrote, and what each did. */
export interface WriteLedger {
  readonly ofAll: WriteMarks;
  /** What the run wrote so far: to be asked anew each time. */
  of(run: RunScope): Pick<WriteMarks, 'markOf' | 'isBusy'>;
  /** A write of the run begins; returns a function for its end, of which once counts. */
  begin(run: RunScope, resource: string | undefined): () => void;
}

export function createWriteLedger(): WriteLedger {
  const ofAll = createWriteMarks();
  /** Of every run that has written nothing. */
  const untouched = createWriteMarks();
  const byRun = new WeakMap<RunScope, WriteMarks>();
  return {
    ofAll,
    of: (run) => byRun.get(run) ?? untouched,
    begin(run, resource) {
      const ofRun = byRun.get(run) ?? createWriteMarks();
      byRun.set(run, ofRun);
      const ends = [ofAll.begin(resource), ofRun.begin(resource)];
      return () => {
        for (const end of ends) end();
      };
    },
  };
}

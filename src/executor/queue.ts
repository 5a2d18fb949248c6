import type { CallEnding, Gate, Permit } from './gate.ts';
import { createHeap, type Heap } from './heap.ts';

/**
 * The one queue of a run: calls that are ready, until their gates give a permit.
 *
 * 1. A call holds a permit of the run and, where its lane has a gate, one of that gate; both or none.
 * 2. Whenever a permit is free, the waiting call of highest priority that can have all its permits
 *    gets them: a lane whose gate is shut holds up no other lane.
 * 3. Equal priorities go in the order they came.
 * 4. A lane waits at its gate at most once, and no longer than it has waiting calls. Served when the
 *    run has no permit for it, it leaves the gate's to the next one.
 * 5. A permit that comes back while calls wait is given when the end that freed it has had its effect
 *    (`whenCalm`): what it made ready is asked too.
 * 6. A call that waits because its gate is shut is told so once.
 */
export interface Queue {
  /** Calls `grant` with a permit, at once if there is one. Returns a function that takes the request back. */
  request(request: PermitRequest): () => void;
  /** How many calls could begin now; 0 while calls wait. Gates are not looked at. */
  free(): number;
}

export interface PermitRequest {
  /** Calls of one tool form a lane. */
  readonly lane: string;
  readonly gate: Gate | undefined;
  /** Its priority is asked anew whenever `priorityVersion` rises. */
  readonly priority: () => number;
  /** Gets the permit; calls `giveBack` exactly once. */
  readonly grant: (giveBack: (ending?: CallEnding) => void) => void;
  /** Its gate is shut while the run would have a permit for it. Must not throw. */
  readonly onShut?: (() => void) | undefined;
}

export interface QueueOptions {
  readonly concurrency: number;
  readonly priorityVersion: () => number;
  /** Calls `action` when what happens now has had its effect. Default: at once. */
  readonly whenCalm?: (action: () => void) => void;
}

interface Waiting {
  readonly request: PermitRequest;
  readonly order: number;
  priority: number;
  withdrawn: boolean;
}

interface Lane {
  readonly heap: Heap<Waiting>;
  readonly gate: Gate | undefined;
  /** Ends its wait at the gate; undefined while it is not waiting there. */
  leaveGate: (() => void) | undefined;
  heapVersion: number;
  /** Calls that were not withdrawn. */
  waiting: number;
  /** Calls that came since the gate was last found shut. */
  untold: Waiting[];
}

export function createQueue(options: QueueOptions): Queue {
  const { concurrency, priorityVersion, whenCalm = atOnce } = options;
  const lanes = new Map<string, Lane>();
  let running = 0;
  let arrivals = 0;
  let waitingCount = 0;
  let pumping = false;
  /** A permit came back, and will be given when all is calm. */
  let due = false;

  const laneOf = ({ lane: name, gate }: PermitRequest): Lane => {
    let lane = lanes.get(name);
    if (lane === undefined) {
      const heapVersion = priorityVersion();
      const heap = createHeap(isBefore);
      lane = { heap, gate, leaveGate: undefined, heapVersion, waiting: 0, untold: [] };
      lanes.set(name, lane);
    }
    return lane;
  };

  /** The lane's first waiting call, priorities being those of now. */
  const first = (lane: Lane): Waiting | undefined => {
    while (lane.heap.peek()?.withdrawn === true) lane.heap.pop();
    if (lane.heapVersion !== priorityVersion()) {
      lane.heapVersion = priorityVersion();
      for (const waiting of lane.heap.items) waiting.priority = waiting.request.priority();
      lane.heap.rebuild();
      while (lane.heap.peek()?.withdrawn === true) lane.heap.pop();
    }
    return lane.heap.peek();
  };

  const best = (): Lane | undefined => {
    let found: Lane | undefined;
    let foundFirst: Waiting | undefined;
    for (const lane of lanes.values()) {
      const candidate = isShut(lane) ? undefined : first(lane);
      if (candidate === undefined) continue;
      if (foundFirst !== undefined && !isBefore(candidate, foundFirst)) continue;
      found = lane;
      foundFirst = candidate;
    }
    return found;
  };

  const waitAtGate = (lane: Lane): void => {
    tell(lane);
    lane.leaveGate = lane.gate?.wait(() => {
      lane.leaveGate = undefined;
      pump();
    });
  };

  const pump = (): void => {
    if (pumping) return; // a grant that ends at once comes back here; the loop below goes on
    pumping = true;
    try {
      pumpAll();
    } finally {
      pumping = false;
    }
  };

  const pumpSoon = (): void => {
    if (due || waitingCount === 0) return;
    due = true;
    whenCalm(() => {
      due = false;
      pump();
    });
  };

  const pumpAll = (): void => {
    while (running < concurrency && waitingCount > 0) {
      const lane = best();
      if (lane === undefined) return;
      const permit = lane.gate?.tryTake();
      if (lane.gate === undefined || permit !== undefined) {
        const next = lane.heap.pop();
        if (next === undefined) return;
        leave(lane, next);
        grant(next.request, permit);
      } else {
        waitAtGate(lane);
      }
    }
  };

  /** Once granted or taken back: the request's own withdrawal is now without effect. */
  const leave = (lane: Lane, waiting: Waiting): void => {
    waiting.withdrawn = true;
    lane.waiting -= 1;
    waitingCount -= 1;
    if (lane.waiting === 0) lane.untold = [];
  };

  const grant = (request: PermitRequest, permit: Permit | undefined): void => {
    running += 1;
    let held = true;
    request.grant((ending) => {
      if (!held) return;
      held = false;
      running -= 1;
      if (permit !== undefined) request.gate?.giveBack(permit, ending);
      pumpSoon();
    });
  };

  /** Nobody waits, so nobody is overtaken. */
  const grantAtOnce = (request: PermitRequest): boolean => {
    if (waitingCount > 0 || running >= concurrency) return false;
    const permit = request.gate?.tryTake();
    if (request.gate !== undefined && permit === undefined) return false;
    grant(request, permit);
    return true;
  };

  /** A lane that waits at its gate is not looked through: it may be long. */
  const lookAt = (lane: Lane): void => {
    if (isShut(lane)) tell(lane);
    else if (!due) pump();
  };

  return {
    free: () => (waitingCount === 0 ? concurrency - running : 0),
    request(request) {
      if (grantAtOnce(request)) return nothing;
      const lane = laneOf(request);
      const order = arrivals;
      arrivals += 1;
      // The priority is asked for when it first matters: a plan's tasks may arrive in thousands.
      const waiting = { request, order, priority: 0, withdrawn: false };
      if (lane.heapVersion === priorityVersion()) waiting.priority = request.priority();
      lane.heap.push(waiting);
      lane.waiting += 1;
      waitingCount += 1;
      if (request.onShut !== undefined) lane.untold.push(waiting);
      if (running < concurrency) lookAt(lane);
      return () => {
        if (waiting.withdrawn) return;
        leave(lane, waiting);
        if (lane.waiting > 0) return;
        lane.leaveGate?.();
        lane.leaveGate = undefined;
      };
    },
  };
}

/** It waits at its gate, which serves it when there is a permit. */
function isShut(lane: Lane): boolean {
  return lane.leaveGate !== undefined;
}

/** Each call is in the list once: what comes again and again is only that the gate is shut. */
function tell(lane: Lane): void {
  const { untold } = lane;
  if (untold.length === 0) return;
  lane.untold = [];
  for (const { request, withdrawn } of untold) if (!withdrawn) request.onShut?.();
}

function isBefore(left: Waiting, right: Waiting): boolean {
  return left.priority === right.priority
    ? left.order < right.order
    : left.priority > right.priority;
}

function atOnce(action: () => void): void {
  action();
}

function nothing(): void {
  // it has its permit already
}

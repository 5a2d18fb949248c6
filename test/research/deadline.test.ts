import { expect, test } from 'vitest';
import { startDeadline } from '../../src/research/deadline.ts';
import { manualClock } from './local-web.ts';

function setUp(signal = new AbortController().signal) {
  const clock = manualClock();
  const deadline = startDeadline({ clock, totalMs: 100, idleMs: 30, signal });
  return { clock, deadline };
}

test('silence aborts with an error that names the limit', () => {
  const { clock, deadline } = setUp();
  clock.advance(29);
  expect(deadline.signal.aborted).toBe(false);
  clock.advance(1);
  expect(String(deadline.signal.reason)).toContain('sent nothing for 30 ms');
  expect(deadline.signal.reason).toMatchObject({ details: { errno: 'ETIMEDOUT' } });
  expect(deadline.signal.reason.code).toBe('research.fetch-failed');
});

test('whatever arrives begins the silence anew, but not the total time', () => {
  const { clock, deadline } = setUp();
  for (let step = 0; step < 4; step += 1) {
    clock.advance(24);
    deadline.touch();
  }
  expect(deadline.signal.aborted).toBe(false);
  clock.advance(4);
  expect(String(deadline.signal.reason)).toContain('took longer than 100 ms');
});

test("the caller's abort carries the caller's reason", () => {
  const caller = new AbortController();
  const { deadline } = setUp(caller.signal);
  caller.abort('enough');
  expect(deadline.signal.reason).toBe('enough');
});

test('a caller that has aborted before aborts at once', () => {
  expect(setUp(AbortSignal.abort('before')).deadline.signal.reason).toBe('before');
});

test('stop leaves no timer and no listener', () => {
  const caller = new AbortController();
  const { clock, deadline } = setUp(caller.signal);
  deadline.touch();
  deadline.stop();
  expect(clock.pending).toBe(0);
  caller.abort();
  expect(deadline.signal.aborted).toBe(false);
});

test('cancel aborts what still runs', () => {
  const { deadline } = setUp();
  deadline.cancel();
  expect(deadline.signal.aborted).toBe(true);
});

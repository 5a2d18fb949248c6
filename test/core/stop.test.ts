import { describe, expect, it } from 'vitest';
import type { Cause } from '../../src/core/outcome.ts';
import { abortError, createStop } from '../../src/core/stop.ts';

const first: Cause = { reason: 'abort', message: 'first' };
const second: Cause = { reason: 'budget', message: 'second' };

describe('a stop', () => {
  it('stops once, and the first cause stays', () => {
    const stop = createStop();
    const heard: Cause[] = [];
    stop.onStop((cause) => heard.push(cause));
    stop.stop(first);
    stop.stop(second);
    expect(stop.cause).toBe(first);
    expect(heard).toEqual([first]);
  });

  it('aborts its signal in the same tick, with a reason that carries the cause', () => {
    const stop = createStop();
    const { signal } = stop;
    expect(signal.aborted).toBe(false);
    stop.stop(first);
    expect(signal.aborted).toBe(true);
    expect(signal.reason).toEqual(abortError(first));
    expect(stop.signal).toBe(signal);
  });

  it('gives an aborted signal to who asks for it only after the stop', () => {
    const stop = createStop();
    stop.stop(first);
    expect(stop.signal.aborted).toBe(true);
    expect(stop.signal.reason).toEqual(abortError(first));
  });

  it('runs a listener that comes after the stop at once', () => {
    const stop = createStop();
    stop.stop(first);
    const heard: Cause[] = [];
    stop.onStop((cause) => heard.push(cause));
    expect(heard).toEqual([first]);
  });

  it('never runs a listener that was taken back, not even by another one during the stop', () => {
    const stop = createStop();
    const heard: string[] = [];
    stop.onStop(() => {
      heard.push('a');
      takeBack();
    });
    const takeBack = stop.onStop(() => heard.push('b'));
    stop.onStop(() => heard.push('c'));
    stop.stop(first);
    expect(heard).toEqual(['a', 'c']);
  });

  it('stops its children in the same tick, after itself', () => {
    const parent = createStop();
    const child = createStop(parent);
    const order: string[] = [];
    parent.signal.addEventListener('abort', () => order.push('parent'));
    child.signal.addEventListener('abort', () => order.push('child'));
    parent.stop(first);
    expect(order).toEqual(['parent', 'child']);
    expect(child.cause).toBe(first);
  });

  it('is stopped from its beginning below a parent that was', () => {
    const parent = createStop();
    parent.stop(first);
    expect(createStop(parent).cause).toBe(first);
  });

  it('leaves its parent alone when it stops, and when it was released', () => {
    const parent = createStop();
    const child = createStop(parent);
    child.stop(second);
    expect(parent.cause).toBeUndefined();
    const released = createStop(parent);
    released.release();
    parent.stop(first);
    expect(released.cause).toBeUndefined();
  });
});

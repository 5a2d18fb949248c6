import { describe, expect, it } from 'vitest';
import type { Cause } from '../../src/core/outcome.ts';
import {
  abortError,
  createStop,
  onStop,
  releaseStop,
  signalOf,
  stopNow,
} from '../../src/core/stop.ts';

const first: Cause = { reason: 'abort', message: 'first' };
const second: Cause = { reason: 'budget', message: 'second' };

describe('a stop', () => {
  it('stops once, and the first cause stays', () => {
    const stop = createStop();
    const heard: Cause[] = [];
    onStop(stop, (cause) => heard.push(cause));
    stopNow(stop, first);
    stopNow(stop, second);
    expect(stop.cause).toBe(first);
    expect(heard).toEqual([first]);
  });

  it('aborts its signal in the same tick, with a reason that carries the cause', () => {
    const stop = createStop();
    const signal = signalOf(stop);
    expect(signal.aborted).toBe(false);
    stopNow(stop, first);
    expect(signal.aborted).toBe(true);
    expect(signal.reason).toEqual(abortError(first));
    expect(signalOf(stop)).toBe(signal);
  });

  it('gives an aborted signal to who asks for it only after the stop', () => {
    const stop = createStop();
    stopNow(stop, first);
    expect(signalOf(stop).aborted).toBe(true);
    expect(signalOf(stop).reason).toEqual(abortError(first));
  });

  it('runs a listener that comes after the stop at once', () => {
    const stop = createStop();
    stopNow(stop, first);
    const heard: Cause[] = [];
    onStop(stop, (cause) => heard.push(cause));
    expect(heard).toEqual([first]);
  });

  it('never runs a listener that was taken back, not even by another one during the stop', () => {
    const stop = createStop();
    const heard: string[] = [];
    onStop(stop, () => {
      heard.push('a');
      takeBack();
    });
    const takeBack = onStop(stop, () => heard.push('b'));
    onStop(stop, () => heard.push('c'));
    stopNow(stop, first);
    expect(heard).toEqual(['a', 'c']);
  });

  it('stops its children in the same tick, after itself', () => {
    const parent = createStop();
    const child = createStop(parent);
    const order: string[] = [];
    signalOf(parent).addEventListener('abort', () => order.push('parent'));
    signalOf(child).addEventListener('abort', () => order.push('child'));
    stopNow(parent, first);
    expect(order).toEqual(['parent', 'child']);
    expect(child.cause).toBe(first);
  });

  it('is stopped from its beginning below a parent that was', () => {
    const parent = createStop();
    stopNow(parent, first);
    expect(createStop(parent).cause).toBe(first);
  });

  it('leaves its parent alone when it stops, and when it was released', () => {
    const parent = createStop();
    const child = createStop(parent);
    stopNow(child, second);
    expect(parent.cause).toBeUndefined();
    const released = createStop(parent);
    releaseStop(released);
    stopNow(parent, first);
    expect(released.cause).toBeUndefined();
  });
});

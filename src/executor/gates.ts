import { systemClock, type Clock } from '../core/clock.ts';
import type { Tool } from '../tools/tool.ts';
import { createGate, type Gate, type GateLimits, type GateOptions } from './gate.ts';

/**
 * The gates of a compiler, by name: of a tool, of a model, or of what several share. Where more than
 * one says what a gate allows, the smallest number of each kind holds.
 */
export interface Gates {
  /** None for a tool that says nothing of how often it may be called. */
  forTool(tool: Tool): Gate | undefined;
  forModel(name: string): Gate;
}

export interface GatesOptions {
  readonly clock?: Clock;
  readonly gates?: Readonly<Record<string, GateOptions>>;
}

export function createGates({ clock = systemClock, gates: told = {} }: GatesOptions = {}): Gates {
  const gates = new Map<string, { readonly gate: Gate; limits: GateLimits }>();

  const gateOf = (name: string, limits: GateLimits): Gate => {
    const known = gates.get(name);
    const merged = smallest(known?.limits ?? { start: 'open', ...ownOf(told, name) }, limits);
    const gate = known?.gate ?? createGate(name, clock);
    gate.setLimits(merged);
    gates.set(name, { gate, limits: merged });
    return gate;
  };

  return {
    forTool(tool) {
      const { name, gate, concurrency, rate } = tool;
      if (!hasGate(tool) && ownOf(told, name) === undefined) return undefined;
      const atOnce = concurrency === undefined ? {} : { concurrency };
      return gateOf(gate ?? name, { start: 'modest', ...rate, ...atOnce });
    },
    // Many runs may stream at once; a provider says when that is too much.
    forModel: (name) => gateOf(name, { start: 'open' }),
  };
}

/** Whether a tool wants a gate by itself, whatever the option `gates` says. */
export function hasGate({ gate, concurrency, rate, retry }: Tool): boolean {
  return [gate, concurrency, rate, retry].some((part) => part !== undefined);
}

function ownOf(told: Readonly<Record<string, GateOptions>>, name: string): GateOptions | undefined {
  return Object.hasOwn(told, name) ? told[name] : undefined;
}

function smallest(one: GateLimits, other: GateLimits): GateLimits {
  const limits = {
    ...least('concurrency', one, other),
    ...least('requestsPerMinute', one, other),
    ...least('tokensPerMinute', one, other),
  };
  const isModest = one.start === 'modest' || other.start === 'modest';
  return { ...limits, start: isModest ? 'modest' : 'open' };
}

function least(kind: keyof GateOptions, one: GateOptions, other: GateOptions): GateOptions {
  const least = Math.min(one[kind] ?? Infinity, other[kind] ?? Infinity);
  return least === Infinity ? {} : { [kind]: least };
}

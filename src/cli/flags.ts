import type { ApprovalMode } from '../index.ts';

/** Where tools come from. */
export interface ToolFlags {
  readonly docs?: string;
  readonly web?: boolean;
  readonly tools?: readonly string[];
}

export interface ModelFlags {
  readonly model?: string;
  readonly baseUrl?: string;
  /** The environment variable that holds the key: a key on the command line can be read by others. */
  readonly apiKeyEnv?: string;
}

export interface OutputFlags {
  readonly json?: boolean;
  readonly quiet?: boolean;
}

export interface LimitFlags {
  readonly concurrency?: number;
  /** Seconds. */
  readonly timeout?: number;
  readonly maxCalls?: number;
}

export interface WriteFlags {
  readonly approve?: ApprovalMode;
}

export interface RunFlags extends ToolFlags, ModelFlags, OutputFlags, LimitFlags, WriteFlags {
  readonly maxTokens?: number;
}

export interface PlanFlags extends ToolFlags, ModelFlags {
  readonly json?: boolean;
}

/** What `$input` means in a hand-written plan. */
export interface InputFlags {
  readonly input?: readonly string[];
  readonly inputs?: string;
}

export interface ExecFlags extends ToolFlags, OutputFlags, LimitFlags, WriteFlags, InputFlags {}

export interface VerifyFlags extends ToolFlags, OutputFlags, InputFlags {
  readonly schedules?: number;
  readonly seed?: number;
  readonly runWrites?: boolean;
}

export interface ServerFlags {
  readonly port: number;
  readonly host: string;
}

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
}

export interface RunFlags extends ToolFlags, ModelFlags, OutputFlags, LimitFlags {}

export interface PlanFlags extends ToolFlags, ModelFlags {
  readonly json?: boolean;
}

export interface ExecFlags extends ToolFlags, OutputFlags, LimitFlags {
  readonly input?: readonly string[];
  readonly inputs?: string;
}

export interface ServerFlags {
  readonly port: number;
  readonly host: string;
}

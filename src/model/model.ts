/**
 * The model port: messages in, text and usage out. Everything that speaks to a model goes through
 * it; openai, offline and scripted are its implementations.
 */
export interface Model {
  /** For events and reports: `gpt-5-mini`, `offline`. */
  readonly name: string;
  /**
   * Streams one reply. Yields text deltas, then exactly one `end`. Throws a `ToolcError` with a
   * `model.*` code, or `run.aborted` when `request.signal` aborted; it never ends normally then.
   */
  stream(request: ModelRequest): AsyncIterable<ModelPart>;
}

export interface ModelRequest {
  readonly messages: readonly Message[];
  readonly signal: AbortSignal;
  readonly temperature?: number;
  readonly maxOutputTokens?: number;
  /**
   * Called when the provider asked to be called less and the model tries again by itself, so that
   * others hear of it too. It tries again no sooner than what this returns resolves, which rejects
   * when the call is over before. Must not throw. What a model does not try again it throws.
   */
  readonly onPushback?: (pushback: Pushback) => Promise<void> | undefined;
}

/** A provider's answer that it is called too often, or is overloaded. */
export interface Pushback {
  /** How long it asks to wait; undefined where it does not say. */
  readonly retryAfterMs: number | undefined;
}

export interface Message {
  readonly role: 'system' | 'user' | 'assistant';
  readonly content: string;
}

export type ModelPart =
  | { readonly type: 'text'; readonly text: string }
  | {
      readonly type: 'end';
      /** Only `'stop'` is a complete reply; anything else is truncated. */
      readonly finish: 'stop' | 'length' | 'content-filter' | 'cut';
      readonly usage: Usage;
    };

/** Tokens of one or more model calls; 0 where the provider told none. */
export interface Usage {
  readonly promptTokens: number;
  readonly completionTokens: number;
  /** Counted by us, because the stream was stopped before the provider told. */
  readonly estimated?: boolean;
}

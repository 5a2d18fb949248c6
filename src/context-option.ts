/** The `context` of a run: required, and typed, where its tools want a certain one. */
export type ContextOption<Context> = unknown extends Context
  ? { readonly context?: unknown }
  : {
      /** What the tools get as `context`. */
      readonly context: Context;
    };

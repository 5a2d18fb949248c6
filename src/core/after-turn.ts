/**
 * Runs `action` once every promise callback of this turn has run, those that they make included. No
 * time passes: a clock that a test moves need not know.
 *
 * Node runs next-tick callbacks when no promise callback is left; one asked for outside of promise
 * callbacks would come before them, hence the promise in front.
 */
export function afterTurn(action: () => void): void {
  void Promise.resolve().then(() => process.nextTick(action));
}

/** Ends every switch over a closed union: a missing case is a type error, a corrupt value throws. */
export function unreachable(value: never): never {
  throw new TypeError(`unreachable: ${JSON.stringify(value)}`);
}

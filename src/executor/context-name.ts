/**
 * Names for what runs are given as `context`: the same object has the same name, another has another,
 * scalars go by type and value. None for a symbol, which is nobody's in particular.
 */
export function createContextNames(): (context: unknown) => string | undefined {
  const ofObjects = new WeakMap<object, string>();
  let count = 0;

  const nameOf = (context: object): string => {
    let name = ofObjects.get(context);
    if (name === undefined) {
      count += 1;
      name = `${String(count)}\n`;
      ofObjects.set(context, name);
    }
    return name;
  };

  return (context) => {
    if (typeof context === 'object' && context !== null) return nameOf(context);
    if (typeof context === 'function') return nameOf(context);
    if (typeof context === 'symbol') return undefined;
    // JSON, so that no text of a context can reach into the key behind it.
    const value = typeof context === 'string' ? JSON.stringify(context) : String(context);
    return `${typeof context} ${value}\n`;
  };
}

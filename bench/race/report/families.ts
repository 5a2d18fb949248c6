/** What a runner is, told by its name: it has the colour of its family. */
export type Family = 'react' | 'native' | 'code' | 'toolc' | 'peer' | 'floor' | 'other';

export function familyOf(runner: string): Family {
  const [first = ''] = runner.split('-');
  return isFamily(first) ? first : 'other';
}

/** toolc with one thing changed that is no way of using it: compared with toolc alone, in a table of its own. */
export function isAblation(runner: string): boolean {
  return runner.startsWith('toolc-') && runner !== 'toolc-finish';
}

function isFamily(name: string): name is Family {
  return ['react', 'native', 'code', 'toolc', 'peer', 'floor'].includes(name);
}

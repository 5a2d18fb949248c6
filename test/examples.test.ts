import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, describe, expect, test } from 'vitest';
import { requireBuild, run } from './project/built-package.ts';
import { matchOutput, statedOutput } from './project/stated-output.ts';
import { root } from './project/source-files.ts';

const folder = join(root, 'examples');
const examples = existsSync(folder)
  ? readdirSync(folder).filter((name) => name.endsWith('.ts'))
  : [];

beforeAll(requireBuild);

describe('an example', () => {
  test('exists for each thing that the README promises', () => {
    expect(examples.length).toBeGreaterThanOrEqual(5);
  });

  test.each(examples)('%s ends by itself, offline, and prints what it says', async (name) => {
    const stated = statedOutput(readFileSync(join(folder, name), 'utf8'));
    const loader = join(root, 'node_modules', 'tsx', 'dist', 'cli.mjs');
    const ended = await run(process.execPath, [loader, join(folder, name)]);
    expect(ended.stderr).toBe('');
    expect(ended.status).toBe(0);
    if (stated === undefined) throw new Error(`${name} must end with a // prints: comment`);
    expect(ended.stdout.trimEnd()).toSatisfy(matchOutput(stated), stated);
  });
});

describe('what an example states', () => {
  test('is the comment behind "prints:", to its end', () => {
    expect(statedOutput('run();\n// prints:\n// one\n//   two\n')).toBe('one\n  two');
    expect(statedOutput('run();\n// prints: one\n')).toBe('one');
    expect(statedOutput('run();\n')).toBeUndefined();
  });

  test('is compared line by line, with an ellipsis for what varies', () => {
    expect(matchOutput('took … ms')('took 12 ms')).toBe(true);
    expect(matchOutput('took … ms')('took\n12 ms')).toBe(false);
    expect(matchOutput('a.c')('abc')).toBe(false);
  });
});

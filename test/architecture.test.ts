import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import ts from 'typescript';
import { describe, expect, test } from 'vitest';
import type { SourceFile } from './project/source-files.ts';
import { lineOf, packageOf, parse, readSource, root, walk } from './project/source-files.ts';

/** A folder imports itself and folders of a lower number; `''` holds the files right under src. */
const layers: Readonly<Record<string, number>> = {
  core: 0,
  tools: 1,
  model: 1,
  plan: 2,
  planner: 3,
  executor: 3,
  joiner: 3,
  '': 4,
  offline: 5,
  research: 5,
  testing: 5,
  cli: 5,
};

/** What an adapter (level 5) may import beside its own folder. */
const publicEntries = [
  'index.ts',
  'model/openai.ts',
  'adapter.ts',
  'offline/index.ts',
  'research/index.ts',
  'testing/index.ts',
];

/** Which files may import which package, types included. */
const vendors: Readonly<Record<string, RegExp>> = {
  '@standard-schema/spec': /^(tools|offline|research|testing|cli)\/|^[a-z-]+\.ts$/,
  openai: /^model\/openai\.ts$/,
  'p-limit': /^executor\/fan-out\.ts$/,
  eventemitter3: /^run\.ts$/,
  zod: /^(tools\/(schema-vendors|zod-[a-z-]+|standard-to-json-schema)\.ts$|offline\/|research\/|cli\/)/,
  'zod-to-json-schema': /^tools\/schema-vendors\.ts$/,
  ajv: /^tools\/(schema-vendors|json-schema-validator)\.ts$/,
  minisearch: /^(offline|research)\//,
  undici: /^(research\/|model\/http-fetch\.ts$)/,
  'html-to-text': /^research\/html-text\.ts$/,
  commander: /^cli\//,
  picocolors: /^cli\//,
};

/** Packages that nothing may load before it is needed, seen from the root entry. */
const neverLoadedByTheRoot = ['openai', 'zod', 'zod-to-json-schema', 'ajv', 'commander', 'undici'];

/** Forced casts: each says beside it why it is sound. Do not add one where a type can be told. */
const forcedCasts: Readonly<Record<string, number>> = {
  'compiler.ts': 1,
  'joiner/json-answer.ts': 1,
  'model/http-fetch.ts': 1,
  'offline/read-prompt.ts': 1,
  'start-run.ts': 2,
};

const files = readSource();
const byPath = new Map(files.map((file) => [file.path, file]));

describe('layers', () => {
  test('every folder of src has a level', () => {
    expect(files.map(({ path }) => folderOf(path)).filter((name) => !(name in layers))).toEqual([]);
  });

  test('a folder imports itself and folders of a lower level', () => {
    const wrong = importsOfOurs().filter(({ from, target }) => {
      const own = layers[folderOf(from)] ?? 0;
      const other = layers[folderOf(target)] ?? 0;
      return folderOf(from) !== folderOf(target) && own < 5 && other >= own;
    });
    expect(wrong).toEqual([]);
  });

  test('an adapter imports its own folder and public entries, nothing deeper', () => {
    const wrong = importsOfOurs().filter(({ from, target }) => {
      if (layers[folderOf(from)] !== 5 || folderOf(from) === folderOf(target)) return false;
      return !publicEntries.includes(target);
    });
    expect(wrong).toEqual([]);
  });

  test('every import of ours names a file that exists', () => {
    expect(importsOfOurs().filter(({ target }) => !byPath.has(target))).toEqual([]);
  });

  test('no file imports itself through others', () => {
    expect(findCycle()).toEqual([]);
  });

  test('every file is reached from a public entry or the command line', () => {
    const reached = reach([...publicEntries, 'cli/main.ts'], () => true);
    expect(files.map(({ path }) => path).filter((path) => !reached.has(path))).toEqual([]);
  });
});

describe('vendor packages', () => {
  const packages = files.flatMap(({ path, imports }) =>
    imports
      .filter(({ ours, target }) => !ours && !target.startsWith('node:'))
      .map(({ target, kind }) => ({ path, name: packageOf(target), kind })),
  );

  test('a package is imported only where the table allows it', () => {
    expect(packages.filter(({ path, name }) => vendors[name]?.test(path) !== true)).toEqual([]);
  });

  test('the root entry loads no model vendor and no schema library', () => {
    const loaded = reach(['index.ts'], (kind) => kind === 'static');
    const wrong = packages.filter(
      ({ path, name, kind }) =>
        loaded.has(path) && kind === 'static' && neverLoadedByTheRoot.includes(name),
    );
    expect(wrong).toEqual([]);
  });

  test('the command line loads commander and nothing else before it knows the command', () => {
    const loaded = reach(['cli/main.ts'], (kind) => kind === 'static');
    const names = packages
      .filter(({ path, kind }) => loaded.has(path) && kind === 'static')
      .map(({ name }) => name);
    expect([...new Set(names)]).toEqual(['commander']);
    expect([...loaded].filter((path) => folderOf(path) !== 'cli')).toEqual([]);
  });
});

describe('files', () => {
  test('are named in kebab-case', () => {
    const wrong = files.filter(({ path }) => !/^([a-z]+\/)*[a-z0-9]+(-[a-z0-9]+)*\.ts$/.test(path));
    expect(wrong.map(({ path }) => path)).toEqual([]);
  });

  test('have at most 250 lines', () => {
    const lines = files.map((file) => [file.path, lineCount(file)] as const);
    expect(lines.filter(([, count]) => count > 250)).toEqual([]);
  });

  test('export by name, one by one', () => {
    const wrong = files.flatMap((file) =>
      file.tree.statements
        .filter(
          (node) =>
            ts.isExportAssignment(node) ||
            (ts.isExportDeclaration(node) && node.exportClause === undefined) ||
            (ts.canHaveModifiers(node) &&
              ts.getModifiers(node)?.some(({ kind }) => kind === ts.SyntaxKind.DefaultKeyword)),
        )
        .map((node) => `${file.path}:${String(lineOf(file, node))}`),
    );
    expect(wrong).toEqual([]);
  });

  test('import with the .ts ending', () => {
    expect(importsOfOurs().filter(({ target }) => !target.endsWith('.ts'))).toEqual([]);
  });

  test('keep no state of their own: a module holds no let and no var', () => {
    const wrong = files.flatMap((file) =>
      file.tree.statements
        .filter(ts.isVariableStatement)
        .filter(({ declarationList }) => (declarationList.flags & ts.NodeFlags.Const) === 0)
        .map((node) => `${file.path}:${String(lineOf(file, node))}`),
    );
    expect(wrong).toEqual([]);
  });
});

describe('functions', () => {
  test('have at most 60 lines, named inner functions not counted', () => {
    expect(files.flatMap(longFunctions)).toEqual([]);
  });

  test('have at most 3 parameters', () => {
    const wrong = files.flatMap((file) =>
      [...walk(file.tree)]
        .filter(isFunction)
        .filter(({ parameters }) => parameters.length > 3)
        .map((node) => `${file.path}:${String(lineOf(file, node))}`),
    );
    expect(wrong).toEqual([]);
  });

  test('of a closure factory count by themselves', () => {
    const inner = `const step = (): void => {\n${'  work();\n'.repeat(50)}};\n`;
    const factory = (body: string): SourceFile =>
      parse('x.ts', `function create() {\n${body}return { step };\n}\n`);
    expect(longFunctions(factory(inner + inner))).toEqual([]);
    expect(longFunctions(factory('work();\n'.repeat(60)))).toEqual(['x.ts:1 has 63 lines']);
  });
});

describe('escapes from the type system', () => {
  test('stand only where they are listed', () => {
    const found = files.flatMap(castsOf).map(({ path }) => path);
    const counts: Record<string, number> = {};
    for (const path of found) counts[path] = (counts[path] ?? 0) + 1;
    expect(counts).toEqual(forcedCasts);
  });

  test('are each allowed for one rule and one line, with a reason in words', () => {
    const wrong = files.flatMap(({ path, tree }) => {
      const lines = tree.text.split('\n');
      return lines
        .map((line, index) => ({ line: line.trim(), before: (lines[index - 1] ?? '').trim() }))
        .filter(({ line }) =>
          /eslint-(disable|enable)|@ts-(ignore|expect-error|nocheck)/.test(line),
        )
        .filter(({ line, before }) => !isReasoned(line, before))
        .map(({ line }) => `${path}: ${line}`);
    });
    expect(wrong).toEqual([]);
  });

  test('are found: any, a cast, a non-null assertion, but not as const', () => {
    const file = parse('x.ts', 'let a: any; const b = a as string; b!.x; const c = [1] as const;');
    expect(castsOf(file)).toHaveLength(3);
  });
});

describe('time and chance', () => {
  test('come from core/clock.ts alone', () => {
    const ambient = /^(Date\.now|performance\.now|Math\.random|crypto\.randomUUID|new Date\(\))$/;
    const timers = /^(setTimeout|setInterval|setImmediate|randomUUID|AbortSignal\.timeout)$/;
    const wrong = files
      // The fake clock lets the event loop turn once; it reads no time.
      .filter(({ path }) => path !== 'core/clock.ts' && path !== 'testing/fake-clock.ts')
      .flatMap((file) =>
        [...walk(file.tree)]
          .filter((node) => {
            const text = textOf(file, node);
            return ambient.test(text) || timers.test(text);
          })
          .map((node) => `${file.path}:${String(lineOf(file, node))}`),
      );
    expect(wrong).toEqual([]);
  });
});

function folderOf(path: string): string {
  return path.includes('/') ? path.slice(0, path.indexOf('/')) : '';
}

function importsOfOurs(): readonly { readonly from: string; readonly target: string }[] {
  return files.flatMap(({ path, imports }) =>
    imports.filter(({ ours }) => ours).map(({ target }) => ({ from: path, target })),
  );
}

/** The files that a start leads to, over imports of the kinds wanted. */
function reach(
  starts: readonly string[],
  follows: (kind: 'static' | 'lazy' | 'type') => boolean,
): ReadonlySet<string> {
  const reached = new Set<string>();
  const open = [...starts];
  for (let path = open.pop(); path !== undefined; path = open.pop()) {
    const file = byPath.get(path);
    if (file === undefined || reached.has(path)) continue;
    reached.add(path);
    for (const { ours, target, kind } of file.imports) {
      if (ours && follows(kind)) open.push(target);
    }
  }
  return reached;
}

/** One cycle of files, or an empty list. */
function findCycle(): readonly string[] {
  const done = new Set<string>();
  const visit = (path: string, trail: readonly string[]): readonly string[] => {
    if (trail.includes(path)) return [...trail.slice(trail.indexOf(path)), path];
    if (done.has(path)) return [];
    for (const { ours, target } of byPath.get(path)?.imports ?? []) {
      const cycle = ours ? visit(target, [...trail, path]) : [];
      if (cycle.length > 0) return cycle;
    }
    done.add(path);
    return [];
  };
  for (const { path } of files) {
    const cycle = visit(path, []);
    if (cycle.length > 0) return cycle;
  }
  return [];
}

function lineCount({ tree }: SourceFile): number {
  return tree.text.replace(/\n$/, '').split('\n').length;
}

function longFunctions(file: SourceFile): string[] {
  return [...walk(file.tree)].filter(isFunction).flatMap((node) => {
    const count = ownLines(file, node);
    return count > 60
      ? [`${file.path}:${String(lineOf(file, node))} has ${String(count)} lines`]
      : [];
  });
}

/** The lines of a function without those of the named functions right inside it. */
function ownLines(file: SourceFile, node: ts.Node): number {
  const span = (of: ts.Node): number =>
    file.tree.getLineAndCharacterOfPosition(of.end).line + 2 - lineOf(file, of);
  const inner = (of: ts.Node): number => {
    let lines = 0;
    ts.forEachChild(of, (child) => {
      lines += isFunction(child) && isNamed(child) ? span(child) : inner(child);
    });
    return lines;
  };
  return span(node) - inner(node);
}

function isFunction(node: ts.Node): node is ts.FunctionLikeDeclaration {
  return (
    ts.isFunctionDeclaration(node) ||
    ts.isFunctionExpression(node) ||
    ts.isArrowFunction(node) ||
    ts.isMethodDeclaration(node) ||
    ts.isConstructorDeclaration(node) ||
    ts.isAccessor(node)
  );
}

function isNamed(node: ts.Node): boolean {
  if (!ts.isArrowFunction(node) && !ts.isFunctionExpression(node)) return true;
  return ts.isVariableDeclaration(node.parent) || ts.isPropertyAssignment(node.parent);
}

/** The reason stands behind `--` or in the comment line before. */
function isReasoned(line: string, before: string): boolean {
  const isNarrow = /^\/\/ eslint-disable-next-line @typescript-eslint\/[a-z-]+( -- .{10,})?$/.test(
    line,
  );
  return isNarrow && (line.includes(' -- ') || /^\/\/ .{10,}/.test(before));
}

function castsOf(file: SourceFile): readonly { readonly path: string; readonly line: number }[] {
  return [...walk(file.tree)]
    .filter(
      (node) =>
        node.kind === ts.SyntaxKind.AnyKeyword ||
        ts.isNonNullExpression(node) ||
        ts.isTypeAssertionExpression(node) ||
        (ts.isAsExpression(node) && !ts.isConstTypeReference(node.type)),
    )
    .map((node) => ({ path: file.path, line: lineOf(file, node) }));
}

/** The text of a name, a property or an argumentless `new`; empty for any other node. */
function textOf(file: SourceFile, node: ts.Node): string {
  const isWanted =
    (ts.isIdentifier(node) && !ts.isPropertyAccessExpression(node.parent)) ||
    ts.isPropertyAccessExpression(node) ||
    ts.isNewExpression(node);
  return isWanted ? node.getText(file.tree) : '';
}

test('every file that ARCHITECTURE.md names is there', () => {
  const text = readFileSync(join(root, 'ARCHITECTURE.md'), 'utf8');
  const named = [...text.matchAll(/`([a-z-]+(?:\/[a-z-]+)*(?:\.test)?\.ts)`/g)].map(
    ([, name]) => name ?? '',
  );
  expect(named.length).toBeGreaterThan(20);
  const lost = named.filter(
    (name) => !existsSync(join(root, 'src', name)) && !existsSync(join(root, name)),
  );
  expect(lost).toEqual([]);
  expect(text.split('\n').length).toBeLessThanOrEqual(121);
});

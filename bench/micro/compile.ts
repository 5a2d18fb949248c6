import { mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';
import ts from 'typescript';

const root = join(import.meta.dirname, '../..');
const target = join(root, 'node_modules/.cache/toolc-bench');

/**
 * Writes src/ and bench/micro/ as JavaScript, as `tsc` does, and returns the folder. What tsx makes
 * of them names every closure as it is created, which would be measured too.
 */
export function compileForBench(): string {
  rmSync(target, { recursive: true, force: true });
  for (const folder of ['src', 'bench/micro']) {
    for (const file of readdirSync(join(root, folder), { recursive: true, encoding: 'utf8' })) {
      if (file.endsWith('.ts')) compileFile(join(root, folder, file));
    }
  }
  writeFileSync(join(target, 'package.json'), '{ "type": "module" }\n');
  return join(target, relative(root, import.meta.dirname));
}

function compileFile(path: string): void {
  const { outputText } = ts.transpileModule(readFileSync(path, 'utf8'), {
    fileName: path,
    compilerOptions: {
      target: ts.ScriptTarget.ES2023,
      module: ts.ModuleKind.ESNext,
      verbatimModuleSyntax: true,
      rewriteRelativeImportExtensions: true,
    },
  });
  const output = join(target, relative(root, path)).replace(/\.ts$/, '.js');
  mkdirSync(dirname(output), { recursive: true });
  writeFileSync(output, outputText);
}

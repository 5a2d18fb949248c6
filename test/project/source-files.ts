import { readFileSync, readdirSync } from 'node:fs';
import { dirname, join, posix } from 'node:path';
import { fileURLToPath } from 'node:url';
import ts from 'typescript';

/** One file of src, parsed. Paths are from src on: `plan/task.ts`. */
export interface SourceFile {
  readonly path: string;
  readonly tree: ts.SourceFile;
  readonly imports: readonly Import[];
}

export interface Import {
  /** A path from src on for a file of ours, else the specifier as written. */
  readonly target: string;
  readonly ours: boolean;
  /** `'static'` loads with the importing file, `'lazy'` when it is reached, `'type'` never. */
  readonly kind: 'static' | 'lazy' | 'type';
}

export const root = fileURLToPath(new URL('../..', import.meta.url));

/** Every TypeScript file under src, in the order of the paths. */
export function readSource(): readonly SourceFile[] {
  return readdirSync(join(root, 'src'), { recursive: true, encoding: 'utf8' })
    .map((path) => path.replaceAll('\\', '/'))
    .filter((path) => path.endsWith('.ts'))
    .sort()
    .map((path) => parse(path, readFileSync(join(root, 'src', path), 'utf8')));
}

export function parse(path: string, text: string): SourceFile {
  const tree = ts.createSourceFile(path, text, ts.ScriptTarget.ES2023, true);
  return { path, tree, imports: collectImports(path, tree) };
}

/** Every node below `node`, outermost first. */
export function* walk(node: ts.Node): Generator<ts.Node> {
  const children: ts.Node[] = [];
  ts.forEachChild(node, (child) => void children.push(child));
  for (const child of children) {
    yield child;
    yield* walk(child);
  }
}

/** Line of a node, from 1. */
export function lineOf(file: SourceFile, node: ts.Node): number {
  return file.tree.getLineAndCharacterOfPosition(node.getStart(file.tree)).line + 1;
}

/** `zod` of `zod/v3`, `@standard-schema/spec` of itself. */
export function packageOf(specifier: string): string {
  return specifier
    .split('/')
    .slice(0, specifier.startsWith('@') ? 2 : 1)
    .join('/');
}

function collectImports(path: string, tree: ts.SourceFile): readonly Import[] {
  const found: Import[] = [];
  const add = (specifier: ts.Node | undefined, kind: Import['kind']): void => {
    if (specifier === undefined || !ts.isStringLiteralLike(specifier)) return;
    const ours = specifier.text.startsWith('.');
    const target = ours ? posix.join(dirname(path), specifier.text) : specifier.text;
    found.push({ target, ours, kind });
  };
  const loaders = loadersOf(tree);
  for (const node of walk(tree)) {
    if (ts.isImportDeclaration(node)) {
      add(node.moduleSpecifier, isTypeImport(node) ? 'type' : 'static');
    } else if (ts.isExportDeclaration(node)) {
      add(node.moduleSpecifier, node.isTypeOnly ? 'type' : 'static');
    } else if (ts.isImportTypeNode(node) && ts.isLiteralTypeNode(node.argument)) {
      add(node.argument.literal, 'type');
    } else if (ts.isCallExpression(node) && isLoad(node, loaders)) {
      add(node.arguments[0], 'lazy');
    }
  }
  return found;
}

function isTypeImport({ importClause: clause }: ts.ImportDeclaration): boolean {
  return clause?.phaseModifier === ts.SyntaxKind.TypeKeyword;
}

/** The names that hold a `require` made by createRequire. */
function loadersOf(tree: ts.SourceFile): ReadonlySet<string> {
  const names = [...walk(tree)].flatMap((node) => {
    if (!ts.isVariableDeclaration(node) || node.initializer === undefined) return [];
    if (!node.initializer.getText(tree).startsWith('createRequire(')) return [];
    return [node.name.getText(tree)];
  });
  return new Set(names);
}

function isLoad({ expression }: ts.CallExpression, loaders: ReadonlySet<string>): boolean {
  if (expression.kind === ts.SyntaxKind.ImportKeyword) return true;
  return ts.isIdentifier(expression) && loaders.has(expression.text);
}

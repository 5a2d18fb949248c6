import { existsSync, readFileSync, readdirSync } from 'node:fs';
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
  readonly names: readonly string[] | 'all';
}

export const root = fileURLToPath(new URL('../..', import.meta.url));

/** Every TypeScript file under src, in the order of the paths. */
export function readSource(): readonly SourceFile[] {
  return readFolder('.');
}

/** The same for a folder named from src on: `../test`; packages installed in it are not read. */
export function readFolder(folder: string): readonly SourceFile[] {
  const at = join(root, 'src', folder);
  if (!existsSync(at)) return [];
  return readdirSync(at, { recursive: true, encoding: 'utf8' })
    .map((path) => posix.join(folder, path.replaceAll('\\', '/')))
    .filter((path) => path.endsWith('.ts') && !path.includes('/node_modules/'))
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
  const loaders = loadersOf(tree);
  return [...walk(tree)].flatMap((node) => {
    const found = importAt(node, loaders);
    if (found === undefined || !ts.isStringLiteralLike(found.specifier)) return [];
    const { kind, names, specifier } = found;
    const ours = specifier.text.startsWith('.');
    const target = ours ? withoutSource(posix.join(dirname(path), specifier.text)) : specifier.text;
    return [{ target, ours, kind, names }];
  });
}

/** `plan/task.ts` for what is `../src/plan/task.ts` seen from a test. */
function withoutSource(target: string): string {
  return target.replace(/^\.\.\/src\//, '');
}

type Found = Pick<Import, 'kind' | 'names'> & { readonly specifier: ts.Node };

function importAt(node: ts.Node, loaders: ReadonlySet<string>): Found | undefined {
  if (ts.isImportDeclaration(node)) {
    const { moduleSpecifier: specifier, importClause } = node;
    const isType = importClause?.phaseModifier === ts.SyntaxKind.TypeKeyword;
    return { specifier, kind: isType ? 'type' : 'static', names: importedNames(importClause) };
  }
  if (ts.isExportDeclaration(node) && node.moduleSpecifier !== undefined) {
    const { moduleSpecifier: specifier, exportClause, isTypeOnly } = node;
    return { specifier, kind: isTypeOnly ? 'type' : 'static', names: listedNames(exportClause) };
  }
  if (ts.isImportTypeNode(node) && ts.isLiteralTypeNode(node.argument)) {
    return { specifier: node.argument.literal, kind: 'type', names: 'all' };
  }
  const specifier = ts.isCallExpression(node) ? node.arguments[0] : undefined;
  if (specifier === undefined || !ts.isCallExpression(node) || !isLoad(node, loaders)) {
    return undefined;
  }
  return { specifier, kind: 'lazy', names: unpackedNames(node) };
}

function importedNames(clause: ts.ImportClause | undefined): Import['names'] {
  const bindings = clause?.namedBindings;
  return bindings === undefined ? [] : listedNames(bindings);
}

function listedNames(
  list: ts.NamedImportBindings | ts.NamedExportBindings | undefined,
): Import['names'] {
  if (list === undefined || ts.isNamespaceImport(list) || ts.isNamespaceExport(list)) return 'all';
  return list.elements.map(({ name, propertyName }) => (propertyName ?? name).text);
}

/** The names of `const { name } = await import(…)`. */
function unpackedNames(call: ts.CallExpression): Import['names'] {
  const declaration = ts.isAwaitExpression(call.parent) ? call.parent.parent : call.parent;
  if (!ts.isVariableDeclaration(declaration)) return 'all';
  if (!ts.isObjectBindingPattern(declaration.name)) return 'all';
  return declaration.name.elements.map(({ name, propertyName }) =>
    (propertyName ?? name).getText(),
  );
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

import ts from 'typescript';
import type { SourceFile } from './source-files.ts';

export interface ExportedNames {
  readonly values: readonly string[];
  readonly types: readonly string[];
}

/** What a file exports, sorted. It exports by name, one by one: test/architecture.test.ts. */
export function exportedNames({ tree }: SourceFile): ExportedNames {
  const values: string[] = [];
  const types: string[] = [];
  for (const node of tree.statements) {
    if (ts.isExportDeclaration(node)) addListed(node, { values, types });
    else if (isExported(node)) addDeclared(node, { values, types });
  }
  return { values: values.sort(), types: types.sort() };
}

interface Found {
  readonly values: string[];
  readonly types: string[];
}

function addListed(node: ts.ExportDeclaration, { values, types }: Found): void {
  if (node.exportClause === undefined || !ts.isNamedExports(node.exportClause)) return;
  for (const { name, isTypeOnly } of node.exportClause.elements) {
    (node.isTypeOnly || isTypeOnly ? types : values).push(name.text);
  }
}

function addDeclared(node: ts.Statement, { values, types }: Found): void {
  if (ts.isInterfaceDeclaration(node) || ts.isTypeAliasDeclaration(node))
    types.push(node.name.text);
  else if (ts.isFunctionDeclaration(node)) values.push(node.name?.text ?? '');
  else if (ts.isVariableStatement(node)) {
    values.push(...node.declarationList.declarations.map(({ name }) => name.getText()));
  }
}

function isExported(node: ts.Statement): boolean {
  const modifiers = ts.canHaveModifiers(node) ? (ts.getModifiers(node) ?? []) : [];
  return modifiers.some(({ kind }) => kind === ts.SyntaxKind.ExportKeyword);
}

import { execFileSync } from 'node:child_process';
import { describe, expect, it } from 'vitest';

/** The vendors that a fresh node process has loaded after it imported src/tools and ran `code`. */
function loadedAfter(code: string): unknown {
  const script = `
    import { createRequire } from 'node:module';
    import { defineTool } from './src/tools/define-tool.ts';
    import { createToolset } from './src/tools/toolset.ts';
    import { describeTool } from './src/tools/describe-tool.ts';
    import { toJson } from './src/tools/to-json.ts';
    const prepare = (inputSchema) => createToolset([
      defineTool({ name: 't', description: '', effect: 'read', inputSchema, execute: () => toJson(1) }),
    ]).get('t');
    ${code}
    const files = Object.keys(createRequire(import.meta.url).cache);
    const vendors = ['zod', 'ajv', 'zod-to-json-schema'];
    const isLoaded = (vendor) => files.some((file) => file.includes('/node_modules/' + vendor + '/'));
    console.log(JSON.stringify(vendors.filter(isLoaded)));
  `;
  const args = ['--import', 'tsx', '--input-type=module', '--eval', script];
  return JSON.parse(execFileSync(process.execPath, args, { encoding: 'utf8' }));
}

const plain = `{ type: 'object', properties: { a: { type: 'string' } }, required: ['a'] }`;

describe('the vendors of schemas', () => {
  it('are not loaded by the import, nor by a plain JSON Schema', () => {
    expect(loadedAfter(`describeTool(prepare(${plain}));`)).toEqual([]);
  });

  it('zod is loaded by the first validation of a plain JSON Schema', () => {
    expect(loadedAfter(`prepare(${plain}).input.validate({ a: 'x' });`)).toEqual(['zod']);
  });

  it('ajv is loaded by a JSON Schema that zod would validate wrongly', () => {
    expect(loadedAfter(`prepare({ type: 'object', minProperties: 1 });`)).toEqual(['ajv']);
  });

  it('none is loaded by a zod schema that converts itself', () => {
    const code = `const { z } = await import('zod'); prepare(z.object({ a: z.string() })).input.validate({});`;
    expect(loadedAfter(code)).toEqual([]);
  });

  it('zod-to-json-schema is loaded by a zod 3 schema', () => {
    const code = `const { z } = await import('zod/v3'); prepare(z.object({ a: z.string() }));`;
    expect(loadedAfter(code)).toContain('zod-to-json-schema');
  });
});

describe('every source file of src/tools', () => {
  it('imports a vendor for its types only', async () => {
    const { readdirSync, readFileSync } = await import('node:fs');
    const folder = new URL('../../src/tools/', import.meta.url);
    const texts = readdirSync(folder).map((file) => readFileSync(new URL(file, folder), 'utf8'));
    const imports = texts.flatMap((text) => text.match(/^import [^;]*;/gm) ?? []);
    const ofPackages = imports.filter((line) => !/ from '(\.|node:)/.test(line));
    expect(ofPackages.length).toBeGreaterThan(3);
    expect(ofPackages.filter((line) => !line.startsWith('import type '))).toEqual([]);
  });
});

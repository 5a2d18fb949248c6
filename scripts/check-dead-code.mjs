// Exports that nothing uses: no other file of src, no test, no example, no benchmark. The public
// entries of package.json and the command line are used by users. An exported type may go unused:
// it names a part of something public. (Files that no entry reaches: test/architecture.test.ts.)
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('..', import.meta.url));
const { analyzeTsConfig } = createRequire(import.meta.url)('ts-unused-exports');
const manifest = JSON.parse(readFileSync(new URL('../package.json', import.meta.url), 'utf8'));

const entries = Object.values(manifest.exports)
  .map((target) => target.default ?? target)
  .filter((file) => file.endsWith('.js'))
  .map((file) => file.replace(/^\.\/dist\//, '/src/').replace(/\.js$/, '\\.ts'));
const usersOfTheirOwn = [...entries, '\\.config\\.ts'].map((file) => `${file}$`);

const { unusedExports } = analyzeTsConfig(`${root}tsconfig.json`, [
  '--allowUnusedTypes',
  `--excludePathsFromReport=${usersOfTheirOwn.join(';')}`,
]);
const lines = Object.entries(unusedExports).map(([file, names]) => {
  return `${file.replace(root, '')}: ${names.map(({ exportName }) => exportName).join(', ')}`;
});
if (lines.length > 0) {
  process.stdout.write(`Nothing uses these exports; use or delete them:\n${lines.join('\n')}\n`);
  process.exit(1);
}

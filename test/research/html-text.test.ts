import { expect, test } from 'vitest';
import { htmlText } from '../../src/research/html-text.ts';

const long = 'Word '.repeat(50).trim();

test('the title is that of the title element, on one line, entities decoded', () => {
  expect(htmlText('<title>\n A &amp;\n B </title><h1>C</h1>').title).toBe('A & B');
});

test('without a title element it is the first h1, else empty', () => {
  expect(htmlText('<h1>First <b>one</b></h1><h1>Second</h1>').title).toBe('First one');
  expect(htmlText('<p>text</p>').title).toBe('');
});

test('scripts, styles, navigation, footers and controls are left out', () => {
  const html = `<style>a{}</style><script>alert(1)</script><nav>Home</nav><p>Text</p>
    <button>Go</button><select><option>x</option></select><template>t</template>
    <svg><text>s</text></svg><footer>Imprint</footer><img alt="picture" src="a.png">`;
  expect(htmlText(html).text).toBe('Text');
});

test('of a page with a main that holds text only that is read', () => {
  expect(htmlText(`<body><p>Menu</p><main><p>${long}</p></main><p>Ads</p>`).text).toBe(long);
  expect(htmlText(`<body><p>Menu</p><div role="main">${long}</div>`).text).toBe(long);
});

test('an empty main does not hide the page', () => {
  expect(htmlText(`<body><main></main><p>${long}</p>`).text).toBe(long);
});

test('a table row is a line with bars between its cells', () => {
  const { text } = htmlText(
    '<table><tr><th>Peak</th><th>Metres</th></tr><tr><td>Everest</td><td>8849</td></tr></table>',
  );
  expect(text.split('\n').filter((line) => line !== '')).toEqual([
    'Peak | Metres |',
    'Everest | 8849 |',
  ]);
});

test('links show their words alone and headings keep their case', () => {
  expect(htmlText('<h2>Big news</h2><p>See <a href="http://x.test/">here</a>.</p>').text).toBe(
    'Big news\n\nSee here.',
  );
});

test('what follows the allowed number of tags is left out', () => {
  const { text } = htmlText('<p>a</p><p>b</p><p>c</p>', 4);
  expect(text).toBe('a\n\nb');
});

test('nesting over 200 deep is left out and overflows nothing', () => {
  expect(htmlText(`<p>shallow</p>${'<div>'.repeat(9_000)}deep`).text).toContain('shallow');
  expect(htmlText(`<p>shallow</p>${'<div>'.repeat(9_000)}deep`).text).not.toContain('deep');
});

test.each([
  ['unmatched tags', '<a>'.repeat(330_000) + '</b>'.repeat(250_000)],
  ['open brackets', '<'.repeat(2_000_000)],
  ['attributes', `<a ${'x=1 '.repeat(500_000)}>`],
  ['comments', '<!--'.repeat(500_000)],
  ['entities', '&amp;'.repeat(400_000)],
  ['blank space', ' '.repeat(2_000_000)],
  ['paragraphs', '<p>x'.repeat(500_000)],
  ['titles', '<title>'.repeat(280_000)],
  ['columns', `<table><tr>${'<td colspan=1000000 rowspan=1000000>'.repeat(9_000)}`],
])('2 MB of %s come to an end', (_name, html) => {
  expect(typeof htmlText(html).text).toBe('string');
});

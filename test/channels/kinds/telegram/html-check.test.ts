import { describe, expect, it } from 'vitest';
import { readTelegramHtml, searchedText, shownText } from './html-check.ts';

describe('the judge of HTML', () => {
  it('reads formats, links and entities', () => {
    const html = readTelegramHtml(
      '<b>a</b> &lt;&amp;&gt; <code>@b</code> <a href="https://c/?d&amp;e">f</a>',
    );
    expect(shownText(html)).toBe('a <&> @b f');
    expect(searchedText(html)).toBe('a <&> \n \n');
    expect(html.links).toEqual(['https://c/?d&e']);
  });

  it.each([
    '<b>a',
    'a</b>',
    '<b>a</code>',
    '<b><code>a</code></b>',
    '<i>a</i>',
    'a < b',
    'a & b',
    '&nbsp;',
    '<a>b</a>',
  ])('refuses %s', (html) => {
    expect(() => readTelegramHtml(html)).toThrow(/^no /);
  });
});

import fc from 'fast-check';

const pieces = [
  '<!channel>',
  '<!everyone>',
  '<!here|here>',
  '<!subteam^S1|@team>',
  '<!date^1392734382^{date}|x>',
  '<@U1>',
  '<#C1>',
  '@everyone',
  '@here',
  '<https://evil.example|your bank>',
  '](http://evil.example)',
  '[click](http://evil.example)',
  'http://evil.example/?a=b&c=d',
  '*bold*',
  '_italic_',
  '~gone~',
  '`code`',
  '```\nblock\n```',
  '> quote',
  '>>> quote',
  ':skull:',
  '&lt;!channel&gt;',
  '&amp;',
  '</at>',
  '<at id=all></at>',
  '<AT>everyone</At>',
  '\u202Ecte.exe\u202C',
  '\u2066x\u2069',
  '\u200F',
  '\u061C',
  '\u001B[2J',
  '\u0000',
  '\u009B31m',
  '\uD800',
  '\uDC00',
  '\r\nX-Header: 1\r\n',
  '\u2028',
  '\t',
  '👩‍👩‍👧‍👦',
  '🇩🇪',
  '𠮷野家',
  'e\u0301',
  `a${'\u0301'.repeat(300)}`,
  '保护组',
  '|',
  '"',
  '\\',
  ' ',
];

/**
 * Text as an attacker, a proxy or a foreign language may write it, from nothing to three times what a
 * notification can hold.
 */
export const hostileText = fc.oneof(
  fc.array(fc.constantFrom(...pieces), { maxLength: 30 }).map((parts) => parts.join('')),
  fc.string({ unit: 'binary', maxLength: 60 }),
  fc
    .tuple(fc.constantFrom(...pieces), fc.integer({ min: 1, max: 30_000 }))
    .map(([piece, bytes]) => piece.repeat(Math.ceil(bytes / piece.length))),
);

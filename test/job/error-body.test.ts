import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { readErrorBody } from '../../lib/job/error-body.ts';
import { plainLine } from '../../lib/job/plain-text.ts';

const json = JSON.stringify;

describe('readErrorBody', () => {
  it.each([
    ['SDRS', { error: { code: 'SDRS.1013', message: 'gone' } }, { code: 'SDRS.1013', message: 'gone' }],
    [
      'SDRS under another key',
      { badrequest: { code: 'S.1', message: 'bad' } },
      { code: 'S.1', message: 'bad' },
    ],
    [
      'SDRS under one more key',
      { itemNotFound: { message: 'm', code: 'S.2' } },
      { code: 'S.2', message: 'm' },
    ],
    [
      'other services',
      { error_code: 'IMG.0001', error_msg: 'no image' },
      { code: 'IMG.0001', message: 'no image' },
    ],
    [
      'the API gateway',
      { error_msg: 'Incorrect IAM', error_code: 'APIGW.0301', request_id: 'r' },
      { code: 'APIGW.0301', message: 'Incorrect IAM' },
    ],
    ['camel case', { errorCode: 'A.1', errorMsg: 'a' }, { code: 'A.1', message: 'a' }],
    ['flat', { code: 'B.1', message: 'b' }, { code: 'B.1', message: 'b' }],
    ['IAM', { error: { code: 401, message: 'no', title: 'Unauthorized' } }, { code: '401', message: 'no' }],
    ['nested error_code', { fault: { error_code: 'C.1', error_msg: 'c' } }, { code: 'C.1', message: 'c' }],
    ['nested camel case', { fault: { errorCode: 'D.1', errorMsg: 'd' } }, { code: 'D.1', message: 'd' }],
    ['a code alone', { error_code: 'E.1' }, { code: 'E.1' }],
    ['a message alone', { message: 'only' }, { message: 'only' }],
    [
      'the fullest of several',
      { message: 'm', a: { code: 'F.1' }, b: { code: 'F.2', message: 'f' } },
      { code: 'F.2', message: 'f' },
    ],
    ['a code before a message', { message: 'm', a: { code: 'G.1' } }, { code: 'G.1' }],
    [
      'the first of equals',
      { a: { code: 'H.1', message: '1' }, b: { code: 'H.2', message: '2' } },
      { code: 'H.1', message: '1' },
    ],
    [
      'empty fields, which it skips',
      { error_code: '', code: 'I.1', error_msg: null, message: 'i' },
      { code: 'I.1', message: 'i' },
    ],
  ])('reads the shape of %s', (_, body, expected) => {
    expect(readErrorBody(json(body))).toStrictEqual(expected);
  });

  it.each([
    [''],
    [' \n'],
    ['{}'],
    ['[]'],
    ['[{"code":"A.1"}]'],
    ['null'],
    ['5'],
    ['"text"'],
    ['{"error":{"inner":{"code":"A.1"}}}'],
    ['{"error":"text"}'],
    ['{"code":{},"message":[]}'],
    ['{"status":"RUN'],
    ['[1,'],
    ['"cut'],
    ['<html><body></body></html>'],
    ['{"code":"\\u0000","message":" "}'],
  ])('finds nothing in %j', (body) => {
    expect(readErrorBody(body)).toBeUndefined();
  });

  it.each([
    [
      'its title',
      '<html><head><title>502 Bad Gateway</title></head><body>nginx</body></html>',
      '502 Bad Gateway',
    ],
    [
      'its title, tidied',
      ' \n<!DOCTYPE html>\n<TITLE lang="en">\n 502  Bad\tGateway\n</TITLE>',
      '502 Bad Gateway',
    ],
    [
      'its title alone, whatever the title has',
      '<title lang="en" data-x=\'1\'>502 Bad Gateway</title><h1>nginx</h1>',
      '502 Bad Gateway',
    ],
    [
      'its first words without a title',
      '<h1>Bad <b>Gateway</b></h1><p>try later</p>',
      'Bad Gateway try later',
    ],
    ['its first words when the title is empty', '<title> </title><p>Oops</p>', 'Oops'],
    [
      'its words without script and style',
      '<style>b{}</style><script src="x">f()</script><p>Oops</p>',
      'Oops',
    ],
    ['its words up to where it is cut', '<p>Oops</p><img src="x', 'Oops'],
  ])('reads of a page %s', (_, page, message) => {
    expect(readErrorBody(page)).toStrictEqual({ message });
  });

  it.each(['upstream connect error', 'upstream said {"code":', 'no host "sdrs" [503]'])(
    'reads the first words of a text: %s',
    (text) => {
      expect(readErrorBody(`${text}\n`)).toStrictEqual({ message: text });
    },
  );

  it('cuts long codes and messages', () => {
    const read = readErrorBody(json({ code: 'c'.repeat(70), message: 'm'.repeat(1_000_000) }));
    expect(read).toStrictEqual({ code: `${'c'.repeat(55)}… (cut)`, message: `${'m'.repeat(291)}… (cut)` });
    expect(readErrorBody(json({ code: 'c'.repeat(64), message: 'm'.repeat(300) }))).toStrictEqual({
      code: 'c'.repeat(64),
      message: 'm'.repeat(300),
    });
  });

  it('is fast on pages that are made to be slow', () => {
    expect(readErrorBody('<title'.repeat(500_000))).toBeUndefined();
    expect(readErrorBody('<script'.repeat(500_000))).toBeUndefined();
  });

  it('returns short plain lines for any body', () => {
    const body = fc.oneof(
      fc.string({ unit: 'binary' }),
      fc.json(),
      fc.string().map((text) => `<${text}`),
    );
    fc.assert(
      fc.property(body, (text) => {
        const { code = 'x', message = 'x' } = readErrorBody(text) ?? {};
        expect(code.length).toBeGreaterThan(0);
        expect(code.length).toBeLessThanOrEqual(64);
        expect(message.length).toBeGreaterThan(0);
        expect(message.length).toBeLessThanOrEqual(300);
        expect(code + message).not.toMatch(/[\p{Cc}\p{Cf}\p{Cs}]/u);
      }),
    );
  });
});

describe('plainLine', () => {
  it.each([
    ['a\r\n\tb\u0000c', 'a bc'],
    ['  a  ', 'a'],
    ['a\u202Eb\u2028c\ud800d', 'a b cd'],
    ['grüße 你好 😀', 'grüße 你好 😀'],
  ])('makes %j one line', (text, line) => {
    expect(plainLine(text, 100)).toBe(line);
  });
});

import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { tracesIn } from '../../lib/cts/trace.ts';
import { hostileText } from '../support/texts.ts';
import { jobId } from '../support/watches.ts';
import { aTrace } from './traces.ts';

const read = (trace: unknown) => {
  const [found] = tracesIn(JSON.stringify(trace));
  return found?.kind === 'trace' ? found.trace : undefined;
};
const response = { job_id: jobId };

describe('a trace', () => {
  it.each([
    ['an object', { response }, { response }],
    ['JSON text', { response: JSON.stringify(response) }, { response }],
    [
      'empty text',
      { response: '', request: '', user: '' },
      { response: undefined, request: undefined, user: undefined },
    ],
    [
      'text',
      { response: 'Bad Gateway', request: 'x', user: 'ops' },
      { response: 'Bad Gateway', request: undefined, user: undefined },
    ],
    ['a list', { response: [response], user: [] }, { response: undefined, user: undefined }],
    ['JSON text of a list', { response: '[1]', request: '[1]' }, { response: '[1]', request: undefined }],
    ['a user as JSON text', { user: '{"name":"ops"}' }, { user: { name: 'ops' } }],
    ['a code that is a number', { code: 202 }, { code: '202' }],
    ['a code that is a text', { code: '202' }, { code: '202' }],
    ['a code that is something else', { code: {} }, { code: undefined }],
    ['a resource id that is an object', { resource_id: { id: 'a' } }, { resource_id: undefined }],
    ['a time in milliseconds', { time: 1_772_366_400_000 }, { time: 1_772_366_400_000 }],
    ['a time in milliseconds as text', { time: '1772366400000' }, { time: 1_772_366_400_000 }],
    ['a time as text', { time: '2026-03-01T12:00:00Z' }, { time: 1_772_366_400_000 }],
    ['a time of the console', { time: '2026-03-01 12:00:00' }, { time: 1_772_366_400_000 }],
    ['a time out of range', { time: 9e15 }, { time: undefined }],
    ['an unreadable time', { time: 'Mar 01, 2026' }, { time: undefined }],
    ['read-only as a text', { read_only: 'true' }, { read_only: true }],
    ['not read-only', { read_only: false }, { read_only: false }],
  ])('may have %s', (_name, given, expected) => {
    expect(read(aTrace(given))).toMatchObject(expected);
  });

  it('needs only a name', () => {
    expect(read({ trace_name: 'addNic' })).toMatchObject({ trace_name: 'addNic', read_only: false });
  });

  it('may be wrapped, as FunctionGraph does', () => {
    expect(read({ cts: aTrace({ trace_status: 'normal' }) })).toMatchObject({
      trace_name: 'stopProtectionGroup',
    });
  });

  it('keeps a response with excessive nesting as text', () => {
    const text = `{"a":${'['.repeat(40)}${']'.repeat(40)}}`;
    expect(read(aTrace({ response: text }))).toMatchObject({ response: text });
  });
});

describe('the traces of a message', () => {
  it('are read from a list, also beside unreadable ones', () => {
    const list = [aTrace(), null, 'text', { cts: { trace_name: 'addNic' } }, {}];
    expect(tracesIn(JSON.stringify(list))).toMatchObject([
      { kind: 'trace', trace: { trace_name: 'stopProtectionGroup' } },
      { kind: 'unreadable' },
      { kind: 'unreadable' },
      { kind: 'trace', trace: { trace_name: 'addNic' } },
      { kind: 'unreadable' },
    ]);
  });

  it('may be none', () => {
    expect(tracesIn('[]')).toStrictEqual([]);
  });

  it.each([
    '',
    '<html><body>stopProtectionGroup</body></html>',
    'User ops stopped it.',
    '{',
    '{}',
    'null',
    '7',
    '"a"',
  ])('are unreadable in %j', (text) => {
    expect(tracesIn(text)).toStrictEqual([{ kind: 'unreadable' }]);
  });

  it.each(['[', '{"a":'])('are unreadable with excessive nesting (%s)', (open) => {
    const close = open === '[' ? ']' : '}';
    expect(tracesIn(`${open.repeat(40_000)}1${close.repeat(40_000)}`)).toStrictEqual([
      { kind: 'unreadable' },
    ]);
  });

  it('are read or unreadable for any text', () => {
    const json = fc.jsonValue().map((value) => JSON.stringify(value));
    fc.assert(
      fc.property(fc.oneof(hostileText(200), json), (text) => {
        for (const { kind } of tracesIn(text)) expect(['trace', 'unreadable']).toContain(kind);
      }),
    );
  });
});

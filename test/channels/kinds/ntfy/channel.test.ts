import { describe, expect, it } from 'vitest';
import { ntfy } from '../../../../lib/channels/kinds/ntfy/channel.ts';
import { NtfyConfig } from '../../../../lib/channels/kinds/ntfy/config.ts';
import { Secret } from '../../../../lib/watch/ports/secret.ts';
import { aNotification, notified } from '../../../support/notifications.ts';

const open = NtfyConfig.parse({ id: 'phones', kind: 'ntfy', url: 'env:URL' });
const guarded = NtfyConfig.parse({ ...open, token: 'env:TOKEN' });
const url = 'https://ntfy.example.com/dr-team_1';

const request = (config: NtfyConfig, secrets: Record<string, string>) =>
  ntfy.request(config, {
    ...notified(aNotification()),
    secret: (reference) => new Secret(secrets[reference]!),
    now: 0,
  });

describe('a topic', () => {
  it('is named in the message, which goes to the root of its server', () => {
    const prepared = request(open, { 'env:URL': url });
    expect(prepared).toMatchObject({
      kind: 'post',
      headers: { 'content-type': 'application/json; charset=utf-8' },
    });
    expect('url' in prepared && prepared.url.reveal()).toBe('https://ntfy.example.com/');
    expect('body' in prepared && JSON.parse(prepared.body).topic).toBe('dr-team_1');
    expect('headers' in prepared && Object.keys(prepared.headers)).not.toContain('authorization');
  });

  it('with access control gets the token', () => {
    const prepared = request(guarded, { 'env:URL': url, 'env:TOKEN': 'tk_AgQdq7mVBoFD37zQVN29RhuMzNIz2' });
    expect('headers' in prepared && prepared.headers['authorization']).toBe(
      'Bearer tk_AgQdq7mVBoFD37zQVN29RhuMzNIz2',
    );
  });

  it.each([
    'https://ntfy.example.com/',
    'https://ntfy.example.com/a/b',
    'https://ntfy.example.com/a?auth=x',
    'https://ntfy.example.com/a%20b',
    `https://ntfy.example.com/${'a'.repeat(65)}`,
    'http://ntfy.example.com/a',
    'ntfy.example.com/a',
  ])('is not looked for at %s, which is not repeated', (address) => {
    const refused = request(open, { 'env:URL': address });
    expect(refused).toMatchObject({ kind: 'refused', why: expect.stringContaining('the secret env:URL') });
    expect(JSON.stringify(refused)).not.toContain('ntfy.example.com');
  });

  it.each(['', 'Bearer tk_AgQdq7mVBoFD37zQVN29RhuMzNIz2', 'tk_AgQdq7mVBoFD3\r\nx: y'])(
    'is not reached with the token %j, which is not repeated',
    (token) => {
      expect(request(guarded, { 'env:URL': url, 'env:TOKEN': token })).toEqual({
        kind: 'refused',
        why: 'the secret env:TOKEN: expected an access token (tk_…), found something else (not shown: it is a secret)',
      });
    },
  );
});

describe('an answer of an ntfy server', () => {
  it.each([
    [200, '{"id":"sPs71M8A2T","time":1,"event":"message","topic":"x"}', { kind: 'delivered' }],
    [200, '<html>', { kind: 'refused', why: expect.stringContaining('something else') }],
    [200, '{"errcode":0}', { kind: 'refused' }],
    [
      401,
      '{"code":40101,"http":401,"error":"unauthorized"}',
      { kind: 'refused', why: expect.stringContaining('(40101: the token is wrong') },
    ],
    [
      403,
      '{"code":40301,"http":403,"error":"forbidden"}',
      { kind: 'refused', why: expect.stringContaining('configure the token') },
    ],
    [
      400,
      '{"code":40099,"http":400,"error":"Foreign"}',
      { kind: 'refused', why: 'The ntfy server answered 400 (40099)' },
    ],
    [
      413,
      '{"code":41303,"http":413,"error":"JSON body too large"}',
      { kind: 'refused', why: expect.stringContaining('too long') },
    ],
    [
      429,
      '{"code":42901,"http":429,"error":"limit reached"}',
      { kind: 'throttled', why: expect.stringContaining('42901') },
    ],
    [
      429,
      '{"code":42908,"http":429,"error":"limit reached"}',
      { kind: 'throttled', why: expect.stringContaining('day') },
    ],
    [500, '{"code":50001,"http":500,"error":"internal server error"}', { kind: 'try_again' }],
  ])('%d %s is understood', (status, body, expected) => {
    const read = ntfy.readAnswer({ kind: 'answer', status, headers: {}, body }, 0);
    expect(read).toMatchObject(expected);
    expect(JSON.stringify(read)).not.toContain('Foreign');
  });
});

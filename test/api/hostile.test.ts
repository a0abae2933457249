import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { peerOf } from '../../lib/api/peer.ts';
import { jobId, projectId } from '../support/watches.ts';
import { makeTestApi } from './api.ts';

const body = (text: string | Uint8Array) => ({ method: 'POST', body: text });

describe('hostile bodies', () => {
  it('of any JSON are answered as documented', async () => {
    await fc.assert(
      fc.asyncProperty(fc.json({ maxDepth: 6 }), async (text) => {
        const { call } = makeTestApi();
        const { status } = await call('/v1/watches', body(text));
        expect([200, 400]).toContain(status);
      }),
      { numRuns: 200 },
    );
  });

  it('of any bytes are answered as documented', async () => {
    await fc.assert(
      fc.asyncProperty(fc.uint8Array({ maxLength: 200 }), async (bytes) => {
        const { call } = makeTestApi();
        expect([200, 400]).toContain((await call('/v1/watches', body(bytes))).status);
      }),
    );
  });

  it('with any value in a field are answered as documented', async () => {
    const part = fc.constantFrom(
      'job_id',
      'project_id',
      'service',
      'region',
      'account',
      'deadline',
      'polling',
      'labels',
      'again',
      '__proto__',
      'constructor',
      'toString',
    );
    await fc.assert(
      fc.asyncProperty(part, fc.json({ maxDepth: 3 }), async (name, value) => {
        const { call } = makeTestApi();
        const text = `{"job_id":"${jobId}","project_id":"${projectId}","${name}":${value}}`;
        expect([200, 202, 400, 422]).toContain((await call('/v1/watches', body(text))).status);
      }),
      { numRuns: 300 },
    );
  });

  it.each([
    '{"__proto__":{"again":true}}',
    '{"labels":{"__proto__":{"polluted":"yes"}}}',
    '[{"__proto__":{"polluted":1}}]',
  ])('pollute no prototype: %s', async (text) => {
    const { call } = makeTestApi();
    await call('/v1/watches', body(text));
    await call('/v1/watches/a', { ...body(text), method: 'DELETE' });
    expect(Object.keys(Object.prototype)).toEqual([]);
    expect(({} as Record<string, unknown>)['polluted']).toBeUndefined();
  });
});

describe('hostile queries and paths', () => {
  it('are answered as documented', async () => {
    const name = fc.constantFrom('status', 'since', 'page', 'project_id', 'reason', '__proto__');
    await fc.assert(
      fc.asyncProperty(name, fc.string({ unit: 'binary' }), async (query, value) => {
        const { call } = makeTestApi();
        const path = `/v1/watches?${query}=${encodeURIComponent(value.toWellFormed())}`;
        expect([200, 400]).toContain((await call(path)).status);
      }),
      { numRuns: 300 },
    );
  });

  it('find no watch', async () => {
    await fc.assert(
      fc.asyncProperty(fc.string({ unit: 'binary', minLength: 1 }), async (id) => {
        const { call } = makeTestApi();
        const { status } = await call(`/v1/watches/x${encodeURIComponent(id.toWellFormed())}`);
        expect(status).toBe(404);
      }),
    );
  });

  it.each(['/v1/watches?since=%E0%A4%A', '/v1/watches/%E0%A4%A', '/v1/watches?%00'])(
    'with invalid escapes are answered as documented: %s',
    async (path) => {
      expect([200, 400, 404]).toContain((await makeTestApi().call(path)).status);
    },
  );
});

describe('the address of a caller', () => {
  it.each([
    ['2001:db8:1:2:3:4:5:6', '2001:db8:1:2::/64'],
    ['2001:0db8:1:2::9', '2001:db8:1:2::/64'],
    ['2001:db8::1', '2001:db8:0:0::/64'],
    ['2001:db8:1:2:3::', '2001:db8:1:2::/64'],
    ['::', '0:0:0:0::/64'],
    ['::1:2:3:4:5:6:7', '0:1:2:3::/64'],
    ['1::3:4:5:6:7:8', '1:0:3:4::/64'],
    ['fe80::1%eth0', 'fe80:0:0:0::/64'],
    ['::ffff:192.0.2.7', '::ffff:192.0.2.7'],
    ['192.0.2.7', '192.0.2.7'],
    ['no address', 'no address'],
  ])('%s counts as %s', (remoteAddress, peer) => {
    expect(peerOf({ incoming: { socket: { remoteAddress } } })).toBe(peer);
  });

  it('shares its rate limit with its whole network', async () => {
    const { call } = makeTestApi({ ratePerMinute: 2 });
    const peers = ['2001:db8::1', '2001:db8::2', '2001:db8:0:0:ffff::3', '2001:db8:0:1::1'];
    const statuses: number[] = [];
    for (const peer of peers) statuses.push((await call('/v1/watches', { bearer: 'wrong', peer })).status);
    expect(statuses).toEqual([401, 401, 429, 401]);
  });

  it.each<[unknown, string]>([
    [{ requestContext: { http: { sourceIp: '192.0.2.7' } } }, '192.0.2.7'],
    [{ incoming: { socket: { remoteAddress: '::1' } } }, '0:0:0:0::/64'],
    [{ incoming: { socket: {} } }, 'unknown'],
    [{}, 'unknown'],
    [undefined, 'unknown'],
  ])('in %j is %s', (host, address) => {
    expect(peerOf(host)).toBe(address);
  });
});

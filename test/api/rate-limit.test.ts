import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type Bucket, makeRateLimit, takeToken } from '../../lib/api/rate-limit.ts';
import { key, makeTestApi, secondKey } from './api.ts';

describe('a token bucket', () => {
  it('allows the requests of one minute at once, then one at a time', () => {
    let now = 0;
    const limit = makeRateLimit({ perMinute: 60, now: () => now });
    expect(Array.from({ length: 60 }, () => limit('a'))).toEqual(Array(60).fill(0));
    expect([limit('a'), limit('a')]).toEqual([1, 1]);
    now += 1_000;
    expect([limit('a'), limit('a')]).toEqual([0, 1]);
  });

  it('returns the seconds to wait for a low rate', () => {
    const limit = makeRateLimit({ perMinute: 1, now: () => 0 });
    expect([limit('a'), limit('a')]).toEqual([0, 60]);
  });

  it('allows a caller that waited as long as required', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 100_000 }),
        fc.float({ min: 0, max: Math.fround(0.99), noNaN: true }),
        (perMinute, tokens) => {
          const first = takeToken({ tokens, at: 0 }, { perMinute, now: 0 });
          const later = takeToken(first.bucket, { perMinute, now: first.waitSeconds * 1_000 });
          expect([first.waitSeconds > 0, later.waitSeconds]).toEqual([true, 0]);
        },
      ),
    );
  });

  it('never exceeds one minute plus the refill, even if the clock is set back', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 600 }),
        fc.array(fc.integer({ min: -5_000, max: 5_000 }), { maxLength: 300 }),
        (perMinute, steps) => {
          let [now, forwards, given] = [0, 0, 0];
          let bucket: Bucket | undefined;
          for (const step of steps) {
            now += step;
            forwards += Math.max(0, step);
            const taken = takeToken(bucket, { perMinute, now });
            bucket = taken.bucket;
            given += taken.waitSeconds === 0 ? 1 : 0;
          }
          expect(given).toBeLessThanOrEqual(perMinute + (forwards * perMinute) / 60_000 + 1e-6);
        },
      ),
    );
  });

  it('forgets the least recent caller beyond the limit', () => {
    const limit = makeRateLimit({ perMinute: 1, now: () => 0, maxCallers: 2 });
    for (const caller of ['a', 'b', 'a', 'c']) limit(caller);
    expect([limit('a'), limit('c')]).toEqual([60, 60]);
    expect(limit('b')).toBe(0);
  });
});

describe('too many requests', () => {
  it('are answered with Retry-After, and do not affect other keys', async () => {
    const { call } = makeTestApi({ ratePerMinute: 2 });
    const statuses = [await call('/v1/watches'), await call('/v1/watches'), await call('/v1/watches')];
    expect(statuses.map(({ status }) => status)).toEqual([200, 200, 429]);
    expect(statuses[2]?.headers.get('retry-after')).toBe('30');
    expect((await call('/v1/watches', { bearer: secondKey })).status).toBe(200);
  });

  it('without a valid key limit only their address', async () => {
    const { call } = makeTestApi({ ratePerMinute: 1 });
    const withoutKey = (peer: string) => call('/v1/watches', { bearer: 'guess', peer });
    expect((await withoutKey('192.0.2.1')).status).toBe(401);
    expect((await withoutKey('192.0.2.1')).status).toBe(429);
    expect((await withoutKey('192.0.2.2')).status).toBe(401);
    expect((await call('/v1/watches', { bearer: key, peer: '192.0.2.1' })).status).toBe(200);
  });

  it('with SMN messages are answered with 503, since SMN retries only after 5xx', async () => {
    const { app, call } = makeTestApi({
      ratePerMinute: 1,
      receiveSmnMessage: async () => ({ kind: 'accepted' }),
    });
    const from = (peer: string) => ({ incoming: { socket: { remoteAddress: peer } } });
    const statuses = new Set<number>();
    for (let index = 0; index < 3_000; index += 1) {
      statuses.add((await app.request('/v1/hooks/smn', { method: 'POST' }, from('192.0.2.1'))).status);
    }
    expect([...statuses]).toEqual([200]);
    const send = (peer: string) => call('/v1/hooks/smn', { method: 'POST', body: '{}', bearer: null, peer });
    const { status, headers } = await send('192.0.2.1');
    expect([status, headers.get('retry-after')]).toEqual([503, '1']);
    expect((await send('192.0.2.2')).status).toBe(200);
  });

  it('without a valid key do not block SMN messages from the same address', async () => {
    const { call } = makeTestApi({ ratePerMinute: 1, receiveSmnMessage: async () => ({ kind: 'accepted' }) });
    for (let index = 0; index < 2; index += 1) await call('/v1/watches', { bearer: 'guess' });
    expect((await call('/v1/watches', { bearer: 'guess' })).status).toBe(429);
    expect((await call('/v1/hooks/smn', { method: 'POST', body: '{}', bearer: null })).status).toBe(200);
  });

  it('do not include health checks', async () => {
    const { call } = makeTestApi({ ratePerMinute: 1 });
    for (let index = 0; index < 3; index += 1) expect((await call('/healthz')).status).toBe(200);
  });
});

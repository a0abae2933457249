import { describe, expect, it } from 'vitest';
import { makeHandledMessages } from '../../lib/api/handled-messages.ts';
import { makeInMemoryStore } from '../../lib/local/in-memory-store.ts';
import { brokenStore } from '../support/store.ts';
import { jobId, projectId } from '../support/watches.ts';
import { makeTestApi, now } from './api.ts';
import { signed } from './signed.ts';

const again = JSON.stringify({ job_id: jobId, project_id: projectId, again: true });
const asked = (headers = signed({ text: again })) => ({ method: 'POST', body: again, bearer: null, headers });

/** Makes the API, with a function that ends all its watches. */
function anApi(overrides: Parameters<typeof makeTestApi>[0] = {}) {
  const api = makeTestApi(overrides);
  const endAll = () => {
    for (const [id, view] of api.kept) api.kept.set(id, { ...view, status: 'failed', outcome: 'failed' });
  };
  return { ...api, endAll };
}

describe('a signed request that is sent again', () => {
  it('is answered with 409 and starts no other watch', async () => {
    const { call, kept, endAll } = anApi();
    expect((await call('/v1/watches', asked())).status).toBe(202);
    endAll();
    const { status, json } = await call('/v1/watches', asked());
    expect([status, json.detail]).toEqual([409, expect.stringContaining('webhook-id')]);
    expect(kept.size).toBe(1);
  });

  it('at the same time starts no other watch', async () => {
    const { call, kept } = anApi();
    const answers = await Promise.all([1, 2, 3, 4].map(() => call('/v1/watches', asked())));
    expect(answers.map(({ status }) => status).sort()).toEqual([202, 503, 503, 503]);
    expect(kept.size).toBe(1);
    expect((await call('/v1/watches', asked())).status).toBe(409);
  });

  it('is accepted a minute after an attempt that never finished', async () => {
    let time = now;
    const messages = makeHandledMessages(makeInMemoryStore(() => time));
    const { call } = anApi({ messages, now: () => time });
    expect(await messages.reserve('msg_1')).toBe(true);
    const early = await call('/v1/watches', asked(signed({ text: again, id: 'msg_1' })));
    expect([early.status, early.headers.get('retry-after')]).toEqual([503, '60']);
    time += 60_000;
    expect((await call('/v1/watches', asked(signed({ text: again, id: 'msg_1' })))).status).toBe(202);
  });

  it('is accepted if a part of its list could not be started', async () => {
    const busy = Object.assign(new Error('Rate exceeded'), { name: 'ThrottlingException' });
    let calls = 0;
    const { startWatch, ...rest } = anApi().ports;
    const { call } = anApi({
      ...rest,
      startWatch: async (asked) => {
        calls += 1;
        if (calls === 2) throw busy;
        return startWatch(asked);
      },
    });
    const list = JSON.stringify(
      ['first-job', 'other-job'].map((job_id) => ({ job_id, project_id: projectId })),
    );
    const send = async () => {
      const headers = signed({ text: list });
      return call('/v1/watches', { method: 'POST', body: list, bearer: null, headers });
    };
    const statuses = async () =>
      (await send()).json.watches?.map(({ status }: { status: number }) => status) ?? 'accepted';
    expect(await statuses()).toEqual([202, 503]);
    expect(await statuses()).toEqual([200, 202]);
    expect((await send()).status).toBe(409);
  });

  it('with another id is another request', async () => {
    const { call, kept, endAll } = anApi();
    await call('/v1/watches', asked());
    endAll();
    expect((await call('/v1/watches', asked(signed({ text: again, id: 'msg_2' })))).status).toBe(202);
    expect(kept.size).toBe(2);
  });

  it.each([
    ['broke', 500, 'Error'],
    ['was throttled', 503, 'ThrottlingException'],
  ])('is accepted if it %s before', async (_, status, name) => {
    const trouble = Object.assign(new Error('not now'), { name });
    let broken = true;
    const { startWatch } = makeTestApi().ports;
    const { call } = anApi({
      startWatch: (request) => (broken ? Promise.reject(trouble) : startWatch(request)),
    });
    expect((await call('/v1/watches', asked())).status).toBe(status);
    broken = false;
    expect((await call('/v1/watches', asked())).status).toBe(202);
    expect((await call('/v1/watches', asked())).status).toBe(409);
  });

  it('is recognized as long as its signature is valid', async () => {
    let time = now;
    const store = makeInMemoryStore(() => time);
    const { call, endAll } = anApi({ messages: makeHandledMessages(store), now: () => time });
    const ahead = asked(signed({ text: again, secondsOff: 300 }));
    expect((await call('/v1/watches', ahead)).status).toBe(202);
    endAll();
    time += 600_000;
    expect((await call('/v1/watches', ahead)).status).toBe(409);
    time += 1_000;
    expect((await call('/v1/watches', ahead)).status).toBe(401);
  });

  it('is recognized if its sender missed the answer and signs it again for three days', async () => {
    let time = now;
    const store = makeInMemoryStore(() => time);
    const { call, kept, endAll } = anApi({ messages: makeHandledMessages(store), now: () => time });
    expect((await call('/v1/watches', asked())).status).toBe(202);
    endAll();
    for (const hours of [0.5, 27, 72]) {
      time = now + hours * 3_600_000;
      const retry = asked(signed({ text: again, secondsOff: hours * 3_600 }));
      expect((await call('/v1/watches', retry)).status).toBe(409);
    }
    expect(kept.size).toBe(1);
  });

  it('with a key is always accepted: an attacker with the key needs no replay', async () => {
    const { call, endAll } = anApi();
    for (const _ of [1, 2]) {
      expect((await call('/v1/watches', { method: 'POST', body: again })).status).toBe(202);
      endAll();
    }
  });

  it('with an invalid signature does not use up its id', async () => {
    const { call } = anApi();
    const forged = { ...signed({ text: again }), 'webhook-signature': 'v1,AAAA' };
    expect((await call('/v1/watches', asked(forged))).status).toBe(401);
    expect((await call('/v1/watches', asked())).status).toBe(202);
  });
});

describe('if the ids of messages', () => {
  it('cannot be read, signed requests are refused and keys still work', async () => {
    const { call, kept } = anApi({ messages: makeHandledMessages(brokenStore) });
    expect((await call('/v1/watches', asked())).status).toBe(500);
    expect(kept.size).toBe(0);
    expect((await call('/v1/watches', { method: 'POST', body: again })).status).toBe(202);
  });

  it('cannot be stored, the request is accepted and the problem is logged', async () => {
    const store = { ...makeInMemoryStore(() => now), put: brokenStore.put };
    const { call, logged } = anApi({ messages: makeHandledMessages(store) });
    expect((await call('/v1/watches', asked())).status).toBe(202);
    expect(logged).toEqual(['a signed request could not be remembered: no store']);
  });
});

import { describe, expect, it } from 'vitest';
import { makeHandledMessages } from '../../lib/api/handled-messages.ts';
import { makeInMemoryStore } from '../../lib/local/in-memory-store.ts';
import { brokenStore } from '../support/store.ts';
import { jobId, projectId } from '../support/watches.ts';
import { makeTestApi, now } from './api.ts';
import { signed } from './signed.ts';

const again = JSON.stringify({ job_id: jobId, project_id: projectId, again: true });
const asked = (headers = signed({ text: again })) => ({ method: 'POST', body: again, bearer: null, headers });

/** The api, and a way to end all its watches. */
function anApi(overrides: Parameters<typeof makeTestApi>[0] = {}) {
  const api = makeTestApi(overrides);
  const endAll = () => {
    for (const [id, view] of api.kept) api.kept.set(id, { ...view, status: 'failed', outcome: 'failed' });
  };
  return { ...api, endAll };
}

describe('a signed request that is sent again', () => {
  it('starts no other watch, and says that it was taken', async () => {
    const { call, kept, endAll } = anApi();
    expect((await call('/v1/watches', asked())).status).toBe(202);
    endAll();
    const { status, json } = await call('/v1/watches', asked());
    expect([status, json.detail]).toEqual([409, expect.stringContaining('webhook-id')]);
    expect(kept.size).toBe(1);
  });

  it('at the same instant starts no other watch either', async () => {
    const { call, kept } = anApi();
    const answers = await Promise.all([1, 2, 3, 4].map(() => call('/v1/watches', asked())));
    expect(answers.map(({ status }) => status).sort()).toEqual([202, 503, 503, 503]);
    expect(kept.size).toBe(1);
    expect((await call('/v1/watches', asked())).status).toBe(409);
  });

  it('is taken a minute after one that nobody brought to its end', async () => {
    let time = now;
    const messages = makeHandledMessages(makeInMemoryStore(() => time));
    const { call } = anApi({ messages, now: () => time });
    expect(await messages.reserve('msg_1')).toBe(true);
    const early = await call('/v1/watches', asked(signed({ text: again, id: 'msg_1' })));
    expect([early.status, early.headers.get('retry-after')]).toEqual([503, '60']);
    time += 60_000;
    expect((await call('/v1/watches', asked(signed({ text: again, id: 'msg_1' })))).status).toBe(202);
  });

  it('is taken where a part of its list could not be started', async () => {
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
      (await send()).json.watches?.map(({ status }: { status: number }) => status) ?? 'taken';
    expect(await statuses()).toEqual([202, 503]);
    expect(await statuses()).toEqual([200, 202]);
    expect((await send()).status).toBe(409);
  });

  it('under another id is another request', async () => {
    const { call, kept, endAll } = anApi();
    await call('/v1/watches', asked());
    endAll();
    expect((await call('/v1/watches', asked(signed({ text: again, id: 'msg_2' })))).status).toBe(202);
    expect(kept.size).toBe(2);
  });

  it.each([
    ['broke', 500, 'Error'],
    ['was throttled', 503, 'ThrottlingException'],
  ])('is taken where it %s before', async (_, status, name) => {
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

  it('is known for as long as its signature is good', async () => {
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

  it('is known when its sender, who missed the answer, signs it anew for three days', async () => {
    let time = now;
    const store = makeInMemoryStore(() => time);
    const { call, kept, endAll } = anApi({ messages: makeHandledMessages(store), now: () => time });
    expect((await call('/v1/watches', asked())).status).toBe(202);
    endAll();
    for (const hours of [0.5, 27, 72]) {
      time = now + hours * 3_600_000;
      const anew = asked(signed({ text: again, secondsOff: hours * 3_600 }));
      expect((await call('/v1/watches', anew)).status).toBe(409);
    }
    expect(kept.size).toBe(1);
  });

  it('with a key is taken as often as it comes: who has the key needs no replay', async () => {
    const { call, endAll } = anApi();
    for (const _ of [1, 2]) {
      expect((await call('/v1/watches', { method: 'POST', body: again })).status).toBe(202);
      endAll();
    }
  });

  it('costs no other caller an id: one without a good signature is forgotten', async () => {
    const { call } = anApi();
    const forged = { ...signed({ text: again }), 'webhook-signature': 'v1,AAAA' };
    expect((await call('/v1/watches', asked(forged))).status).toBe(401);
    expect((await call('/v1/watches', asked())).status).toBe(202);
  });
});

describe('where ids cannot be recalled', () => {
  it('nothing signed is taken, and a key still is', async () => {
    const { call, kept } = anApi({ messages: makeHandledMessages(brokenStore) });
    expect((await call('/v1/watches', asked())).status).toBe(500);
    expect(kept.size).toBe(0);
    expect((await call('/v1/watches', { method: 'POST', body: again })).status).toBe(202);
  });

  it('or kept, the request is taken all the same, and that is logged', async () => {
    const store = { ...makeInMemoryStore(() => now), put: brokenStore.put };
    const { call, logged } = anApi({ messages: makeHandledMessages(store) });
    expect((await call('/v1/watches', asked())).status).toBe(202);
    expect(logged).toEqual(['a signed request could not be remembered: no store']);
  });
});

import fc from 'fast-check';
import { beforeAll, describe, expect, it } from 'vitest';
import type { FailedAction } from '../../lib/cts/failed-action.ts';
import type { TracedJob } from '../../lib/cts/read-trace.ts';
import { receiveSmnMessage, type SmnPorts } from '../../lib/cts/receive-smn-message.ts';
import type { Notification } from '../../lib/notification/notification.ts';
import { notificationId } from '../../lib/notification/notification-id.ts';
import { identifyWatch } from '../../lib/watch/identify-watch.ts';
import { watchId } from '../../lib/watch/watch-id.ts';
import type { WatchStatus } from '../../lib/watch/watch-view.ts';
import { textsIn } from '../support/texts.ts';
import { anAccount, aRequest, jobId, projectId } from '../support/watches.ts';
import {
  aConfirmation,
  aMessageId,
  anSmnNotification,
  headersOf,
  makeSigner,
  now,
  rules,
  type Signer,
  signed,
} from './smn-messages.ts';
import { aFailedActionTrace, anEndedJob, anOutcomeTrace, aTrace } from './traces.ts';

let signer: Signer;
beforeAll(async () => {
  signer = await makeSigner();
});

/** Makes ports that record their calls and remember messages. */
const portsWith = (overrides: Partial<SmnPorts> = {}) => {
  const did = {
    asked: [] as unknown[],
    announced: [] as Notification[],
    failed: [] as FailedAction[],
    confirmed: [] as string[],
    remembered: [] as string[],
  };
  const ports = {
    rules,
    fetchCertificate: async () => signer.pem,
    seen: async (id) => did.remembered.includes(id),
    remember: async (id) => void did.remembered.push(id),
    getWatch: async () => undefined,
    startWatch: async (request) => void did.asked.push(request),
    announce: async (notification) => {
      did.announced.push(notification);
      return 'started';
    },
    announceFailedAction: async (action) => void did.failed.push(action),
    confirm: async (url) => void did.confirmed.push(url.reveal()),
    accounts: [anAccount()],
    now: () => now,
    ...overrides,
  } satisfies SmnPorts;
  return { did, ports };
};

const nothing = { asked: [], announced: [], failed: [], confirmed: [], remembered: [] };

const take = async (message: Record<string, unknown>, ports: SmnPorts) =>
  receiveSmnMessage(
    { body: JSON.stringify(await signed(message, signer)), headers: headersOf(message) },
    ports,
  );

const takeTraces = (traces: unknown, ports: SmnPorts) =>
  take(anSmnNotification({ message: JSON.stringify(traces) }), ports);

const request = { job_id: jobId, service: 'sdrs', region: 'eu-de', project_id: projectId };

describe('a notification', () => {
  it('of a request starts one watch', async () => {
    const { did, ports } = portsWith();
    const accepted = { kind: 'accepted', did: [{ kind: 'watch_requested', job_id: jobId }] };
    expect(await takeTraces(aTrace(), ports)).toStrictEqual(accepted);
    expect(await takeTraces(aTrace(), ports)).toStrictEqual({
      kind: 'accepted',
      did: [{ kind: 'already_taken' }],
    });
    expect(did).toStrictEqual({ ...nothing, asked: [request], remembered: [aMessageId] });
  });

  it('of an outcome announces the notification that a watch of the job would send', async () => {
    const { did, ports } = portsWith();
    expect(await takeTraces(anOutcomeTrace(), ports)).toStrictEqual({
      kind: 'accepted',
      did: [{ kind: 'outcome_announced', job_id: jobId, announced: 'started' }],
    });
    const watched = identifyWatch(aRequest(), [anAccount()]);
    const id = watched.kind === 'watch' ? watched.watch.id : '';
    expect(did.announced).toMatchObject([
      {
        id: notificationId(id, 'end'),
        type: 'sdrs.job.failed',
        outcome: 'failed',
        severity: 'error',
        service: 'sdrs',
        job: { job_id: jobId, error_code: 'SDRS.1013' },
        watch: { id, ended_at: '2026-03-01T12:04:17.000Z', detection_delay_seconds: 17 },
        account: { id: 'otc-prod', cloud: 'otc', region: 'eu-de', project_id: projectId },
        labels: {},
      },
    ]);
  });

  it.each<[WatchStatus[], number | 'nothing']>([
    [['running'], 1],
    [['timed_out'], 2],
    [['timed_out', 'running'], 2],
    [['unreachable', 'lost'], 3],
    [['succeeded'], 'nothing'],
    [['timed_out', 'failed'], 'nothing'],
  ])('of an outcome is announced if no run of the watch reported it: %j', async (statuses, run) => {
    const idOf = (number: number) => watchId({ ...aRequest(), region: 'eu-de' }, number);
    const runs = statuses.map((status, index) => ({ id: idOf(index + 1), status, started_at: '2026-03-01' }));
    const { did, ports } = portsWith({ getWatch: async (id) => runs.find((one) => one.id === id) });
    expect(await takeTraces(anOutcomeTrace(), ports)).toMatchObject({
      did: [{ kind: 'outcome_announced', announced: run === 'nothing' ? 'already' : 'started' }],
    });
    expect(did.announced.map(({ id }) => id)).toEqual(
      run === 'nothing' ? [] : [notificationId(idOf(run), 'end')],
    );
  });

  it('of a success has no delay if the end of the job is in the future', async () => {
    const { did, ports } = portsWith();
    const job = anEndedJob({ status: 'SUCCESS', end_time: '2026-03-01T12:05:00.000Z' });
    await takeTraces(anOutcomeTrace(job), ports);
    expect(did.announced).toMatchObject([{ type: 'sdrs.job.succeeded', outcome: 'succeeded' }]);
    expect(did.announced[0]?.watch).not.toHaveProperty('detection_delay_seconds');
  });

  it('of an outcome is announced for a project without an account, too', async () => {
    const { did, ports } = portsWith({ accounts: [] });
    await takeTraces(anOutcomeTrace(), ports);
    expect(did.announced).toMatchObject([
      { account: { id: 'unknown', cloud: 'unknown', region: 'eu-de', project_id: projectId } },
    ]);
  });

  it('of a failed group action is announced at once', async () => {
    const { did, ports } = portsWith();
    expect(await takeTraces(aFailedActionTrace(), ports)).toMatchObject({
      did: [{ kind: 'failed_action_announced', id: did.failed[0]?.id }],
    });
    expect(did.failed).toMatchObject([{ action: 'failover-server-group', error_code: 'SDRS.1013' }]);
  });

  it('with several traces handles each of them', async () => {
    const { did, ports } = portsWith();
    const traces = ['bad', aTrace(), aTrace({ service_type: 'OBS' }), anOutcomeTrace(), aFailedActionTrace()];
    expect(await takeTraces(traces, ports)).toMatchObject({
      kind: 'accepted',
      did: [
        { kind: 'unreadable' },
        { kind: 'watch_requested' },
        { kind: 'ignored', why: 'other_service' },
        { kind: 'outcome_announced' },
        { kind: 'failed_action_announced' },
      ],
    });
    expect([did.asked, did.announced, did.failed].map((list) => list.length)).toStrictEqual([1, 1, 1]);
  });

  it('that contains no trace is accepted as unreadable', async () => {
    const { did, ports } = portsWith();
    const text = anSmnNotification({ message: '<p>User ops has stopped pg-demo.</p>' });
    expect(await take(text, ports)).toStrictEqual({ kind: 'accepted', did: [{ kind: 'unreadable' }] });
    expect(did).toStrictEqual({ ...nothing, remembered: [aMessageId] });
  });
});

describe('a temporary error', () => {
  it('of startWatch is thrown after the other traces, and the message is not remembered', async () => {
    const throttled = new Error('Rate exceeded');
    let broken = true;
    const { did, ports } = portsWith();
    const failing = {
      ...ports,
      startWatch: async (asked: TracedJob) => {
        if (broken) throw throttled;
        await ports.startWatch(asked);
      },
    };
    const traces = [aTrace(), aFailedActionTrace()];
    await expect(takeTraces(traces, failing)).rejects.toBe(throttled);
    expect(did).toMatchObject({ failed: [{}], remembered: [], asked: [] });
    broken = false;
    expect(await takeTraces(traces, failing)).toMatchObject({ kind: 'accepted' });
    expect(did).toMatchObject({ remembered: [aMessageId], asked: [request] });
  });

  it.each(['fetchCertificate', 'seen', 'announce', 'remember'] as const)('of %s is thrown', async (port) => {
    const trouble = new Error('not now');
    const { ports } = portsWith({ [port]: () => Promise.reject(trouble) });
    await expect(takeTraces(anOutcomeTrace(), ports)).rejects.toBe(trouble);
  });

  it('of the confirmation is thrown, and the message is not remembered', async () => {
    const { did, ports } = portsWith({ confirm: () => Promise.reject(new Error('not now')) });
    await expect(take(aConfirmation(), ports)).rejects.toThrow('not now');
    expect(did.remembered).toStrictEqual([]);
  });
});

describe('a subscription', () => {
  it('is confirmed once', async () => {
    const { did, ports } = portsWith();
    const message = aConfirmation();
    expect(await take(message, ports)).toStrictEqual({ kind: 'accepted', did: [{ kind: 'confirmed' }] });
    expect(await take(message, ports)).toMatchObject({ did: [{ kind: 'already_taken' }] });
    expect(did).toStrictEqual({
      ...nothing,
      confirmed: [message['subscribe_url']],
      remembered: [aMessageId],
    });
  });

  it('is not confirmed if the configuration does not allow it', async () => {
    const { did, ports } = portsWith({ rules: { ...rules, confirm: false } });
    expect(await take(aConfirmation(), ports)).toMatchObject({ did: [{ kind: 'left_unconfirmed' }] });
    expect(did.confirmed).toStrictEqual([]);
  });

  it('is not confirmed at another host', async () => {
    const { did, ports } = portsWith();
    const message = aConfirmation({ subscribe_url: 'https://evil.example/smn/subscription/confirm?token=T' });
    expect(await take(message, ports)).toStrictEqual({ kind: 'refused', status: 403, why: 'subscribe_url' });
    expect(did).toStrictEqual(nothing);
  });

  it('that has ended is only recorded', async () => {
    const { did, ports } = portsWith();
    const message = aConfirmation({ type: 'UnsubscribeConfirmation' });
    expect(await take(message, ports)).toMatchObject({ did: [{ kind: 'unsubscribed' }] });
    expect(did).toStrictEqual({ ...nothing, remembered: [aMessageId] });
  });
});

describe('a request is refused', () => {
  const deep = (levels: number) => `${'['.repeat(levels)}${']'.repeat(levels)}`;
  it.each([
    [413, 'too_long', ' '.repeat(262_145)],
    [413, 'too_long', 'é'.repeat(131_073)],
    [400, 'not_json', ' '.repeat(262_144)],
    [400, 'not_json', ''],
    [400, 'not_json', '{"type":'],
    [400, 'too_deep', deep(33)],
    [400, 'too_deep', `${'{"a":'.repeat(33)}1${'}'.repeat(33)}`],
    [400, 'not_a_message', `${'{"a":'.repeat(32)}1${'}'.repeat(32)}`],
    [400, 'too_deep', deep(100_000)],
    [400, 'not_a_message', deep(32)],
    [400, 'not_a_message', '{"type":"Other"}'],
    [403, 'topic', JSON.stringify({ ...anSmnNotification({ topic_urn: 'urn:other' }), signature: 'AAAA' })],
    [403, 'signature', JSON.stringify({ ...anSmnNotification(), signature: 'AAAA' })],
  ])('with %i (%s)', async (status, why, body) => {
    const { did, ports } = portsWith();
    expect(await receiveSmnMessage({ body, headers: {} }, ports)).toStrictEqual({
      kind: 'refused',
      status,
      why,
    });
    expect(did).toStrictEqual(nothing);
  });

  it('without any of its content in the answer', async () => {
    const { ports } = portsWith();
    await fc.assert(
      fc.asyncProperty(fc.string({ minLength: 12 }), async (canary) => {
        const body = JSON.stringify({
          ...anSmnNotification({ message: canary, subject: canary }),
          signature: canary,
        });
        const answer = await receiveSmnMessage({ body, headers: {} }, ports);
        expect(answer.kind).toBe('refused');
        expect(textsIn(answer).filter((text) => text.includes(canary))).toStrictEqual([]);
      }),
    );
  });
});

it('accepts every signed notification with any message', async () => {
  const { ports } = portsWith({ seen: async () => false });
  await fc.assert(
    fc.asyncProperty(
      fc.oneof(
        fc.string(),
        fc.jsonValue().map((json) => JSON.stringify(json)),
      ),
      async (message) => {
        expect(await take(anSmnNotification({ message }), ports)).toMatchObject({ kind: 'accepted' });
      },
    ),
    { numRuns: 50 },
  );
});

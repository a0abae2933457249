import { SFNClient } from '@aws-sdk/client-sfn';
import fc from 'fast-check';
import { afterEach, describe, expect, it } from 'vitest';
import { canonicalJson, makeAnnounce, makeStartWatch } from '../../lib/aws/executions.ts';
import { Notification } from '../../lib/notification/notification.ts';
import { stateVersion } from '../../lib/workflow/state-version.ts';
import { WatchRequest } from '../../lib/workflow/watch-request.ts';
import { type Call, failure, ok, type Reply, startAws } from './aws-server.ts';

const machineArn = 'arn:aws:states:eu-central-1:123456789012:stateMachine:some';
const started = ok({
  executionArn: 'arn:aws:states:eu-central-1:1:execution:some:x',
  startDate: 1_790_000_000,
});

const request = WatchRequest.parse({
  project_id: '0123456789abcdef0123456789abcdef',
  job_id: 'ff8080815f7a1b2c',
  labels: { stage: 'prod', change: 'CHG-1' },
});

const notification = Notification.parse({
  id: `msg_${'a'.repeat(26)}`,
  type: 'sdrs.watch.lost',
  time: '2026-01-01T00:00:00.000Z',
  severity: 'error',
  outcome: 'lost',
  service: 'sdrs',
  job: { job_id: 'ff8080815f7a1b2c', label: 'Job', entities: {}, sub_jobs: [] },
  watch: { id: 'sdrs-ff8080815f7a1b2c-0123456789abcdef' },
  account: { id: 'otc-prod', cloud: 'otc', region: 'eu-de', project_id: '0123456789abcdef0123456789abcdef' },
  links: [],
  labels: {},
});

let close: () => Promise<unknown> = async () => undefined;
afterEach(() => close());

async function stepFunctions(answer: (call: Call) => Reply) {
  const aws = await startAws(answer);
  close = aws.close;
  return { client: new SFNClient(aws.options), calls: aws.calls };
}

const ports = [
  {
    port: 'start-watch',
    act: (client: SFNClient) => makeStartWatch(client, machineArn)({ id: 'the-watch', request }),
    name: 'the-watch',
    input: canonicalJson(request),
    fresh: 'started',
  },
  {
    port: 'announce',
    act: (client: SFNClient) => makeAnnounce(client, machineArn)(notification),
    name: notification.id,
    input: canonicalJson({ notification: { ...notification, version: stateVersion } }),
    fresh: 'started',
  },
];

describe.each(ports)('$port', ({ act, name, input, fresh }) => {
  it('starts an execution of its machine, with the id as name and the canonical input', async () => {
    const { client, calls } = await stepFunctions(() => started);
    await expect(act(client)).resolves.toBe(fresh);
    expect(calls).toEqual([
      { operation: 'StartExecution', parameters: { stateMachineArn: machineArn, name, input } },
    ]);
  });

  it('returns "already" if the name was used before', async () => {
    const { client } = await stepFunctions(() => failure('ExecutionAlreadyExists'));
    await expect(act(client)).resolves.toBe('already');
  });

  it.each([
    ['StateMachineDoesNotExist', 400],
    ['AccessDeniedException', 400],
    ['ThrottlingException', 400],
    ['InternalServerError', 500],
  ])('rethrows %s', async (type, status) => {
    const { client } = await stepFunctions(() => failure(type, status));
    await expect(act(client)).rejects.toMatchObject({ name: type });
  });
});

describe('canonical JSON', () => {
  it('is the same text for any order of the keys', () => {
    fc.assert(
      fc.property(fc.jsonValue(), (value) => {
        const text = canonicalJson(value);
        expect(canonicalJson(reversed(value))).toBe(text);
        expect(JSON.parse(text)).toEqual(JSON.parse(JSON.stringify(value)));
      }),
    );
  });

  it('omits undefined properties, as JSON does', () => {
    expect(canonicalJson({ b: undefined, a: [{ d: 1, c: 2 }] })).toBe('{"a":[{"c":2,"d":1}]}');
  });
});

function reversed(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(reversed);
  if (typeof value !== 'object' || value === null) return value;
  const entries = Object.entries(value).reverse();
  return Object.fromEntries(entries.map(([key, part]) => [key, reversed(part)]));
}

import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { DescribeExecutionOutput, HistoryEvent } from '@aws-sdk/client-sfn';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { viewOfExecution } from '../../lib/aws/execution-view.ts';
import { readAuthUrl } from '../../lib/cli/account/auth-url.ts';
import { render } from '../../lib/cli/commands/render.ts';
import { parseFlags } from '../../lib/cli/parse-flags.ts';
import { jobIdsOfInput } from '../../lib/cli/plan/read-job-ids.ts';
import type { Terminal } from '../../lib/cli/terminal.ts';
import { UsageError } from '../../lib/cli/usage-error.ts';
import { readConfiguration } from '../../lib/config/read-configuration.ts';
import { readCloud } from '../../lib/local/clouds-yaml.ts';
import { readDeadLetters } from '../../lib/local/dead-letters.ts';
import { Zone } from '../../lib/notification/zone.ts';
import { makeDeliveryMemory } from '../../lib/watch/delivery/delivery-memory.ts';
import { endpointUrl } from '../../lib/watch/endpoint-url.ts';
import { WrongConfiguration } from '../../lib/watch/errors.ts';
import { makeOwner } from '../../lib/watch/ports/owner.ts';
import { WatchView } from '../../lib/watch/watch-view.ts';
import { WatchRequest } from '../../lib/workflow/watch-request.ts';
import { rightValue } from '../config/examples.ts';
import { aNotification } from '../support/notifications.ts';
import { anExecution, aRequest } from '../support/watches.ts';
import { itWithstands } from '../support/withstand.ts';

const now = Date.parse('2026-03-01T12:00:00Z');
const notification = aNotification();
const delivery = { destination: 'a', attempts: 3 };

describe('files of people', () => {
  itWithstands({
    name: 'the configuration',
    example: rightValue,
    read: (text) => readConfiguration(text, 'jobwatch.yaml'),
    throws: [WrongConfiguration],
  });

  itWithstands({
    name: 'clouds.yaml',
    example: { clouds: { mine: { region_name: 'eu-de', auth: { username: 'me', password: 'p' }, ak: 1 } } },
    read: (text) => readCloud(text, 'mine', 'clouds.yaml'),
    throws: [WrongConfiguration],
  });

  itWithstands({
    name: 'standard input of watch',
    example: [{ job_id: 'job-0001' }, { job_id: 'job-0002', error: { code: 1 } }],
    read: jobIdsOfInput,
    throws: [UsageError],
  });

  itWithstands({
    name: 'flags, variables and labels',
    example: { deadline: '1h', polling: 'balanced', labels: { a: 'b' }, account: 'a', job_id: 'job-0001' },
    read: (text) => {
      const flags = { deadline: text, job_id: text, account: text, labels: { [text]: text } };
      const names = { deadline: '--deadline', job_id: 'JOB_ID', account: '--account', labels: '--label' };
      expect(() => parseFlags(WatchRequest, flags, names)).toThrow(UsageError);
      return [
        readAuthUrl(text),
        endpointUrl('https://a.example').safeParse(text).error?.message,
        Zone.safeParse(text).success,
      ];
    },
  });

  itWithstands({
    name: 'the notification of render',
    example: { data: notification },
    read: async (text) => {
      const written: string[] = [];
      const terminal: Terminal = {
        env: {},
        cwd: '/',
        home: '/',
        columns: undefined,
        err: () => undefined,
        clock: { now: () => now, sleep: async () => undefined },
        readInput: async () => text,
        out: (line) => written.push(line),
        interrupted: new AbortController().signal,
      };
      await render({ kind: 'slack', notification: '-' }, terminal);
      return written;
    },
    throws: [UsageError],
    grows: 0,
  });
});

describe('what was kept', () => {
  let folder: string;
  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'hostile-'));
  });
  afterAll(() => rm(folder, { recursive: true }));

  itWithstands({
    name: 'a dead letter',
    example: {
      notification,
      attempt: { delivery, result: { kind: 'refused', why: 'w' }, caught: 'c' },
      caught: {},
    },
    read: async (text) => {
      await writeFile(join(folder, 'one.json'), text);
      const { deadLetters, unreadable } = await readDeadLetters(folder);
      expect(deadLetters.length + unreadable.length).toBe(1);
      return { deadLetters, unreadable };
    },
  });

  itWithstands({
    name: 'the memory of deliveries',
    example: { reference: 'r', time: 't', fingerprint: 'f', since: 's', notification },
    read: (text) => {
      const store = {
        get: async () => text,
        putIfAbsent: async () => text,
        compareAndSwap: async () => text,
        put: async () => undefined,
        all: async () => [{ id: 'a', text }],
      };
      const memory = makeDeliveryMemory(store, () => undefined, makeOwner('test'));
      return Promise.all([
        memory.wasDelivered(notification, delivery.destination),
        memory.leaseDelivery(notification, 'a'),
        memory.message(notification, 'a'),
        memory.gone('a'),
        memory.digest('d'),
      ]);
    },
    grows: 4,
  });

  const polls = { polls: 1, errors_seen: 0, notified: [], started_at: 't', deadline_at: 't' };
  itWithstands({
    name: 'the history of an execution',
    example: {
      progress: { ...polls, sub_jobs: { ended: 0, of: 1 } },
      decision: { kind: 'wait', seconds: 1 },
    },
    read: (input) => {
      const event: HistoryEvent = { ...eventBasics, stateEnteredEventDetails: { name: 'a', input } };
      const execution = { ...executionBasics, input: JSON.stringify(aRequest()) };
      const views = [viewOfExecution(execution, [event]), viewOfExecution({ ...execution, input }, [])];
      for (const view of views) expect(WatchView.parse(view)).toEqual(view);
      return views;
    },
  });
});

const eventBasics = { timestamp: new Date(0), type: 'TaskStateEntered', id: 1 } as const;
const executionBasics: DescribeExecutionOutput = {
  executionArn: anExecution.arn,
  stateMachineArn: 'arn',
  name: anExecution.id,
  startDate: new Date(0),
  error: 'E',
  cause: 'C',
  status: 'FAILED',
};

describe('a byte order mark', () => {
  it.each([
    ['standard input', () => jobIdsOfInput('\uFEFF{"job_id":"job-0001"}')],
    ['the configuration', () => readConfiguration('\uFEFFaccounts: []', 'f')],
    ['clouds.yaml', () => readCloud('\uFEFFclouds: { mine: {} }', 'mine', 'f')],
  ])('before %s says nothing', (_name, read) => {
    expect(read()).toBeDefined();
  });
});

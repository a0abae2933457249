import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import { SFNClient } from '@aws-sdk/client-sfn';
import { SQSClient } from '@aws-sdk/client-sqs';
import { SSMClient } from '@aws-sdk/client-ssm';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { makeDynamoDbStore } from '../../lib/aws/dynamodb-store.ts';
import { redriveNotifications } from '../../lib/aws/redrive-notifications.ts';
import { makeReadParameter, makeReadSecret, makeResolveSecret } from '../../lib/aws/secrets.ts';
import { makeDeliveryMemory } from '../../lib/watch/delivery/delivery-memory.ts';
import { SecretUnavailable } from '../../lib/watch/errors.ts';
import { makeOwner } from '../../lib/watch/ports/owner.ts';
import type { ResolveSecret } from '../../lib/watch/ports/secret.ts';
import { SecretRef } from '../../lib/watch/ports/secret.ts';
import { PlanInput } from '../../lib/workflow/contracts.ts';
import { type Call, failure, ok, type Reply, startAws } from '../aws/aws-server.ts';
import { aFailureNotification } from '../support/notifications.ts';
import { itWithstands } from '../support/withstand.ts';

let aws: Awaited<ReturnType<typeof startAws>>;
let reply: (call: Call) => Reply;
beforeAll(async () => {
  aws = await startAws((call) => reply(call));
});
afterAll(() => aws.close());

const notification = aFailureNotification();
const delivery = { destination: 'a', attempts: 3 };

describe('the queue of dead letters', () => {
  /**
   * The most that an execution is started with
   * (docs.aws.amazon.com/step-functions/latest/dg/service-quotas.html).
   */
  const mostBytes = 262_144;

  /** Step Functions as strict as the real one. */
  function start({ parameters }: Call): Reply {
    const { name, input } = parameters;
    if (!/^[A-Za-z0-9_-]{1,80}$/.test(String(name))) return failure('InvalidName');
    if (Buffer.byteLength(String(input)) > mostBytes) return failure('InvalidExecutionInput');
    PlanInput.parse(JSON.parse(String(input)));
    return ok({ executionArn: 'arn', startDate: 0 });
  }

  /** What becomes of a dead letter that has another one behind it. */
  async function redrive(Body: string) {
    const deadLetters = [
      { MessageId: 'hostile', ReceiptHandle: 'hostile', Body },
      { MessageId: 'good', ReceiptHandle: 'good', Body: JSON.stringify({ notification }) },
    ];
    const deleted: unknown[] = [];
    reply = (call) => {
      if (call.operation === 'ReceiveMessage') return ok({ Messages: deadLetters.splice(0) });
      if (call.operation === 'StartExecution') return start(call);
      deleted.push(call.parameters['ReceiptHandle']);
      return ok({});
    };
    const place = { queue: `${aws.endpoint}/123456789012/letters`, machine: 'arn', startedAt: 1_000 };
    const clients = { sqs: new SQSClient({ ...aws.options, md5: false }), sfn: new SFNClient(aws.options) };
    const redriven = await redriveNotifications(place, new AbortController().signal, clients);
    return { ...redriven, deleted };
  }

  itWithstands({
    name: 'a dead letter',
    example: {
      notification,
      attempt: { delivery, result: { kind: 'refused', why: 'w' }, caught: 'c' },
      caught: {},
    },
    read: async (text) => {
      const { started, unreadable, deleted } = await redrive(text);
      expect(started + unreadable).toBe(2);
      expect(deleted).toEqual(unreadable === 0 ? ['hostile', 'good'] : ['good']);
      return { started, unreadable };
    },
    grows: 0,
  });

  it('is sent again but for a dead letter that is larger than an execution may be', async () => {
    const large = { ...notification, job: { ...notification.job, fail_reason: 'x'.repeat(mostBytes) } };
    const redriven = await redrive(JSON.stringify({ notification: large }));
    expect(redriven).toEqual({ started: 1, unreadable: 1, deleted: ['good'] });
  });
});

describe('secrets', () => {
  const canary = 'hunter2-canary';

  async function read(resolve: ResolveSecret, reference: string): Promise<number> {
    try {
      const found: unknown = (await resolve(SecretRef.parse(reference))).reveal();
      expect(found).toBeTypeOf('string');
      return 0;
    } catch (error) {
      expect(error).toBeInstanceOf(SecretUnavailable);
      const { message } = error as SecretUnavailable;
      expect(message).toMatch(/^(secretsmanager|ssm):/);
      expect(message).not.toContain(canary);
      return message.length;
    }
  }

  itWithstands({
    name: 'the JSON of a secret',
    example: { password: canary, user: 'watcher' },
    read: (text) => {
      const stored = async () => text;
      const resolve = makeResolveSecret({ readSecret: stored, readParameter: stored });
      const keys = ['password', '__proto__', 'constructor', 'toString', 'length', '0'];
      return Promise.all(keys.map((key) => read(resolve, `secretsmanager:jobwatch/otc#${key}`)));
    },
    grows: 0,
  });

  itWithstands({
    name: 'what the stores answer',
    example: { SecretString: canary, Parameter: { Value: canary } },
    read: (body) => {
      reply = () => ({ body });
      const resolve = makeResolveSecret({
        readSecret: makeReadSecret(new SecretsManagerClient(aws.options)),
        readParameter: makeReadParameter(new SSMClient(aws.options)),
      });
      return Promise.all(['secretsmanager:a', 'ssm:/a'].map((reference) => read(resolve, reference)));
    },
    grows: 0,
  });
});

describe('the table of records', () => {
  itWithstands({
    name: 'an item',
    example: { id: { S: 'a' }, text: { S: 'true' }, expires_at: { N: '9999999999' }, about: { S: 'b' } },
    read: async (item) => {
      reply = () => ({ body: `{"Item":${item},"Items":[${item},{"id":{"S":"b"}},${item}]}` });
      const store = makeDynamoDbStore(new DynamoDBClient(aws.options), 'records', () => 0);
      const troubles: unknown[] = [];
      const memory = makeDeliveryMemory(store, (error) => troubles.push(error), makeOwner('test'));
      const remembered = await Promise.all([
        memory.wasDelivered(notification, delivery.destination),
        memory.message(notification, 'a'),
        memory
          .leaseDelivery(notification, 'a')
          .then((lease) => (lease.kind === 'held' ? lease.release() : undefined)),
        memory.leaseShared('d', 'a').then((lease) => (lease.kind === 'held' ? lease.release() : undefined)),
        memory.gone('a'),
        memory.digest('d').catch((error: unknown) => troubles.push(error)),
      ]);
      expect(troubles.every((trouble) => trouble instanceof Error)).toBe(true);
      return remembered;
    },
    grows: 0,
  });
});

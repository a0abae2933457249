import type { Server } from 'node:http';
import {
  type AttributeValue,
  CreateTableCommand,
  DeleteTableCommand,
  type DynamoDBClient,
  type GetItemCommand,
  PutItemCommand,
  waitUntilTableExists,
} from '@aws-sdk/client-dynamodb';
import dynalite from 'dynalite';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { makeDynamoDbStore } from '../../lib/aws/dynamodb-store.ts';
import type { ChannelAnswer } from '../../lib/notification/delivery.ts';
import { type DeliveryMode, deliverNotification } from '../../lib/watch/delivery/deliver-notification.ts';
import { makeDeliveryMemory } from '../../lib/watch/delivery/delivery-memory.ts';
import { makeOwner } from '../../lib/watch/ports/owner.ts';
import { aNotification } from '../support/notifications.ts';
import { storeContract } from '../support/store-contract.ts';
import { dynamoClient } from './dynamo-client.ts';

let server: Server;
let client: DynamoDBClient;
let tables = 0;

beforeAll(async () => {
  server = dynalite({ createTableMs: 0, deleteTableMs: 0, updateTableMs: 0 });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  const port = typeof address === 'object' ? address?.port : undefined;
  client = dynamoClient(`http://127.0.0.1:${port}`);
});
afterAll(async () => {
  client.destroy();
  await new Promise((resolve) => server.close(resolve));
});

async function makeTable(): Promise<string> {
  const name = `key-values-${tables++}`;
  await client.send(
    new CreateTableCommand({
      TableName: name,
      BillingMode: 'PAY_PER_REQUEST',
      AttributeDefinitions: [
        { AttributeName: 'about', AttributeType: 'S' },
        { AttributeName: 'id', AttributeType: 'S' },
      ],
      KeySchema: [
        { AttributeName: 'about', KeyType: 'HASH' },
        { AttributeName: 'id', KeyType: 'RANGE' },
      ],
    }),
  );
  await waitUntilTableExists({ client, maxWaitTime: 5, minDelay: 1, maxDelay: 1 }, { TableName: name });
  return name;
}

const key = { of: 'watch', id: 'lease' };

describe('a key-value store in DynamoDB', () => {
  storeContract(async (now) => {
    const store = makeDynamoDbStore(client, await makeTable(), now);
    return { ...store, close: () => {} };
  });

  it('ignores items that it cannot read', async () => {
    const table = await makeTable();
    const put = (Item: Record<string, AttributeValue>) =>
      client.send(new PutItemCommand({ TableName: table, Item: { about: { S: 'a' }, ...Item } }));
    const [text, expires_at] = [{ S: 'text' }, { N: '99999999999' }];
    await put({ id: { S: '1' }, text: { N: '7' }, expires_at });
    await put({ id: { S: '2' }, text: { L: [{ NULL: true }] }, expires_at });
    await put({ id: { S: '3' }, text, expires_at: { S: 'never' } });
    await put({ id: { S: '4' }, text });
    await put({ id: { S: '5' }, text, expires_at: { N: '-1e125' } });
    await put({ id: { S: '6' }, text, expires_at });
    const store = makeDynamoDbStore(client, table, () => 0);
    expect(await store.all('a')).toEqual([{ id: '6', text: 'text' }]);
    for (const id of ['1', '2', '3', '4', '5']) {
      expect(await store.get({ of: 'a', id })).toBeUndefined();
    }
  });

  it('putIfAbsent stores its text if the one in the way expires between its two requests', async () => {
    const table = await makeTable();
    const store = makeDynamoDbStore(client, table, () => 0);
    await store.putIfAbsent(key, 'first', 60);
    // Lets the first text expire as soon as it has made a conditional put fail.
    const ending = new Proxy(client, {
      get: (real, name) =>
        name === 'send'
          ? async (command: PutItemCommand) => {
              try {
                return await real.send(command);
              } catch (error) {
                await store.put(key, 'first', 0);
                throw error;
              }
            }
          : Reflect.get(real, name),
    });
    const late = makeDynamoDbStore(ending, table, () => 0);
    expect(await late.putIfAbsent(key, 'second', 60)).toBe('second');
    expect(await store.putIfAbsent(key, 'third', 60)).toBe('second');
  });

  it('returns all items of several pages', async () => {
    const store = makeDynamoDbStore(client, await makeTable(), () => 0);
    const long = 'x'.repeat(100_000);
    for (let index = 0; index < 15; index += 1) {
      await store.put({ of: 'digest', id: String(100 + index) }, long, 60);
    }
    expect(await store.all('digest')).toHaveLength(15);
  });

  it('always reads consistently', async () => {
    const reads: (boolean | undefined)[] = [];
    const recording = new Proxy(client, {
      get: (real, name) =>
        name === 'send'
          ? (command: PutItemCommand) => {
              if (!(command instanceof PutItemCommand)) {
                reads.push(Reflect.get(Reflect.get(command, 'input'), 'ConsistentRead'));
              }
              return real.send(command);
            }
          : Reflect.get(real, name),
    });
    const store = makeDynamoDbStore(recording, await makeTable(), () => 0);
    await store.put(key, 'text', 60);
    await store.get(key);
    await store.putIfAbsent(key, 'other', 60);
    await store.compareAndSwap(key, { old: 'nothing', text: 'other' }, 60);
    await store.all(key.of);
    expect(reads).toEqual([true, true, true, true]);
  });

  it('throws if the table does not exist', async () => {
    const name = await makeTable();
    await client.send(new DeleteTableCommand({ TableName: name }));
    const store = makeDynamoDbStore(client, name, () => 0);
    await expect(store.get({ of: 'a', id: 'b' })).rejects.toMatchObject({
      name: 'ResourceNotFoundException',
    });
    await expect(store.putIfAbsent({ of: 'a', id: 'b' }, 'text', 60)).rejects.toMatchObject({
      name: 'ResourceNotFoundException',
    });
  });
});

describe('the calls of one delivery', () => {
  const notification = aNotification();
  const lease = `put notification ${notification.id}/delivered ops if free`;
  const isGone = 'get destination ops/gone';
  const delivered = `put notification ${notification.id}/delivered ops`;
  const ofWatch = `watch ${notification.watch.id}`;
  const sharedLease = `put ${ofWatch}/lease ops if free`;
  const reads = [`get notification ${notification.id}/delivered ops`, isGone, `get ${ofWatch}/message ops`];

  /** Delivers once for each answer. Returns the calls of the last delivery, in order. */
  async function callsOf(mode: DeliveryMode, answers: readonly ChannelAnswer[]): Promise<string[]> {
    const table = await makeTable();
    const calls: string[] = [];
    const counting = new Proxy(client, {
      get: (real, name) =>
        name === 'send'
          ? (command: Call) => {
              calls.push(describeCall(command));
              return real.send(command as PutItemCommand);
            }
          : Reflect.get(real, name),
    });
    const store = makeDynamoDbStore(counting, table, () => 0);
    const memory = makeDeliveryMemory(
      store,
      (error) => {
        throw error;
      },
      makeOwner('test'),
    );
    for (const answer of answers) {
      calls.length = 0;
      const ports = {
        attemptDelivery: async () => ({ answer, fingerprint: 'f' }),
        mannerOf: () => ({ schedule: 'chat', mode }) as const,
        memory,
        now: () => 0,
      };
      await deliverNotification({ notification, delivery: { destination: 'ops', attempts: 0 } }, ports);
    }
    return calls;
  }

  const done: ChannelAnswer = { kind: 'delivered', reference: '17' };
  const busy: ChannelAnswer = { kind: 'try_again', why: 'busy' };
  const cases: { what: string; mode?: DeliveryMode; answers: ChannelAnswer[]; calls: string[] }[] = [
    { what: 'succeeds', answers: [done], calls: [lease, isGone, delivered] },
    { what: 'must be retried', answers: [busy], calls: [lease, isGone, `${lease} or mine`] },
    { what: 'succeeds on a retry', answers: [busy, done], calls: [lease, isGone, delivered] },
    {
      what: 'finds the destination gone',
      answers: [{ kind: 'gone', why: 'archived' }],
      calls: [lease, isGone, 'put destination ops/gone', `${lease} or mine`],
    },
    {
      // The delivery reads the item in place of the lease: it says that the notification was delivered.
      what: 'was successful before',
      answers: [done, done],
      calls: [lease, `get notification ${notification.id}/delivered ops`],
    },
    {
      what: 'updates a message',
      mode: 'update',
      answers: [done],
      calls: [sharedLease, ...reads, delivered, `put ${ofWatch}/message ops`, `${sharedLease} or mine`],
    },
  ];
  it.each(cases)('that $what are exactly these', async ({ mode = 'new', answers, calls }) => {
    expect(await callsOf(mode, answers)).toEqual(calls);
  });
});

type Call = GetItemCommand | PutItemCommand;

/** Describes a call: its operation, item and condition. */
function describeCall({ input }: Call): string {
  if ('Key' in input) return `get ${keyOf(input.Key)}`;
  const { Item, ConditionExpression: condition = '' } = input as PutItemCommand['input'];
  const mine = condition.includes('#text') ? ' or mine' : '';
  return `put ${keyOf(Item)}${condition === '' ? '' : ` if free${mine}`}`;
}

const keyOf = (item: Record<string, AttributeValue> | undefined): string =>
  `${item?.['about']?.S}/${item?.['id']?.S}`;

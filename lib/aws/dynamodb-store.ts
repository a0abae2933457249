import {
  ConditionalCheckFailedException,
  type DynamoDBClient,
  GetItemCommand,
  PutItemCommand,
  type PutItemCommandInput,
  paginateQuery,
} from '@aws-sdk/client-dynamodb';
import * as z from 'zod';
import type { KeyValueStore, StoreKey } from '../watch/ports/key-value-store.ts';

const Item = z
  .object({
    id: z.object({ S: z.string() }),
    text: z.object({ S: z.string() }),
    expires_at: z.object({ N: z.string() }),
  })
  .transform(({ id, text, expires_at }) => ({ id: id.S, text: text.S, expiresAt: Number(expires_at.N) }));

/**
 * A conditional put fails if the key has a text, but that text may expire before it is read. Then the put is
 * retried. The limit ends the loop for an item that cannot be read.
 */
const maxTries = 5;

/**
 * Makes a key-value store in a DynamoDB table with the keys `about` and `id`. The table deletes an item some
 * time after its `expires_at` (seconds since 1970), so an expired item counts as deleted. The functions throw
 * the errors of the DynamoDB client.
 */
export function makeDynamoDbStore(client: DynamoDBClient, table: string, now: () => number): KeyValueStore {
  const nowSeconds = () => Math.floor(now() / 1_000);
  const item = ({ of, id }: StoreKey, text: string, seconds: number) => ({
    about: { S: of },
    id: { S: id },
    text: { S: text },
    expires_at: { N: String(nowSeconds() + Math.ceil(seconds)) },
  });
  const alive = (found: unknown): { id: string; text: string } | undefined => {
    const read = Item.safeParse(found).data;
    return read === undefined || read.expiresAt <= nowSeconds()
      ? undefined
      : { id: read.id, text: read.text };
  };
  const get: KeyValueStore['get'] = async ({ of, id }) => {
    const question = { TableName: table, Key: { about: { S: of }, id: { S: id } }, ConsistentRead: true };
    return alive((await client.send(new GetItemCommand(question))).Item)?.text;
  };
  const putUnlessPresent = async (key: StoreKey, put: { text: string; seconds: number; old?: string }) => {
    const Item = item(key, put.text, put.seconds);
    for (let tries = 0; tries < maxTries; tries += 1) {
      const command = { TableName: table, Item, ...unlessPresent(nowSeconds(), put.old) };
      if (await isPut(client, command)) return put.text;
      const present = await get(key);
      if (present !== undefined) return present;
    }
    return put.text;
  };
  return {
    get,
    putIfAbsent: (key, text, seconds) => putUnlessPresent(key, { text, seconds }),
    compareAndSwap: (key, { old, text }, seconds) => putUnlessPresent(key, { text, seconds, old }),
    put: async (key, text, seconds) => {
      await client.send(new PutItemCommand({ TableName: table, Item: item(key, text, seconds) }));
    },
    all: async (of) => {
      const question = {
        TableName: table,
        KeyConditionExpression: 'about = :about',
        ExpressionAttributeValues: { ':about': { S: of } },
        ConsistentRead: true,
      };
      const found: { id: string; text: string }[] = [];
      for await (const { Items = [] } of paginateQuery({ client }, question)) {
        found.push(...Items.flatMap((one) => alive(one) ?? []));
      }
      return found;
    },
  };
}

/** Puts an item. Returns whether its condition was met. */
async function isPut(client: DynamoDBClient, command: PutItemCommandInput): Promise<boolean> {
  try {
    await client.send(new PutItemCommand(command));
    return true;
  } catch (error) {
    if (error instanceof ConditionalCheckFailedException) return false;
    throw error;
  }
}

/**
 * Returns the condition that the key has no valid text at `now` (seconds since 1970), or has the text `old`.
 */
const unlessPresent = (now: number, old?: string) => ({
  ConditionExpression: `attribute_not_exists(about) OR expires_at <= :now${old === undefined ? '' : ' OR #text = :old'}`,
  ExpressionAttributeValues: { ':now': { N: String(now) }, ...(old !== undefined && { ':old': { S: old } }) },
  ...(old !== undefined && { ExpressionAttributeNames: { '#text': 'text' } }),
});

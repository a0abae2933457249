import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { clientOptions } from '../aws/client-options.ts';
import { makeDynamoDbStore } from '../aws/dynamodb-store.ts';
import type { KeyValueStore } from '../watch/ports/key-value-store.ts';
import { makeOwner, type Owner } from '../watch/ports/owner.ts';
import type { Host } from './define-handler.ts';
import type { StoreEnv } from './env.ts';
import { factsOfError } from './log.ts';

/**
 * Connects to the key-value table. Returns the store, a callback that logs its errors (deliveries continue
 * without the store), and the owner of this function's leases.
 */
export function wireStore(
  env: StoreEnv,
  { now, log }: Host,
): { store: KeyValueStore; onTrouble: (error: unknown) => void; owner: Owner } {
  return {
    store: makeDynamoDbStore(new DynamoDBClient(clientOptions), env.JOBWATCH_KEY_VALUE_TABLE, now),
    onTrouble: (error) => log.error('the key-value table cannot be reached', factsOfError(error)),
    owner: makeOwner('function'),
  };
}

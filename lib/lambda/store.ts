import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { clientOptions } from '../aws/client-options.ts';
import { makeDynamoDbStore } from '../aws/dynamodb-store.ts';
import { makeOwner, type Owner } from '../watch/owner.ts';
import type { KeyValueStore } from '../watch/store.ts';
import type { Host } from './define-handler.ts';
import type { StoreEnv } from './env.ts';
import { factsOfError } from './log.ts';

/** The table of records, where its troubles are told (deliveries go on without it), and who takes turns there. */
export function wireStore(
  env: StoreEnv,
  { now, log }: Host,
): { store: KeyValueStore; onTrouble: (error: unknown) => void; owner: Owner } {
  return {
    store: makeDynamoDbStore(new DynamoDBClient(clientOptions), env.JOBWATCH_KEY_VALUE_TABLE, now),
    onTrouble: (error) => log.error('the records cannot be reached', factsOfError(error)),
    owner: makeOwner('function'),
  };
}

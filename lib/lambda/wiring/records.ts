import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { clientOptions } from '../../aws/client-options.ts';
import { makeDynamoRecords } from '../../aws/dynamodb-records.ts';
import { type Holder, makeHolder } from '../../watch/holder.ts';
import type { Records } from '../../watch/records.ts';
import type { Host } from '../define-handler.ts';
import type { RecordsEnv } from '../env.ts';
import { factsOfError } from '../log.ts';

/** The table of records, where its troubles are told (deliveries go on without it), and who takes turns there. */
export function wireRecords(
  env: RecordsEnv,
  { now, log }: Host,
): { records: Records; onTrouble: (error: unknown) => void; holder: Holder } {
  return {
    records: makeDynamoRecords(new DynamoDBClient(clientOptions), env.JOBWATCH_RECORDS_TABLE, now),
    onTrouble: (error) => log.error('the records cannot be reached', factsOfError(error)),
    holder: makeHolder('function'),
  };
}

import { DynamoDBClient } from '@aws-sdk/client-dynamodb';

/** A client of the table at an address on loopback, which does not try again. */
export const dynamoClient = (endpoint: string): DynamoDBClient =>
  new DynamoDBClient({
    endpoint,
    region: 'eu-central-1',
    credentials: { accessKeyId: 'AKLOCAL', secretAccessKey: 'local' },
    maxAttempts: 1,
  });

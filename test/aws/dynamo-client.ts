import { DynamoDBClient } from '@aws-sdk/client-dynamodb';

/** Makes a client of the DynamoDB at a loopback address, without retries. */
export const dynamoClient = (endpoint: string): DynamoDBClient =>
  new DynamoDBClient({
    endpoint,
    region: 'eu-central-1',
    credentials: { accessKeyId: 'AKLOCAL', secretAccessKey: 'local' },
    maxAttempts: 1,
  });

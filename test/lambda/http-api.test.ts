import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { ApiAnswer, ApiRequest } from '../../functions/http-api/event.ts';
import { answerRequest, wireHttpApi } from '../../functions/http-api/wiring.ts';
import { defineHandler, type Host } from '../../lib/lambda/define-handler.ts';
import { apiRights } from '../../lib/lambda/deploy/function-rights.ts';
import { SecretRef } from '../../lib/watch/ports/secret.ts';

let root = '';
beforeAll(() => {
  root = mkdtempSync(join(tmpdir(), 'http-api-'));
  writeFileSync(join(root, 'configuration.json'), '{"accounts":[]}');
});
afterAll(() => rmSync(root, { recursive: true }));

const host = (env: Host['env'] = {}): Host => ({
  env: {
    POWERTOOLS_SERVICE_NAME: 'jobwatch',
    JOBWATCH_CONFIG: 'configuration.json',
    LAMBDA_TASK_ROOT: root,
    JOBWATCH_WATCH_JOB_ARN: 'arn:aws:states:eu-central-1:123456789012:stateMachine:watch-job',
    JOBWATCH_KEY_VALUE_TABLE: 'records',
    ...env,
  },
  log: { info: () => undefined, error: () => undefined },
  now: () => 1_795_507_200_000,
});

const event = (method: string, rawPath: string, more: object = {}) => ({
  version: '2.0',
  routeKey: '$default',
  rawPath,
  rawQueryString: '',
  isBase64Encoded: false,
  headers: { 'content-type': 'application/json', host: 'api.example.com' },
  requestContext: { domainName: 'api.example.com', http: { method, path: rawPath, sourceIp: '192.0.2.1' } },
  ...more,
});

const definition = {
  input: ApiRequest,
  output: ApiAnswer,
  wire: wireHttpApi,
  run: answerRequest,
  facts: ({ statusCode }: { statusCode?: number | undefined }) => ({ status: statusCode }),
};
const send = (asked: unknown) =>
  defineHandler(definition, host())(asked, { awsRequestId: '1', functionName: 'http-api' });

describe('http-api', () => {
  it('answers an event of an HTTP API with what API Gateway takes', async () => {
    expect(await send(event('GET', '/healthz'))).toEqual({
      statusCode: 200,
      headers: {
        'cache-control': 'no-store',
        'content-type': 'application/json',
        'x-content-type-options': 'nosniff',
      },
      body: '{"status":"ok"}',
      isBase64Encoded: false,
    });
  });

  it('lets nobody in where no key is configured', async () => {
    const { statusCode, body } = await send(event('POST', '/v1/watches', { body: '{}' }));
    expect([statusCode, JSON.parse(body ?? '').status]).toEqual([401, 401]);
  });

  it('knows the length of a body whatever its encoding', async () => {
    const body = Buffer.alloc(70_000, ' ').toString('base64');
    const { statusCode } = await send(event('POST', '/v1/watches', { body, isBase64Encoded: true }));
    expect(statusCode).toBe(413);
  });

  it('has no messages of SMN: they have a function of their own', async () => {
    expect((await send(event('POST', '/v1/hooks/smn', { body: '{}' }))).statusCode).toBe(404);
  });

  it.each([{}, { rawPath: '/healthz' }, null, 'x', { httpMethod: 'GET', path: '/healthz' }])(
    'refuses an event that is no request: %j',
    async (strange) => {
      await expect(send(strange)).rejects.toMatchObject({ name: 'WrongInput' });
    },
  );

  it('refuses a wrong environment', async () => {
    await expect(wireHttpApi(host({ JOBWATCH_WATCH_JOB_ARN: 'x' }))).rejects.toMatchObject({
      name: 'WrongConfiguration',
      message: expect.stringContaining('JOBWATCH_WATCH_JOB_ARN'),
    });
  });
});

describe('the rights of http-api', () => {
  it('are for watch-job, the executions of both machines, the records, and its own keys', () => {
    const rights = apiRights([SecretRef.parse('ssm:/jobwatch/api-key')]);
    const resources = rights.flatMap(({ Action, Resource }) =>
      Resource.map((one) => [Action.join(' '), one]),
    );
    expect(resources).toEqual([
      ['states:StartExecution states:ListExecutions', { 'Fn::Sub': `\${WatchJobStateMachine}` }],
      [
        'states:DescribeExecution states:GetExecutionHistory states:StopExecution',
        {
          'Fn::Sub': `arn:\${AWS::Partition}:states:\${AWS::Region}:\${AWS::AccountId}:execution:\${WatchJobStateMachine.Name}:*`,
        },
      ],
      [
        'states:DescribeExecution states:GetExecutionHistory',
        {
          'Fn::Sub': `arn:\${AWS::Partition}:states:\${AWS::Region}:\${AWS::AccountId}:execution:\${SendNotificationStateMachine.Name}:*`,
        },
      ],
      ['dynamodb:GetItem dynamodb:PutItem', { 'Fn::GetAtt': ['KeyValueTable', 'Arn'] }],
      [
        'ssm:GetParameter',
        {
          'Fn::Sub': `arn:\${AWS::Partition}:ssm:\${AWS::Region}:\${AWS::AccountId}:parameter/jobwatch/api-key`,
        },
      ],
    ]);
  });
});

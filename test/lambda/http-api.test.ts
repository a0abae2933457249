import { describe, expect, it } from 'vitest';
import { ApiAnswer, ApiRequest } from '../../functions/http-api/event.ts';
import { answerRequest, wireHttpApi } from '../../functions/http-api/wiring.ts';
import { defineHandler } from '../../lib/lambda/define-handler.ts';
import { apiRights } from '../../lib/lambda/deploy/function-rights.ts';
import { SecretRef } from '../../lib/watch/ports/secret.ts';
import { useTaskRoot } from './task-root.ts';

const host = useTaskRoot({ 'configuration.json': '{"accounts":[]}' });

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
const send = (received: unknown) =>
  defineHandler(definition, host())(received, { awsRequestId: '1', functionName: 'http-api' });

describe('http-api', () => {
  it('answers an HTTP API event in the format of API Gateway', async () => {
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

  it('answers 401 if no key is configured', async () => {
    const { statusCode, body } = await send(event('POST', '/v1/watches', { body: '{}' }));
    expect([statusCode, JSON.parse(body ?? '').status]).toEqual([401, 401]);
  });

  it('limits the length of a body also if it is base64-encoded', async () => {
    const body = Buffer.alloc(70_000, ' ').toString('base64');
    const { statusCode } = await send(event('POST', '/v1/watches', { body, isBase64Encoded: true }));
    expect(statusCode).toBe(413);
  });

  it('answers 404 to SMN messages: receive-smn-message handles them', async () => {
    expect((await send(event('POST', '/v1/hooks/smn', { body: '{}' }))).statusCode).toBe(404);
  });

  it.each([{}, { rawPath: '/healthz' }, null, 'x', { httpMethod: 'GET', path: '/healthz' }])(
    'refuses an event that is not an HTTP request: %j',
    async (strange) => {
      await expect(send(strange)).rejects.toMatchObject({ name: 'WrongInput' });
    },
  );

  it('refuses an invalid environment', async () => {
    await expect(wireHttpApi(host({ JOBWATCH_WATCH_JOB_ARN: 'x' }))).rejects.toMatchObject({
      name: 'WrongConfiguration',
      message: expect.stringContaining('JOBWATCH_WATCH_JOB_ARN'),
    });
  });
});

describe('the rights of http-api', () => {
  it('cover watch-job, the executions of both machines, the key-value table and its own keys', () => {
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

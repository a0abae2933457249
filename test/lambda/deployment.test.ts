import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { readDeployment } from '../../lib/lambda/deploy/deployment.ts';
import { apiRights, readStatements } from '../../lib/lambda/deploy/function-rights.ts';
import { WrongConfiguration } from '../../lib/watch/errors.ts';
import { SecretRef } from '../../lib/watch/ports/secret.ts';

let project = '';
beforeAll(() => {
  project = mkdtempSync(join(tmpdir(), 'deployment-'));
});
afterAll(() => rmSync(project, { recursive: true }));

const configuration = (token: string, url: string) => `
accounts:
  - id: otc
    cloud: otc
    region: eu-de
    project_id: 0123456789abcdef0123456789abcdef
    credentials: { kind: token, token: '${token}' }
destinations:
  - { id: team, kind: slack, url: '${url}' }
`;

function deploy(text: string, file = 'jobwatch.yaml') {
  writeFileSync(join(project, file), text);
  return readDeployment(file, project);
}

const here = (service: string, resource: string) => ({
  'Fn::Sub': `arn:\${AWS::Partition}:${service}:\${AWS::Region}:\${AWS::AccountId}:${resource}`,
});

describe('a deployment', () => {
  it('lets poll-job read the secrets of accounts, and deliver-notification the secrets of destinations', async () => {
    const text = configuration('ssm:/jobwatch/token', 'secretsmanager:jobwatch/slack#url');
    await expect(deploy(text)).resolves.toEqual({
      file: 'jobwatch.yaml',
      accountSecrets: [
        {
          Effect: 'Allow',
          Action: ['ssm:GetParameter'],
          Resource: [here('ssm', 'parameter/jobwatch/token')],
        },
      ],
      sweep: { enabled: false, rights: expect.any(Array) },
      apiRights: apiRights([]),
      deliveryRights: [
        {
          Effect: 'Allow',
          Action: ['dynamodb:GetItem', 'dynamodb:PutItem', 'dynamodb:Query'],
          Resource: [{ 'Fn::GetAtt': ['KeyValueTable', 'Arn'] }],
        },
        {
          Effect: 'Allow',
          Action: ['secretsmanager:GetSecretValue'],
          Resource: [here('secretsmanager', 'secret:jobwatch/slack-??????')],
        },
      ],
    });
  });

  it('returns the path of the file relative to the project', async () => {
    const text = configuration('ssm:/a', 'ssm:/b');
    await deploy(text);
    const deployment = await readDeployment(join(project, 'jobwatch.yaml'), project);
    expect(deployment.file).toBe('jobwatch.yaml');
  });

  it.each([
    ['a missing file', undefined, /^nothing\.yaml not found: copy jobwatch\.example\.yaml to jobwatch\.yaml/],
    ['an invalid configuration', 'accounts: 7\nroutes: 8', /accounts: .+\n.*routes: /],
    [
      'secrets of the environment, each named once',
      configuration('env:OS_TOKEN', 'env:SLACK_URL'),
      /^\S+: env:OS_TOKEN works locally only: .+\n\S+: env:SLACK_URL works locally only/,
    ],
    [
      'addresses of this machine',
      configuration('ssm:/a', 'ssm:/b')
        .replace('region: eu-de', 'region: eu-de\n    endpoint: http://127.0.0.1:1')
        .concat("  - { id: hook, kind: webhook, url: 'http://localhost:2/', sign: ['ssm:/c'] }\n"),
      /^\S+: http:\/\/127\.0\.0\.1:1 works locally only.+\n\S+: http:\/\/localhost:2\/ works locally only/,
    ],
    ['no account', 'destinations: []', /accounts: expected at least one account/],
  ])('is refused with %s', async (_, text, problem) => {
    const deployment = text === undefined ? readDeployment('nothing.yaml', project) : deploy(text);
    const error = await deployment.catch((thrown: unknown) => thrown);
    expect(error).toBeInstanceOf(WrongConfiguration);
    expect(error).toMatchObject({ message: expect.stringMatching(problem) });
  });

  it.each(['/etc/passwd', '../jobwatch.yaml', 'job*.yaml', ''])(
    'is refused with a file that cannot be bundled: "%s"',
    async (file) => {
      await expect(readDeployment(file, project)).rejects.toThrow(/cannot be bundled/);
    },
  );
});

describe('the right to read secrets', () => {
  it.each([
    [
      'names one resource for two keys of one secret',
      ['secretsmanager:a#x', 'secretsmanager:a#y'],
      ['secret:a-??????'],
    ],
    ['does not name a store that is not used', [], []],
  ])('%s', (_, references, resources) => {
    const statements = readStatements(references.map((reference) => SecretRef.parse(reference)));
    expect(statements.flatMap(({ Resource }) => Resource)).toEqual(
      resources.map((resource) => here('secretsmanager', resource)),
    );
  });

  it('uses the ARN of a secret unchanged', () => {
    const arn = 'arn:aws:secretsmanager:eu-central-1:123456789012:secret:jobwatch/otc-AbCdEf';
    expect(readStatements([SecretRef.parse(`secretsmanager:${arn}#user`)])).toEqual([
      { Effect: 'Allow', Action: ['secretsmanager:GetSecretValue'], Resource: [{ 'Fn::Sub': arn }] },
    ]);
  });
});

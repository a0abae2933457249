import { describe, expect, it } from 'vitest';
import { Account } from '../../lib/watch/account.ts';
import { endpointUrl, isLoopback } from '../../lib/watch/endpoint-url.ts';
import { anAccount, projectId } from '../support/watches.ts';

const EndpointUrl = endpointUrl('https://sdrs.eu-de.otc.t-systems.com');
const expected = 'expected a URL such as https://sdrs.eu-de.otc.t-systems.com';

describe('an endpoint', () => {
  it.each([
    'https://sdrs.eu-de.otc.t-systems.com',
    'https://sdrs.eu-de.otc.t-systems.com/',
    'https://gateway.example:8443/sdrs',
    'HTTPS://sdrs.example',
    'https://10.0.0.1',
    'http://127.0.0.1:8080',
    'http://127.1.2.3',
    'http://localhost:8080',
    'http://LOCALHOST',
    'http://[::1]:8080',
  ])('may be %s', (url) => {
    expect(EndpointUrl.parse(url)).toBe(url);
  });

  it.each([
    ['', 'found something that is no URL'],
    ['sdrs.eu-de.otc.t-systems.com', 'found something that is no URL'],
    ['https://', 'found something that is no URL'],
    ['https://a b', 'found something that is no URL'],
    [' https://sdrs.example', 'found something that is no URL'],
    ['https://sdrs.example ', 'found something that is no URL'],
    ['https://sdrs.example/a\nb', 'found something that is no URL'],
    ['https://user@sdrs.example', 'found one with a user or password in it'],
    ['https://user:hunter2@sdrs.example', 'found one with a user or password in it'],
    ['https://:hunter2@sdrs.example', 'found one with a user or password in it'],
    ['http://user@127.0.0.1', 'found one with a user or password in it'],
    ['https://sdrs.example?token=hunter2', 'found one with a query or fragment'],
    ['https://sdrs.example#hunter2', 'found one with a query or fragment'],
    ['https://sdrs.example/?', 'found one with a query or fragment'],
    ['https://sdrs.example/#', 'found one with a query or fragment'],
  ])('is never %j: %s', (url, found) => {
    expect(EndpointUrl.safeParse(url).error?.issues).toStrictEqual([
      { code: 'custom', path: [], message: `${expected}, ${found}` },
    ]);
  });

  it.each([
    'http://sdrs.example',
    'http://127.0.0.1.evil.example',
    'http://localhost.evil.example',
    'http://[::2]',
    'http://0.0.0.0',
    'http://128.0.0.1',
    'ftp://127.0.0.1',
    'file:///etc/passwd',
    'javascript:alert(1)',
    'ws://127.0.0.1',
  ])('is never %s: plain http is for this machine only', (url) => {
    expect(EndpointUrl.safeParse(url).error?.issues).toStrictEqual([
      {
        code: 'custom',
        path: [],
        message: `${expected}; http is allowed only to 127.0.0.1, [::1] or localhost`,
      },
    ]);
  });
});

describe('this machine', () => {
  it.each([
    ['http://localhost', true],
    ['http://127.0.0.1', true],
    ['http://127.255.255.254', true],
    ['http://2130706433', true],
    ['http://0x7f.1', true],
    ['http://[::1]', true],
    ['http://[0:0::1]', true],
    ['http://126.0.0.1', false],
    ['http://1.127.0.0', false],
    ['http://127.0.0.1.example', false],
    ['http://xlocalhost', false],
    ['http://localhostx', false],
    ['http://[::ffff:127.0.0.1]', false],
    ['http://[fe80::1]', false],
  ])('is the host of %s: %s', (url, answer) => {
    expect(isLoopback(new URL(url).hostname)).toBe(answer);
  });
});

it.each(['x127.0.0.1', '127.0.0.1x', '127.0.0', '127.0.0.1.', '127.0.x.1', '::1', ''])(
  'this machine is never named %j',
  (hostname) => {
    expect(isLoopback(hostname)).toBe(false);
  },
);

describe('an account', () => {
  const token = { kind: 'token', token: 'env:TOKEN' };
  const bare = { id: 'otc-prod', cloud: 'otc', region: 'eu-de', project_id: projectId, credentials: token };

  it.each([
    {},
    { id: 'a' },
    { id: `0${'a'.repeat(62)}` },
    { cloud: 'swiss-otc', region: 'eu-ch2' },
    { cloud: 'huawei', region: 'ap-southeast-3' },
    { region: 'a1' },
    { region: `e${'a'.repeat(62)}` },
    { endpoint: 'https://sdrs.example', iam_endpoint: 'https://iam.example' },
    { console_url: 'https://console.example/sdrs?region=eu-de#jobs' },
    {
      credentials: {
        kind: 'password',
        username: 'env:OS_USERNAME',
        password: 'secretsmanager:a#password',
        user_domain: 'ssm:/a/domain',
      },
    },
    { credentials: { kind: 'access_key', access_key: 'env:AK', secret_key: 'env:SK' } },
    {
      credentials: {
        kind: 'access_key',
        access_key: 'env:AK',
        secret_key: 'env:SK',
        security_token: 'env:ST',
      },
    },
  ])('may have %j', (overrides) => {
    expect(Account.parse({ ...bare, ...overrides })).toStrictEqual({ ...bare, ...overrides });
  });

  it.each([
    [{ id: '' }, 'id', 'expected lower-case letters, digits and "-"'],
    [{ id: '-a' }, 'id', 'expected lower-case letters, digits and "-"'],
    [{ id: 'A' }, 'id', 'expected lower-case letters, digits and "-"'],
    [{ id: 'a_b' }, 'id', 'expected lower-case letters, digits and "-"'],
    [{ id: 'a'.repeat(64) }, 'id', 'expected lower-case letters, digits and "-"'],
    [{ cloud: 'aws' }, 'cloud', 'Invalid option: expected one of "otc"|"swiss-otc"|"huawei"'],
    [{ region: 'e' }, 'region', 'expected a region such as "eu-de"'],
    [{ region: '-eu' }, 'region', 'expected a region such as "eu-de"'],
    [{ region: 'eu.evil' }, 'region', 'expected a region such as "eu-de"'],
    [{ region: 'e'.repeat(64) }, 'region', 'expected a region such as "eu-de"'],
    [{ project_id: '../admin' }, 'project_id', 'expected 8 to 64 letters, digits, "_" or "-"'],
    [{ endpoint: 'sdrs.example' }, 'endpoint', `${expected}, found something that is no URL`],
    [{ iam_endpoint: 'iam.example' }, 'iam_endpoint', `${expected}, found something that is no URL`],
    [{ more: 1 }, '', 'Unrecognized key: "more"'],
    [{ credentials: { ...token, more: 1 } }, 'credentials', 'Unrecognized key: "more"'],
    [{ credentials: undefined }, 'credentials', 'Invalid input: expected object, received undefined'],
  ])('never has %j', (overrides, path, message) => {
    const { issues = [] } = Account.safeParse({ ...bare, ...overrides }).error ?? {};
    expect(issues.map((issue) => [issue.path.join('.'), issue.message])).toStrictEqual([[path, message]]);
  });

  it.each([
    [{ kind: 'token' }, ['token']],
    [{ kind: 'token', token: 'hunter2' }, ['token']],
    [{ kind: 'password' }, ['username', 'password', 'user_domain']],
    [
      { kind: 'password', username: 'hunter2', password: 'hunter2', user_domain: 'hunter2' },
      ['username', 'password', 'user_domain'],
    ],
    [{ kind: 'access_key' }, ['access_key', 'secret_key']],
    [
      { kind: 'access_key', access_key: 'hunter2', secret_key: 'hunter2', security_token: 'hunter2' },
      ['access_key', 'secret_key', 'security_token'],
    ],
    [{ kind: 'hunter2' }, ['kind']],
    [{}, ['kind']],
  ])('never has the credentials %j, which are not repeated', (credentials, keys) => {
    const { error } = Account.safeParse({ ...bare, credentials });
    expect(error?.issues.map(({ path }) => path.join('.'))).toStrictEqual(
      keys.map((key) => `credentials.${key}`),
    );
    expect(error?.message).not.toContain('hunter2');
  });

  it.each([
    '',
    'console.example',
    'http://console.example',
    'httpsx://console.example',
    'xhttps://console.example',
    'javascript:alert(1)',
    'https://user@console.example',
    'https://:hunter2@console.example',
  ])('never sends people to the page %j', (console_url) => {
    expect(Account.safeParse({ ...bare, console_url }).error?.issues).toStrictEqual([
      { code: 'custom', path: ['console_url'], message: 'expected an https URL without user and password' },
    ]);
  });

  it('holds its credentials as references', () => {
    expect(anAccount().credentials).toStrictEqual(token);
  });
});

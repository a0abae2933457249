import { describe, expect, it } from 'vitest';
import { readConfiguration } from '../../lib/config/read-configuration.ts';
import { cloudsFilePaths, readCloud } from '../../lib/local/clouds-yaml.ts';
import { WrongConfiguration } from '../../lib/watch/errors.ts';

const read = (entry: string) => readCloud(`clouds:\n  mine: ${entry}\n`, 'mine', 'clouds.yaml');

describe('an entry of clouds.yaml', () => {
  it.each<[string, string, Record<string, string>]>([
    ['nothing', '{}', {}],
    [
      'an address',
      '{ auth: { auth_url: https://iam.example/v3 } }',
      { OS_AUTH_URL: 'https://iam.example/v3' },
    ],
    ['a token', '{ auth: { token: abc } }', { OS_TOKEN: 'abc' }],
    [
      'a password',
      '{ auth: { username: me, password: secret, user_domain_name: demo } }',
      { OS_USERNAME: 'me', OS_PASSWORD: 'secret', OS_USER_DOMAIN_NAME: 'demo' },
    ],
    ['a domain by its short name', '{ auth: { domain_name: demo } }', { OS_USER_DOMAIN_NAME: 'demo' }],
    [
      'both names of a domain',
      '{ auth: { domain_name: other, user_domain_name: demo } }',
      { OS_USER_DOMAIN_NAME: 'demo' },
    ],
    ['access keys', '{ auth: { ak: a, sk: s } }', { OS_ACCESS_KEY: 'a', OS_SECRET_KEY: 's' }],
    ['access keys beside auth', '{ ak: a, sk: s }', { OS_ACCESS_KEY: 'a', OS_SECRET_KEY: 's' }],
    ['a security token', '{ auth: { security_token: t } }', { OS_SECURITY_TOKEN: 't' }],
    [
      'project and region',
      '{ region_name: eu-de, auth: { project_id: p } }',
      { OS_PROJECT_ID: 'p', OS_REGION_NAME: 'eu-de' },
    ],
    ['a project by name', '{ auth: { project_name: eu-de_p } }', { OS_PROJECT_NAME: 'eu-de_p' }],
    ['digits without quotes', '{ auth: { password: 12345678 } }', { OS_PASSWORD: '12345678' }],
    ['what is for other tools', '{ identity_api_version: 3, interface: public, verify: false }', {}],
  ])('says in variables what it says: %s', (_, entry, variables) => {
    expect(read(entry)).toEqual(variables);
  });

  it.each([
    ['not YAML', 'clouds: [canary', 'clouds.yaml: not YAML'],
    ['a text', 'canary', 'clouds.yaml: expected a key "clouds" with named entries'],
    ['empty', '', 'clouds.yaml: expected a key "clouds" with named entries'],
    ['a list of clouds', 'clouds: [canary]', 'clouds.yaml: expected a key "clouds" with named entries'],
    ['without that entry', 'clouds: { a: {}, b: {} }', 'clouds.yaml: no cloud "mine"; it has a, b'],
    ['without entries', 'clouds: {}', 'clouds.yaml: no cloud "mine"; it has none'],
    [
      'with a text as entry',
      'clouds: { mine: canary }',
      'clouds.yaml: cloud "mine": expected texts, found something else at (entry)',
    ],
    [
      'with a list in it',
      'clouds: { mine: { auth: { token: [canary] } } }',
      'clouds.yaml: cloud "mine": expected texts, found something else at auth.token',
    ],
  ])('is refused without a word of its values when the file is %s', (_, text, message) => {
    const reading = () => readCloud(text, 'mine', 'clouds.yaml');
    expect(reading).toThrow(WrongConfiguration);
    expect(reading).toThrow(new RegExp(`^${message.replace(/[()[\]]/g, '\\$&')}$`));
  });

  it.each(['toString', '__proto__', 'constructor'])('is not found by the name of a built-in: %s', (name) => {
    expect(() => readCloud('clouds: { mine: {} }', name, 'clouds.yaml')).toThrow(`no cloud "${name}"`);
  });
});

describe('the places of clouds.yaml', () => {
  const places = [
    '/project/clouds.yaml',
    '/home/me/.config/openstack/clouds.yaml',
    '/etc/openstack/clouds.yaml',
  ];

  it.each([
    ['this folder first', {}, places],
    ['the named one before', { OS_CLIENT_CONFIG_FILE: '/mine.yaml' }, ['/mine.yaml', ...places]],
    ['an empty name is none', { OS_CLIENT_CONFIG_FILE: '' }, places],
  ])('are looked at in the order of OpenStack’s own tools: %s', (_, env, paths) => {
    expect(cloudsFilePaths(env, { cwd: '/project', home: '/home/me' })).toEqual(paths);
  });
});

it('nothing of the file is repeated in a warning', async () => {
  const warned: string[] = [];
  const listen = ({ message }: Error) => warned.push(message);
  process.on('warning', listen);
  expect(read('{ auth: { token: !hunter2 abc, ? { hunter3: a } : b } }')).toEqual({ OS_TOKEN: 'abc' });
  expect(() => readConfiguration('? { hunter4: a }\n: !hunter5 b', 'jobwatch.yaml')).toThrow(
    WrongConfiguration,
  );
  await new Promise(setImmediate);
  process.off('warning', listen);
  expect(warned).toEqual([]);
});

it('of a key that is there twice the last counts, as for OpenStack’s own tools', () => {
  expect(read('{ auth: { token: one }, auth: { token: two } }')).toEqual({ OS_TOKEN: 'two' });
});

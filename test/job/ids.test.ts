import { describe, expect, it } from 'vitest';
import { JobId, ProjectId, Service } from '../../lib/job/ids.ts';

const saysOf = (schema: typeof Service | typeof JobId, value: string): string | undefined =>
  schema.safeParse(value).error?.issues[0]?.message;

describe.each([
  ['a job', JobId],
  ['a project', ProjectId],
])('the id of %s', (_, schema) => {
  it.each(['ff8080826b45d4a5016b5036242c0025', 'a_b-C123', 'x'.repeat(8), 'x'.repeat(64)])('is %s', (id) => {
    expect(schema.parse(id)).toBe(id);
  });

  it.each([
    '',
    'x'.repeat(7),
    'x'.repeat(65),
    '../../etc',
    'abcdefgh/',
    '/abcdefgh',
    'abc defgh',
    'abcdefgh\n',
  ])('is not %j', (id) => {
    expect(saysOf(schema, id)).toBe('expected 8 to 64 letters, digits, "_" or "-"');
  });
});

describe('a service', () => {
  it.each(['sdrs', 'ecs', 'e2', 'a-b', `a${'b'.repeat(30)}`])('is %s', (name) => {
    expect(Service.parse(name)).toBe(name);
  });

  it.each(['', 'a', 'Sdrs', '1ecs', '-ecs', 'ecs.', 'sdrs.example.com', 'ec/s', `a${'b'.repeat(31)}`])(
    'is not %j, as it is a label of a host name',
    (name) => {
      expect(saysOf(Service, name)).toBe('expected a service name such as "sdrs"');
    },
  );
});

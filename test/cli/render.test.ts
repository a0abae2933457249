import { describe, expect, it } from 'vitest';
import { kinds } from '../../lib/channels/destination.ts';
import { aFailureNotification } from '../support/notifications.ts';
import { useSandbox } from '../support/sandbox.ts';

const sandbox = useSandbox('file');

describe('jobwatch render', () => {
  it.each(kinds)('prints what %s would be sent', async (kind) => {
    const { code, out, err } = await sandbox.run(['render', '--kind', kind]);
    expect({ code, err }).toEqual({ code: 0, err: '' });
    expect(out).toContain('SDRS.0406');
    expect(out).toContain('ff80808288a1c57d0188a1dd0a0f0012');
  });

  it('speaks the language and the zone that it is asked for', async () => {
    const { out } = await sandbox.run([
      'render',
      '--kind',
      'ntfy',
      '--language',
      'zh-CN',
      '--zone',
      'Asia/Shanghai',
    ]);
    expect(out).toContain('失败');
    expect(out).toContain('Asia/Shanghai)');
  });

  it.each([
    ['a notification', aFailureNotification()],
    ['a CloudEvent', { specversion: '1.0', data: aFailureNotification() }],
    ['a line of --output json', { event: 'notification', notification: aFailureNotification() }],
  ])('takes a file with %s, and the same from standard input', async (_what, value) => {
    const text = JSON.stringify(value);
    await sandbox.write('notification.json', text);
    const fromFile = await sandbox.run(['render', '--kind', 'slack', '--notification', 'notification.json']);
    const fromInput = await sandbox.run(['render', '--kind', 'slack', '--notification', '-'], {
      input: text,
    });
    expect(fromFile.code).toBe(0);
    expect(fromFile.out).toContain('SDRS.1602');
    expect(fromInput.out).toBe(fromFile.out);
  });

  it.each([
    [
      ['--kind', 'fax'],
      "option '--kind <kind>' argument 'fax' is invalid. Allowed choices are alertmanager, ",
    ],
    [[], "required option '--kind <kind>' not specified"],
    [['--kind', 'slack', '--notification', 'none.json'], '--notification: cannot read none.json (ENOENT)'],
    [['--kind', 'slack', '--language', 'de'], '--language: '],
    [['--kind', 'slack', '--zone', 'Berlin'], '--zone: expected a time zone by its IANA name'],
  ])('refuses %j', async (flags, message) => {
    const { code, out, err } = await sandbox.run(['render', ...flags]);
    expect({ code, out }).toEqual({ code: 2, out: '' });
    expect(err).toContain(message);
  });

  it('says what is wrong with a file that holds no notification', async () => {
    await sandbox.write('wrong.json', '{"id":"msg_1"}');
    const { code, err } = await sandbox.run(['render', '--kind', 'slack', '--notification', 'wrong.json']);
    expect(code).toBe(2);
    expect(err).toContain('--notification wrong.json: expected a notification as JSON');
    expect(err).toContain('type: ');
  });
});

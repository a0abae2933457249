import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { kinds } from '../../lib/channels/samples.ts';
import { type Desk, makeDesk } from '../support/desks.ts';
import { aFailureNotice } from '../support/notices.ts';

let desk: Desk;
beforeAll(async () => {
  desk = await makeDesk();
});
afterAll(() => desk.remove());

describe('jobwatch render', () => {
  it.each(kinds)('prints what %s would be sent', async (kind) => {
    const { code, out, err } = await desk.run(['render', '--kind', kind]);
    expect({ code, err }).toEqual({ code: 0, err: '' });
    expect(out).toContain('SDRS.0406');
    expect(out).toContain('ff80808288a1c57d0188a1dd0a0f0012');
  });

  it('speaks the language and the zone that it is asked for', async () => {
    const { out } = await desk.run([
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
    ['a notice', aFailureNotice()],
    ['a CloudEvent', { specversion: '1.0', data: aFailureNotice() }],
    ['a line of --output json', { event: 'notice', notice: aFailureNotice() }],
  ])('takes a file with %s, and the same from standard input', async (_what, value) => {
    const text = JSON.stringify(value);
    await desk.write('notice.json', text);
    const fromFile = await desk.run(['render', '--kind', 'slack', '--notice', 'notice.json']);
    const fromInput = await desk.run(['render', '--kind', 'slack', '--notice', '-'], { input: text });
    expect(fromFile.code).toBe(0);
    expect(fromFile.out).toContain('SDRS.1602');
    expect(fromInput.out).toBe(fromFile.out);
  });

  it.each([
    [['--kind', 'fax'], '--kind: expected one of alertmanager, '],
    [[], "required option '--kind <kind>' not specified"],
    [['--kind', 'slack', '--notice', 'none.json'], '--notice none.json cannot be read (ENOENT)'],
    [['--kind', 'slack', '--language', 'de'], '--language: '],
    [['--kind', 'slack', '--zone', 'Berlin'], '--zone: expected a time zone by its IANA name'],
  ])('refuses %j', async (flags, message) => {
    const { code, out, err } = await desk.run(['render', ...flags]);
    expect({ code, out }).toEqual({ code: 2, out: '' });
    expect(err).toContain(message);
  });

  it('says what is wrong with a file that holds no notice', async () => {
    await desk.write('wrong.json', '{"id":"msg_1"}');
    const { code, err } = await desk.run(['render', '--kind', 'slack', '--notice', 'wrong.json']);
    expect(code).toBe(2);
    expect(err).toContain('--notice wrong.json: expected a notice as JSON');
    expect(err).toContain('type: ');
  });
});

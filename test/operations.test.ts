import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { stoppedOnPurpose } from '../lib/watch/report-lost-watch.ts';
import { makeDesk } from './support/desks.ts';

const read = (path: string) => readFileSync(join(import.meta.dirname, '..', path), 'utf8');
const page = read('docs/operations.md');

describe('the page about operating', () => {
  it('explains every alarm of the stack', () => {
    const alarms = [...read('lib/aws/stack/alarms.yml').matchAll(/^ {2}(\w+Alarm):/gm)].map(
      ([, name]) => name ?? '',
    );
    expect(alarms.length).toBeGreaterThan(8);
    const explained = (name: string) => page.includes(`\`${name}\``) || name.endsWith('ErrorAlarm');
    expect(alarms.filter((name) => !explained(name))).toEqual([]);
  });

  it('names commands that are there', async () => {
    const desk = await makeDesk();
    const commands = [...page.matchAll(/^npm run jobwatch -- (\S+)/gm)].map(([, name]) => name ?? '');
    expect(commands).toEqual(['test-notice', 'redrive']);
    for (const command of commands) expect((await desk.run([command, '--help'])).code).toBe(0);
    await desk.remove();
  });

  it('names the outputs, the metrics and the error that the code has', () => {
    const outputs = read('lib/aws/stack/records-table.yml');
    for (const name of ['NoticeDeadLetterQueueUrl', 'SendNoticeMachineArn']) {
      expect(outputs).toContain(`${name}:`);
      expect(page).toContain(name);
    }
    const wiring = read('lib/lambda/wiring/deliver-notice.ts');
    for (const metric of ['Delivered', 'TriedAgain', 'Refused', 'Gone'])
      expect(wiring).toContain(`'${metric}'`);
    expect(page).toContain(`--error ${stoppedOnPurpose}`);
  });
});

import { describe, it } from 'vitest';
import { jsonLines } from '../../support/sandbox.ts';
import { theStack } from '../stack.ts';

const steps = (out: string) =>
  jsonLines({ out: `${out.trimEnd()}\n` }).map(({ type, step, ok, destination }) =>
    type === 'end' ? ['end', ok] : [step, ok, ...(destination === undefined ? [] : [destination])],
  );
/** Two hours of the stack are two minutes here. */
const patiently = ['--timeout', '2h', '--output', 'json'];
const behindTheEntrance = [
  ['start', true],
  ['poll', true],
  ['announce', true],
  ['plan', true],
  ['deliver', true, 'everything'],
  ['end', true],
];

describe('jobwatch rehearse proves a deployed stack', () => {
  it('from the event bus to the receiver', async ({ expect }) => {
    const stack = await theStack();
    const machine = stack.outputs.get('WatchJobMachineArn') ?? '';
    const place = ['--event-bus', 'default', '--machine', machine];
    const out = await stack.jobwatch('rehearse', ...place, ...patiently);
    expect(steps(out)).toEqual([['event', true], ['queue', true], ...behindTheEntrance]);
    const arrived = stack.hosts.received.filter(({ body }) => body.includes('rehearsal-failed-'));
    expect(arrived.map(({ path }) => path)).toEqual(['/everything']);
    expect(JSON.parse(arrived[0]?.body ?? '')).toMatchObject({
      type: 'sdrs.job.failed',
      data: { rehearsal: {}, job: { error_code: 'SDRS.0406' } },
    });
  });

  it('from the HTTP API to the receiver', async ({ expect }) => {
    const stack = await theStack();
    const place = ['--api', stack.api, '--key', 'ssm:/stack/api-key'];
    const out = await stack.jobwatch('rehearse', ...place, '--outcome', 'succeeded', ...patiently);
    expect(steps(out)).toEqual([['event', 'skipped'], ['queue', 'skipped'], ...behindTheEntrance]);
  });
});

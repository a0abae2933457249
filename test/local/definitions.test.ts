import { describe, expect, it } from 'vitest';
import { onClock, statesOf } from '../../lib/local/definitions.ts';
import sendNotification from '../../lib/workflow/send-notification.asl.json' with { type: 'json' };
import watchJob from '../../lib/workflow/watch-job.asl.json' with { type: 'json' };

type States = Record<string, Record<string, unknown>>;

const machines = [
  { name: 'watch-job', deployed: watchJob, statesOfWaits: (machine: object) => statesIn(machine) },
  {
    name: 'send-notification',
    deployed: sendNotification,
    statesOfWaits: (machine: object) => statesIn(statesIn(machine)['DeliverToEach']!['ItemProcessor']),
  },
];

const statesIn = (machine: unknown): States => (machine as { States: States }).States;

describe.each(machines)('the definition of $name on our clock', ({ deployed, statesOfWaits }) => {
  const waits = statesOf(deployed).waiting;

  it('waits in a Task of the same name that gets the seconds and leaves the state of the watch as it is', () => {
    const before = statesOfWaits(deployed);
    const after = statesOfWaits(onClock(deployed));
    expect(waits.length).toBeGreaterThan(0);
    for (const name of waits) {
      expect(before[name]).toMatchObject({ Type: 'Wait' });
      expect(after[name]).toEqual({
        Type: 'Task',
        Resource: 'arn:aws:states:::lambda:invoke',
        Parameters: { 'seconds.$': before[name]!['SecondsPath'] },
        ResultPath: null,
        TimeoutSeconds: 2_147_483,
        Next: before[name]!['Next'],
      });
    }
  });

  it('is otherwise the deployed one, but for the net under its deadline', () => {
    const { TimeoutSeconds: _net, ...expected } = structuredClone<
      typeof deployed & { TimeoutSeconds?: number }
    >(deployed);
    const changed = structuredClone<object>(onClock(deployed));
    for (const name of waits) statesOfWaits(changed)[name] = statesOfWaits(deployed)[name]!;
    expect(changed).toEqual(expected);
  });

  it('leaves the deployed one untouched', () => {
    const before = structuredClone(deployed);
    onClock(deployed);
    expect(deployed).toEqual(before);
  });
});

describe('the states of a definition', () => {
  it.each([
    [
      'watch-job',
      watchJob,
      ['WaitForNextPoll'],
      ['PollJob', 'Announce', 'KeepUnannounced', 'ReportLostWatch'],
    ],
    [
      'send-notification',
      sendNotification,
      ['WaitUntilQuietHoursEnd', 'WaitToTryAgain'],
      ['PlanDeliveries', 'Deliver', 'KeepUndelivered', 'KeepUnplannedNotification'],
    ],
  ])('that wait and that retry are known, inside a Map too: %s', (...[, definition, waiting, retrying]) => {
    const states = statesOf(definition);
    expect(states.waiting).toEqual(waiting);
    expect(states.retrying.toSorted()).toEqual(retrying.toSorted());
  });

  it('are refused where there are none', () => {
    expect(() => statesOf({ StartAt: 'Nowhere' })).toThrow('States');
  });
});

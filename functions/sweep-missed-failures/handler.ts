import { defineHandler } from '../../lib/lambda/define-handler.ts';
import { ScheduledEvent } from '../../lib/lambda/scheduled-event.ts';
import { MissedFailures } from '../../lib/watch/sweep/failed-jobs.ts';
import { sweepMissedFailures } from '../../lib/watch/sweep/sweep-missed-failures.ts';
import { factsOfMissed, wireSweepMissedFailures } from './wiring.ts';

/** Announces the failures in the cloud's list of failed tasks that no watch reported. */
export const handler = defineHandler({
  input: ScheduledEvent,
  output: MissedFailures,
  wire: wireSweepMissedFailures,
  run: (_event, ports) => sweepMissedFailures(ports),
  facts: factsOfMissed,
});

import { defineHandler } from '../lib/lambda/define-handler.ts';
import { factsOfMissed, ScheduledEvent } from '../lib/lambda/schedule-entrance.ts';
import { wireSweepMissedFailures } from '../lib/lambda/wiring/sweep-missed-failures.ts';
import { MissedFailures } from '../lib/watch/failed-jobs.ts';
import { sweepMissedFailures } from '../lib/watch/sweep-missed-failures.ts';

/** Announces the failures in the cloud's list of failed tasks that no watch told. */
export const handler = defineHandler({
  input: ScheduledEvent,
  output: MissedFailures,
  wire: wireSweepMissedFailures,
  run: (_event, ports) => sweepMissedFailures(ports),
  facts: factsOfMissed,
});

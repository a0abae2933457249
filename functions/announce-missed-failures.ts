import { defineHandler } from '../lib/lambda/define-handler.ts';
import { factsOfMissed, ScheduledEvent } from '../lib/lambda/schedule-entrance.ts';
import { wireAnnounceMissedFailures } from '../lib/lambda/wiring/announce-missed-failures.ts';
import { announceMissedFailures } from '../lib/watch/announce-missed-failures.ts';
import { MissedFailures } from '../lib/watch/failed-jobs.ts';

/** Announces the failures in the cloud's list of failed tasks that no watch told. */
export const handler = defineHandler({
  input: ScheduledEvent,
  output: MissedFailures,
  wire: wireAnnounceMissedFailures,
  run: (_event, ports) => announceMissedFailures(ports),
  facts: factsOfMissed,
});

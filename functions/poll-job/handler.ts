import { defineHandler } from '../../lib/lambda/define-handler.ts';
import { pollJob } from '../../lib/watch/poll-job.ts';
import { isLaterPoll, PollAnswer, PollInput } from '../../lib/workflow/contracts.ts';
import { wirePollJob } from './wiring.ts';

/** Polls the job once and decides what happens next. */
export const handler = defineHandler({
  input: PollInput,
  isState: isLaterPoll,
  output: PollAnswer,
  wire: wirePollJob,
  run: pollJob,
  facts: ({ decision, progress, notification }) => ({
    decision: decision.kind,
    polls: progress.polls,
    trouble: progress.trouble?.kind,
    notification: notification?.id,
    watch: notification?.watch.id,
  }),
});

import { defineHandler } from '../lib/lambda/define-handler.ts';
import { wirePollJob } from '../lib/lambda/wiring/poll-job.ts';
import { pollJob } from '../lib/watch/poll-job.ts';
import { isLaterPoll, PollAnswer, PollInput } from '../lib/workflow/contracts.ts';

/** Polls the job once and says what to do next. */
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

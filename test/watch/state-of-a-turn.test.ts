import fc from 'fast-check';
import { expect, it } from 'vitest';
import { jsonBytes } from '../../lib/job/cut-text.ts';
import { pollProblemKinds } from '../../lib/job/poll.ts';
import { readJobAnswer } from '../../lib/job/read-job-answer.ts';
import { notificationTypes } from '../../lib/notification/notification.ts';
import type { Progress } from '../../lib/polling/progress.ts';
import { pollJob } from '../../lib/watch/poll-job.ts';
import { PollOutput } from '../../lib/workflow/contracts.ts';
import { fullLabels, longCharacters } from '../support/full-labels.ts';
import { meeting } from '../support/polls.ts';
import { hostileText } from '../support/texts.ts';
import { anAccount, aPollInput, aRequest, jobId } from '../support/watches.ts';
import { now, portsWith } from './polling.ts';

const text = hostileText();
const entities = fc.dictionary(text, fc.oneof(text, fc.jsonValue()), { maxKeys: 4 });
const status = fc.oneof(fc.constantFrom('SUCCESS', 'FAIL', 'RUNNING'), text);
const fields = fc.record(
  { job_type: text, status, begin_time: text, end_time: text, error_code: text, fail_reason: text, entities },
  { requiredKeys: [] },
);
const body = fc.oneof(
  text,
  fc.tuple(fields, fields, fc.nat(60)).map(([job, part, parts]) =>
    JSON.stringify({
      ...job,
      job_id: jobId,
      entities: { ...job.entities, sub_jobs: Array(parts).fill(part) },
    }),
  ),
);
const answer = fc
  .tuple(fc.constantFrom(200, 200, 200, 400, 404, 503), body, text)
  .map(([code, page, id]) =>
    readJobAnswer({ status: code, headers: { 'x-request-id': id }, body: page, now }, jobId),
  );
const problem = fc
  .tuple(fc.constantFrom(...pollProblemKinds), text)
  .map(([kind, message]) => meeting(kind, { message }));

/** A poll that the function could not make adds to the state what it died of. */
const errorBytes = 4_096;
const wanted = new Set(notificationTypes);

it.each(longCharacters)(
  'the state of a turn takes at most 16 KiB and is what the machine was promised, with labels of %j and whatever the cloud answers',
  async (character) => {
    const request = aRequest({ labels: fullLabels(character) });
    const accounts = [anAccount({ console_url: 'https://console.otc.t-systems.com/sdrs/?region=eu-de' })];
    const polls = fc.array(fc.oneof(answer, problem), { minLength: 1, maxLength: 30 });
    await fc.assert(
      fc.asyncProperty(polls, fc.integer({ min: 1, max: 7_200_000 }), async (answers, pace) => {
        let progress: Progress | undefined;
        for (const [index, poll] of answers.entries()) {
          const { ports } = portsWith(poll, { accounts, wanted, now: () => now + index * pace });
          const output = await pollJob(aPollInput({ request, progress }), ports);
          const spaceLeft = output.decision.kind === 'wait' ? errorBytes : 0;
          expect(jsonBytes(output)).toBeLessThanOrEqual(16_384 - spaceLeft);
          const json: unknown = JSON.parse(JSON.stringify(output));
          expect(PollOutput.parse(json)).toStrictEqual(json);
          if (output.decision.kind === 'end') return;
          progress = output.progress;
        }
      }),
      { numRuns: 20 },
    );
  },
);

import { type AnswerFault, answerFaults } from '../simulator/answer-faults.ts';
import { jobFaults } from '../simulator/job-faults.ts';
import { loginFaults } from '../simulator/login-faults.ts';
import { type Draw, drawFault, makeDraw } from './draw.ts';
import {
  type BrokenStep,
  brokenSteps,
  credentialKinds,
  type PlannedRequest,
  type PlannedStepFault,
  requestForms,
  type Story,
  stepFaults,
  wayFaults,
} from './story.ts';

/** Error codes as clouds have them, and as none should. */
const errorCodes = [
  'SDRS.1030',
  'EVS.2024',
  'Common.0002',
  '40013',
  'a"b\\c</script>',
  '错误.０１',
  'x'.repeat(64),
];
const failReasons = [
  'Failed to perform the failover',
  '卷错误: <!channel> *bold* `code`',
  'y'.repeat(3_000),
  '\u202Etxet',
];
const weighedCourses = [
  ...(['fails-with-code', 'fails-with-code', 'fails-in-sub-job', 'fails-in-sub-job'] as const),
  ...(['succeeds', 'succeeds', 'succeeds-with-sub-jobs', 'never-ends', 'unknown-job'] as const),
];

const lastResorts: ReadonlySet<BrokenStep> = new Set([
  'startWatches',
  'startExecution',
  'saveDeadLetter',
  'reportLostWatch',
]);

/**
 * Several times in every story; the others once for each notification; most stories have one or two.
 */
const calledOften: ReadonlySet<BrokenStep> = new Set(['pollJob', 'deliverNotification']);

/**
 * The story of a seed: the same for the same seed. Most have few faults, so that what each one does can be
 * seen.
 */
export function drawStory(seed: number): Story {
  const draw = makeDraw(seed);
  const deadlineSeconds = draw.oneOf([900, 900, 900, 1_800, 3_600, 3_600, 3_600, 7_200, 7_200, 86_400]);
  const job = drawJob(draw, deadlineSeconds);
  const endsSeconds = Math.min(job.durationSeconds, deadlineSeconds);
  const steps = draw.rarely(0.3, () => withItsCause(drawStepFault(draw))) ?? [];
  return {
    seed,
    job,
    skewSeconds: draw.rarely(0.2, () => draw.oneOf([-1_200, -300, -5, 5, 300, 1_200])) ?? 0,
    credentials: draw.oneOf(credentialKinds),
    tokenLifeSeconds: draw.rarely(0.15, () => draw.between(30, 1_200)) ?? 2 * 86_400,
    cloud: draw.some(2, () => drawFault(draw, [...jobFaults, ...wayFaults], endsSeconds)),
    iam: draw.some(1, () => drawFault(draw, loginFaults, endsSeconds)),
    destinations: { slack: drawAnswerFaults(draw), webhook: drawAnswerFaults(draw) },
    steps,
    store: draw.rarely(0.1, () => 'down' as const) ?? 'kept',
    requests: drawRequests(draw, deadlineSeconds),
    deadlineSeconds,
    patienceSeconds: drawPatience(draw, steps),
    polling: draw.oneOf(['prompt', 'balanced', 'balanced', 'thrifty']),
    chat:
      draw.rarely(0.4, () => draw.oneOf(['fallback', 'fallback', 'quiet_each', 'quiet_digest'] as const)) ??
      'at_once',
  };
}

function drawJob(draw: Draw, deadlineSeconds: number): Story['job'] {
  const story = draw.oneOf(weighedCourses);
  const durationSeconds = draw.between(1, draw.rarely(0.15, () => 2 * deadlineSeconds) ?? 1_500);
  return {
    story,
    durationSeconds: story === 'never-ends' ? Number.POSITIVE_INFINITY : durationSeconds,
    errorCode: draw.oneOf(errorCodes),
    failReason: draw.oneOf(failReasons),
    beganSecondsAgo: draw.rarely(0.3, () => draw.between(0, 600)) ?? 0,
  };
}

/**
 * Duplicates at once, a moment later, while it is watched and when that has ended; whichever form comes
 * first.
 */
function drawRequests(draw: Draw, deadlineSeconds: number): PlannedRequest[] {
  const form = () => draw.oneOf(requestForms);
  const more = draw.rarely(0.3, () =>
    draw.some(3, () => ({
      atSeconds: draw.oneOf([0, 1, draw.between(2, deadlineSeconds), 3 * deadlineSeconds]),
      form: form(),
    })),
  );
  return [{ atSeconds: 0, form: form() }, ...(more ?? [])];
}

/** When the local run stops it writes each dead letter once: no machine is left that would try again. */
function drawPatience(draw: Draw, steps: readonly PlannedStepFault[]): number {
  const patience = draw.rarely(0.2, () => draw.oneOf([0, 1, 120, 3_600])) ?? Number.POSITIVE_INFINITY;
  return steps.some(({ step }) => step === 'saveDeadLetter') ? Number.POSITIVE_INFINITY : patience;
}

const drawAnswerFaults = (draw: Draw): Story['destinations']['slack'] =>
  draw.chance(0.5)
    ? draw.some(2, () => ({
        ...drawFault<AnswerFault | (typeof wayFaults)[number]>(draw, [...answerFaults, ...wayFaults], 1_800),
        fromSeconds: 0,
      }))
    : [];

/**
 * Once to three times is got over; 99 times is more than any machine tries. The queues and the last report
 * are got over always.
 */
function drawStepFault(draw: Draw): PlannedStepFault {
  const step = draw.oneOf(brokenSteps);
  const isLastResort = lastResorts.has(step);
  return {
    step,
    fault: draw.oneOf(stepFaults),
    fromCall: isLastResort ? 0 : draw.between(0, calledOften.has(step) ? 4 : 1),
    times: isLastResort || draw.chance(0.6) ? draw.between(1, 3) : 99,
  };
}

/** A loss is reported only where there is one. */
const withItsCause = (fault: PlannedStepFault): PlannedStepFault[] =>
  fault.step === 'reportLostWatch'
    ? [{ step: 'pollJob', fault: 'throws', fromCall: 2, times: 99 }, fault]
    : [fault];

import { makeEngine } from '../../lib/local/engine.ts';
import type { LocalEvent } from '../../lib/local/events.ts';
import type { Outcome } from '../../lib/notification/notification.ts';
import { startSimulator } from '../../lib/simulator/cloud.ts';
import { type Received, type ReceiverChannel, startReceiver } from '../../lib/simulator/receiver.ts';
import type { Truth } from '../../lib/simulator/stories.ts';
import type { DeadLetter } from '../../lib/workflow/contracts.ts';
import { spoilsMessages } from '../simulator/answer-faults.ts';
import { type ActiveJobFault, type JobFault, spoilsJob } from '../simulator/job-faults.ts';
import { spoilsLogins } from '../simulator/login-faults.ts';
import { fullLabels } from '../support/full-labels.ts';
import { makeEngineWithFaultyStart } from './faulty-start.ts';
import { type HearStep, makeFaultySteps, makeSpoil } from './faulty-steps.ts';
import { makeMisledSend } from './misled-send.ts';
import { makeOrderlyClock, type OrderlyClock } from './orderly-clock.ts';
import { askAsPlanned } from './request-queue.ts';
import { makeStateBytes } from './state-bytes.ts';
import { inForce, type PlannedFault, type Story, type WayFault, wayFaults } from './story.ts';
import { canaries, user, wireStorySteps } from './story-steps.ts';

/** What a step took, gave and threw. */
export type StepHeard = Parameters<HearStep>[1] & { step: Parameters<HearStep>[0] };

/** Everything that was seen of one story. */
export interface Observed {
  /** Of each execution that was started. */
  outcomes: (Outcome | undefined)[];
  /** Requests that nothing came of. */
  unstarted: string[];
  /** From the first request to the start of its execution. */
  startDelaySeconds: number;
  events: LocalEvent[];
  heard: StepHeard[];
  /** The longest that went into or came out of each state of both machines, in bytes. */
  stateBytes: ReadonlyMap<string, number>;
  deadLetters: DeadLetter[];
  received: readonly Received[];
  /** The names of the faults that something met. */
  met: string[];
  truth: Truth;
  /** By the watcher's clock, milliseconds since 1970. */
  startedMs: number;
  settledMs: number;
  /** Texts that must be found nowhere. */
  secrets: string[];
}

const startMs = Date.parse('2026-11-24T08:00:00.000Z');

/**
 * Plays a story from its request to its last delivery: real machines and steps, real servers and client, no
 * waiting.
 */
export async function runStory(story: Story): Promise<Observed> {
  const clock = makeOrderlyClock(startMs);
  const met = new Set<string>();
  const noted = (where: string, fault: string | undefined): string | undefined => {
    if (fault !== undefined) met.add(`${where} ${fault}`);
    return fault;
  };
  const faults = faultsNow(story, clock);
  const skewed = () => clock.now() + story.skewSeconds * 1_000;
  const simulator = await startSimulator({
    clock: { now: skewed },
    users: [user],
    keys: [canaries],
    tokens: [canaries.token],
    spoilLogin: spoilsLogins(faults.login),
    tokenLifeSeconds: story.tokenLifeSeconds,
  });
  const receiver = await startReceiver({
    secrets: [canaries.signing],
    now: clock.now,
    spoil: spoilsMessages(clock.now, (channel) => exceptWays(faults.destination(channel))),
  });
  const cloud = makeMisledSend('any', ({ pathname }) =>
    pathname.endsWith('/tokens') ? noted('login', faults.login()) : noted('cloud', faults.cloud()),
  );
  const channels = makeMisledSend('public_or_loopback', ({ href }) =>
    noted('destination', faults.destination(href === receiver.slackUrl ? 'slack' : 'webhook')),
  );
  const deadLetters: DeadLetter[] = [];
  const local = wireStorySteps(story, {
    clock,
    places: {
      cloudUrl: simulator.url,
      projectId: simulator.projectId,
      webhookUrl: receiver.url,
      slackUrl: receiver.slackUrl,
    },
    senders: { cloud: cloud.send, channels: channels.send },
    saveDeadLetter: async (deadLetter) => {
      deadLetters.push(deadLetter);
      return 'kept';
    },
  });
  const { story: name, beganSecondsAgo, ...job } = story.job;
  const jobId = simulator.addJob(name, {
    ...job,
    beganAtMs: skewed() - beganSecondsAgo * 1_000,
    spoil: spoilsJob(faults.jobAt),
  });
  const heard: StepHeard[] = [];
  const breaking = {
    planned: story.steps,
    fails: noted,
    heard: (step: StepHeard['step'], what: Omit<StepHeard, 'step'>) => heard.push({ step, ...what }),
  };
  const spoil = makeSpoil({ ...breaking, clock });
  const spoilCall = makeSpoil({ ...breaking, clock: { ...clock, sleep: async () => {} } });
  const events: LocalEvent[] = [];
  const states = makeStateBytes();
  const deps = {
    steps: makeFaultySteps(local.steps, spoil),
    clock,
    on: (event: LocalEvent) => events.push(event),
    passed: states.passed,
  };
  const mayNotStart = story.steps.some(({ step }) => step === 'announce');
  const engine = mayNotStart ? makeEngineWithFaultyStart(deps, spoil) : makeEngine(deps);
  const request = {
    job_id: jobId,
    project_id: simulator.projectId,
    deadline: `${story.deadlineSeconds}s`,
    polling: story.polling,
    // As long as they may be: what is small with them is small without.
    labels: fullLabels('保'),
  };
  try {
    const requested = await askAsPlanned(story.requests, request, {
      clock,
      spoil,
      spoilCall,
      accounts: local.accounts,
      watch: engine.watch,
    });
    await engine.settle(story.patienceSeconds);
    const { outcomes, unstarted, startedMs = startMs } = requested;
    return {
      outcomes,
      unstarted,
      startDelaySeconds: (startedMs - startMs) / 1_000,
      events,
      heard,
      stateBytes: await states.all(),
      deadLetters,
      received: receiver.received,
      met: [...met],
      startedMs: startMs,
      truth: simulator.truth(jobId),
      settledMs: clock.now(),
      secrets: secretsOf(receiver.slackUrl),
    };
  } finally {
    // Clients first: what a local run that went home still sends must not reach the next server on a port.
    await Promise.all([local.close(), cloud.close(), channels.close()]);
    await Promise.all([simulator.close(), receiver.close()]);
  }
}

/** Which faults are in force at this moment of the clock. */
function faultsNow(story: Story, clock: OrderlyClock) {
  const beganMs = startMs - story.job.beganSecondsAgo * 1_000;
  const sinceBegin = () => (clock.now() - beganMs) / 1_000;
  const firstAttemptMs = new Map<ReceiverChannel, number>();
  return {
    cloud: () => inForce(story.cloud, sinceBegin())?.fault,
    login: () => inForce(story.iam, sinceBegin())?.fault,
    jobAt: (seconds: number): ActiveJobFault | undefined => asJobFault(inForce(story.cloud, seconds)),
    destination: (channel: ReceiverChannel) => {
      const first = firstAttemptMs.get(channel) ?? clock.now();
      firstAttemptMs.set(channel, first);
      return inForce(story.destinations[channel], (clock.now() - first) / 1_000)?.fault;
    },
  };
}

function asJobFault(planned: PlannedFault<JobFault | WayFault> | undefined): ActiveJobFault | undefined {
  const fault = exceptWays(planned?.fault);
  if (planned === undefined || fault === undefined) return undefined;
  return { fault, sinceSeconds: planned.fromSeconds };
}

/** A server meets nothing of what keeps requests away from it. */
function exceptWays<Name extends string>(fault: Name | WayFault | undefined): Name | undefined {
  return fault === undefined || isWay(fault) ? undefined : fault;
}

const isWay = (fault: string): fault is WayFault => wayFaults.some((way) => way === fault);

/** The parts of the canaries that a leak would show, however the rest of the text was cut. */
const secretsOf = (slackUrl: string): string[] => [
  canaries.token.slice(0, 20),
  'MIIsimulated',
  canaries.password,
  canaries.secretKey,
  canaries.signing.slice(6, 30),
  new URL(slackUrl).pathname.slice('/services/'.length),
];

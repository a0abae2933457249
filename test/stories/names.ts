import { presetNames } from '../../lib/polling/presets.ts';
import { answerFaults } from '../simulator/answer-faults.ts';
import { jobFaults } from '../simulator/job-faults.ts';
import { loginFaults } from '../simulator/login-faults.ts';
import { drawStory } from './draw-story.ts';
import { chats, drawScenario, scenarioSteps } from './scenario/draw-scenario.ts';
import { partsOf } from './scenario/scenario.ts';
import { bodyFaults, type Vendor, type VendorKind, vendors } from './scenario/vendors.ts';
import {
  brokenSteps,
  circumstances,
  circumstancesOf,
  courses,
  credentialKinds,
  requestForms,
  type Story,
  stepFaults,
  wayFaults,
} from './story.ts';

/**
 * Everything that a seed has in it: the faults that its watch met, what else there was, and the parts of its
 * scenario.
 */
export function namesOf({ seed, met }: { seed: number; met: readonly string[] }): string[] {
  const story = drawStory(seed);
  const parts = partsOf(drawScenario(seed)).map((part) => `scenario: ${part}`);
  return [...met, ...circumstancesOf(story), ...choicesOf(story), ...parts];
}

const choicesOf = ({ job, credentials, polling, requests }: Story): string[] => [
  `a job that ${job.story}`,
  `asked with ${credentials}`,
  `polling ${polling}`,
  ...requests.map(({ form }) => `a request ${form}`),
];

const vendorNames = (kind: VendorKind): string[] => [
  `notified by ${kind}`,
  ...(vendors[kind] satisfies Vendor as Vendor).modes.map((mode) => `notified by ${kind}, ${mode}`),
];

const stepsBroken = (steps: readonly string[]): string[] =>
  steps.flatMap((step) => stepFaults.map((fault) => `${step} ${fault}`));

/** Everything that seeds can have in them. */
export const everyName: readonly string[] = [
  ...[...jobFaults, ...wayFaults].map((fault) => `cloud ${fault}`),
  ...loginFaults.map((fault) => `login ${fault}`),
  ...[...answerFaults, ...wayFaults].map((fault) => `destination ${fault}`),
  ...stepsBroken(brokenSteps),
  ...circumstances,
  ...courses.map((course) => `a job that ${course}`),
  ...credentialKinds.map((kind) => `asked with ${kind}`),
  ...presetNames.map((polling) => `polling ${polling}`),
  ...requestForms.map((form) => `a request ${form}`),
  ...[
    ...chats.flatMap(vendorNames),
    'quiet hours, then digest',
    'quiet hours, then each',
    'once_per',
    'fallback',
    'store down',
    ...[...bodyFaults, ...answerFaults, ...wayFaults].map((fault) => `met ${fault}`),
    ...stepsBroken(scenarioSteps),
  ].map((part) => `scenario: ${part}`),
].filter((name, index, all) => all.indexOf(name) === index);

/** A few of the seeds that have in them every name of all: each time the one that has most that is new. */
export function fewestOf(all: readonly { seed: number; names: readonly string[] }[]): number[] {
  const missing = new Set(all.flatMap(({ names }) => names));
  const chosen: number[] = [];
  const gainOf = (names: readonly string[]) => names.filter((name) => missing.has(name)).length;
  while (missing.size > 0) {
    const [best] = all.toSorted((one, other) => gainOf(other.names) - gainOf(one.names));
    if (best === undefined) break;
    chosen.push(best.seed);
    for (const name of best.names) missing.delete(name);
  }
  return chosen.toSorted((one, other) => one - other);
}

import { table } from '../../bench/table.ts';
import type { LocalEvent } from '../../lib/local/events.ts';
import type { PlayedSeed } from './play-seeds.ts';
import type { Observed } from './run-story.ts';
import type { Observation } from './scenario/run-scenario.ts';
import { destinationIds, type Scenario } from './scenario/scenario.ts';
import type { Story } from './story.ts';

const outcomes = ['succeeded', 'failed', 'timed_out', 'unreachable', 'lost'] as const;

/** How often each fault was in a story, how those ended, and how many broke a promise. */
export function faultTable(played: readonly PlayedSeed[]): string {
  const names = [...new Set(played.flatMap(({ faults }) => faults))].sort();
  const row = (name: string, runs: readonly PlayedSeed[]) => [
    name,
    String(runs.length),
    ...outcomes.map((outcome) => String(runs.filter((run) => run.outcome === outcome).length)),
    String(runs.filter(({ violations }) => violations.length > 0).length),
  ];
  return table(
    ['fault', 'runs', ...outcomes, 'broken'],
    [
      ...names.map((name) =>
        row(
          name,
          played.filter(({ faults }) => faults.includes(name)),
        ),
      ),
      row('all stories', played),
    ],
  );
}

/** One story for people: what was planned, and what happened when, in seconds since the watch began. */
export function storyReport(
  story: Story,
  { events, received, outcomes: ends, startedMs, settledMs }: Observed,
): string {
  return [
    JSON.stringify(story, undefined, 2),
    '',
    ...events.map(inShort),
    '',
    ...received.map(
      ({ channel, atMs, status, fault }) =>
        `${(atMs - startedMs) / 1_000} s: ${channel} answered ${status}${fault === undefined ? '' : ` (${fault})`}`,
    ),
    '',
    `outcome ${ends.join(', ')}; settled after ${Math.round((settledMs - startedMs) / 1_000)} s`,
  ].join('\n');
}

/**
 * Notifications on their way, for people: what was planned, and what came where, in seconds since the first
 * could be announced.
 */
export function scenarioReport(
  scenario: Scenario,
  { events, planned, arrived, startMs }: Observation,
): string {
  const seconds = (atMs: number) => `${(atMs - startMs) / 1_000} s`;
  return [
    JSON.stringify(scenario, undefined, 2),
    '',
    ...planned.map(
      ({ notification, plan, atMs }) =>
        `${seconds(atMs)}: planned ${notification.type}: ${JSON.stringify(plan)}`,
    ),
    '',
    ...events.map(inShort),
    '',
    ...destinationIds.flatMap((id) =>
      arrived[id].map(
        ({ atMs, fault, taken, about }) =>
          `${seconds(atMs)}: ${id} took it: ${taken}${fault === undefined ? '' : ` (${fault})`}${about === undefined ? '' : `, ${about.how} ${about.number}`}`,
      ),
    ),
  ].join('\n');
}

function inShort(event: LocalEvent): string {
  switch (event.event) {
    case 'poll':
      return pollInShort(event.polled);
    case 'notification':
      return `notification ${event.notification.type}: ${event.notification.reason ?? event.notification.job.fail_reason ?? ''}`;
    case 'delivery':
      return deliveryInShort(event);
    case 'suppressed':
      return `suppressed for ${event.destination}`;
    case 'dead_letter':
      return `dead letter for ${event.deadLetter.attempt?.delivery.destination ?? 'all destinations'}`;
    case 'end':
      return `end ${event.outcome}`;
  }
}

function pollInShort({ decision, progress }: Extract<LocalEvent, { event: 'poll' }>['polled']): string {
  const { trouble, polls, last_status: status = 'unseen' } = progress;
  const next = decision.kind === 'wait' ? `wait ${decision.seconds} s` : `end ${decision.outcome}`;
  return `poll ${polls} ${status}, ${next}${trouble === undefined ? '' : `; ${trouble.kind}: ${trouble.message}`}`;
}

function deliveryInShort({ delivery, result }: Extract<LocalEvent, { event: 'delivery' }>): string {
  const why = 'why' in result ? `: ${result.why}` : '';
  return `delivery ${delivery.attempts} to ${delivery.destination} ${result.kind}${why}`;
}

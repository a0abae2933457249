import type { Delivery } from '../../lib/notification/delivery.ts';
import type { Notification } from '../../lib/notification/notification.ts';
import type { Received } from '../../lib/simulator/receiver.ts';
import { allowedOutcomes } from './allowed-outcomes.ts';
import { labelHeader, labelOf } from './labelled-send.ts';
import type { Observed } from './run-story.ts';
import { tooLong } from './state-bytes.ts';
import type { Story } from './story.ts';
import { quietHours } from './story-steps.ts';
import { withoutProof } from './without-proof.ts';

const mostTurns = 1_500;

type Invariant = (observed: Observed, story: Story) => string[];

/**
 * What is promised of every watch, whatever gets in its way. Each names its violations, most of them none.
 */
const invariants: Record<string, Invariant> = {
  'one watch however often it is asked for, one outcome, one end': ({
    outcomes,
    unstarted,
    events,
    deadLetters,
  }) => {
    const ends = events.filter(({ event }) => event === 'end').length;
    const observed = notificationsOf({ events, deadLetters }).filter(({ outcome }) => outcome !== undefined);
    return [
      ...outcomes.filter((outcome) => outcome === undefined).map(() => 'a watch ended without an outcome'),
      ...(outcomes.length === 1 ? [] : [`${outcomes.length} watches of one job`]),
      ...(ends === outcomes.length ? [] : [`${ends} ends of ${outcomes.length} watches`]),
      ...unstarted.map(() => 'a request that nothing came of'),
      ...(observed.length === 1 ? [] : [`${observed.length} notifications of an end`]),
      ...(observed.every(({ outcome }) => outcomes.some((one) => one === outcome))
        ? []
        : ['the notification announces another end']),
    ];
  },

  'the outcome is true to the cloud': ({ outcomes, truth, startDelaySeconds }, story) => {
    const beganSecondsAgo = story.job.beganSecondsAgo + startDelaySeconds;
    const allowed = allowedOutcomes({ ...story, job: { ...story.job, beganSecondsAgo } }, truth);
    return outcomes
      .filter((outcome) => outcome !== undefined && !allowed.has(outcome))
      .map((outcome) => `ended ${outcome}, expected ${[...allowed].join(' or ')}`);
  },

  'no end is announced before it is there': ({ events, deadLetters, truth }, story) =>
    notificationsOf({ events, deadLetters })
      .filter(({ outcome }) => outcome === 'succeeded' || outcome === 'failed')
      .filter(
        ({ time }) => truth.kind !== 'ends' || Date.parse(time) < truth.atMs - story.skewSeconds * 1_000,
      )
      .map(({ time, outcome }) => `${outcome} was announced at ${time}`),

  'the error code arrives letter for letter': ({ events, deadLetters, truth, received }) => {
    if (truth.kind !== 'ends' || truth.job.error_code === null) return [];
    const code = truth.job.error_code;
    const failed = notificationsOf({ events, deadLetters }).filter(({ outcome }) => outcome === 'failed');
    const bodies = received
      .filter(
        ({ channel, headers }) =>
          channel === 'webhook' && failed.some(({ id }) => id === headers['webhook-id']),
      )
      .map(({ body }) => body);
    return [
      ...failed
        .filter(({ job }) => job.error_code !== code)
        .map(({ job }) => `announced ${job.error_code} for ${code}`),
      ...bodies.filter((body) => !body.includes(JSON.stringify(code))).map(() => `a webhook without ${code}`),
    ];
  },

  'every destination of the route has the notification, or a dead letter says why not': (observed, story) =>
    notificationsOf(observed).flatMap((notification) =>
      destinationsOf(notification)
        .filter((destination) => !isAccountedFor(notification, destination, { ...observed, ...story }))
        .map(
          (destination) =>
            `${notification.type} is not at ${destination} and in no dead letter with a reason`,
        ),
    ),

  'what counts as delivered has arrived': ({ events, received }) => {
    const arrived = received.filter(({ status }) => status >= 200 && status < 300);
    const isThere = ({ id }: Notification, destination: string) =>
      destination === 'hook'
        ? arrived.some(({ headers }) => headers['webhook-id'] === id)
        : arrived.some(({ channel }) => channel === 'slack');
    return events.flatMap((event) =>
      event.event === 'delivery' &&
      event.result.kind === 'delivered' &&
      !isThere(event.notification, event.delivery.destination)
        ? [`${event.notification.type} never arrived at ${event.delivery.destination}`]
        : [],
    );
  },

  'nothing is delivered again to a destination that took it': ({ events, deadLetters, received }, story) => {
    if (mayComeTwice(story)) return [];
    const notifications = notificationsOf({ events, deadLetters });
    const taken = received.filter(({ fault }) => fault === undefined);
    return (['webhook', 'slack'] as const).flatMap((channel) => {
      const ids = taken.filter((one) => one.channel === channel).flatMap((one) => idsIn(one, notifications));
      return ids
        .filter((id) => ids.filter((other) => other === id).length > 1)
        .map((id) => `${channel} took notification ${id} twice`);
    });
  },

  'every message is about notifications of the watch': ({ received, events, deadLetters }) => {
    const notifications = notificationsOf({ events, deadLetters });
    const known = new Set(notifications.map(({ id }) => id));
    return received
      .filter(
        (one) =>
          idsIn(one, notifications).length === 0 || idsIn(one, notifications).some((id) => !known.has(id)),
      )
      .map(({ channel }) => `${channel} took a message about something else`);
  },

  'the fallback is notified where the chat could not be, and only there': (
    { events, deadLetters },
    story,
  ) => {
    const observed = new Set(insteadOfChat({ events, deadLetters }));
    const chatDeadLetters = deadLetters.filter(({ attempt }) => attempt?.delivery.destination === 'chat');
    const givenUp = new Set(chatDeadLetters.map(({ notification }) => notification.id));
    const goesHome = story.patienceSeconds < Number.POSITIVE_INFINITY;
    // The webhook is no fallback of a notification that it gets in its own right.
    const owed =
      story.chat === 'fallback' && !goesHome
        ? chatDeadLetters.filter(({ notification }) => !isForHook(notification))
        : [];
    const twice = notificationsOf({ events, deadLetters }).filter(
      (notification) => observed.has(notification.id) && isForHook(notification),
    );
    return [
      ...owed
        .filter(({ notification }) => !observed.has(notification.id))
        .map(({ notification }) => `${notification.id} did not reach the chat, and nobody else`),
      ...[...observed].filter((id) => !givenUp.has(id)).map((id) => `${id} came in the place of the chat`),
      ...twice.map(({ id }) => `${id} came in the place of the chat, and by its own route`),
    ];
  },

  'quiet hours are quiet': ({ received, startedMs }, { chat, store }) => {
    if (!chat.startsWith('quiet') || store === 'down') return [];
    const endMs = Date.parse(`${new Date(startedMs).toISOString().slice(0, 10)}T${quietHours.to}:00.000Z`);
    return received
      .filter(({ channel, atMs }) => channel === 'slack' && atMs < endMs)
      .map(({ atMs }) => `the chat was announced at ${new Date(atMs).toISOString()}`);
  },

  'every webhook is signed': ({ received }) =>
    received
      .filter(({ channel, verified }) => channel === 'webhook' && !verified)
      .map(() => 'a webhook without a good signature'),

  'no secret is sent, stored or thrown': ({ events, heard, deadLetters, received, secrets }) => {
    const observed = { events, heard, deadLetters, received: received.map(withoutProof) };
    return Object.entries(observed).flatMap(([where, what]) => {
      const text = JSON.stringify(what);
      return secrets.filter((secret) => text.includes(secret)).map(() => `a secret is in ${where}`);
    });
  },

  'every state stays small': ({ stateBytes }) => tooLong(stateBytes),

  'an execution can hold all turns': ({ events }) =>
    events.flatMap((event) =>
      event.event === 'poll' && event.polled.progress.polls > mostTurns
        ? [`poll ${event.polled.progress.polls}`]
        : [],
    ),
};

export const invariantNames = Object.keys(invariants);

/** What was promised and not kept: an empty list, if all is well. */
export function violations(observed: Observed, story: Story): string[] {
  return Object.entries(invariants).flatMap(([name, holds]) => {
    const [first, ...more] = new Set(holds(observed, story));
    if (first === undefined) return [];
    return [`${name}: ${first}${more.length > 0 ? ` (and ${more.length} more)` : ''}`];
  });
}

/** Without its store nobody remembers what a function delivered that died before it could say so. */
const mayComeTwice = ({ store, steps }: Story): boolean =>
  store === 'down' &&
  steps.some(
    ({ step, fault }) => step === 'deliverNotification' && (fault === 'dies-after' || fault === 'garbage'),
  );

/** Those that were announced, and those that could not be and went to the dead letters whole. */
function notificationsOf({ events, deadLetters }: Pick<Observed, 'events' | 'deadLetters'>): Notification[] {
  const announced = events.flatMap((event) => (event.event === 'notification' ? [event.notification] : []));
  const kept = new Map(deadLetters.map(({ notification }) => [notification.id, notification]));
  for (const { id } of announced) kept.delete(id);
  return [...announced, ...kept.values()];
}

/** The notifications that the webhook got in the place of the chat, or was to get. */
const insteadOfChat = ({ events, deadLetters }: Pick<Observed, 'events' | 'deadLetters'>): string[] =>
  [
    ...events.flatMap((event) => (event.event === 'delivery' ? [event] : [])),
    ...deadLetters.flatMap(({ notification, attempt }) =>
      attempt === undefined ? [] : [{ notification, ...attempt }],
    ),
  ].flatMap(({ notification, delivery }) =>
    delivery.destination === 'hook' && delivery.instead_of?.destination === 'chat' ? [notification.id] : [],
  );

/**
 * The ids of the notifications that a message contains: a webhook names its own, a message of a chat has the
 * story's label.
 */
function idsIn({ channel, headers }: Received, notifications: readonly Notification[]): string[] {
  if (channel === 'webhook') return [headers['webhook-id'] ?? []].flat();
  const labels = [headers[labelHeader] ?? ''].flat().join().split(',');
  return labels.map(
    (label) => notifications.find((notification) => labelOf(notification) === label)?.id ?? label,
  );
}

/** By the routes of every story. */
function destinationsOf({ type }: Notification): string[] {
  if (type === 'sdrs.watch.cannot_ask') return ['chat'];
  return type === 'sdrs.job.unknown_status' ? ['hook'] : ['chat', 'hook'];
}

const isForHook = (notification: Notification): boolean => destinationsOf(notification).includes('hook');

function isAccountedFor(
  { id }: Notification,
  destination: string,
  { events, deadLetters, patienceSeconds }: Observed & Story,
): boolean {
  // A digest contains every deferred notification, under the id of the first.
  const isAbout = ({ id: other }: Notification, delivery: Delivery | undefined) =>
    other === id || delivery?.digest !== undefined;
  const isDelivered = events.some(
    (event) =>
      event.event === 'delivery' &&
      isAbout(event.notification, event.delivery) &&
      event.delivery.destination === destination &&
      event.result.kind === 'delivered',
  );
  const goesHome = patienceSeconds < Number.POSITIVE_INFINITY;
  const about = deadLetters.filter(({ notification, attempt }) => isAbout(notification, attempt?.delivery));
  return isDelivered || about.some((deadLetter) => saysWhyNot(deadLetter, destination, goesHome));
}

/**
 * A notification that is not planned yet when the local run goes home is kept as it is: that it is whole says
 * why.
 */
function saysWhyNot(
  { attempt, caught }: Observed['deadLetters'][number],
  destination: string,
  goesHome: boolean,
): boolean {
  if (attempt === undefined) return caught !== undefined || goesHome;
  const { delivery, result } = attempt;
  const hasReason = attempt.caught !== undefined || (result !== undefined && 'why' in result);
  return delivery.destination === destination && hasReason;
}

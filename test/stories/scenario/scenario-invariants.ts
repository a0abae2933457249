import { tooLong } from '../state-bytes.ts';
import { withoutProof } from '../without-proof.ts';
import {
  deliveredOf,
  digestsOf,
  hasArrived,
  inShort,
  isAbout,
  isAccountedFor,
  mayComeTwice,
  messagesOfWatches,
  overlaps,
  sameIn,
  timeOf,
} from './notified-facts.ts';
import type { Arrived } from './pretend-vendor.ts';
import { isQuietAt, quietSince } from './quiet-oracle.ts';
import type { Observation } from './run-scenario.ts';
import { destinationIds, type Scenario } from './scenario.ts';

type Invariant = (observed: Observation, scenario: Scenario) => string[];
const firsts = ['team', 'hook'] as const;

/**
 * What is promised of notifications on their way, whatever the route asks for and whatever gets in the way.
 */
const invariants: Record<string, Invariant> = {
  'no notification is lost': (observed, scenario) =>
    observed.notifications.flatMap((notification) =>
      firsts
        .filter((destination) => !isAccountedFor(notification, destination, { observed, scenario }))
        .map((destination) => `${inShort(notification)} is nowhere at ${destination}`),
    ),

  'what counts as delivered has arrived': (observed, scenario) =>
    deliveredOf(observed)
      .filter(
        ({ notification, delivery }) =>
          !hasArrived(notification, delivery.destination, { observed, scenario }),
      )
      .map(
        ({ notification, delivery }) => `${inShort(notification)} never arrived at ${delivery.destination}`,
      ),

  'quiet hours are quiet': (observed, { route: { quiet } }) => {
    if (quiet === undefined) return [];
    return firsts.flatMap((destination) =>
      observed.arrived[destination]
        .filter(({ atMs }) => isQuietAt(quiet, atMs))
        .flatMap((arrived) =>
          observed.notifications
            .filter((notification) => isAbout(arrived, notification))
            .map((notification) => ({ arrived, notification })),
        )
        // What was announced before they began is still delivered.
        .filter(
          ({ arrived, notification }) => Date.parse(notification.time) >= quietSince(quiet, arrived.atMs),
        )
        .filter(({ notification }) => !quiet.unless?.some((severity) => severity === notification.severity))
        .map(({ notification }) => `${inShort(notification)} came to ${destination} in quiet hours`),
    );
  },

  'a fallback is notified where its first was given up, and only there': (observed, { route }) => {
    const givenUp = observed.deadLetters.flatMap(({ notification, attempt }) =>
      attempt !== undefined && attempt.delivery.destination !== 'reserve'
        ? [`${notification.id} for ${attempt.delivery.destination}`]
        : [],
    );
    const inPlace = [
      ...deliveredOf(observed).map(({ notification, delivery }) => ({ notification, delivery })),
      ...observed.deadLetters.flatMap(({ notification, attempt }) =>
        attempt === undefined ? [] : [{ notification, ...attempt }],
      ),
    ].filter(({ delivery }) => delivery.destination === 'reserve');
    const delivered = new Set(
      inPlace.map(
        ({ notification, delivery }) => `${notification.id} for ${delivery.instead_of?.destination}`,
      ),
    );
    const unnotified = route.fallback ? givenUp.filter((one) => !delivered.has(one)) : [];
    return [
      ...unnotified.map((one) => `nobody was notified in place: ${one}`),
      ...[...delivered].filter((one) => !givenUp.includes(one)).map((one) => `notified for nothing: ${one}`),
      ...observed.arrived.reserve
        .filter((arrived) => !observed.deadLetters.some(({ notification }) => isAbout(arrived, notification)))
        .map(() => 'the reserve was notified of what nobody gave up'),
    ];
  },

  'once_per sends one of the same in its time': ({ planned }, { route: { oncePer }, store }) => {
    if (oncePer === undefined || store === 'down') return [];
    const loud = planned.filter(({ plan }) => !plan.suppressed.some(({ why }) => why === 'notified_before'));
    return loud.flatMap((one) =>
      loud
        .filter(
          ({ notification, atMs }) =>
            notification.id !== one.notification.id &&
            sameIn(oncePer.same, notification, one.notification) &&
            atMs > one.atMs &&
            atMs < one.atMs + oncePer.withinSeconds * 1_000,
        )
        .map(({ notification }) => `${inShort(one.notification)} and ${inShort(notification)}`),
    );
  },

  'a notification is taken once': (observed, scenario) => {
    if (mayComeTwice(scenario)) return [];
    return destinationIds.flatMap((destination) => {
      const certain = observed.arrived[destination].filter(({ taken }) => taken === 'yes');
      return observed.notifications
        .filter((notification) => certain.filter((arrived) => isAbout(arrived, notification)).length > 1)
        .map((notification) => `${destination} took ${inShort(notification)} again`);
    });
  },

  'a digest is taken once': (observed, scenario) =>
    mayComeTwice(scenario)
      ? []
      : digestsOf(observed)
          .filter(({ notifications }) => {
            const delivered = observed.arrived.team.filter((arrived) =>
              notifications.some((one) => isAbout(arrived, one)),
            );
            return delivered.filter(({ taken }) => taken === 'yes').length > 1;
          })
          .map(({ digest }) => `team took ${digest} again`),

  'a watch grows in one message': (observed, scenario) => {
    const { mode, store } = scenario;
    if (mode === 'new' || store === 'down' || mayComeTwice(scenario)) return [];
    return messagesOfWatches(observed).flatMap((messages) => {
      const first = messages.findIndex(({ taken, about }) => taken === 'yes' && about === undefined);
      const after = first < 0 ? [] : messages.slice(first + 1);
      const isNew = (arrived: Arrived, index: number) =>
        arrived.about === undefined &&
        after[index - 1]?.fault !== 'message-deleted' &&
        !overlaps(observed, arrived);
      return after.filter(isNew).map(() => 'a second message about a watch');
    });
  },

  'an updated message never goes back': (observed, { mode }) =>
    mode !== 'update'
      ? []
      : messagesOfWatches(observed).flatMap((messages) => {
          const shown = messages
            .filter(({ taken, about }) => taken === 'yes' && about !== undefined)
            .map((arrived) => timeOf(observed, arrived));
          return shown.some((time, index) => index > 0 && time < (shown[index - 1] ?? 0))
            ? ['old news in the place of newer']
            : [];
        }),

  'every state stays small': ({ stateBytes }) => tooLong(stateBytes),

  'no secret is sent, stored or thrown': ({ events, deadLetters, heard, arrived, planned, secrets }) => {
    const received = Object.values(arrived).flat().map(withoutProof);
    return Object.entries({ events, deadLetters, heard, planned, received }).flatMap(([where, what]) => {
      const text = JSON.stringify(what);
      return secrets.filter((secret) => text.includes(secret)).map(() => `a secret is in ${where}`);
    });
  },
};

export const scenarioInvariantNames = Object.keys(invariants);

/** What was promised of a scenario and not kept: an empty list, if all is well. */
export const scenarioViolations = (observed: Observation, scenario: Scenario): string[] =>
  Object.entries(invariants).flatMap(([name, holds]) => {
    const [first, ...more] = new Set(holds(observed, scenario));
    if (first === undefined) return [];
    return [`${name}: ${first}${more.length > 0 ? ` (and ${more.length} more)` : ''}`];
  });

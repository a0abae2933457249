import { tooLong } from '../state-bytes.ts';
import { withoutProof } from '../without-proof.ts';
import type { Arrived } from './pretend-vendor.ts';
import { isQuietAt, quietSince } from './quiet-oracle.ts';
import type { Told } from './run-telling.ts';
import { destinationIds, type Telling } from './telling.ts';
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
} from './told-facts.ts';

type Invariant = (told: Told, telling: Telling) => string[];
const firsts = ['team', 'hook'] as const;

/** What is promised of notices on their way, whatever the route asks for and whatever gets in the way. */
const invariants: Record<string, Invariant> = {
  'no notice is lost': (told, telling) =>
    told.notices.flatMap((notice) =>
      firsts
        .filter((destination) => !isAccountedFor(notice, destination, { told, telling }))
        .map((destination) => `${inShort(notice)} is nowhere at ${destination}`),
    ),

  'what counts as delivered has arrived': (told, telling) =>
    deliveredOf(told)
      .filter(({ notice, delivery }) => !hasArrived(notice, delivery.destination, { told, telling }))
      .map(({ notice, delivery }) => `${inShort(notice)} never arrived at ${delivery.destination}`),

  'quiet hours are quiet': (told, { route: { quiet } }) => {
    if (quiet === undefined) return [];
    return firsts.flatMap((destination) =>
      told.arrived[destination]
        .filter(({ atMs }) => isQuietAt(quiet, atMs))
        .flatMap((arrived) =>
          told.notices.filter((notice) => isAbout(arrived, notice)).map((notice) => ({ arrived, notice })),
        )
        // What was announced before they began is still brought.
        .filter(({ arrived, notice }) => Date.parse(notice.time) >= quietSince(quiet, arrived.atMs))
        .filter(({ notice }) => !quiet.unless?.some((severity) => severity === notice.severity))
        .map(({ notice }) => `${inShort(notice)} came to ${destination} in quiet hours`),
    );
  },

  'a fallback is told where its first was given up, and only there': (told, { route }) => {
    const givenUp = told.letters.flatMap(({ notice, attempt }) =>
      attempt !== undefined && attempt.delivery.destination !== 'reserve'
        ? [`${notice.id} for ${attempt.delivery.destination}`]
        : [],
    );
    const inPlace = [
      ...deliveredOf(told).map(({ notice, delivery }) => ({ notice, delivery })),
      ...told.letters.flatMap(({ notice, attempt }) =>
        attempt === undefined ? [] : [{ notice, ...attempt }],
      ),
    ].filter(({ delivery }) => delivery.destination === 'reserve');
    const brought = new Set(
      inPlace.map(({ notice, delivery }) => `${notice.id} for ${delivery.instead_of?.destination}`),
    );
    const untold = route.fallback ? givenUp.filter((one) => !brought.has(one)) : [];
    return [
      ...untold.map((one) => `nobody was told in place: ${one}`),
      ...[...brought].filter((one) => !givenUp.includes(one)).map((one) => `told for nothing: ${one}`),
      ...told.arrived.reserve
        .filter((arrived) => !told.letters.some(({ notice }) => isAbout(arrived, notice)))
        .map(() => 'the reserve was told of what nobody gave up'),
    ];
  },

  'once_per tells one of the same in its time': ({ planned }, { route: { oncePer }, records }) => {
    if (oncePer === undefined || records === 'down') return [];
    const loud = planned.filter(({ plan }) => !plan.withheld.some(({ why }) => why === 'told_before'));
    return loud.flatMap((one) =>
      loud
        .filter(
          ({ notice, atMs }) =>
            notice.id !== one.notice.id &&
            sameIn(oncePer.same, notice, one.notice) &&
            atMs > one.atMs &&
            atMs < one.atMs + oncePer.withinSeconds * 1_000,
        )
        .map(({ notice }) => `${inShort(one.notice)} and ${inShort(notice)}`),
    );
  },

  'a notice is taken once': (told, telling) => {
    if (mayComeTwice(telling)) return [];
    return destinationIds.flatMap((destination) => {
      const certain = told.arrived[destination].filter(({ taken }) => taken === 'yes');
      return told.notices
        .filter((notice) => certain.filter((arrived) => isAbout(arrived, notice)).length > 1)
        .map((notice) => `${destination} took ${inShort(notice)} again`);
    });
  },

  'a digest is taken once': (told, telling) =>
    mayComeTwice(telling)
      ? []
      : digestsOf(told)
          .filter(({ notices }) => {
            const brought = told.arrived.team.filter((arrived) =>
              notices.some((one) => isAbout(arrived, one)),
            );
            return brought.filter(({ taken }) => taken === 'yes').length > 1;
          })
          .map(({ digest }) => `team took ${digest} again`),

  'a watch grows in one message': (told, telling) => {
    const { mode, records } = telling;
    if (mode === 'new' || records === 'down' || mayComeTwice(telling)) return [];
    return messagesOfWatches(told).flatMap((messages) => {
      const first = messages.findIndex(({ taken, about }) => taken === 'yes' && about === undefined);
      const after = first < 0 ? [] : messages.slice(first + 1);
      const isAnew = (arrived: Arrived, index: number) =>
        arrived.about === undefined &&
        after[index - 1]?.fault !== 'message-deleted' &&
        !overlaps(told, arrived);
      return after.filter(isAnew).map(() => 'a second message about a watch');
    });
  },

  'an updated message never goes back': (told, { mode }) =>
    mode !== 'update'
      ? []
      : messagesOfWatches(told).flatMap((messages) => {
          const shown = messages
            .filter(({ taken, about }) => taken === 'yes' && about !== undefined)
            .map((arrived) => timeOf(told, arrived));
          return shown.some((time, index) => index > 0 && time < (shown[index - 1] ?? 0))
            ? ['old news in the place of newer']
            : [];
        }),

  'every state stays small': ({ stateBytes }) => tooLong(stateBytes),

  'no secret is told, kept or thrown': ({ events, letters, heard, arrived, planned, secrets }) => {
    const received = Object.values(arrived).flat().map(withoutProof);
    return Object.entries({ events, letters, heard, planned, received }).flatMap(([where, what]) => {
      const text = JSON.stringify(what);
      return secrets.filter((secret) => text.includes(secret)).map(() => `a secret is in ${where}`);
    });
  },
};

export const tellingInvariantNames = Object.keys(invariants);

/** What was promised of a telling and not kept: an empty list, if all is well. */
export const tellingViolations = (told: Told, telling: Telling): string[] =>
  Object.entries(invariants).flatMap(([name, holds]) => {
    const [first, ...more] = new Set(holds(told, telling));
    if (first === undefined) return [];
    return [`${name}: ${first}${more.length > 0 ? ` (and ${more.length} more)` : ''}`];
  });

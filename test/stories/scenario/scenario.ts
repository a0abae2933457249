import type { NotificationType } from '../../../lib/notification/notification.ts';
import type { PlannedFault, PlannedStepFault, WayFault } from '../story.ts';
import type { VendorFault } from './pretend-vendor.ts';
import type { VendorKind } from './vendors.ts';

/** The destinations of every scenario: people in a chat, a program, and a reserve in the place of both. */
export const destinationIds = ['team', 'hook', 'reserve'] as const;
export type DestinationId = (typeof destinationIds)[number];

/** A zone without summer time: its offset is the whole of its rule. */
export const zones = { UTC: 0, 'Asia/Shanghai': 8, 'America/Phoenix': -7 } as const;

export interface QuietPlan {
  from: string;
  to: string;
  zone: keyof typeof zones;
  days?: ('sat' | 'sun')[];
  unless?: 'error'[];
  afterwards: 'digest' | 'each';
}

/**
 * What decides how notifications go to their destinations: the notifications and their times, one route with
 * everything in it, and faults.
 */
export interface Scenario {
  seed: number;
  /** Milliseconds since 1970. */
  startMs: number;
  /** Some watches, by number, in the order of time. */
  notifications: { atSeconds: number; watch: number; type: NotificationType; errorCode: string }[];
  kinds: Record<DestinationId, VendorKind>;
  mode: 'new' | 'thread' | 'update';
  /** In seconds since the first notification. */
  faults: Record<DestinationId, PlannedFault<VendorFault | WayFault>[]>;
  route: {
    quiet?: QuietPlan;
    oncePer?: { same: ('error_code' | 'type' | 'job')[]; withinSeconds: number };
    fallback: boolean;
  };
  steps: PlannedStepFault[];
  store: 'kept' | 'down';
}

/** The names of everything in a scenario, for tables. */
export function partsOf({ kinds, mode, faults, route, steps, store }: Scenario): string[] {
  const named = [
    `notified by ${kinds.team}${mode === 'new' ? '' : `, ${mode}`}`,
    ...(route.quiet === undefined ? [] : [`quiet hours, then ${route.quiet.afterwards}`]),
    ...(route.oncePer === undefined ? [] : ['once_per']),
    ...(route.fallback ? ['fallback'] : []),
    ...destinationIds.flatMap((id) => faults[id].map(({ fault }) => `met ${fault}`)),
    ...steps.map(({ step, fault }) => `${step} ${fault}`),
    ...(store === 'down' ? ['store down'] : []),
  ];
  return [...new Set(named)];
}

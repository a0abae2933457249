import type { NoticeType } from '../../../lib/notice/notice.ts';
import type { PlannedFault, PlannedStepFault, WayFault } from '../story.ts';
import type { VendorFault } from './pretend-vendor.ts';
import type { VendorKind } from './vendors.ts';

/** The destinations of every telling: people in a chat, a program, and who is told in the place of both. */
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

/** What decides how notices go to their destinations: the notices and their times, one route with everything in it, and faults. */
export interface Telling {
  seed: number;
  /** Milliseconds since 1970. */
  startMs: number;
  /** Some watches, by number, each told in the order of time. */
  notices: { atSeconds: number; watch: number; type: NoticeType; errorCode: string }[];
  kinds: Record<DestinationId, VendorKind>;
  mode: 'new' | 'thread' | 'update';
  /** In seconds since the first notice. */
  faults: Record<DestinationId, PlannedFault<VendorFault | WayFault>[]>;
  route: {
    quiet?: QuietPlan;
    oncePer?: { same: ('error_code' | 'type' | 'job')[]; withinSeconds: number };
    fallback: boolean;
  };
  steps: PlannedStepFault[];
  records: 'kept' | 'down';
}

/** The names of everything in a telling, for tables. */
export function partsOf({ kinds, mode, faults, route, steps, records }: Telling): string[] {
  const named = [
    `told by ${kinds.team}${mode === 'new' ? '' : `, ${mode}`}`,
    ...(route.quiet === undefined ? [] : [`quiet hours, then ${route.quiet.afterwards}`]),
    ...(route.oncePer === undefined ? [] : ['once_per']),
    ...(route.fallback ? ['fallback'] : []),
    ...destinationIds.flatMap((id) => faults[id].map(({ fault }) => `told ${fault}`)),
    ...steps.map(({ step, fault }) => `${step} ${fault}`),
    ...(records === 'down' ? ['records down'] : []),
  ];
  return [...new Set(named)];
}

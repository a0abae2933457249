import * as z from 'zod';
import type { Delivery, DeliveryResult } from '../notification/delivery.ts';
import { Outcome } from '../notification/notification.ts';
import type { PlanOutput } from '../workflow/contracts.ts';

/** How far the notification of a rehearsal has come. Times are ISO 8601 in UTC. */
export const RehearsalView = z.strictObject({
  /** The poll that saw the outcome. */
  polled: z.strictObject({ at: z.string(), outcome: Outcome }).optional(),
  announced_at: z.string().optional(),
  planned: z
    .strictObject({
      at: z.string(),
      destinations: z.array(z.string()),
      /** Destinations that are left out, each with its reason. */
      skipped: z.array(z.strictObject({ destination: z.string(), why: z.string() })),
      /** Of a plan that goes nowhere: the ids of all destinations. */
      configured: z.array(z.string()).optional(),
    })
    .optional(),
  /** The newest attempt for each destination. */
  deliveries: z.array(
    z.strictObject({
      destination: z.string(),
      at: z.string(),
      state: z.enum(['delivered', 'trying', 'undelivered']),
      why: z.string().optional(),
      instead_of: z.string().optional(),
    }),
  ),
  /** Whether the execution that delivers has ended. */
  over: z.boolean(),
  /** The newest error of a function, if nothing has succeeded since. */
  trouble: z.string().optional(),
});
export type RehearsalView = z.infer<typeof RehearsalView>;

export const noRehearsalYet: RehearsalView = { deliveries: [], over: false };

/** Something that happened to a rehearsal, at an ISO time. */
export type RehearsalFact =
  | { kind: 'polled'; at: string; outcome: Outcome }
  | { kind: 'announced'; at: string }
  | { kind: 'planned'; at: string; plan: PlanOutput }
  | { kind: 'attempted'; at: string; delivery: Delivery; result?: DeliveryResult | undefined; error?: string }
  | { kind: 'trouble'; error: string }
  | { kind: 'over' };

/** Returns the view after one more fact; facts come in the order in which they happened. */
export function afterFact(view: RehearsalView, fact: RehearsalFact): RehearsalView {
  const { trouble: _overcome, ...smooth } = view;
  switch (fact.kind) {
    case 'polled':
      return { ...smooth, polled: { at: fact.at, outcome: fact.outcome } };
    case 'announced':
      return { ...smooth, announced_at: fact.at };
    case 'planned': {
      const { deliveries, suppressed, configured } = fact.plan;
      const destinations = deliveries.map(({ destination }) => destination);
      const planned = { at: fact.at, destinations, skipped: suppressed };
      return { ...smooth, planned: { ...planned, ...(configured !== undefined && { configured }) } };
    }
    case 'attempted': {
      const attempt = attemptOf(fact);
      const others = view.deliveries.filter(({ destination }) => destination !== attempt.destination);
      return { ...smooth, deliveries: [...others, attempt] };
    }
    case 'trouble':
      return { ...view, trouble: fact.error };
    case 'over':
      return { ...view, over: true };
  }
}

function attemptOf({
  at,
  delivery: { destination, instead_of: insteadOf },
  result,
  error,
}: Extract<RehearsalFact, { kind: 'attempted' }>): RehearsalView['deliveries'][number] {
  const why = result === undefined ? error : result.kind === 'delivered' ? undefined : result.why;
  const states = {
    delivered: 'delivered',
    wait: 'trying',
    gone: 'undelivered',
    refused: 'undelivered',
  } as const;
  return {
    destination,
    at,
    state: result === undefined ? 'undelivered' : states[result.kind],
    ...(why !== undefined && { why }),
    ...(insteadOf !== undefined && { instead_of: insteadOf.destination }),
  };
}

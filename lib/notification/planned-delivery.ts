import type { Delivery } from './delivery.ts';

/** What a route says of one of its destinations. */
export interface PlannedFor {
  destination: string;
  fallback?: string | undefined;
  /** Quiet hours: so long it is held back, and until when, ISO 8601, where it then comes in a digest. */
  holdSeconds?: number | undefined;
  digestUntil?: string | undefined;
}

/** A delivery that nothing was tried of yet. */
export function plannedDelivery({ destination, fallback, holdSeconds, digestUntil }: PlannedFor): Delivery {
  return {
    destination,
    attempts: 0,
    ...(fallback !== undefined &&
      fallback !== destination && { fallback: fallbackOf(destination, fallback) }),
    ...(holdSeconds !== undefined && { hold_seconds: holdSeconds }),
    ...(digestUntil !== undefined && { digest: `digest ${destination} ${digestUntil}` }),
  };
}

/** Whoever is told in the place of a destination that brings a digest is told the whole of it too. */
export const withDigestInFallback = ({ fallback, ...delivery }: Delivery, digest: string): Delivery => ({
  ...delivery,
  ...(fallback !== undefined && { fallback: { ...fallback, digest } }),
});

const fallbackOf = (destination: string, fallback: string): Delivery['fallback'] => ({
  destination: fallback,
  attempts: 0,
  instead_of: { destination },
});

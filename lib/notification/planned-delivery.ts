import type { Delivery } from './delivery.ts';

/** The settings of a route for one of its destinations. */
export interface PlannedFor {
  destination: string;
  fallback?: string | undefined;
  /** Quiet hours: seconds to defer, and the end of the quiet hours (ISO 8601) if a digest follows. */
  holdSeconds?: number | undefined;
  digestUntil?: string | undefined;
}

/** Returns a delivery without any attempt. */
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

/** Makes the fallback of a delivery deliver the whole digest too. */
export const withDigestInFallback = ({ fallback, ...delivery }: Delivery, digest: string): Delivery => ({
  ...delivery,
  ...(fallback !== undefined && { fallback: { ...fallback, digest } }),
});

const fallbackOf = (destination: string, fallback: string): Delivery['fallback'] => ({
  destination: fallback,
  attempts: 0,
  instead_of: { destination },
});

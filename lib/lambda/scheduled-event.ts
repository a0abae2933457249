import * as z from 'zod';

/** The event of an EventBridge schedule. The functions use nothing of it. */
export const ScheduledEvent = z.looseObject({});

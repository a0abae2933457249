import * as z from 'zod';

/** The ARN of a machine of the stack; `what` says which one, to whoever gives another thing. */
export const machineArn = (what: string) =>
  z
    .string()
    .regex(/^arn:aws[a-z-]*:states:[a-z0-9-]+:\d{12}:stateMachine:[A-Za-z0-9_-]{1,80}$/, `expected ${what}`);

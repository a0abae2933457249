import * as z from 'zod';
import { WatchesUnavailable } from '../../watch/errors.ts';

/** The ARN of a state machine; `what` says in the error which one is expected. */
export const machineArn = (what: string) =>
  z
    .string()
    .regex(/^arn:aws[a-z-]*:states:[a-z0-9-]+:\d{12}:stateMachine:[A-Za-z0-9_-]{1,80}$/, `expected ${what}`);

/** Waits for an answer of AWS. Throws WatchesUnavailable, which says what went wrong. */
export async function orUnavailable<Answer>(asked: Promise<Answer>): Promise<Answer> {
  try {
    return await asked;
  } catch (error) {
    const { name, message } = error instanceof Error ? error : { name: 'Error', message: String(error) };
    const hint =
      name === 'CredentialsProviderError' || name === 'TokenProviderError'
        ? '. Set AWS credentials as for the AWS command line: AWS_PROFILE, AWS_ACCESS_KEY_ID …'
        : '';
    throw new WatchesUnavailable(`AWS is unavailable (${name}): ${message}${hint}`, { cause: error });
  }
}

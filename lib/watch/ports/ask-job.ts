import type { Poll } from '../../job/poll.ts';
import type { Account } from '../account.ts';

/** Asks the job API of an account once for a job. Never throws for what a cloud, a network or a secret can do. */
export type AskJob = (question: { account: Account; service: string; jobId: string }) => Promise<Poll>;

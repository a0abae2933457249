import { type Job, unseenJob } from '../job/job.ts';
import { labelOf } from '../job/labels.ts';
import type { Link, NotificationAccount } from '../notification/notification.ts';
import type { Progress } from '../polling/progress.ts';
import type { Account } from './account.ts';
import type { RehearsalAccount } from './rehearsal.ts';

/** The account of a notification: never its credentials. Without one the notification still says which project it is about. */
export function notificationAccount(
  account: Account | RehearsalAccount | undefined,
  asked: { account?: string | undefined; project_id: string },
): NotificationAccount {
  if (account === undefined) {
    return {
      id: asked.account ?? 'unknown',
      cloud: 'unknown',
      region: 'unknown',
      project_id: asked.project_id,
    };
  }
  const { id, cloud, region, project_id } = account;
  return { id, cloud, region, project_id };
}

/** Where to poll: the account's console page, and the execution in the AWS console when it runs there. */
export function linksOf(account: Account | RehearsalAccount | undefined, executionArn: string): Link[] {
  const links: Link[] = [];
  if (account?.console_url !== undefined) links.push({ label: 'Cloud console', url: account.console_url });
  const region = /^arn:aws[a-z-]*:states:([a-z0-9-]+):\d{12}:execution:/.exec(executionArn)?.[1];
  if (region !== undefined) {
    const page = `https://${region}.console.aws.amazon.com/states/home?region=${region}#/v2/executions/details`;
    links.push({ label: 'Watch in Step Functions', url: `${page}/${executionArn}` });
  }
  return links;
}

/** The job as earlier polls saw it, for a notification that no poll the job goes with. */
export function knownJob(jobId: string, progress: Progress | undefined): Job {
  const { job_type, last_status, begin_time } = progress ?? {};
  return {
    ...unseenJob(jobId),
    ...(job_type !== undefined && { job_type, label: labelOf(job_type) }),
    ...(last_status !== undefined && { status: last_status }),
    ...(begin_time !== undefined && { begin_time }),
  };
}

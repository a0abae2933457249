import { unseenJob } from '../job/job.ts';
import { labelOf } from '../job/labels.ts';
import { composeNotice } from '../notice/compose-notice.ts';
import type { Notice } from '../notice/notice.ts';
import type { Account } from '../watch/account.ts';
import { isoTime } from '../watch/clock.ts';
import { linksOf, noticeAccount } from '../watch/notice-context.ts';
import type { FailedAction } from './failed-action.ts';

/** The notice that an action on a protection group failed before there was a job; `now` in milliseconds since 1970. */
export function actionNotice(action: FailedAction, accounts: readonly Account[], now: number): Notice {
  const { region, project_id, action: asked, user, code } = action;
  const account = accounts.find((one) => one.region === region && one.project_id === project_id);
  const resource = action.resource_id ?? action.resource_name;
  const said = [asked, user && `asked for by ${user}`, code && `answered with HTTP ${code}`].filter(Boolean);
  return composeNotice({
    type: 'sdrs.action.failed',
    what: 'action',
    time: action.time ?? isoTime(now),
    service: 'sdrs',
    job: {
      ...unseenJob('none'),
      job_type: asked ?? action.trace_name,
      label: labelOf(asked ?? action.trace_name),
      ...(action.error_code !== undefined && { error_code: action.error_code }),
      ...(action.reason !== undefined && { fail_reason: action.reason }),
      entities: resource === undefined ? {} : { server_group_id: resource },
    },
    watch: { id: action.id },
    account: noticeAccount(account, { project_id }),
    ...(said.length > 0 && { reason: `${said.join(', ')}.` }),
    links: linksOf(account, ''),
  });
}

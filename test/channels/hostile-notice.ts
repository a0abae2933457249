import type { Notice } from '../../lib/notice/notice.ts';
import { aFailureNotice } from '../support/notices.ts';

/** A failed job whose id and error code are right, and in which everything else is one of two texts. */
export function hostileNotice(type: Notice['type'], [one, other]: [string, string]): Notice {
  const failure = aFailureNotice();
  return {
    ...failure,
    type,
    reason: one,
    labels: { [other.slice(0, 63)]: one.slice(0, 255) },
    links: [{ label: other, url: 'https://console.example/?a=<!channel>|x&b=c' }],
    account: { id: one, cloud: other, region: one, project_id: other },
    problem: { kind: 'server', message: other, error_code: one, request_id: other, since: one },
    job: {
      ...failure.job,
      label: one,
      status: other,
      fail_reason: other,
      entities: { [one]: other, [other]: one, server_group_id: one, volume_ids: [one, other] },
      root_cause: { job_id: one, label: other, error_code: one, fail_reason: one, entities: {} },
      advice: { error_code: other, meaning: one, action: other },
    },
  };
}

/** Longer than a whole message of any kind, in UTF-16 units. */
const overlong = 50_000;

/** The same with every part as long as it can be, all 16 facts and more links than any kind shows. */
export function longestNotice(type: Notice['type'], character: string): Notice {
  const long = character.repeat(overlong / character.length);
  const { outcome: _none, ...notice } = hostileNotice(type, [long, `${long}<`]);
  const links = Array.from({ length: 9 }, () => ({
    label: long,
    url: `https://console.example/?${'a'.repeat(215)}`,
  }));
  return { ...notice, links };
}

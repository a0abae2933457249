import { Webhook } from 'standardwebhooks';
import { jobId, projectId } from '../support/watches.ts';
import { now, signingSecret } from './api.ts';

export const body = JSON.stringify({ job_id: jobId, project_id: projectId });

/** Makes the headers of a signed request with the library of the specification. */
export function signed({ secret = signingSecret, text = body, secondsOff = 0, id = 'msg_1' } = {}) {
  const at = new Date(now + secondsOff * 1_000);
  return {
    'webhook-id': id,
    'webhook-timestamp': String(at.getTime() / 1_000),
    'webhook-signature': new Webhook(secret).sign(id, at, text),
  };
}

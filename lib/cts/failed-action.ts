import { createHash } from 'node:crypto';
import { readErrorBody } from '../job/error-body.ts';
import { plainLine } from '../job/plain-text.ts';
import { isoTime } from '../watch/ports/clock.ts';
import type { Place } from './topic-urn.ts';
import type { Trace } from './trace.ts';

/** The facts of a group action that failed before it had a job, as short plain lines. */
export interface FailedAction extends Place {
  /** Equal for every copy of a trace, so that it is reported once. */
  id: string;
  trace_name: string;
  /** The action, by its key in the request, such as `failover-server-group`. */
  action?: string;
  resource_id?: string;
  resource_name?: string;
  /** The HTTP status of the call. */
  code?: string;
  error_code?: string;
  reason?: string;
  user?: string;
  /** The time of the request, ISO 8601 in UTC. */
  time?: string;
}

const nameBytes = 128;
const reasonBytes = 500;

export function failedActionOf(trace: Trace, place: Place): FailedAction {
  const error = readErrorBody(typeof trace.response === 'string' ? trace.response : inJson(trace.response));
  const lines = present({
    action: Object.keys(trace.request ?? {}).find((key) => key.endsWith('-server-group')),
    resource_id: trace.resource_id,
    resource_name: trace.resource_name,
    code: trace.code,
    error_code: error?.code,
    reason: error?.message,
    user: nameIn(trace.user),
  });
  return {
    id: idOf(trace, place),
    trace_name: plainLine(trace.trace_name, nameBytes),
    ...place,
    ...lines,
    ...(trace.time !== undefined && { time: isoTime(trace.time) }),
  };
}

type Lines = Omit<FailedAction, 'id' | 'trace_name' | 'time' | keyof Place>;

function present(texts: { [Key in keyof Lines]-?: string | undefined }): Lines {
  const lines = Object.entries(texts).map(([key, text]) => [
    key,
    plainLine(text ?? '', key === 'reason' ? reasonBytes : nameBytes),
  ]);
  return Object.fromEntries(lines.filter(([, line]) => line !== ''));
}

function nameIn(user: Trace['user']): string | undefined {
  const name = user?.['name'] ?? user?.['user_name'];
  return typeof name === 'string' ? name : undefined;
}

const inJson = (value: unknown): string => JSON.stringify(value ?? '');

/**
 * Returns the id of a trace. CTS may deliver a trace twice, and both get the same id. Without a trace id,
 * uses the whole content.
 */
function idOf(trace: Trace, { region, project_id }: Place): string {
  const key = [region, project_id, trace.trace_id ?? inJson(trace)].join('\n');
  return `sdrs-action-${createHash('sha256').update(key).digest('hex').slice(0, 16)}`;
}

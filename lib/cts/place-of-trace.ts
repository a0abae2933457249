import { ProjectId } from '../job/ids.ts';
import { isRecord } from '../job/json-value.ts';
import type { Account } from '../watch/account.ts';
import { findAccount } from '../watch/find-account.ts';
import type { Place } from './topic-urn.ts';
import type { Trace } from './trace.ts';

/**
 * Returns the project and region of a trace. Usually they are the topic's, because CTS notifies within a
 * project. If no account has that project, uses a project that the trace names and an account has. Otherwise
 * returns the topic's, so that people learn which project is missing.
 */
export function placeOfTrace(trace: Trace, topic: Place, accounts: readonly Account[]): Place {
  const named = [topic.project_id, ...projectsNamedBy(trace)];
  const known = named.find((project_id) => accountAt({ ...topic, project_id }, accounts) !== undefined);
  return { ...topic, project_id: known ?? topic.project_id };
}

/** Returns the only account of that project and region. */
export function accountAt(place: Place, accounts: readonly Account[]): Account | undefined {
  const found = findAccount(place, accounts);
  return found.kind === 'found' ? found.account : undefined;
}

function projectsNamedBy({ user, endpoint, resource_url }: Trace): ProjectId[] {
  const project = user?.['project'];
  const stated = [user?.['project_id'], isRecord(project) ? project['id'] : undefined];
  const inPaths = [endpoint, resource_url].map(
    (url) => /\/v[\d.]+\/([A-Za-z0-9_-]{8,64})(?:\/|$)/.exec(url ?? '')?.[1],
  );
  return [...stated, ...inPaths].flatMap((value) => {
    const parsed = ProjectId.safeParse(value);
    return parsed.success ? [parsed.data] : [];
  });
}

import { hostname } from 'node:os';
import { makeOwner, type Owner } from '../watch/owner.ts';

const host = encodeURIComponent(hostname());
/** A process of an earlier start of a machine or a container may have had the same id. */
const since = Math.round(performance.timeOrigin);

/** This process as a holder, who sees at once whether another process of this machine has died. */
export const makeProcessOwner = (): Owner => makeOwner(`${host}/${process.pid}/${since}`, isGone);

function isGone(token: string): boolean {
  const [ofHost, pid, start] = token.split(' ', 1).join().split('/');
  if (ofHost !== host) return false;
  return Number(pid) === process.pid ? Number(start) !== since : !isRunning(Number(pid));
}

/** Asks the system for a process; one that belongs to somebody else is running too. */
function isRunning(pid: number): boolean {
  if (!(pid > 0)) return true;
  try {
    return process.kill(pid, 0);
  } catch (error) {
    return !(error instanceof Error && 'code' in error && error.code === 'ESRCH');
  }
}

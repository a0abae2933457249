import { hostname } from 'node:os';
import { makeOwner, type Owner } from '../watch/ports/owner.ts';

const host = encodeURIComponent(hostname());
/** Start of this process (milliseconds since 1970). After a reboot another process may get the same id. */
const since = Math.round(performance.timeOrigin);

/** Makes this process the owner of leases. It sees at once that another process of this machine has died. */
export const makeProcessOwner = (): Owner => makeOwner(`${host}/${process.pid}/${since}`, isGone);

function isGone(token: string): boolean {
  const [ofHost, pid, start] = token.split(' ', 1).join().split('/');
  if (ofHost !== host) return false;
  return Number(pid) === process.pid ? Number(start) !== since : !isRunning(Number(pid));
}

/** Asks the system whether a process exists. A process of another user exists too (EPERM). */
function isRunning(pid: number): boolean {
  if (!(pid > 0)) return true;
  try {
    return process.kill(pid, 0);
  } catch (error) {
    return !(error instanceof Error && 'code' in error && error.code === 'ESRCH');
  }
}

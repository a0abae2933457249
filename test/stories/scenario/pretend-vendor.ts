import { type Asked, startLoopbackServer } from '../../../lib/simulator/loopback-server.ts';
import type { Reply } from '../../../lib/simulator/reply.ts';
import { type AnswerFault, spoiled } from '../../simulator/answer-faults.ts';
import { type BodyFault, bodyFaults, type Vendor } from './vendors.ts';

/**
 * What can get in the way of a message: everything that can happen to an answer, and what only a vendor can
 * say.
 */
export type VendorFault = AnswerFault | BodyFault;

/** One request as it arrived. */
export interface Arrived {
  atMs: number;
  headers: Asked['headers'];
  body: string;
  /** What got in the way of the answer. */
  fault: VendorFault | undefined;
  /**
   * Whether the vendor has it now: certain without a fault, and possible where only the answer was spoiled.
   */
  taken: 'yes' | 'perhaps' | 'no';
  /** The message that it changed or answered; undefined for a new one. */
  about: ReturnType<Vendor['about']>;
}

export interface PretendVendor {
  origin: string;
  arrived: Arrived[];
  close: () => Promise<void>;
}

/** A vendor of chats on this machine, that keeps count of its messages. */
export async function startVendor(
  vendor: Vendor,
  { now, faultNow }: { now: () => number; faultNow: () => VendorFault | undefined },
): Promise<PretendVendor> {
  const arrived: Arrived[] = [];
  let saved = 1_000;
  const answer = (asked: Asked): Reply => {
    const about = vendor.about(asked);
    saved += 1;
    const usual = vendor.saved(saved);
    const fault = isPossible(faultNow(), { about, vendor });
    arrived.push({
      atMs: now(),
      headers: asked.headers,
      body: asked.body,
      fault,
      about,
      taken: takenBy(fault),
    });
    if (fault === undefined) return usual;
    return isInBody(fault) ? (vendor.bodies[fault] ?? usual) : spoiled(fault, usual, now());
  };
  const server = await startLoopbackServer(answer);
  return { origin: server.url, arrived, close: server.close };
}

/** Only a message that there was can have been deleted, and not every vendor can say everything. */
function isPossible(
  fault: VendorFault | undefined,
  { about, vendor }: { about: Arrived['about']; vendor: Vendor },
): VendorFault | undefined {
  if (fault === undefined || !isInBody(fault)) return fault;
  if (fault === 'message-deleted' && about?.how !== 'changes') return undefined;
  return vendor.bodies[fault] === undefined ? undefined : fault;
}

const takenBy = (fault: VendorFault | undefined): Arrived['taken'] => {
  if (fault === undefined) return 'yes';
  return isInBody(fault) || fault.startsWith('status-') || fault.startsWith('retry-after') ? 'no' : 'perhaps';
};

const isInBody = (fault: VendorFault): fault is BodyFault => bodyFaults.some((one) => one === fault);

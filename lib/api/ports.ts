import type { Secret } from '../watch/ports/secret.ts';
import type { WatchStatus } from '../watch/watch-view.ts';
import type { StartAnswer, Watches } from '../watch/watches.ts';
import type { WatchRequest } from '../workflow/watch-request.ts';

/** A message of SMN as it came over HTTP. */
export interface RawMessage {
  body: string;
  headers: Readonly<Record<string, string | undefined>>;
}

/** Takes a message of SMN, which it verifies itself. `why` is for the log alone. */
export type ReceiveSmnMessage = (
  raw: RawMessage,
) => Promise<{ kind: 'accepted' } | { kind: 'refused'; status: 400 | 403 | 413; why: string }>;

/**
 * Knows the signed requests that were taken, by their ids. Each throws when they cannot be recalled or kept.
 */
export interface TakenMessages {
  /**
   * Of two who begin at the same instant, one may go on; what it neither remembers nor lets go is let go
   * after a minute.
   */
  begin: (id: string) => Promise<boolean>;
  wasTaken: (id: string) => Promise<boolean>;
  remember: (id: string) => Promise<void>;
  letGo: (id: string) => Promise<void>;
}

/** What one call of the HTTP API did with a watch. */
export type ApiResult =
  | ({ did: 'start'; request: WatchRequest } & (StartAnswer | { error: unknown }))
  | { did: 'show'; id: string; status: WatchStatus }
  | { did: 'stop'; id: string; answer: 'stopped' | 'ended' };

/** What the HTTP API needs of the outside. */
export interface ApiPorts extends Watches {
  /** Absent where no topic of SMN is configured: its route answers 404 then. */
  receiveSmnMessage?: ReceiveSmnMessage | undefined;
  /** The bearer keys that are valid now. */
  keys: () => Promise<readonly Secret[]>;
  /** The secrets of Standard Webhooks that are valid now. */
  signing: () => Promise<readonly Secret[]>;
  messages: TakenMessages;
  ratePerMinute: number;
  now: () => number;
  /** Called after each watch that was started, shown or stopped, and after each failed start. */
  onResult?: ((result: ApiResult) => void) | undefined;
  /** Hears what went wrong here and is told to no caller. */
  onTrouble: (what: string, error: unknown) => void;
}

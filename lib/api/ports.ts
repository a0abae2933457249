import type { Secret } from '../watch/ports/secret.ts';
import type { WatchStatus } from '../watch/watch-view.ts';
import type { StartAnswer, Watches } from '../watch/watches.ts';
import type { WatchRequest } from '../workflow/watch-request.ts';

/** A message of SMN, unchanged from HTTP. */
export interface RawMessage {
  body: string;
  headers: Readonly<Record<string, string | undefined>>;
}

/** Verifies and handles a message of SMN. `why` is for the log only. */
export type ReceiveSmnMessage = (
  raw: RawMessage,
) => Promise<{ kind: 'accepted' } | { kind: 'refused'; status: 400 | 403 | 413; why: string }>;

/** Records handled signed requests by id. Each function throws if the store fails. */
export interface HandledMessages {
  /**
   * Reserves an id. Of two concurrent calls only one returns true. The reservation expires after a minute.
   */
  reserve: (id: string) => Promise<boolean>;
  wasHandled: (id: string) => Promise<boolean>;
  remember: (id: string) => Promise<void>;
  release: (id: string) => Promise<void>;
}

/** What one call of the HTTP API did with a watch. */
export type ApiResult =
  | ({ did: 'start'; request: WatchRequest } & (StartAnswer | { error: unknown }))
  | { did: 'show'; id: string; status: WatchStatus }
  | { did: 'stop'; id: string; answer: 'stopped' | 'ended' };

/** The ports of the HTTP API. */
export interface ApiPorts extends Watches {
  /** Absent if no topic of SMN is configured. Its route then answers 404. */
  receiveSmnMessage?: ReceiveSmnMessage | undefined;
  /** The bearer keys that are valid now. */
  keys: () => Promise<readonly Secret[]>;
  /** The secrets of Standard Webhooks that are valid now. */
  signing: () => Promise<readonly Secret[]>;
  messages: HandledMessages;
  ratePerMinute: number;
  now: () => number;
  /** Called after each watch that was started, shown or stopped, and after each failed start. */
  onResult?: ((result: ApiResult) => void) | undefined;
  /** Receives internal errors, which callers do not see. */
  onTrouble: (what: string, error: unknown) => void;
}

import type { IncomingHttpHeaders } from 'node:http';
import { type Asked, startLoopbackServer } from './loopback-server.ts';
import { type Answer, type Reply, textReply } from './reply.ts';
import { isWebhookSigned } from './webhook-signature.ts';

export type ReceiverChannel = 'webhook' | 'slack';

/** A received message, and its answer. */
export interface Received {
  channel: ReceiverChannel;
  /** Milliseconds since 1970. */
  atMs: number;
  headers: IncomingHttpHeaders;
  body: string;
  /** Whether a known secret signed it. Always false for Slack, which does not sign. */
  verified: boolean;
  /** 0 if the network failed. */
  status: number;
  /** The name of the injected fault. */
  fault: string | undefined;
}

export interface ReceiverOptions {
  /** The secrets that sign webhooks: `whsec_` and base64. */
  secrets: readonly string[];
  /** Milliseconds since 1970. */
  now: () => number;
  /** A free port by default. */
  port?: number;
  /** Replaces the usual answer to a message, and names the fault. Tests inject faults here. */
  spoil?: (channel: ReceiverChannel, usual: Answer) => { fault: string; reply: Reply } | undefined;
}

export interface Receiver {
  /** Accepts webhooks and answers 204 with any signature; see `verified`. */
  url: string;
  /** Accepts Slack messages, and answers 200 `ok`. */
  slackUrl: string;
  /** All received messages, oldest first. */
  received: readonly Received[];
  /** Sets the answer to the next message of a channel, or to the next `count`. Calls queue up. */
  answerNext: (
    channel: ReceiverChannel,
    answer: { status: number; headers?: Record<string, string>; body?: string; count?: number },
  ) => void;
  /**
   * The first message that matches, from the past or the future; never resolves if none comes, and may be
   * answered a moment later.
   */
  waitFor: (matches: (message: Received) => boolean) => Promise<Received>;
  close: () => Promise<void>;
}

const paths: Record<ReceiverChannel, string> = {
  webhook: '/webhook',
  slack: '/services/T00000000/B00000000/simulated',
};
const usual: Record<ReceiverChannel, Answer> = { webhook: textReply(204), slack: textReply(200, 'ok') };

/** Starts a receiver of notifications on this machine, for tests and the demo. */
export async function startReceiver(options: ReceiverOptions): Promise<Receiver> {
  const received: Received[] = [];
  const ordered: Record<ReceiverChannel, Answer[]> = { webhook: [], slack: [] };
  const waiting = new Set<(message: Received) => void>();

  const take = (channel: ReceiverChannel, asked: Asked): Reply => {
    const answer = ordered[channel].shift() ?? usual[channel];
    const { fault, reply } = options.spoil?.(channel, answer) ?? { fault: undefined, reply: answer };
    const message = {
      channel,
      atMs: options.now(),
      headers: asked.headers,
      body: asked.body,
      verified: channel === 'webhook' && isSigned(asked, options),
      status: statusOf(reply),
      fault,
    };
    received.push(message);
    for (const wakeWaiter of waiting) wakeWaiter(message);
    return reply;
  };

  const server = await startLoopbackServer((asked) => {
    const channel = channelOf(asked.target);
    if (channel === undefined) return textReply(404, 'no_service');
    return asked.method === 'POST' ? take(channel, asked) : textReply(405);
  }, options);

  return {
    url: server.url + paths.webhook,
    slackUrl: server.url + paths.slack,
    received,
    answerNext(channel, { count = 1, status, headers = {}, body = '' }) {
      const reply: Answer = { kind: 'answer', status, headers, body };
      ordered[channel].push(...Array.from({ length: count }, () => reply));
    },
    waitFor(matches) {
      const past = received.find(matches);
      if (past !== undefined) return Promise.resolve(past);
      return new Promise((resolve) => {
        const wakeWaiter = (message: Received): void => {
          if (!matches(message)) return;
          waiting.delete(wakeWaiter);
          resolve(message);
        };
        waiting.add(wakeWaiter);
      });
    },
    close: server.close,
  };
}

const statusOf = (reply: Reply): number => (reply.kind === 'fault' ? 0 : reply.status);

const channelOf = (target: string): ReceiverChannel | undefined => {
  if (target === paths.webhook) return 'webhook';
  return target === paths.slack ? 'slack' : undefined;
};

const isSigned = ({ headers, body }: Asked, { secrets, now }: ReceiverOptions): boolean => {
  const text = (name: string): string => [headers[name] ?? ''].flat().join(' ');
  const webhook = {
    id: text('webhook-id'),
    timestamp: text('webhook-timestamp'),
    signature: text('webhook-signature'),
    body,
  };
  return isWebhookSigned(webhook, secrets, now());
};

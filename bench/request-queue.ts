import type { VirtualTime } from './virtual-time.ts';

/** The settings of the queue and its function. */
export interface QueueSettings {
  visibilitySeconds: number;
  maxReceiveCount: number;
  batchSize: number;
  /** Absent: as many concurrent invocations as Lambda allows. */
  maximumConcurrency?: number | undefined;
}

interface Message {
  messageId: string;
  body: string;
  receives: number;
}

/** Handles a batch. Returns the messages that failed and must be delivered again. */
export type TakeBatch = (event: unknown, environment: number) => Promise<{ itemIdentifier: string }[]>;

/** The counts after a queue was emptied. */
export interface Emptied {
  redeliveries: number;
  deadLetters: number;
  /** The largest number of concurrent invocations. */
  environments: number;
}

/**
 * Returns how many concurrent invocations Lambda allows `ms` milliseconds after the start. For a standard
 * queue it begins with 5 and adds up to 300 per minute
 * (docs.aws.amazon.com/lambda/latest/dg/services-sqs-scaling.html). An account has 1,000 by default.
 */
const concurrencyAt = (ms: number): number => Math.min(1_000, 5 + Math.floor((ms * 300) / 60_000));
/** The interval at which Lambda adds invocations, in milliseconds. */
const scaleEveryMs = 1_000;

/** Delivers all messages of a queue to a function until each is handled or a dead letter. */
export async function emptyQueue(
  bodies: readonly string[],
  { time, settings, take }: { time: VirtualTime; settings: QueueSettings; take: TakeBatch },
): Promise<Emptied> {
  const visible: Message[] = bodies.map((body, index) => ({ messageId: `m${index}`, body, receives: 0 }));
  const idle: number[] = [];
  const emptied: Emptied = { redeliveries: 0, deadLetters: 0, environments: 0 };
  let [left, active] = [visible.length, 0];

  const isDead = (message: Message): boolean => {
    if (message.receives < settings.maxReceiveCount) return false;
    emptied.deadLetters += 1;
    left -= 1;
    return true;
  };
  const receive = (): Message[] => {
    const batch = visible.splice(0, settings.batchSize).filter((message) => !isDead(message));
    for (const message of batch) {
      if (message.receives > 0) emptied.redeliveries += 1;
      message.receives += 1;
    }
    return batch;
  };
  const invoke = async (batch: readonly Message[]): Promise<void> => {
    const environment = idle.pop() ?? emptied.environments++;
    const visibleAgain = time.sleep(settings.visibilitySeconds * 1_000);
    const failed = new Set(
      (await take({ Records: batch }, environment)).map(({ itemIdentifier }) => itemIdentifier),
    );
    idle.push(environment);
    active -= 1;
    left -= batch.length - failed.size;
    const again = batch.filter(({ messageId }) => failed.has(messageId));
    void visibleAgain.then(() => visible.push(...again));
    poll();
  };
  const poll = (): void => {
    const limit = Math.min(
      concurrencyAt(time.now()),
      settings.maximumConcurrency ?? Number.POSITIVE_INFINITY,
    );
    while (active < limit && visible.length > 0) {
      const batch = receive();
      if (batch.length === 0) continue;
      active += 1;
      void invoke(batch);
    }
  };
  while (left > 0) {
    poll();
    await time.sleep(scaleEveryMs);
  }
  return emptied;
}

import { BatchResponse, QueueMessages } from '../../functions/start-watch/event.ts';
import { canonicalJson } from '../../lib/aws/executions.ts';
import type { Outcome } from '../../lib/notification/notification.ts';
import type { Account } from '../../lib/watch/account.ts';
import { type RequestMessage, startWatches } from '../../lib/watch/start-watches.ts';
import type { WatchRequest } from '../../lib/workflow/watch-request.ts';
import type { Spoil } from './faulty-steps.ts';
import type { OrderlyClock } from './orderly-clock.ts';
import type { PlannedRequest } from './story.ts';

/** As the stack has them (lib/aws/stack/queues.yml). */
const visibilitySeconds = 180;
const mostReceives = 10;

/** How a queue and Step Functions took the requests of a story. */
export interface Requested {
  /** Of each execution that was started. */
  outcomes: (Outcome | undefined)[];
  /** When the first execution was started; undefined when none was. */
  startedMs: number | undefined;
  /** Messages that were received so often that the queue gave them up, or that asked for nothing. */
  unstarted: string[];
}

/** Who asks for a watch, and how: the same request in every form and envelope of an event. */
const inForm: Record<PlannedRequest['form'], (request: Record<string, unknown>) => unknown> = {
  bare: (request) => request,
  reordered: (request) => Object.fromEntries(Object.entries(request).reverse()),
  with_labels: (request) => ({ ...request, labels: { pipeline: 'another' } }),
  event: (request) => ({ 'detail-type': 'SDRS Job Created', source: 'my.pipeline', detail: request }),
  notification: (request) => ({
    Type: 'Notification',
    TopicArn: 'arn:aws:sns:eu-central-1:123456789012:jobs',
    Message: JSON.stringify(request),
  }),
};

/**
 * Delivers the requests of a story by a queue that delivers at least once, in no order, and again what was
 * not done, to start-watch in front of a Step Functions that takes each name once. Resolves when all messages
 * are done and all watches ended.
 */
export async function askAsPlanned(
  planned: readonly PlannedRequest[],
  request: Record<string, unknown>,
  deps: {
    clock: OrderlyClock;
    /**
     * Of the function, and of the call that it makes, which takes no time: the function's clock stands still.
     */
    spoil: Spoil;
    spoilCall: Spoil;
    accounts: readonly Account[];
    watch: (watch: { id: string; request: WatchRequest }) => Promise<Outcome | undefined>;
  },
): Promise<Requested> {
  const { clock, spoil, spoilCall, accounts } = deps;
  const executions = makeExecutions(deps);
  const unstarted: string[] = [];
  const startWatch = spoilCall('startExecution', executions.start);
  const run = spoil('startWatches', async (event: object) =>
    BatchResponse.parse(
      await startWatches(QueueMessages.parse(event), {
        startWatch,
        accounts,
        rejectRequest: async ({ body }) => {
          unstarted.push(body);
        },
      }),
    ),
  );
  const receive = async (batch: readonly RequestMessage[], receives = 1): Promise<void> => {
    const left = await notDone(batch, run);
    if (left.length === 0) return;
    if (receives === mostReceives) {
      unstarted.push(...left.map(({ body }) => body));
      return;
    }
    await clock.sleep(visibilitySeconds);
    await receive(left, receives + 1);
  };
  await Promise.all(
    batchesOf(planned, request).map(async ({ atSeconds, batch }) => {
      await clock.sleep(atSeconds);
      await receive(batch);
    }),
  );
  return { outcomes: await executions.outcomes(), startedMs: executions.startedMs(), unstarted };
}

/** What comes at the same moment comes in one batch. */
function batchesOf(
  planned: readonly PlannedRequest[],
  request: Record<string, unknown>,
): { atSeconds: number; batch: RequestMessage[] }[] {
  const times = [...new Set(planned.map(({ atSeconds }) => atSeconds))];
  return times.map((atSeconds) => ({
    atSeconds,
    batch: planned
      .filter((one) => one.atSeconds === atSeconds)
      .map(({ form }, index) => ({
        id: `${atSeconds}-${index}`,
        body: JSON.stringify(inForm[form](request)),
      })),
  }));
}

/** The messages that the queue delivers again: those that the function names, or all when it fails. */
async function notDone(
  batch: readonly RequestMessage[],
  run: (event: object) => Promise<ReturnType<typeof BatchResponse.parse>>,
): Promise<RequestMessage[]> {
  const event = { Records: batch.map(({ id, body }) => ({ messageId: id, body })) };
  try {
    const { batchItemFailures } = await run(event);
    return batch.filter(({ id }) => batchItemFailures.some(({ itemIdentifier }) => itemIdentifier === id));
  } catch {
    return [...batch];
  }
}

/**
 * Step Functions: a name is taken once; the same input again while it runs is answered as if it had been
 * started.
 */
function makeExecutions({ clock, watch }: Pick<Parameters<typeof askAsPlanned>[2], 'clock' | 'watch'>) {
  const taken = new Map<string, { input: string; running: boolean; outcome: Promise<Outcome | undefined> }>();
  let startedMs: number | undefined;
  return {
    start: async (asked: { id: string; request: WatchRequest }): Promise<'started' | 'already'> => {
      const input = canonicalJson(asked.request);
      const before = taken.get(asked.id);
      if (before !== undefined) return before.running && before.input === input ? 'started' : 'already';
      startedMs ??= clock.now();
      const execution = { input, running: true, outcome: watch(asked) };
      taken.set(asked.id, execution);
      void execution.outcome.finally(() => {
        execution.running = false;
      });
      return 'started';
    },
    outcomes: () => Promise.all([...taken.values()].map(({ outcome }) => outcome)),
    startedMs: () => startedMs,
  };
}

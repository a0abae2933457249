import * as z from 'zod';
import type { Notification } from '../notification/notification.ts';
import type { Clock } from '../watch/clock.ts';
import {
  DeadLetter,
  DeliverAnswer,
  DeliverInput,
  PlanAnswer,
  PlanInput,
  planInput,
} from '../workflow/contracts.ts';
import type { Listen } from './events.ts';
import type { Execution, Machine } from './machine.ts';
import { makePendingDeliveries, type PendingDeliveries } from './pending-deliveries.ts';
import { type LocalSteps, lambdaTask, type TaskHandler } from './steps.ts';

/** The send-notification machine locally: one execution for each notification. */
export interface Deliveries {
  /** The Task that puts a message into the dead-letter queue. */
  sendMessage: TaskHandler;
  /**
   * Starts an execution of send-notification with this input, unchanged. Returns `already` if one of that name was started before.
   * Throws ZodError if there is no notification in the input.
   */
  start: (execution: NewExecution) => 'started' | 'already';
  /** Starts the delivery of a notification that no Task of watch-job announces. */
  announce: (notification: Notification) => 'started' | 'already';
  /** Waits until the delivery of a notification is over: everybody was told, or what is left was given up or kept. */
  over: (notificationId: string) => Promise<void>;
  /**
   * Waits for all deliveries, so many seconds at the most, or until `hurry` aborts; what is undelivered then is kept as dead
   * letters, but for the notifications that somebody else goes on with.
   */
  settle: (patienceSeconds: number, hurry?: AbortSignal, left?: ReadonlySet<string>) => Promise<void>;
}

/** What StartExecution of Step Functions takes: the name is the notification's id. */
export interface NewExecution {
  name: string;
  input: unknown;
}

export interface DeliveriesDeps {
  machine: Machine;
  steps: Pick<LocalSteps, 'planNotification' | 'deliverNotification' | 'saveDeadLetter'>;
  clock: Clock;
  on: Listen;
}

/** Starts and follows the executions of send-notification in this process. */
export function makeDeliveries({ machine, steps, clock, on }: DeliveriesDeps): Deliveries {
  const notified = new Set<string>();
  const running = new Map<string, Execution>();
  const pending = makePendingDeliveries();
  const unfinished = makeUnfinished();
  let isSettled = false;
  const { keep, keepAll } = makeKeeper(steps, on);
  // What an attempt under way still says after the end was settled is about a letter that is kept already.
  const unlessSettled: Listen = (event) => {
    if (!isSettled) on(event);
  };
  const sendMessage = messageSender(keep, pending);
  const tasks = deliveryTasks({ steps, on: unlessSettled, pending, sendMessage });
  const start: Deliveries['start'] = ({ name, input }) => {
    const { notification } = PlanInput.parse(input);
    if (notified.has(name)) return 'already';
    notified.add(name);
    pending.announced(notification);
    on({ event: 'notification', notification });
    const execution = machine({ name, input, tasks });
    running.set(name, execution);
    unfinished.add(name);
    void execution.result
      .catch(() => {})
      .finally(() => {
        running.delete(name);
        // What the end cut short is over when it is kept.
        if (!isSettled) unfinished.finish(name);
      });
    return 'started';
  };
  return {
    sendMessage,
    start,
    announce: (notification) => start({ name: notification.id, input: planInput({ notification }) }),
    over: unfinished.over,
    settle: async (patienceSeconds, hurry, left = new Set()) => {
      const all = Promise.allSettled([...running.values()].map(({ result }) => result));
      const waited = new AbortController();
      const enough = AbortSignal.any(hurry === undefined ? [waited.signal] : [waited.signal, hurry]);
      await Promise.race([all, clock.sleep(patienceSeconds, enough)]);
      waited.abort();
      isSettled = true;
      for (const { abort } of running.values()) abort();
      const deadLetters = pending.takeDeadLetters().filter(({ notification }) => !left.has(notification.id));
      await keepAll(deadLetters);
      unfinished.finishAllBut(left);
    },
  };
}

/** The deliveries that are not over, and who waits for them. */
function makeUnfinished() {
  const all = new Map<string, PromiseWithResolvers<void>>();
  const finish = (notificationId: string): void => {
    all.get(notificationId)?.resolve();
    all.delete(notificationId);
  };
  return {
    add: (notificationId: string) => all.set(notificationId, Promise.withResolvers()),
    finish,
    finishAllBut: (left: ReadonlySet<string>) =>
      [...all.keys()].filter((notificationId) => !left.has(notificationId)).forEach(finish),
    over: async (notificationId: string) => all.get(notificationId)?.promise,
  };
}

/** Keeps dead letters and tells where; `keepAll` also waits for those that the machine was keeping when patience ended. */
function makeKeeper({ saveDeadLetter }: Pick<LocalSteps, 'saveDeadLetter'>, on: Listen) {
  let all: Promise<unknown> = Promise.resolve();
  const keepOne = async (deadLetter: DeadLetter): Promise<void> => {
    const where = await saveDeadLetter(deadLetter);
    on({ event: 'dead_letter', deadLetter, where });
  };
  const keep = (deadLetter: DeadLetter): Promise<void> => {
    const kept = keepOne(deadLetter);
    all = Promise.allSettled([all, kept]);
    return kept;
  };
  const keepAll = async (deadLetters: readonly DeadLetter[]): Promise<void> => {
    // One that cannot be kept must not take the others with it; its failure is told in the end.
    const kept = await Promise.allSettled(deadLetters.map(keep));
    await all;
    const failed = kept.find((one) => one.status === 'rejected');
    if (failed !== undefined) throw failed.reason;
  };
  return { keep, keepAll };
}

const Message = z.object({ MessageBody: DeadLetter });

const messageSender =
  (keep: (deadLetter: DeadLetter) => Promise<void>, pending: PendingDeliveries): TaskHandler =>
  async (parameters) => {
    const deadLetter = Message.parse(parameters).MessageBody;
    pending.kept(deadLetter);
    await keep(deadLetter);
    return {};
  };

function deliveryTasks({
  steps,
  on,
  pending,
  sendMessage,
}: Pick<DeliveriesDeps, 'steps' | 'on'> & {
  pending: PendingDeliveries;
  sendMessage: TaskHandler;
}): Record<string, TaskHandler> {
  return {
    PlanDeliveries: lambdaTask(
      { input: PlanInput, isState: () => true, output: PlanAnswer, run: steps.planNotification },
      ({ deliveries, suppressed }, { notification }) => {
        pending.planned(notification, deliveries);
        for (const { destination, why } of suppressed) {
          if (why === 'notified_before') on({ event: 'suppressed', notification, destination });
        }
      },
    ),
    Deliver: lambdaTask(
      { input: DeliverInput, isState: () => true, output: DeliverAnswer, run: steps.deliverNotification },
      (attempt, { notification }) => {
        pending.attempted(notification, attempt);
        on({ event: 'delivery', notification, ...attempt });
      },
    ),
    KeepUndelivered: sendMessage,
    KeepUnplannedNotification: sendMessage,
  };
}

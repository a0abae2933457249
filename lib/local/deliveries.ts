import * as z from 'zod';
import type { Notification } from '../notification/notification.ts';
import type { Clock } from '../watch/ports/clock.ts';
import {
  DeadLetter,
  DeliverAnswer,
  DeliverInput,
  PlanAnswer,
  PlanInput,
  planInput,
} from '../workflow/contracts.ts';
import { type DeliveryRecords, makeDeliveryRecords } from './delivery-records.ts';
import type { Listen } from './events.ts';
import type { Execution, Machine } from './machine.ts';
import { type LocalSteps, lambdaTask, type TaskHandler } from './steps.ts';

/** The send-notification machine locally: one execution for each notification. */
export interface Deliveries {
  /** The Task that sends a message to the dead-letter queue. */
  sendMessage: TaskHandler;
  /**
   * Starts an execution of send-notification with this input, unchanged. Returns `already` if one of that
   * name was started before. Throws ZodError if the input has no notification.
   */
  start: (execution: NewExecution) => 'started' | 'already';
  /** Starts the delivery of a notification that no Task of watch-job announces. */
  announce: (notification: Notification) => 'started' | 'already';
  /** Calls `act` once the delivery of a notification has ended; soon if there is no notification. */
  afterDelivery: (notificationId: string | undefined, act: () => Promise<void>) => void;
  /**
   * Waits for all deliveries for at most that number of seconds, or until `hurry` aborts. Saves the rest as
   * dead letters, and waits for the callbacks of `afterDelivery`.
   */
  settle: (patienceSeconds: number, hurry?: AbortSignal) => Promise<void>;
  /** Like `settle(0)`, but leaves undelivered outcomes to the process that resumes the watch. */
  leave: () => Promise<void>;
}

/** The input of StartExecution of Step Functions. The name is the notification's id. */
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

/** Runs the executions of send-notification in this process. */
export function makeDeliveries({ machine, steps, clock, on }: DeliveriesDeps): Deliveries {
  const started = new Set<string>();
  const running = new Map<string, Execution>();
  /** The callbacks of `afterDelivery` that have not returned, with the notification they wait for. */
  const callbacks = new Map<Promise<void>, string | undefined>();
  const records = makeDeliveryRecords();
  const { save, saveAll } = makeDeadLetterSaver(steps, on);
  let isSettled = false;
  // After settling, the results of attempts in flight are ignored: their dead letters are saved already.
  const unlessSettled: Listen = (event) => {
    if (!isSettled) on(event);
  };
  const sendMessage: TaskHandler = async (parameters) => {
    const deadLetter = Message.parse(parameters).MessageBody;
    records.saved(deadLetter);
    await save(deadLetter);
    return {};
  };
  const tasks = deliveryTasks({ steps, on: unlessSettled, records, sendMessage });
  const start: Deliveries['start'] = ({ name, input }) => {
    const { notification } = PlanInput.parse(input);
    if (started.has(name)) return 'already';
    started.add(name);
    records.announced(notification);
    on({ event: 'notification', notification });
    const execution = machine({ name, input, tasks });
    running.set(name, execution);
    void execution.result
      .catch(() => {})
      .finally(() => {
        running.delete(name);
        // A delivery that was cut off ends once its dead letter is saved.
        if (!isSettled) records.end(notification.id);
      });
    return 'started';
  };
  const settle = async (
    patienceSeconds: number,
    hurry: AbortSignal | undefined,
    left: ReadonlySet<string>,
  ): Promise<void> => {
    const all = Promise.allSettled([...running.values()].map(({ result }) => result));
    const waited = new AbortController();
    const enough = AbortSignal.any(hurry === undefined ? [waited.signal] : [waited.signal, hurry]);
    await Promise.race([all, clock.sleep(patienceSeconds, enough)]);
    waited.abort();
    isSettled = true;
    for (const { abort } of running.values()) abort();
    await saveAll(records.takeDeadLetters().filter(({ notification }) => !left.has(notification.id)));
    records.endAllBut(left);
  };
  return {
    sendMessage,
    start,
    announce: (notification) => start({ name: notification.id, input: planInput({ notification }) }),
    afterDelivery: (notificationId, act) => {
      const callback = (async () => {
        if (notificationId !== undefined) await records.whenOver(notificationId);
        await act();
      })().catch(() => {});
      callbacks.set(callback, notificationId);
      void callback.finally(() => callbacks.delete(callback));
    },
    settle: async (patienceSeconds, hurry) => {
      await settle(patienceSeconds, hurry, new Set());
      await Promise.all(callbacks.keys());
    },
    leave: () => settle(0, undefined, new Set([...callbacks.values()].filter((id) => id !== undefined))),
  };
}

const Message = z.object({ MessageBody: DeadLetter });

/**
 * Saves dead letters and reports where. `saveAll` also waits for those that the machine is saving already.
 */
function makeDeadLetterSaver({ saveDeadLetter }: Pick<LocalSteps, 'saveDeadLetter'>, on: Listen) {
  let all: Promise<unknown> = Promise.resolve();
  const saveOne = async (deadLetter: DeadLetter): Promise<void> => {
    const where = await saveDeadLetter(deadLetter);
    on({ event: 'dead_letter', deadLetter, where });
  };
  const save = (deadLetter: DeadLetter): Promise<void> => {
    const saved = saveOne(deadLetter);
    all = Promise.allSettled([all, saved]);
    return saved;
  };
  const saveAll = async (deadLetters: readonly DeadLetter[]): Promise<void> => {
    // All are tried before the first error is thrown.
    const saved = await Promise.allSettled(deadLetters.map(save));
    await all;
    const failed = saved.find((one) => one.status === 'rejected');
    if (failed !== undefined) throw failed.reason;
  };
  return { save, saveAll };
}

function deliveryTasks({
  steps,
  on,
  records,
  sendMessage,
}: Pick<DeliveriesDeps, 'steps' | 'on'> & {
  records: DeliveryRecords;
  sendMessage: TaskHandler;
}): Record<string, TaskHandler> {
  const deliver = (input: DeliverInput) => {
    records.sending(input.notification, input.delivery);
    return steps.deliverNotification(input);
  };
  return {
    PlanDeliveries: lambdaTask(
      { input: PlanInput, isState: () => true, output: PlanAnswer, run: steps.planNotification },
      ({ deliveries, suppressed }, { notification }) => {
        records.planned(notification, deliveries);
        for (const { destination, why } of suppressed) {
          if (why === 'notified_before') on({ event: 'suppressed', notification, destination });
        }
      },
    ),
    Deliver: lambdaTask(
      { input: DeliverInput, isState: () => true, output: DeliverAnswer, run: deliver },
      (attempt, { notification }) => {
        records.attempted(notification, attempt);
        on({ event: 'delivery', notification, ...attempt });
      },
    ),
    KeepUndelivered: sendMessage,
    KeepUnplannedNotification: sendMessage,
  };
}

import * as z from 'zod';
import type { Notice } from '../notice/notice.ts';
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
import { type DeskSteps, lambdaTask, type TaskHandler } from './steps.ts';

/** The send-notice machine at the desk: one execution for each notice. */
export interface Deliveries {
  /** The Task that puts a message into the dead-letter queue. */
  sendMessage: TaskHandler;
  /**
   * Starts an execution of send-notice with this input, unchanged. Returns `already` if one of that name was started before.
   * Throws ZodError if there is no notice in the input.
   */
  start: (execution: NewExecution) => 'started' | 'already';
  /** Starts the delivery of a notice that no Task of watch-job announces. */
  announce: (notice: Notice) => 'started' | 'already';
  /** Waits until the delivery of a notice is over: everybody was told, or what is left was given up or kept. */
  over: (noticeId: string) => Promise<void>;
  /**
   * Waits for all deliveries, so many seconds at the most, or until `hurry` aborts; what is undelivered then is kept as dead
   * letters, but for the notices that somebody else goes on with.
   */
  settle: (patienceSeconds: number, hurry?: AbortSignal, left?: ReadonlySet<string>) => Promise<void>;
}

/** What StartExecution of Step Functions takes: the name is the notice's id. */
export interface NewExecution {
  name: string;
  input: unknown;
}

export interface DeliveriesDeps {
  machine: Machine;
  steps: Pick<DeskSteps, 'planNotice' | 'deliverNotice' | 'keepDeadLetter'>;
  clock: Clock;
  on: Listen;
}

/** Starts and follows the executions of send-notice in this process. */
export function makeDeliveries({ machine, steps, clock, on }: DeliveriesDeps): Deliveries {
  const told = new Set<string>();
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
    const { notice } = PlanInput.parse(input);
    if (told.has(name)) return 'already';
    told.add(name);
    pending.announced(notice);
    on({ event: 'notice', notice });
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
    announce: (notice) => start({ name: notice.id, input: planInput({ notice }) }),
    over: unfinished.over,
    settle: async (patienceSeconds, hurry, left = new Set()) => {
      const all = Promise.allSettled([...running.values()].map(({ result }) => result));
      const waited = new AbortController();
      const enough = AbortSignal.any(hurry === undefined ? [waited.signal] : [waited.signal, hurry]);
      await Promise.race([all, clock.sleep(patienceSeconds, enough)]);
      waited.abort();
      isSettled = true;
      for (const { abort } of running.values()) abort();
      const letters = pending.takeLetters().filter(({ notice }) => !left.has(notice.id));
      await keepAll(letters);
      unfinished.finishAllBut(left);
    },
  };
}

/** The deliveries that are not over, and who waits for them. */
function makeUnfinished() {
  const all = new Map<string, PromiseWithResolvers<void>>();
  const finish = (noticeId: string): void => {
    all.get(noticeId)?.resolve();
    all.delete(noticeId);
  };
  return {
    add: (noticeId: string) => all.set(noticeId, Promise.withResolvers()),
    finish,
    finishAllBut: (left: ReadonlySet<string>) =>
      [...all.keys()].filter((noticeId) => !left.has(noticeId)).forEach(finish),
    over: async (noticeId: string) => all.get(noticeId)?.promise,
  };
}

/** Keeps dead letters and tells where; `keepAll` also waits for those that the machine was keeping when patience ended. */
function makeKeeper({ keepDeadLetter }: Pick<DeskSteps, 'keepDeadLetter'>, on: Listen) {
  let all: Promise<unknown> = Promise.resolve();
  const keepOne = async (letter: DeadLetter): Promise<void> => {
    const where = await keepDeadLetter(letter);
    on({ event: 'dead_letter', letter, where });
  };
  const keep = (letter: DeadLetter): Promise<void> => {
    const kept = keepOne(letter);
    all = Promise.allSettled([all, kept]);
    return kept;
  };
  const keepAll = async (letters: readonly DeadLetter[]): Promise<void> => {
    // One that cannot be kept must not take the others with it; its failure is told in the end.
    const kept = await Promise.allSettled(letters.map(keep));
    await all;
    const failed = kept.find((one) => one.status === 'rejected');
    if (failed !== undefined) throw failed.reason;
  };
  return { keep, keepAll };
}

const Message = z.object({ MessageBody: DeadLetter });

const messageSender =
  (keep: (letter: DeadLetter) => Promise<void>, pending: PendingDeliveries): TaskHandler =>
  async (parameters) => {
    const letter = Message.parse(parameters).MessageBody;
    pending.kept(letter);
    await keep(letter);
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
      { input: PlanInput, isState: () => true, output: PlanAnswer, run: steps.planNotice },
      ({ deliveries, withheld }, { notice }) => {
        pending.planned(notice, deliveries);
        for (const { destination, why } of withheld) {
          if (why === 'told_before') on({ event: 'withheld', notice, destination });
        }
      },
    ),
    Deliver: lambdaTask(
      { input: DeliverInput, isState: () => true, output: DeliverAnswer, run: steps.deliverNotice },
      (attempt, { notice }) => {
        pending.attempted(notice, attempt);
        on({ event: 'delivery', notice, ...attempt });
      },
    ),
    KeepUndelivered: sendMessage,
    KeepUnplannedNotice: sendMessage,
  };
}

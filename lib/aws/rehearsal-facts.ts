import {
  DescribeExecutionCommand,
  GetExecutionHistoryCommand,
  type HistoryEvent,
  type SFNClient,
} from '@aws-sdk/client-sfn';
import * as z from 'zod';
import { parseJson } from '../job/json-value.ts';
import { Delivery, DeliveryResult } from '../notification/delivery.ts';
import {
  afterFact,
  noRehearsalYet,
  type RehearsalFact,
  type RehearsalView,
} from '../watch/rehearsal-view.ts';
import { PlanOutput, PollDecision } from '../workflow/contracts.ts';

/** More events than a rehearsal of 40 destinations writes, unless many deliveries are retried for long. */
const maxEvents = 1_000;

const Polled = z.object({ decision: PollDecision });
const Announced = z.object({ ExecutionArn: z.string() });
const Planned = z.object({ Payload: PlanOutput });
const Attempted = z.object({
  attempt: z.object({
    delivery: Delivery,
    result: DeliveryResult.optional(),
    caught: z.object({ Error: z.string(), Cause: z.string().optional() }).optional(),
  }),
});

/**
 * Reads the progress of a rehearsal from the executions of both machines. Throws the errors of the Step
 * Functions client.
 */
export async function rehearsalOf(
  client: SFNClient,
  events: readonly HistoryEvent[],
): Promise<RehearsalView> {
  const ofWatch = events.toSorted(({ id: one = 0 }, { id: other = 0 }) => one - other);
  const sender = ofWatch.map(announcedIn).find((arn) => arn !== undefined);
  const watched = ofWatch.flatMap(factsOfEvent);
  const sent = sender === undefined ? [] : await factsOfSender(client, sender);
  return [...watched, ...sent].reduce(afterFact, noRehearsalYet);
}

const announcedIn = ({ taskSucceededEventDetails: done }: HistoryEvent): string | undefined =>
  Announced.safeParse(parseJson(done?.output ?? '')).data?.ExecutionArn;

async function factsOfSender(client: SFNClient, executionArn: string): Promise<RehearsalFact[]> {
  const [{ status, startDate }, { events = [] }] = await Promise.all([
    client.send(new DescribeExecutionCommand({ executionArn })),
    client.send(new GetExecutionHistoryCommand({ executionArn, maxResults: maxEvents })),
  ]);
  return [
    { kind: 'announced', at: isoOf(startDate) },
    ...events.flatMap(factsOfEvent),
    ...(status === 'RUNNING' || status === 'PENDING_REDRIVE' ? [] : [{ kind: 'over' as const }]),
  ];
}

/** Returns the facts in one event of either machine. */
const factsOfEvent = (event: HistoryEvent): RehearsalFact[] =>
  [troubleIn, planIn, outcomeIn, attemptIn].flatMap((factIn) => factIn(event) ?? []);

type FactIn = (event: HistoryEvent) => RehearsalFact | undefined;

const troubleIn: FactIn = ({ taskFailedEventDetails, taskTimedOutEventDetails }) => {
  const failed = taskFailedEventDetails ?? taskTimedOutEventDetails;
  return failed && { kind: 'trouble', error: errorOf(failed.error, failed.cause) };
};

const planIn: FactIn = ({ timestamp, taskSucceededEventDetails: done }) => {
  const plan = Planned.safeParse(parseJson(done?.output ?? '')).data?.Payload;
  return plan && { kind: 'planned', at: isoOf(timestamp), plan };
};

const outcomeIn: FactIn = (event) => {
  const decision = Polled.safeParse(outputOf(event, 'PollJob')).data?.decision;
  if (decision?.kind !== 'end') return undefined;
  return { kind: 'polled', at: isoOf(event.timestamp), outcome: decision.outcome };
};

const attemptIn: FactIn = (event) => {
  const attempt = Attempted.safeParse(outputOf(event, 'Deliver')).data?.attempt;
  if (attempt === undefined) return undefined;
  const { delivery, result, caught } = attempt;
  const came = caught ? { error: errorOf(caught.Error, caught.Cause) } : { result };
  return { kind: 'attempted', at: isoOf(event.timestamp), delivery, ...came };
};

/** Returns the output of the state with that name, if this event is its exit. */
const outputOf = ({ stateExitedEventDetails: exited }: HistoryEvent, state: string): unknown =>
  exited?.name === state ? parseJson(exited.output ?? '') : undefined;

const ThrownByFunction = z.looseObject({ errorMessage: z.string() });

function errorOf(error = 'error', cause = ''): string {
  const message = ThrownByFunction.safeParse(parseJson(cause)).data?.errorMessage ?? cause;
  return [error, message].filter(Boolean).join(': ').slice(0, 500);
}

const isoOf = (date: Date | undefined): string => (date ?? new Date(0)).toISOString();

import { EventBridgeClient, PutEventsCommand, ResourceNotFoundException } from '@aws-sdk/client-eventbridge';
import type { WatchRequest } from '../workflow/watch-request.ts';
import { clientOptions } from './client-options.ts';

/** The answer of a bus: it took the event, does not exist, or refused the event. */
export type PutAnswer = { kind: 'taken'; id: string } | { kind: 'no_bus' } | { kind: 'refused'; why: string };

/**
 * Puts a job-created event on a bus, as the creator of a job does. Throws the errors of the EventBridge
 * client.
 */
export async function putJobCreated(
  request: WatchRequest,
  { bus, region }: { bus: string; region: string },
): Promise<PutAnswer> {
  const client = new EventBridgeClient({ ...clientOptions, region });
  const entry = {
    Source: 'jobwatch.rehearse',
    DetailType: 'SDRS Job Created',
    Detail: JSON.stringify(request),
    EventBusName: bus,
  };
  try {
    const { Entries: [answer] = [] } = await client.send(new PutEventsCommand({ Entries: [entry] }));
    if (answer?.EventId !== undefined) return { kind: 'taken', id: answer.EventId };
    const { ErrorCode = 'unknown', ErrorMessage = 'no reason was given' } = answer ?? {};
    return isNoBus(ErrorCode)
      ? { kind: 'no_bus' }
      : { kind: 'refused', why: `${ErrorCode}: ${ErrorMessage}` };
  } catch (error) {
    if (error instanceof ResourceNotFoundException) return { kind: 'no_bus' };
    throw error;
  } finally {
    client.destroy();
  }
}

const isNoBus = (code: string): boolean => code.startsWith('ResourceNotFound');

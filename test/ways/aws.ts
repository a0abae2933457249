import { type Call, failure, ok, type Reply, sent } from '../aws/aws-server.ts';
import type { makeStepFunctions } from '../aws/step-functions.ts';

export const arnOfMachine = (name: string): string =>
  `arn:aws:states:eu-central-1:123456789012:stateMachine:${name}`;
/** The client goes to the host of the queue's URL. */
export const queueUrl = (endpoint: string, name: 'requests' | 'bad-requests'): string =>
  `${endpoint}/123456789012/${name}`;

/** What the queues and the table of a stack hold. */
export interface Kept {
  /** Bodies of the request queue. */
  requests: string[];
  /** Messages that no watch can be made of. */
  bad: { body: string; reason: string }[];
  records: Map<string, unknown>;
}

/** Parameters of Parameter Store by their paths. */
export type Secrets = Record<string, string>;

interface Behind {
  watchJob: ReturnType<typeof makeStepFunctions>;
  sendNotification: ReturnType<typeof makeStepFunctions>;
  kept: Kept;
  secrets: Secrets;
}

/** The services of AWS that the functions of a stack call, one answer for each call. */
export const answerOf =
  (behind: Behind) =>
  (call: Call): Reply => {
    const { parameters } = call;
    switch (call.operation) {
      case 'SendMessage':
        return keepMessage(call, behind.kept);
      case 'GetItem':
        return ok({ Item: behind.kept.records.get(JSON.stringify(parameters['Key'])) });
      case 'PutItem':
        return putItem(parameters['Item'] as { about: unknown; id: unknown }, behind.kept);
      case 'GetParameter': {
        const name = String(parameters['Name']);
        const value = behind.secrets[name];
        return value === undefined
          ? failure('ParameterNotFound')
          : ok({ Parameter: { Name: name, Value: value } });
      }
      default:
        return machineOf(parameters, behind).answer(call);
    }
  };

/** The machine that a call of Step Functions names, by itself or by one of its executions. */
const machineOf = (
  parameters: Call['parameters'],
  { sendNotification, watchJob }: Behind,
): Behind['watchJob'] =>
  /:send-notification(:|$)/.test(String(parameters['stateMachineArn'] ?? parameters['executionArn']))
    ? sendNotification
    : watchJob;

function keepMessage(call: Call, { requests, bad }: Kept): Reply {
  const { QueueUrl: url, MessageBody, MessageAttributes: attributes } = call.parameters;
  const body = String(MessageBody);
  if (String(url).endsWith('/requests')) requests.push(body);
  else bad.push({ body, reason: (attributes as { reason: { StringValue: string } }).reason.StringValue });
  return sent(call);
}

function putItem(item: { about: unknown; id: unknown }, { records }: Kept): Reply {
  records.set(JSON.stringify({ about: item.about, id: item.id }), item);
  return ok();
}

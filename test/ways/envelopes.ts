import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parse } from 'yaml';

const rule = parse(
  readFileSync(join(import.meta.dirname, '../../lib/aws/stack/job-created-rule.yml'), 'utf8'),
).Resources.JobCreatedRule.Properties;

type Json = Record<string, unknown>;

/** An event as the creator of a job puts it onto a bus, and as EventBridge completes it. */
export const anEvent = (detail: unknown, overrides: Json = {}): Json => ({
  version: '0',
  id: '6a7e8feb-b491-4cf7-a9f1-bf3703467718',
  'detail-type': 'SDRS Job Created',
  source: 'my.pipeline',
  account: '123456789012',
  time: '2026-03-01T12:00:00Z',
  region: 'eu-central-1',
  resources: [],
  detail,
  ...overrides,
});

/**
 * Whether a pattern takes an event: every key of it has one of the values in the list
 * (docs.aws.amazon.com/eventbridge, "Amazon EventBridge event patterns"); plain values are all that the rule
 * uses.
 */
function matches(pattern: Json, event: Json): boolean {
  return Object.entries(pattern).every(([key, wanted]) =>
    Array.isArray(wanted) ? wanted.includes(event[key]) : matches(wanted as Json, (event[key] ?? {}) as Json),
  );
}

/**
 * What the rule puts into the queue of an event that comes on a bus; `busParameter` is the parameter
 * event-bus of the deployment.
 */
export function byRule(
  event: Json,
  { bus = 'default', busParameter = undefined as string | undefined } = {},
): string[] {
  const [, fallback] = /^\$\{param:event-bus, "(.*)"\}$/.exec(rule.EventBusName) ?? [];
  if (bus !== (busParameter ?? fallback) || !matches(rule.EventPattern, event)) return [];
  return rule.Targets.map(({ InputPath }: { InputPath: string }) => {
    const [, key = ''] = /^\$\.(\w+)$/.exec(InputPath) ?? [];
    return JSON.stringify(event[key]);
  });
}

/** A notification of SNS as a queue gets it without raw delivery. */
export const bySns = (body: string): string =>
  JSON.stringify({
    Type: 'Notification',
    MessageId: '22b80b92-fdea-4c2c-8f9d-bdfb0c7bf324',
    TopicArn: 'arn:aws:sns:eu-central-1:123456789012:jobs',
    Subject: 'A job',
    Message: body,
    Timestamp: '2026-03-01T12:00:00.000Z',
    SignatureVersion: '1',
    Signature: 'EXAMPLE',
    SigningCertURL: 'https://sns.eu-central-1.amazonaws.com/SimpleNotificationService-0123.pem',
    UnsubscribeURL: 'https://sns.eu-central-1.amazonaws.com/?Action=Unsubscribe',
    MessageAttributes: {},
  });

/** A batch of the queue, as Lambda hands it to a function. */
export const aBatch = (bodies: readonly string[]): Json => ({
  Records: bodies.map((body, index) => ({
    messageId: `message-${index}`,
    receiptHandle: 'handle',
    body,
    attributes: { ApproximateReceiveCount: '1', SentTimestamp: '1', SenderId: 'AIDA' },
    messageAttributes: {},
    md5OfBody: 'md5',
    eventSource: 'aws:sqs',
    eventSourceARN: 'arn:aws:sqs:eu-central-1:123456789012:requests',
    awsRegion: 'eu-central-1',
  })),
});

/** A request of an HTTP API, payload format 2.0. */
export const anHttpRequest = (path: string, body: string, { headers = {}, query = '' } = {}): Json => ({
  version: '2.0',
  routeKey: '$default',
  rawPath: path,
  rawQueryString: query,
  headers: { 'content-type': 'application/json', host: 'api.example.com', ...headers },
  requestContext: {
    domainName: 'api.example.com',
    http: { method: 'POST', path, protocol: 'HTTP/1.1', sourceIp: '192.0.2.1', userAgent: 'curl/8' },
    requestId: 'request-1',
    stage: '$default',
    timeEpoch: 1_772_366_400_000,
  },
  body,
  isBase64Encoded: false,
});

/** Matches a path in an input template, such as <$.body.job_id>. */
const placeholder = /<(\$[\w.\-[\]]*)>/;

/**
 * Fills an input template as EventBridge Pipes does: replaces each path with the JSON of its value in the
 * message. Reads an SQS body as JSON if it is JSON. Throws if a path has no value.
 * docs.aws.amazon.com/eventbridge/latest/userguide/eb-pipes-input-transformation.html
 */
export function filled(template: string, message: { body?: string } & Record<string, unknown>): string {
  const event = message.body === undefined ? message : { ...message, body: jsonOr(message.body) };
  return template
    .split(placeholder)
    .map((part, index) => (index % 2 === 0 ? part : JSON.stringify(valueAt(part, event))))
    .join('');
}

function jsonOr(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return text;
  }
}

function valueAt(path: string, event: unknown): unknown {
  const keys = path.split('.').slice(1);
  const value = keys.reduce<unknown>((at, key) => (at as Record<string, unknown> | undefined)?.[key], event);
  if (value === undefined) throw new Error(`The message has nothing at ${path}.`);
  return value;
}

import { readFileSync, writeFileSync } from 'node:fs';
import { argv } from 'node:process';
import { openDestination } from '../../lib/channels/channels.ts';
import { kinds } from '../../lib/channels/destination.ts';
import { sampleOf, sampleSecret } from '../../lib/channels/samples.ts';
import { messageOf } from '../../lib/message/message-of.ts';
import { sampleFailure } from '../../lib/notification/sample-notification.ts';

const now = Date.parse('2026-03-01T12:05:00.000Z');

const pageOf = (kind: string): URL => new URL(`../../docs/channels/${kind}.md`, import.meta.url);
const heading = '\n## What is sent\n';

/** What a kind is sent for the example of `jobwatch render`, at a time that stays the same. */
function exampleOf(kind: (typeof kinds)[number]): string {
  const destination = sampleOf(kind);
  if (destination === undefined) throw new TypeError(`There is no sample of ${kind}.`);
  const notification = sampleFailure(now);
  const sending = { notification, message: messageOf(notification), secret: sampleSecret, now };
  const prepared = openDestination(destination).request(sending);
  if (prepared.kind === 'refused') throw new TypeError(prepared.why);
  const isForm = prepared.headers['content-type']?.includes('form-urlencoded');
  const text = isForm
    ? [...new URLSearchParams(prepared.body)].map(([name, value]) => `${name}=${value}`).join('\n')
    : JSON.stringify(JSON.parse(prepared.body), undefined, 2);
  return `\`\`\`${isForm ? 'text' : 'json'}\n${text.replace(/"(sign|timestamp)": "[^"]*"/g, '"$1": "…"')}\n\`\`\``;
}

/** The page of a kind as it must be: its text, and what is sent for the example. */
export function pageWithExample(kind: (typeof kinds)[number]): { found: string; expected: string } {
  const found = readFileSync(pageOf(kind), 'utf8');
  const [text = ''] = found.split(heading);
  return {
    found,
    expected: `${text.trimEnd()}\n${heading}\n\`jobwatch render --kind ${kind}\` prints it:\n\n${exampleOf(kind)}\n`,
  };
}

// "node test/channels/rendered-examples.ts --write" updates the pages.
if (argv.includes('--write')) {
  for (const kind of kinds) writeFileSync(pageOf(kind), pageWithExample(kind).expected);
}

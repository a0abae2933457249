import { readFile } from 'node:fs/promises';
import { resolve } from 'node:path';
import * as z from 'zod';
import type { Post } from '../../channels/channel.ts';
import { type Destination, openDestination } from '../../channels/registry.ts';
import { kinds, sampleOf, sampleSecret } from '../../channels/samples.ts';
import { parseJson } from '../../job/json-value.ts';
import { messageOf } from '../../message/message-of.ts';
import { Language } from '../../message/render-options.ts';
import { Notification } from '../../notification/notification.ts';
import { sampleFailure } from '../../notification/sample-notification.ts';
import { Zone } from '../../notification/zone.ts';
import { parseInWords, problemLine } from '../../watch/parse-in-words.ts';
import { parseFlags } from '../parse-flags.ts';
import type { Terminal } from '../terminal.ts';
import { UsageError } from '../usage-error.ts';

/** The flags of `jobwatch render`. */
export interface RenderFlags {
  kind: string;
  notification?: string | undefined;
  language?: string | undefined;
  zone?: string | undefined;
}

const Options = z.object({ language: Language.optional(), zone: Zone.optional() });

/** `jobwatch render --kind KIND`: prints what a channel would be sent, without sending anything. Throws UsageError. */
export async function renderCommand(flags: RenderFlags, terminal: Terminal): Promise<number> {
  const renderOptions = parseFlags(
    Options,
    { language: flags.language, zone: flags.zone },
    { language: '--language', zone: '--zone' },
  );
  const notification = await notificationOf(flags.notification, terminal);
  const channel = openDestination(destinationOf(flags.kind));
  const now = terminal.clock.now();
  const prepared = channel.request({
    notification,
    message: messageOf(notification, renderOptions),
    secret: sampleSecret,
    now,
  });
  if (prepared.kind === 'refused') throw new UsageError(`--kind ${flags.kind}: ${prepared.why}`);
  terminal.out(`${bodyForPeople(prepared)}\n`);
  return 0;
}

function destinationOf(kind: string): Destination {
  const known = kinds.find((one) => one === kind);
  const sample = known && sampleOf(known);
  if (sample !== undefined) return sample;
  throw new UsageError(`--kind: expected one of ${kinds.join(', ')}, found ${JSON.stringify(kind)}`);
}

async function notificationOf(
  file: string | undefined,
  { cwd, clock, readInput }: Terminal,
): Promise<Notification> {
  if (file === undefined) return sampleFailure(clock.now());
  const text = file === '-' ? await readInput() : await readNamed(resolve(cwd, file), file);
  const json = parseJson(text);
  // A notification alone, a CloudEvent of it, or a line of "watch --output json".
  const found = [
    json,
    z.object({ data: z.unknown() }).safeParse(json).data?.data,
    z.object({ notification: z.unknown() }).safeParse(json).data?.notification,
  ];
  const notification = found.map((one) => Notification.safeParse(one).data).find((one) => one !== undefined);
  if (notification !== undefined) return notification;
  const parsed = parseInWords(Notification, json);
  const problems = parsed.kind === 'wrong' ? parsed.problems.slice(0, 3).map(problemLine).join('; ') : '';
  throw new UsageError(
    `--notification ${file}: expected a notification as JSON, as a webhook gets it in "data"; ${problems}`,
  );
}

async function readNamed(path: string, name: string): Promise<string> {
  try {
    return await readFile(path, 'utf8');
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? error.code : 'unknown';
    throw new UsageError(`--notification ${name} cannot be read (${code}).`, { cause: error });
  }
}

/** JSON is indented, and a form is a line a field. */
function bodyForPeople({ body, headers }: Post): string {
  if (headers['content-type']?.startsWith('application/x-www-form-urlencoded')) {
    return [...new URLSearchParams(body)].map(([name, value]) => `${name}=${value}`).join('\n');
  }
  return JSON.stringify(parseJson(body), undefined, 2);
}

import { readFile } from 'node:fs/promises';
import { resolve } from 'node:path';
import { Option } from 'commander';
import * as z from 'zod';
import type { Post } from '../../channels/channel.ts';
import { openDestination } from '../../channels/channels.ts';
import { kinds } from '../../channels/destination.ts';
import { sampleOf, sampleSecret } from '../../channels/samples.ts';
import { parseJson } from '../../job/json-value.ts';
import { messageOf } from '../../message/message-of.ts';
import { Language } from '../../message/render-options.ts';
import { Notification } from '../../notification/notification.ts';
import { sampleFailure } from '../../notification/sample-notification.ts';
import { Zone } from '../../notification/zone.ts';
import { problemLine, validateInput } from '../../watch/validate-input.ts';
import type { DefineCommand } from '../command.ts';
import { parseFlags } from '../parse-flags.ts';
import type { Terminal } from '../terminal.ts';
import { UsageError } from '../usage-error.ts';

const help = `
Exit codes: 0 printed, 2 wrong usage, or no notification in the file.

Examples:
  jobwatch render --kind slack
  jobwatch render --kind email --language zh-CN --zone Asia/Shanghai
  jobwatch render --kind teams --notification notification.json
`;

/** `jobwatch render`. */
export const defineRender: DefineCommand = (command, { terminal, done }) =>
  command
    .addOption(new Option('--kind <kind>', 'the kind of channel').choices(kinds).makeOptionMandatory())
    .option(
      '--notification <file>',
      'a notification as JSON, as webhooks get it; "-" reads standard input (default: a sample)',
    )
    .option('--language <language>', 'en or zh-CN (default: en)')
    .option('--zone <zone>', 'give times in this zone too, such as Europe/Berlin')
    .addHelpText('after', help)
    .action(async (flags: RenderFlags) => done(await render(flags, terminal)));

interface RenderFlags {
  kind: (typeof kinds)[number];
  notification?: string | undefined;
  language?: string | undefined;
  zone?: string | undefined;
}

const Options = z.object({ language: Language.optional(), zone: Zone.optional() });

/** Prints the body that a channel would be sent. Sends nothing. Throws UsageError. */
export async function render(flags: RenderFlags, terminal: Terminal): Promise<number> {
  const renderOptions = parseFlags(
    Options,
    { language: flags.language, zone: flags.zone },
    { language: '--language', zone: '--zone' },
  );
  const notification = await notificationOf(flags.notification, terminal);
  const destination = sampleOf(flags.kind);
  if (destination === undefined)
    throw new UsageError(`--kind ${flags.kind}: there is no sample of this kind.`);
  const now = terminal.clock.now();
  const prepared = openDestination(destination).request({
    notification,
    message: messageOf(notification, renderOptions),
    secret: sampleSecret,
    now,
  });
  if (prepared.kind === 'refused') throw new UsageError(`--kind ${flags.kind}: ${prepared.why}`);
  terminal.out(`${bodyForPeople(prepared)}\n`);
  return 0;
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
  const parsed = validateInput(Notification, json);
  const problems = parsed.kind === 'wrong' ? parsed.problems.slice(0, 3).map(problemLine).join('; ') : '';
  throw new UsageError(
    `--notification ${file}: expected a notification as JSON, as webhooks get it in "data"; ${problems}`,
  );
}

async function readNamed(path: string, name: string): Promise<string> {
  try {
    return await readFile(path, 'utf8');
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? error.code : 'unknown';
    throw new UsageError(`--notification: cannot read ${name} (${code}).`, { cause: error });
  }
}

/** Indents JSON; prints a form with one field per line. */
function bodyForPeople({ body, headers }: Post): string {
  if (headers['content-type']?.startsWith('application/x-www-form-urlencoded')) {
    return [...new URLSearchParams(body)].map(([name, value]) => `${name}=${value}`).join('\n');
  }
  return JSON.stringify(parseJson(body), undefined, 2);
}

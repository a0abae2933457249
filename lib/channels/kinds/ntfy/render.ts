import { cut, jsonBytes } from '../../../job/cut-text.ts';
import type { Message } from '../../../message/message.ts';
import { type LinkSpan, spanText } from '../../../message/span.ts';
import type { Severity } from '../../../notification/notification.ts';
import { defangMessage } from '../../text/defang.ts';
import { type Line, type TextForm, writeMessage } from '../../text/message-text.ts';

/** A message in JSON (docs.ntfy.sh/publish/#publish-as-json), as plain text: Markdown is shown in the web app only. */
export interface NtfyPayload {
  topic: string;
  title: string;
  message: string;
  priority: 3 | 4 | 5;
  tags: string[];
  click?: string;
  actions?: { action: 'view'; label: string; url: string }[];
}

/** 5 makes itself heard through "do not disturb" where people let it; 3 is the default (docs.ntfy.sh/publish/#message-priority). */
const priorities: Record<Severity, NtfyPayload['priority']> = { info: 3, warning: 4, error: 5 };
/** Names of emojis, which ntfy puts before the title (docs.ntfy.sh/emojis). */
const tags: Record<string, string> = {
  '✅': 'white_check_mark',
  '⚠️': 'warning',
  '❌': 'x',
  '▶️': 'arrow_forward',
  '⏳': 'hourglass_flowing_sand',
  '🔔': 'bell',
};

const stringBytes = (text: string): number => jsonBytes(text) - 2;
const actionLimits = { count: 3, label: 60, url: 500 };

/**
 * A message is at most 4,096 bytes long, else it becomes a file, and a body at most twice that. Counted as JSON, which is
 * never less, so that both are kept.
 */
const form: TextForm = { budget: 4_000, write, size: stringBytes, measure: stringBytes };

/** A notification as an ntfy message. */
export function renderNtfy(whole: Message, topic: string): NtfyPayload {
  const message = defangMessage(whole);
  const links = message.links
    .filter(({ url }) => stringBytes(url) <= actionLimits.url)
    .slice(0, actionLimits.count);
  return {
    topic,
    title: message.title,
    message: writeMessage(message, form),
    priority: priorities[message.severity],
    tags: [tags[message.icon] ?? 'bell'],
    ...linkFields(links),
  };
}

function linkFields(links: LinkSpan[]): Pick<NtfyPayload, 'click' | 'actions'> {
  const [first] = links;
  if (first === undefined) return {};
  return {
    click: first.url,
    actions: links.map(({ text, url }) => ({
      action: 'view',
      label: cut(text, actionLimits.label, stringBytes),
      url,
    })),
  };
}

/** Title and links have fields of their own. */
function write(line: Line): string {
  switch (line.kind) {
    case 'title':
    case 'links':
      return '';
    case 'summary':
      return `${line.text}\n`;
    case 'detail':
      return `${line.label}: ${line.text}\n\n`;
    case 'fact':
      return `${line.label}: ${spanText(line.value)}\n`;
    case 'footer':
      return `\n${line.text}`;
  }
}

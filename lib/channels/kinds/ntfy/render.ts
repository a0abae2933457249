import { cut, jsonBytes } from '../../../job/cut-text.ts';
import type { Message } from '../../../message/message.ts';
import { type LinkSpan, spanText } from '../../../message/span.ts';
import type { Severity } from '../../../notification/notification.ts';
import { defangMessage } from '../../text/defang.ts';
import { type Line, type TextForm, writeMessage } from '../../text/message-text.ts';

/**
 * A message in JSON (docs.ntfy.sh/publish/#publish-as-json). It is plain text, because only the web app shows
 * Markdown.
 */
export interface NtfyPayload {
  topic: string;
  title: string;
  message: string;
  priority: 3 | 4 | 5;
  tags: string[];
  click?: string;
  actions?: { action: 'view'; label: string; url: string }[];
}

/** 3 is the default. 5 can override "do not disturb" on a phone (docs.ntfy.sh/publish/#message-priority). */
const priorities: Record<Severity, NtfyPayload['priority']> = { info: 3, warning: 4, error: 5 };
/** The names of the emojis that ntfy puts before the title (docs.ntfy.sh/emojis). */
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
 * In bytes as JSON. ntfy turns a message of more than 4,096 bytes into a file, and accepts a body of twice
 * that. The length as JSON is never less than the length that ntfy counts, so one limit serves both.
 */
const form: TextForm = { budget: 4_000, write, size: stringBytes, measure: stringBytes };

/** Renders an ntfy message. */
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

/** Omits title and links, which have fields of their own. */
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

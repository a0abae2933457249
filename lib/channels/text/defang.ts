import type { Message } from '../../message/message.ts';

/** U+200B, zero width space: readers do not see it, and no client finds a name or an address across it. */
const gap = '\u200B';
const live = /@|:(?=\/\/)|\](?=\()|(?<=[\p{L}\p{N}])\.(?=\p{L})/gu;

/**
 * Text in which clients that look for links and names by themselves find none: broken behind `@`, inside `://` and
 * `](`, and behind the dots of host names. Ids and error codes (`SDRS.0405`) stay as they are.
 */
export const defang = (text: string): string => text.replace(live, `$&${gap}`);

/** A message whose texts are all defanged; the addresses of its links, which are ours, stay. */
export function defangMessage({ detail, ...message }: Message): Message {
  return {
    ...message,
    title: defang(message.title),
    summary: defang(message.summary),
    ...(detail !== undefined && { detail: { label: detail.label, text: defang(detail.text) } }),
    facts: message.facts.map(({ label, value }) => ({
      label,
      value: value.map(({ kind, text }) => ({ kind, text: defang(text) })),
    })),
    links: message.links.map(({ kind, text, url }) => ({ kind, text: defang(text), url })),
    footer: defang(message.footer),
  };
}

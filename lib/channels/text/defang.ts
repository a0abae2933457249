import type { Message } from '../../message/message.ts';

/** U+200B, zero width space. Readers do not see it, and clients find no name or address across it. */
const gap = '\u200B';
const live = /@|:(?=\/\/)|\](?=\()|(?<=[\p{L}\p{N}])\.(?=\p{L})/gu;

/**
 * Breaks up links and names, so that clients do not turn them into links or mentions: behind `@`, inside
 * `://` and `](`, and behind the dots of host names. Ids and error codes (`SDRS.0405`) stay as they are.
 */
export const defang = (text: string): string => text.replace(live, `$&${gap}`);

/** Defangs all texts of a message. The addresses of its links are ours and stay as they are. */
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

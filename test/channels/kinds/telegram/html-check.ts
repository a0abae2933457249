/** A piece of text and the tag that it stands in, if any. */
export interface Piece {
  text: string;
  tag?: string;
}

export interface ReadHtml {
  pieces: Piece[];
  links: string[];
}

/** Our few tags are never nested: code and links may hold nothing, and bold nothing that we use. */
const element = /<(b|code)>([^<>]*)<\/\1>|<a href="([^"<>]*)">([^<>]*)<\/a>|([^<>]+)|(<|>)/g;
const entities: Record<string, string> = { '&lt;': '<', '&gt;': '>', '&amp;': '&', '&quot;': '"' };

/**
 * Reads a text in Telegram's HTML mode by its own rules (core.telegram.org/bots/api#html-style). Throws for a
 * tag that is not allowed or not closed, for one inside another, and for a bare `<`, `>` or `&`.
 */
export function readTelegramHtml(html: string): ReadHtml {
  const links: string[] = [];
  const pieces = [...html.matchAll(element)].map((found): Piece => {
    const [, tag, inTag, address, label, text, stray] = found;
    if (stray !== undefined) throw new Error(`no tag of ours: ${html.slice(found.index, found.index + 20)}`);
    if (address === undefined) return { text: unescaped(inTag ?? text ?? ''), ...(tag && { tag }) };
    links.push(unescaped(address));
    return { text: unescaped(label!), tag: 'a' };
  });
  return { pieces, links };
}

function unescaped(text: string): string {
  return text.replace(/&[a-z]*;?/g, (entity) => {
    const character = entities[entity];
    if (character === undefined) throw new Error(`no entity of Telegram's: ${entity}`);
    return character;
  });
}

/** The text as Telegram counts and shows it. */
export const shownText = ({ pieces }: ReadHtml): string => pieces.map(({ text }) => text).join('');

/** The text in which Telegram looks for names, commands and addresses by itself: all but code and links. */
export const searchedText = ({ pieces }: ReadHtml): string =>
  pieces.map(({ text, tag }) => (tag === 'code' || tag === 'a' ? '\n' : text)).join('');

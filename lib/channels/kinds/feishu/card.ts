/** Text that Feishu does not format. */
export interface PlainText {
  tag: 'plain_text';
  content: string;
  text_size?: 'notation';
  text_color?: 'grey';
}

export interface TextElement {
  tag: 'div';
  text: PlainText;
}

interface Column {
  tag: 'column';
  width: 'weighted';
  weight: number;
  elements: TextElement[];
}

/**
 * The components that we use (open.feishu.cn, "Card JSON 2.0 structure"). Feishu refuses unknown properties.
 */
export type CardElement =
  | TextElement
  | { tag: 'column_set'; flex_mode: 'none'; columns: Column[] }
  | {
      tag: 'button';
      text: PlainText;
      type: 'default';
      behaviors: { type: 'open_url'; default_url: string }[];
    }
  | { tag: 'markdown'; content: string };

export interface FeishuCard {
  schema: '2.0';
  header: { template: 'green' | 'orange' | 'red'; title: PlainText };
  body: { elements: CardElement[] };
}

export const textElement = (content: string, poll: Omit<PlainText, 'tag' | 'content'> = {}): TextElement => ({
  tag: 'div',
  text: { tag: 'plain_text', content, ...poll },
});

/** Puts a label on the left and its value on the right. */
export const labelled = (label: string, content: string): CardElement => ({
  tag: 'column_set',
  flex_mode: 'none',
  columns: [column(2, textElement(label, { text_color: 'grey' })), column(5, textElement(content))],
});

const column = (weight: number, element: TextElement): Column => ({
  tag: 'column',
  width: 'weighted',
  weight,
  elements: [element],
});

export const linkButton = (label: string, url: string): CardElement => ({
  tag: 'button',
  text: { tag: 'plain_text', content: label },
  type: 'default',
  behaviors: [{ type: 'open_url', default_url: url }],
});

/**
 * Renders mentions: the only text with markup in a card. The ids come from the configuration and need no
 * escaping.
 */
export const mentions = (ids: readonly string[]): CardElement => ({
  tag: 'markdown',
  content: ids.map((id) => `<at id=${id}></at>`).join(' '),
});

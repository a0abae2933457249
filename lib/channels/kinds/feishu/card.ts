/** Text that Feishu does not format at all. */
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

/** The components in use, of open.feishu.cn, "Card JSON 2.0 structure". An unknown property is an error there. */
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

/** A label on the left and what it labels on the right. */
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

/** The only text with markup in a card: people from our own configuration, whose ids need no escaping. */
export const mentions = (ids: readonly string[]): CardElement => ({
  tag: 'markdown',
  content: ids.map((id) => `<at id=${id}></at>`).join(' '),
});

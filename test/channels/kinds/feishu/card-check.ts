import * as z from 'zod';

/*
 * The parts of open.feishu.cn, "Card JSON 2.0 structure" and its components, that a notification may use. An
 * unknown property is an error there ("Card JSON 2.0 release notes"), and here.
 */
const content = z.string().min(1);
const PlainText = z.strictObject({
  tag: z.literal('plain_text'),
  content,
  text_size: z.enum(['normal', 'notation', 'heading']).optional(),
  text_color: z.enum(['default', 'grey']).optional(),
});
const Div = z.strictObject({ tag: z.literal('div'), text: PlainText });
const Mentions = z.strictObject({
  tag: z.literal('markdown'),
  content: content.regex(/^<at id=[\w-]+><\/at>(?: <at id=[\w-]+><\/at>)*$/),
});
const Button = z.strictObject({
  tag: z.literal('button'),
  text: PlainText,
  type: z.enum(['default', 'primary', 'danger', 'text']),
  behaviors: z
    .array(z.strictObject({ type: z.literal('open_url'), default_url: z.url({ protocol: /^https$/ }) }))
    .length(1),
});
const ColumnSet = z.strictObject({
  tag: z.literal('column_set'),
  flex_mode: z.enum(['none', 'stretch', 'flow', 'bisect', 'trisect']),
  columns: z.array(
    z.strictObject({
      tag: z.literal('column'),
      width: z.literal('weighted'),
      weight: z.int().min(1).max(5),
      elements: z.array(Div).min(1),
    }),
  ),
});

export const Card = z.strictObject({
  schema: z.literal('2.0'),
  header: z.strictObject({ template: z.enum(['green', 'orange', 'red']), title: PlainText }),
  body: z.strictObject({
    elements: z.array(z.discriminatedUnion('tag', [Div, ColumnSet, Button, Mentions])).min(1),
  }),
});
export type Card = z.infer<typeof Card>;

/** Everything with a tag in a card. Feishu accepts 200 ("Card JSON 2.0 structure"). */
export function countTags(value: unknown): number {
  if (typeof value !== 'object' || value === null) return 0;
  return Object.values(value).reduce<number>((sum, inner) => sum + countTags(inner), 'tag' in value ? 1 : 0);
}

/** The texts of a card as people see them: a labelled value on one line. */
export const shownLines = ({ header, body }: Card): string[] => [
  header.title.content,
  ...body.elements.map(shownLine),
];

function shownLine(element: Card['body']['elements'][number]): string {
  switch (element.tag) {
    case 'div':
    case 'button':
      return element.text.content;
    case 'markdown':
      return element.content;
    case 'column_set':
      return element.columns.flatMap(({ elements }) => elements.map(({ text }) => text.content)).join(': ');
  }
}

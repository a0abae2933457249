import { cut } from '../../job/cut-text.ts';

/** The label of a link where Markdown is read: only what can neither end it nor be a format in it; never empty. */
export const linkLabel = (text: string): string =>
  cut(text.replace(/[^\p{L}\p{M}\p{N} .-]+/gu, ' ').trim(), 60) || 'Link';

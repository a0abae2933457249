import { cut } from '../../job/cut-text.ts';

/**
 * Makes the label of a Markdown link. Removes characters that could end the label or format it. Never empty.
 */
export const linkLabel = (text: string): string =>
  cut(text.replace(/[^\p{L}\p{M}\p{N} .-]+/gu, ' ').trim(), 60) || 'Link';

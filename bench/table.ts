/**
 * Returns a Markdown table that is aligned for a terminal: the first column left, the others (numbers) right.
 * Every row must have as many cells as the head.
 */
export function table(head: readonly string[], rows: readonly (readonly string[])[]): string {
  const widths = head.map((title, column) =>
    Math.max(3, title.length, ...rows.map((row) => (row[column] ?? '').length)),
  );
  const line = (cells: readonly string[]): string =>
    `| ${widths.map((width, column) => padded(cells[column] ?? '', width, column)).join(' | ')} |`;
  const rule = widths.map((width, column) =>
    column === 0 ? '-'.repeat(width) : `${'-'.repeat(width - 1)}:`,
  );
  return [line(head), line(rule), ...rows.map(line)].join('\n');
}

const padded = (cell: string, width: number, column: number): string =>
  column === 0 ? cell.padEnd(width) : cell.padStart(width);

const threeFigures = new Intl.NumberFormat('en', { maximumSignificantDigits: 3 });
const whole = new Intl.NumberFormat('en', { maximumFractionDigits: 0 });

/** Formats a number with three significant digits, or as a whole number from 1,000 on. */
export const figure = (value: number): string =>
  (Math.abs(value) >= 1_000 ? whole : threeFigures).format(value);

/** Formats a share (0 to 1) as a percentage. */
export const percent = (share: number): string => `${figure(share * 100)} %`;

/** Formats a ratio to a baseline. */
export const times = (ratio: number): string => `${figure(ratio)}×`;

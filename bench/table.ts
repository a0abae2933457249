/**
 * A Markdown table that also reads well on a terminal: the first column stands left, all others (numbers)
 * right. Every row has as many cells as the head.
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

/** A number with as many digits as a measurement deserves: three, or all before the point. */
export const figure = (value: number): string =>
  (Math.abs(value) >= 1_000 ? whole : threeFigures).format(value);

/** A share as percent. */
export const percent = (share: number): string => `${figure(share * 100)} %`;

/** A ratio to a baseline. */
export const times = (ratio: number): string => `${figure(ratio)}×`;

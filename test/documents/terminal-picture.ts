import { execFile } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { argv } from 'node:process';
import { promisify } from 'node:util';

const root = join(import.meta.dirname, '../..');
const picturePath = join(root, 'docs/pictures/terminal.svg');

/** Measures of the picture in pixels. A character of a monospaced font is 0.6 em wide. */
const columns = 108;
const rows = 43;
const fontSize = 13;
const characterWidth = fontSize * 0.6;
const lineHeight = 18;
const padding = 16;

/** Returns what `jobwatch demo` prints. It takes about ten seconds. */
export async function runDemo(): Promise<string[]> {
  const { stdout } = await promisify(execFile)(process.execPath, ['lib/cli/main.ts', 'demo'], { cwd: root });
  return stdout.split('\n');
}

/** Returns the lines that docs/pictures/terminal.svg shows, without the command. */
export const linesOfPicture = (): string[] =>
  [...readFileSync(picturePath, 'utf8').matchAll(/<tspan [^>]*>(.*?)<\/tspan>/g)]
    .map(([, text = '']) => text.replaceAll('&lt;', '<').replaceAll('&gt;', '>').replaceAll('&amp;', '&'))
    .slice(1);

/** Draws the beginning of the demo, always in the same size. Longer lines are cut. */
function draw(printed: readonly string[]): string {
  const shown = ['$ npm start', ...printed].slice(0, rows);
  const width = Math.ceil(columns * characterWidth) + 2 * padding;
  const height = rows * lineHeight + 2 * padding;
  const spans = shown.map((line, row) => {
    const cut = [...line].length > columns ? `${[...line].slice(0, columns - 1).join('')}…` : line;
    return `<tspan x="${padding}" y="${padding + (row + 1) * lineHeight - 5}"${colour(line)}>${escapeXml(cut)}</tspan>`;
  });
  return `<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${height}" viewBox="0 0 ${width} ${height}">
<title>npm start</title>
<rect width="100%" height="100%" rx="8" fill="#0d1117"/>
<text xml:space="preserve" style="white-space: pre" font-family="ui-monospace, Menlo, Consolas, monospace" font-size="${fontSize}" fill="#e6edf3">
${spans.join('\n')}
</text>
</svg>
`;
}

/** Commands are grey; titles of notifications are green or red by the outcome that they name. */
function colour(line: string): string {
  if (line.startsWith('$')) return ' fill="#8b949e"';
  if (/│ ✅/.test(line)) return ' fill="#3fb950"';
  return /│ ❌/.test(line) ? ' fill="#ff7b72"' : '';
}

const escapeXml = (text: string): string =>
  text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');

// "npm run docs" writes the picture.
if (argv.includes('--write')) writeFileSync(picturePath, draw(await runDemo()));

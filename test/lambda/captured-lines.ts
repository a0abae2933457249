import { onTestFinished, vi } from 'vitest';

/** A line of the log, or of the metrics, that a function wrote. */
export type Line = Record<string, unknown>;

/** The environment in which the functions of a stack log and count as they do when they are deployed. */
export const loud = { POWERTOOLS_LOG_LEVEL: 'INFO', POWERTOOLS_METRICS_DISABLED: 'false' };

/** Everything that is written from now on to the end of the test, as CloudWatch gets it. */
export function captureLines(): { text: () => string; take: () => Line[] } {
  const written: string[] = [];
  const keep = (chunk: unknown): boolean => {
    written.push(String(chunk));
    return true;
  };
  const spies = [
    vi.spyOn(process.stdout, 'write').mockImplementation(keep),
    vi.spyOn(process.stderr, 'write').mockImplementation(keep),
  ];
  onTestFinished(() => {
    for (const spy of spies) spy.mockRestore();
  });
  const text = () => written.join('');
  const take = () => {
    const lines = text().split('\n');
    written.length = 0;
    return lines.filter((line) => line.startsWith('{')).map((line) => JSON.parse(line) as Line);
  };
  return { text, take };
}

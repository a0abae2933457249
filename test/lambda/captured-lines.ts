import { onTestFinished, vi } from 'vitest';

/** A log or metrics line that a function wrote. */
export type Line = Record<string, unknown>;

/** Environment that turns on logs and metrics, as in a deployment. */
export const loud = { POWERTOOLS_LOG_LEVEL: 'INFO', POWERTOOLS_METRICS_DISABLED: 'false' };

/** Captures everything written to stdout and stderr until the test ends, as CloudWatch gets it. */
export function captureLines(): { text: () => string; take: () => Line[] } {
  const written: string[] = [];
  const collect = (chunk: unknown): boolean => {
    written.push(String(chunk));
    return true;
  };
  const spies = [
    vi.spyOn(process.stdout, 'write').mockImplementation(collect),
    vi.spyOn(process.stderr, 'write').mockImplementation(collect),
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

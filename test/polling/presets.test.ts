import { describe, expect, it } from 'vitest';
import {
  defaultDeadline,
  defaultPreset,
  maxDeadlineSeconds,
  maxTurns,
  presetNames,
  presets,
} from '../../lib/polling/presets.ts';

describe('the presets', () => {
  it('are three, from fast to economical', () => {
    expect(presets).toStrictEqual({
      prompt: { fraction: 0.05, minSeconds: 5, capSeconds: 60 },
      balanced: { fraction: 0.1, minSeconds: 5, capSeconds: 300 },
      thrifty: { fraction: 0.25, minSeconds: 5, capSeconds: 900 },
    });
  });

  it('are all offered by name', () => {
    expect(presetNames).toStrictEqual(Object.keys(presets));
  });

  it('default to balanced, for a day', () => {
    expect([defaultPreset, defaultDeadline]).toStrictEqual(['balanced', '24h']);
  });
});

it('a watch lasts at most 30 days', () => {
  expect(maxDeadlineSeconds).toBe(2_592_000);
});

describe('the limit of turns', () => {
  const mostEvents = 25_000;
  const events = { turn: 9, retry: 3, progressNotification: 7 };

  it('leaves events for 2.5 retries in each turn of the longest watch, beside its 20 progress notifications', () => {
    const fixed = maxTurns * events.turn + 20 * events.progressNotification;
    expect(maxTurns).toBe(1_500);
    expect((mostEvents - fixed) / events.retry / maxTurns).toBeGreaterThan(2.5);
  });

  it('does not slow the fastest preset down within a day', () => {
    expect(maxTurns).toBeGreaterThan(86_400 / presets.prompt.capSeconds);
  });
});

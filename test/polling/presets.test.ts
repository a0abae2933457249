import { describe, expect, it } from 'vitest';
import {
  defaultDeadline,
  defaultPreset,
  maxDeadlineSeconds,
  maxLooks,
  presetNames,
  presets,
} from '../../lib/polling/presets.ts';

describe('the presets', () => {
  it('are three, from impatient to thrifty', () => {
    expect(presets).toStrictEqual({
      prompt: { fraction: 0.05, minSeconds: 5, capSeconds: 60 },
      balanced: { fraction: 0.1, minSeconds: 5, capSeconds: 300 },
      thrifty: { fraction: 0.25, minSeconds: 5, capSeconds: 900 },
    });
  });

  it('are all offered by name', () => {
    expect(presetNames).toStrictEqual(Object.keys(presets));
  });

  it('are balanced for a day where nothing else is said', () => {
    expect([defaultPreset, defaultDeadline]).toStrictEqual(['balanced', '24h']);
  });
});

it('a watch lasts at most 30 days', () => {
  expect(maxDeadlineSeconds).toBe(2_592_000);
});

it('all looks of a watch fit into the history of one execution, with room for its notices', () => {
  const eventsOfALook = 9;
  expect(maxLooks).toBe(2_400);
  expect(maxLooks * eventsOfALook).toBeLessThan(25_000 - 2_000);
});

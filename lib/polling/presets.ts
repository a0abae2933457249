/** How soon to poll again: `clamp(min, fraction × elapsed, cap)`. */
export interface PollingPolicy {
  fraction: number;
  minSeconds: number;
  capSeconds: number;
}

/**
 * Waits in proportion to the time a job has run: polls grow with the logarithm of its duration, and the delay is at most
 * a fixed share of it. `npm run bench polling` compares the presets with other clients' schedules.
 */
export const presets = {
  prompt: { fraction: 0.05, minSeconds: 5, capSeconds: 60 },
  balanced: { fraction: 0.1, minSeconds: 5, capSeconds: 300 },
  thrifty: { fraction: 0.25, minSeconds: 5, capSeconds: 900 },
} as const satisfies Record<string, PollingPolicy>;

export type PresetName = keyof typeof presets;
export const presetNames = ['prompt', 'balanced', 'thrifty'] as const satisfies readonly PresetName[];

/**
 * The most turns of the loop, whatever each is for. A history holds 25,000 events: a turn writes 9, a retry 3, a progress
 * notification 7. With 1,500 turns 2.5 retries fit into every turn. `prompt` needs 1,440 to reach 24 hours at its cap.
 */
export const maxTurns = 1_500;

export const defaultPreset: PresetName = 'balanced';
export const defaultDeadline = '24h';
export const maxDeadlineSeconds = 30 * 24 * 3_600;

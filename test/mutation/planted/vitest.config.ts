import { defineConfig } from 'vitest/config';

/** The suites by which planted changes are judged. */
export default defineConfig({
  test: { include: ['**/*.planted.ts'], isolate: false, testTimeout: 20_000, hookTimeout: 20_000 },
});

import { defineConfig } from 'vitest/config';

/** The tests by which mutants are judged: each file with modules of its own, so that a mutant of what runs at loading is loaded. */
export default defineConfig({
  test: {
    include: [
      'test/{job,polling,watch,api,aws,cloud,cts}/**/*.test.ts',
      'test/channels/{webhook,feishu,dingtalk,sns,eventbridge,email}/**/*.test.ts',
    ],
    testTimeout: 20_000,
  },
});

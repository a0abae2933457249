import { defineHandler } from '../lib/lambda/define-handler.ts';
import { LostWatchEvent } from '../lib/lambda/lost-watch-entrance.ts';
import { reportAndCount, wireReportLostWatch } from '../lib/lambda/wiring/report-lost-watch.ts';
import { LostOutput } from '../lib/workflow/contracts.ts';

/** Announces a watch that died without telling its end. */
export const handler = defineHandler({
  input: LostWatchEvent,
  output: LostOutput,
  wire: wireReportLostWatch,
  run: reportAndCount,
  facts: ({ announced }) => ({ announced }),
});

import { defineHandler } from '../../lib/lambda/define-handler.ts';
import { LostOutput } from '../../lib/workflow/contracts.ts';
import { LostWatchEvent } from './event.ts';
import { reportAndCount, wireReportLostWatch } from './wiring.ts';

/** Announces a watch that ended without reporting an outcome. */
export const handler = defineHandler({
  input: LostWatchEvent,
  output: LostOutput,
  wire: wireReportLostWatch,
  run: reportAndCount,
  facts: ({ announced }) => ({ announced }),
});

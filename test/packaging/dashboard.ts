import { describe, expect, it } from 'vitest';
import * as z from 'zod';
import type { Packaged } from './packaged.ts';

const Body = z.object({ 'Fn::Sub': z.string() }).transform((body) => body['Fn::Sub']);
const Widgets = z.object({
  widgets: z.array(
    z.object({ properties: z.object({ title: z.string(), metrics: z.array(z.array(z.unknown())).min(1) }) }),
  ),
});

/** What the dashboard shows. */
export function describeDashboard(packaged: () => Packaged): void {
  describe('the dashboard', () => {
    it('is JSON once its references are in place, and shows every metric of ours', () => {
      const body = Body.parse(packaged().resource('Dashboard')?.['DashboardBody']);
      expect(body).not.toContain('${self:');
      const { widgets } = Widgets.parse(JSON.parse(body.replace(/\$\{[\w:.]+\}/g, 'in-place')));
      const shown = JSON.stringify(widgets);
      for (const name of [
        'WatchesStarted',
        'WatchesEnded',
        'LostWatches',
        'Polls',
        'PollProblems',
        'DetectionDelay',
        'Delivered',
        'TriedAgain',
        'Refused',
        'Gone',
        'MissedFailures',
        'RefusedMessages',
      ]) {
        expect(shown).toContain(name);
      }
    });
  });
}

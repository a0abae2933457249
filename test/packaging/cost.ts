import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { idleUsage } from '../../bench/cost/idle.ts';
import { priceList, usdOf } from '../../bench/cost/prices.ts';
import { costReport } from '../../bench/cost/report.ts';
import { Template } from '../../lib/lambda/deploy/template.ts';
import type { Packaged } from './packaged.ts';

const page = readFileSync(join(import.meta.dirname, '../../docs/operations.md'), 'utf8');
const rowsOfWatches = (text: string): string[] =>
  [...text.matchAll(/^\| (?:10 minutes|1 hour|24 hours) .*\|$/gm)].map(([row]) => row.replace(/ +/g, ' '));

/** What the stack costs, as the page about operating says. */
export function describeCost(packaged: () => Packaged): void {
  describe('the cost on the page about operating', () => {
    it('is that of an idle stack, to a dollar, and of 1,000 watches, to a cent', async () => {
      const template = Template.parse(packaged().template);
      const [, stated = ''] = /^Idle, a stack costs about (\d+) USD a month/m.exec(page) ?? [];
      expect(Math.abs(usdOf(idleUsage(template)) - Number(stated))).toBeLessThan(1);
      const computed = rowsOfWatches(await costReport(template));
      expect(computed).toHaveLength(3);
      expect(rowsOfWatches(page)).toEqual(computed);
    });

    it('counts what costs in an idle stack: key, alarms, dashboard, secrets, and the queue that is asked', () => {
      const usages = idleUsage(Template.parse(packaged().template));
      const alarms = Object.keys(packaged().ofType('AWS::CloudWatch::Alarm')).length;
      expect(Object.fromEntries(usages.map(({ price, amount }) => [price, amount]))).toMatchObject({
        kmsKey: 1,
        // The alarm of aborted executions reads two metrics.
        alarmMetric: alarms + 1,
        dashboard: 1,
        secret: 3,
        queueRequest: 657_000,
      });
    });

    it('is made of list prices of the region that the stack goes to by default', () => {
      const serverless = readFileSync(join(import.meta.dirname, '../../serverless.yml'), 'utf8');
      expect(serverless).toContain(`'${priceList.region}'`);
    });
  });
}

import type { Template } from '../../lib/lambda/deploy/template.ts';
import { figure, table } from '../table.ts';
import { assumed } from './assumed.ts';
import { idleUsage } from './idle.ts';
import { type PriceName, priceList, type Usage, usdOf } from './prices.ts';
import { followJob, usageOfWatch } from './watches.ts';

const watches = 1_000;
const preset = 'balanced';
const durations = [
  ['10 minutes', 600],
  ['1 hour', 3_600],
  ['24 hours', 86_400],
] as const;

/**
 * Reports the cost of a stack, idle and for 1,000 watches, with the prices and assumptions.
 */
export async function costReport(template: Template): Promise<string> {
  const idle = idleUsage(template);
  const { region, date, prices } = priceList;
  return `List prices of ${region} in USD, ${date}, without free tiers.

## Idle, per month

${table(['what', 'amount', 'USD'], [...idle.map(row), ['sum', '', usd(usdOf(idle))]])}

## ${figure(watches)} watches with the preset ${preset}, started by events, each job reported to ${assumed.destinations} destinations

${table(head, await Promise.all(durations.map((duration) => rowOfWatches(template, duration))))}

Custom metrics cost at most ${usd(usdOf([metrics]))} per month (${assumed.customMetrics} metrics, if watches run in every hour).

## Prices

${table(
  ['for', 'USD', 'page'],
  Object.values(prices).map(({ usd: price, per, page }) => [per, precise(price), page]),
)}

Assumed: ${Object.entries(assumed)
    .map(([name, value]) => `${name} ${figure(value)}`)
    .join(', ')}.`;
}

const head = [
  'duration of the job',
  'polls',
  'transitions',
  'Step Functions',
  'Lambda',
  'logs',
  'rest',
  'USD',
];
const metrics: Usage = { price: 'customMetric', amount: assumed.customMetrics, what: 'metrics' };

const usd = (amount: number): string => amount.toFixed(2);
const precise = (price: number): string => String(Number(price.toPrecision(6)));
const row = (usage: Usage): string[] => [usage.what, figure(usage.amount), usd(usdOf([usage]))];

async function rowOfWatches(
  template: Template,
  [name, seconds]: (typeof durations)[number],
): Promise<string[]> {
  const watch = await followJob(preset, seconds);
  const usages = usageOfWatch(template, watch).map((usage) => ({ ...usage, amount: usage.amount * watches }));
  const usdFor = (...names: PriceName[]) => usdOf(usages.filter(({ price }) => names.includes(price)));
  const shares = [usdFor('transition'), usdFor('invocation', 'gigabyteSecond'), usdFor('logByte')];
  const all = usdOf(usages);
  const rest = shares.reduce((left, share) => left - share, all);
  return [name, figure(watch.polls), figure(watch.transitions), ...[...shares, rest, all].map(usd)];
}

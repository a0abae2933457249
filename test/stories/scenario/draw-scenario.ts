import { answerFaults } from '../../simulator/answer-faults.ts';
import { type Draw, drawFault, makeDraw } from '../draw.ts';
import { stepFaults, wayFaults } from '../story.ts';
import type { VendorFault } from './pretend-vendor.ts';
import { type QuietPlan, type Scenario, zones } from './scenario.ts';
import { bodyFaults, type VendorKind, vendors } from './vendors.ts';

/** Some more often than others. */
export const chats: readonly VendorKind[] = [
  'slack',
  'slack-bot',
  'slack-bot',
  'telegram',
  'telegram',
  'discord',
  'discord',
  'wecom',
  'dingtalk',
  'feishu',
];
export const scenarioSteps = ['planNotification', 'deliverNotification', 'saveDeadLetter'] as const;
const daySeconds = 86_400;
/** A Thursday: tellings of three days get into the weekend. */
const thursday = Date.parse('2026-11-26T00:00:00.000Z');

/** The scenario of a seed: the same for the same seed. */
export function drawScenario(seed: number): Scenario {
  const draw = makeDraw(seed ^ 0x7e11);
  const team = draw.oneOf(chats);
  const faults = () => (draw.chance(0.6) ? draw.some(2, () => drawVendorFault(draw)) : []);
  return {
    seed,
    startMs: thursday + draw.between(0, daySeconds) * 1_000,
    notifications: drawNotifications(draw),
    kinds: { team, hook: 'webhook', reserve: team === 'slack' ? 'wecom' : 'slack' },
    mode: draw.oneOf(['new', ...vendors[team].modes] as const),
    faults: { team: faults(), hook: faults(), reserve: faults() },
    route: {
      ...draw.rarely(0.5, () => ({ quiet: drawQuiet(draw) })),
      ...draw.rarely(0.4, () => ({ oncePer: drawOncePer(draw) })),
      fallback: draw.chance(0.6),
    },
    steps: draw.rarely(0.3, () => [drawStepFault(draw)]) ?? [],
    store: draw.rarely(0.1, () => 'down' as const) ?? 'kept',
  };
}

/**
 * Up to four watches over one to three days: each may begin, be seen to go on, and end, close together or far
 * apart.
 */
function drawNotifications(draw: Draw): Scenario['notifications'] {
  const spanSeconds = draw.oneOf([600, daySeconds, 3 * daySeconds]);
  const errorCodes = ['SDRS.1030', 'EVS.2024'];
  const watches = Array.from({ length: draw.between(1, 4) }, (_, watch) => {
    const began = draw.between(0, spanSeconds);
    const lasts = draw.oneOf([30, 3_600, 40_000]);
    const end = draw.oneOf(['sdrs.job.failed', 'sdrs.job.succeeded', 'sdrs.watch.lost'] as const);
    const types = [
      ...draw.some(1, () => 'sdrs.job.started' as const),
      ...draw.some(1, () => 'sdrs.job.progress' as const),
      end,
    ];
    const errorCode = draw.oneOf(errorCodes);
    return types.map((type, index) => ({ atSeconds: began + index * lasts, watch, type, errorCode }));
  });
  return watches.flat().sort((one, other) => one.atSeconds - other.atSeconds);
}

function drawQuiet(draw: Draw): QuietPlan {
  const [from, to] = draw.oneOf([
    ['22:00', '07:00'],
    ['00:00', '06:30'],
    ['12:00', '13:00'],
    ['08:15', '08:00'],
  ] as const);
  return {
    from,
    to,
    zone: draw.oneOf(Object.keys(zones) as (keyof typeof zones)[]),
    ...draw.rarely(0.4, () => ({
      days: draw.oneOf([['sat'], ['sun'], ['sat', 'sun']] as ('sat' | 'sun')[][]),
    })),
    ...draw.rarely(0.3, () => ({ unless: ['error' as const] })),
    afterwards: draw.oneOf(['digest', 'digest', 'each'] as const),
  };
}

const drawOncePer = (draw: Draw): NonNullable<Scenario['route']['oncePer']> => ({
  same: draw.oneOf([['error_code'], ['type'], ['type', 'error_code'], ['job']] as (
    | 'error_code'
    | 'type'
    | 'job'
  )[][]),
  withinSeconds: draw.oneOf([300, 3_600, daySeconds]),
});

const drawVendorFault = (draw: Draw) =>
  drawFault<VendorFault | (typeof wayFaults)[number]>(
    draw,
    draw.chance(0.5) ? bodyFaults : [...answerFaults, ...wayFaults],
    draw.oneOf([600, daySeconds]),
  );

const drawStepFault = (draw: Draw): Scenario['steps'][number] => {
  const step = draw.oneOf(scenarioSteps);
  const fromCall = step === 'saveDeadLetter' ? 0 : draw.between(0, 4);
  const isOvercome = step === 'saveDeadLetter' || draw.chance(0.7);
  return { step, fault: draw.oneOf(stepFaults), fromCall, times: isOvercome ? draw.between(1, 3) : 99 };
};

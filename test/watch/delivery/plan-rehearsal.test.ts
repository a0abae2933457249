import { describe, expect, it } from 'vitest';
import { Route } from '../../../lib/notification/route.ts';
import { planNotification } from '../../../lib/watch/delivery/plan-notification.ts';
import { makeOwner } from '../../../lib/watch/ports/owner.ts';
import { PlanOutput } from '../../../lib/workflow/contracts.ts';
import { aFailureNotification } from '../../support/notifications.ts';
import { brokenStore } from '../../support/store.ts';

const at = Date.parse('2026-03-01T21:30:00.000Z');
const destinations = [
  { id: 'dr-team', readers: 'people' as const, pages: false },
  { id: 'tickets', readers: 'machines' as const, pages: false },
  { id: 'on-call', readers: 'machines' as const, pages: true },
];

/** Plans a rehearsal with records that cannot be reached: it must leave them alone. */
async function plan(routes: object[], to?: string[]) {
  const planned = await planNotification(
    { notification: { ...aFailureNotification(), rehearsal: to === undefined ? {} : { to } } },
    {
      routes: routes.map((route) => Route.parse(route)),
      destinations,
      store: brokenStore,
      owner: makeOwner('test'),
      lasting: true,
      onTrouble: (error) => {
        throw error;
      },
      now: () => at,
    },
  );
  return PlanOutput.parse(planned);
}
const first = (destination: string) => ({ destination, attempts: 0 });
const paged = { destination: 'on-call', why: 'pages_people' };

describe('a rehearsal', () => {
  it('goes where the routes say, but pages nobody', async () => {
    expect(await plan([{ to: ['dr-team', 'on-call'] }, { to: ['dr-team', 'tickets'] }])).toEqual({
      deliveries: [first('dr-team'), first('tickets')],
      suppressed: [paged],
    });
  });

  it('goes everywhere without routes, but pages nobody', async () => {
    expect(await plan([])).toEqual({ deliveries: [first('dr-team'), first('tickets')], suppressed: [paged] });
  });

  it('has no fallback that pages people, and keeps another', async () => {
    const { deliveries } = await plan([
      { to: ['dr-team'], fallback: 'on-call' },
      { to: ['tickets'], fallback: 'dr-team' },
    ]);
    expect(deliveries).toMatchObject([first('dr-team'), { fallback: { destination: 'dr-team' } }]);
    expect(deliveries[0]).not.toHaveProperty('fallback');
  });

  it('waits for no quiet hours, is in no digest, and counts for no once_per', async () => {
    const route = {
      to: ['dr-team'],
      once_per: { same: ['job_type'], within: '1h' },
      quiet: { from: '22:00', to: '06:00', zone: 'Europe/Berlin' },
    };
    expect(await plan([route])).toEqual({ deliveries: [first('dr-team')], suppressed: [] });
  });

  it('goes to the destinations that it names, pagers too, each once', async () => {
    expect(await plan([{ to: ['tickets'] }], ['on-call', 'dr-team', 'on-call'])).toEqual({
      deliveries: [first('on-call'), first('dr-team')],
      suppressed: [],
    });
  });

  it('goes nowhere if a destination is unknown, and lists those that are known', async () => {
    expect(await plan([], ['dr-team', 'dr-taem'])).toEqual({
      deliveries: [],
      suppressed: [{ destination: 'dr-taem', why: 'not_configured' }],
      configured: ['dr-team', 'tickets', 'on-call'],
    });
  });

  it('goes nowhere if no route takes it, and lists what it could name', async () => {
    expect(await plan([{ when: { account: ['otc'] }, to: ['dr-team'] }, { to: ['on-call'] }])).toEqual({
      deliveries: [],
      suppressed: [paged],
      configured: ['dr-team', 'tickets', 'on-call'],
    });
  });
});

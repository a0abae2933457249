import { describe, expect, it } from 'vitest';
import type { SubJob } from '../../lib/job/job.ts';
import { factsOf } from '../../lib/message/facts.ts';
import { localeOf } from '../../lib/message/locale.ts';
import { spanText } from '../../lib/message/span.ts';
import type { Notification } from '../../lib/notification/notification.ts';
import { aFailureNotification, aNotification } from '../support/notifications.ts';

/** Only the facts about what the job works on. */
const resourcesOf = (
  notification: Notification,
  entities: Record<string, unknown>,
  subJobs: SubJob[] = [],
): string[] =>
  factsOf(
    { ...notification, job: { ...notification.job, entities, sub_jobs: subJobs } },
    { renderOptions: {}, locale: localeOf({}), title: '', reason: '' },
  )
    .map(({ label, value }) => `${label}: ${spanText(value)}`)
    .filter(
      (fact) => !/^(?:Error code|Failed step|Step error|Meaning|What|Account|Project|Labels)/.test(fact),
    );

describe('what a job works on', () => {
  it.each([
    [{ volume_ids: ['v1', 'v2'] }, ['Disks: v1, v2']],
    [{ brand_new_id: 7 }, ['Resource: brand_new_id 7']],
    [{ nested: { deep: true } }, ['Resource: nested {"deep":true}']],
    [{ constructor: 'x' }, ['Resource: constructor x']],
    [{ server_group_id: '', nic_id: null }, []],
  ])('is named for %o', (entities, named) => {
    expect(resourcesOf(aNotification(), entities)).toEqual(named);
  });
});

describe('the parts of a job', () => {
  const part = (entities: Record<string, unknown>, subJobs: SubJob[] = []): SubJob => ({
    job_id: 'ff80808288a1c57d0188a1dd0a0f0014',
    label: 'Create protected instance',
    entities,
    sub_jobs: subJobs,
  });

  it('show what the job works on where it does not say so itself', () => {
    expect(
      resourcesOf(aNotification(), {}, [
        part({ protected_instance_id: 'pi-1' }, [part({ replication_pair_id: 'rp-1' })]),
        part({ protected_instance_id: 'pi-2', replication_pair_id: '' }, [
          part({ replication_pair_id: 'rp-1' }),
        ]),
      ]),
    ).toEqual(['Protected instance: pi-1, pi-2', 'Replication pair: rp-1']);
  });

  it('come after the job itself and the part that failed, and do not speak over them', () => {
    expect(
      resourcesOf(aFailureNotification(), { server_group_id: 'sg-1', nic_id: '' }, [
        part({ nic_id: 'nic-1', replication_pair_id: 'rp-2', server_group_id: 'sg-2' }),
      ]),
    ).toEqual([
      'Protection group: sg-1',
      'Replication pair: 0a3f2f0e-5a52-4d3e-8b83-5f6d2f3f7c10',
      'NIC: nic-1',
    ]);
  });

  it('are cut after the first ones if they are many', () => {
    const many = Array.from({ length: 9 }, (_, index) => part({ [`thing_${index}`]: index }));
    expect(resourcesOf(aNotification(), { volume_ids: ['v1'] }, many)).toEqual([
      'Disks: v1',
      'Resource: thing_0 0',
      'Resource: thing_1 1',
      'Resource: thing_2 2',
    ]);
  });
});

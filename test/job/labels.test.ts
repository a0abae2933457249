import fc from 'fast-check';
import { expect, it } from 'vitest';
import { labelOf } from '../../lib/job/labels.ts';

it.each([
  ['createProtectionGroupNoCG', 'Create protection group'],
  ['deleteProtectionGroupNoCG', 'Delete protection group'],
  ['startProtectionGroupNoCG', 'Enable protection'],
  ['reprotectProtectionGroupNoCG', 'Reprotect protection group'],
  ['stopProtectionGroupNoCG', 'Disable protection'],
  ['failoverProtectionGroupNoCG', 'Fail over protection group'],
  ['reverseProtectionGroupNoCG', 'Planned failover of protection group'],
  ['createProtectedInstanceNoCG', 'Create protected instance'],
  ['deleteProtectedInstanceNoCG', 'Delete protected instance'],
  ['attachReplicationPairNew', 'Attach replication pair'],
  ['detachReplicationPairNew', 'Detach replication pair'],
  ['addNicNew', 'Add NIC'],
  ['deleteNicNew', 'Delete NIC'],
  ['resizeProtectedInstanceNew', 'Resize protected instance'],
  ['createReplicationPairNoCG', 'Create replication pair'],
  ['deleteReplicationPairNoCG', 'Delete replication pair'],
  ['expandReplicationPairNew', 'Expand replication pair'],
  ['createDisasterRecoveryDrill', 'Create DR drill'],
  ['deleteDisasterRecoveryDrill', 'Delete DR drill'],
  ['stopProtectionGroupRepNoCG', 'Stop replication of protection group'],
])('%s is a documented type: %s', (jobType, label) => {
  expect(labelOf(jobType)).toBe(label);
});

it.each([
  ['createProtectedInstance', 'Create protected instance'],
  ['startProtectionGroup', 'Enable protection'],
  ['createVolumeNew', 'Create volume'],
  ['NewVolumeNoCGNew', 'New volume no CG'],
  ['renewVolume', 'Renew volume'],
  ['createEIPBindingV2', 'Create EIP binding V2'],
  ['ipv6Bandwidth', 'Ipv6 bandwidth'],
  ['2disks', '2 disks'],
  ['create_12_disks', 'Create 12 disks'],
  ['create_volume-backup now', 'Create volume backup now'],
  ['DELETE', 'DELETE'],
  ['makeAPlan', 'Make a plan'],
  ['créerÉtat', 'Créer état'],
  ['makeE\u0301tat', 'Make e\u0301tat'],
  ['删除卷', '删除卷'],
  ['New', 'New'],
  ['x', 'X'],
])('%s gets the words of its own name: %s', (jobType, label) => {
  expect(labelOf(jobType)).toBe(label);
});

it.each([[undefined], [''], ['   '], ['*** @all <!channel>'.replace(/\w/g, '')], ['\u0000\ud800']])(
  '%j has no words and is a Job',
  (jobType) => {
    expect(labelOf(jobType)).toBe('Job');
  },
);

it('is cut to 80 characters', () => {
  expect(labelOf('x'.repeat(80))).toBe(`X${'x'.repeat(79)}`);
  expect(labelOf('x'.repeat(81))).toBe(`X${'x'.repeat(78)}…`);
  expect(labelOf('word '.repeat(2_000))).toHaveLength(80);
});

it('is words and blanks of at most 80 characters for any name', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'binary', maxLength: 500 }), (jobType) => {
      const label = labelOf(jobType);
      expect([...label].length).toBeLessThanOrEqual(80);
      expect(label).toMatch(/^[\p{L}\p{N}\p{M} ]+…?$/u);
    }),
  );
});

import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { describeAlarms } from './alarms.ts';
import { describeBundles } from './bundles.ts';
import { describeCost } from './cost.ts';
import { describeDashboard } from './dashboard.ts';
import { describeEncryption } from './encryption.ts';
import { describeLaws } from './laws.ts';
import { describeMachines, describeQueues } from './machines-and-queues.ts';
import { type Packaged, packageExample, serverless } from './packaged.ts';
import { describeParameters } from './parameters.ts';
import { describeRoles } from './roles.ts';
import { describeStack, functionNames } from './stack.ts';

let once: Packaged | undefined;
beforeAll(async () => {
  once = await packageExample();
}, 120_000);
afterAll(() => once?.remove());

const packaged = (): Packaged => {
  if (once === undefined) throw new Error('The project could not be packaged: see above.');
  return once;
};

describeStack(packaged);
describeLaws(packaged);
describeRoles(packaged);
describeMachines(packaged);
describeQueues(packaged);
describeEncryption(packaged);
describeAlarms(packaged, functionNames);
describeDashboard(packaged);
describeCost(packaged);
describeBundles(packaged, functionNames);

describeParameters();

describe('a deployment without a configuration', { timeout: 120_000 }, () => {
  it('is refused in words that say what to do, without a stack', async () => {
    const refused = serverless('package', '--param=config=nothing.yaml');
    await expect(refused).rejects.toThrow(
      /nothing\.yaml not found: copy jobwatch\.example\.yaml to jobwatch\.yaml/,
    );
    await expect(refused).rejects.not.toThrow(/deployment\.ts:\d+/);
  });

  it('is refused in words if the stage is too long or a parameter is wrong', async () => {
    const stage = 'a-stage-of-21-letters';
    const refused = serverless('package', '--stage', stage, '--param=alarm-topic=ops');
    await expect(refused).rejects.toThrow(
      new RegExp(
        `--stage: expected at most 20 .* found "${stage}"\\.\n.*--param=alarm-topic: expected the ARN`,
      ),
    );
    await expect(refused).rejects.not.toThrow(/parameters\.ts:\d+/);
  });
});

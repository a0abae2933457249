import { inject } from 'vitest';
import { describeAlarms } from '../../packaging/alarms.ts';
import { describeDashboard } from '../../packaging/dashboard.ts';
import { describeEncryption } from '../../packaging/encryption.ts';
import { describeLaws } from '../../packaging/laws.ts';
import { describeMachines, describeQueues } from '../../packaging/machines-and-queues.ts';
import { packagedOf } from '../../packaging/packaged.ts';
import { describeRoles } from '../../packaging/roles.ts';
import { describeStack, functionNames } from '../../packaging/stack.ts';
import { describeMutants } from './planted.ts';
import { mutantsOfTemplate } from './template-mutants.ts';

const template = inject('template');

describeMutants(template, mutantsOfTemplate(template), {
  read: (mutated) => packagedOf(mutated, 'no folder: the bundles are not judged'),
  describeAll: (packaged) => {
    describeStack(packaged);
    describeRoles(packaged);
    describeMachines(packaged);
    describeQueues(packaged);
    describeEncryption(packaged);
    describeAlarms(packaged, functionNames);
    describeDashboard(packaged);
    describeLaws(packaged);
  },
});

declare module 'vitest' {
  export interface ProvidedContext {
    template: object;
  }
}

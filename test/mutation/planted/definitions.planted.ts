import { definitionsOf, deployedDefinitions, describeDefinitions } from '../../workflow/definitions.ts';
import { describePlays } from '../../workflow/plays.ts';
import { describeTasks } from '../../workflow/tasks.ts';
import { mutantsOfDefinitions } from './definition-mutants.ts';
import { describeMutants } from './planted.ts';

describeMutants(deployedDefinitions, mutantsOfDefinitions(deployedDefinitions), {
  read: definitionsOf,
  describeAll: (definitions) => {
    describeTasks(definitions);
    describePlays(definitions);
    describeDefinitions(definitions);
  },
});

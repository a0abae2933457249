import { deployedDefinitions, describeDefinitions } from './definitions.ts';
import { describePlays } from './plays.ts';
import { describeTasks } from './tasks.ts';

describeTasks(() => deployedDefinitions);
describePlays(() => deployedDefinitions);
describeDefinitions(() => deployedDefinitions);

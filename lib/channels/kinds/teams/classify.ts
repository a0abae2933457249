import * as z from 'zod';
import type { ChannelAnswer } from '../../../notification/delivery.ts';
import { jsonOf } from '../../answer/json-of.ts';
import type { CodeMeaning } from '../../answer/vendor-code.ts';
import { readVendorWord, VendorWord } from '../../answer/vendor-word.ts';
import type { Answer } from '../../channel.ts';

const anyone =
  'set "Who can trigger the flow" of its trigger to Anyone, or make it from the template "Send webhook alerts to a ' +
  'channel", and copy all of the address, up to the end of sig=';

/** Codes of Power Automate and Azure Logic Apps, of which no list is published: as reports of others show them. */
const meanings: ReadonlyMap<string, CodeMeaning> = new Map([
  ['401', { kind: 'refused', hint: anyone }],
  ['403', { kind: 'refused', hint: anyone }],
  ['WorkflowNotFound', { kind: 'gone', hint: 'the workflow has been deleted' }],
  [
    'WorkflowTriggerIsNotEnabled',
    {
      kind: 'refused',
      hint: 'the workflow is turned off or has been deleted; turn it on, or make another one and use its address',
    },
  ],
  [
    'TriggerInputSchemaMismatch',
    { kind: 'refused', hint: 'the trigger of the workflow expects another form; make it from the template' },
  ],
]);

const WorkflowError = z.object({ error: z.object({ code: VendorWord }) });

/**
 * A workflow answers 202 when it has been started: whether it can post is not known then. One with a step "Response" answers
 * what that says. A page in place of an answer is from somebody else.
 */
export function classifyTeams(answer: Answer, now: number): ChannelAnswer {
  const word = jsonOf(answer, WorkflowError)?.error.code;
  return readVendorWord(
    answer,
    { word, proven: word === undefined && !answer.body.trimStart().startsWith('<') },
    { who: 'The workflow of Teams', meanings, proof: 'taking the message', now },
  );
}

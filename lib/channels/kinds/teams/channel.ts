import * as z from 'zod';
import { jsonOf } from '../../answer/json-of.ts';
import { type CodeMeaning, readVendorAnswer, type Vendor, VendorCode } from '../../answer/vendor-answer.ts';
import type { Channel } from '../../channel.ts';
import { jsonToSecretUrl } from '../../post.ts';
import type { TeamsConfig } from './config.ts';
import { renderTeams } from './render.ts';

/** A channel or chat of Microsoft Teams by a workflow. */
export const teams: Channel<TeamsConfig> = {
  schedule: 'chat',
  readers: 'people',
  request: jsonToSecretUrl({
    // The hosts of workflows since the end of 2025, and before.
    hosts: ['*.environment.api.powerplatform.com', '*.logic.azure.com'],
    example: 'https://….environment.api.powerplatform.com/powerautomate/automations/direct/workflows/…',
    body: ({ mention }, { message }) => renderTeams(message, mention),
  }),
  // A workflow answers 202 when it starts; whether it can post is not known yet. A workflow with a step
  // "Response" answers what that step says. An HTML page does not come from a workflow.
  readAnswer: (answer, now) => {
    const code = jsonOf(answer, WorkflowError)?.error.code;
    const accepted = code === undefined && !answer.body.trimStart().startsWith('<');
    return readVendorAnswer(answer, { accepted, code }, { ...vendor, now });
  },
};

const WorkflowError = z.object({ error: z.object({ code: VendorCode }) });

const anyone =
  'set "Who can trigger the flow" of its trigger to Anyone, or create the flow from the template "Send webhook alerts ' +
  'to a channel", and copy the whole address, including the end after sig=';

const vendor: Vendor = {
  who: 'The workflow of Teams',
  // Codes of Power Automate and Azure Logic Apps. No list is published: these come from public reports.
  meanings: new Map<string, CodeMeaning>([
    ['401', { kind: 'refused', hint: anyone }],
    ['403', { kind: 'refused', hint: anyone }],
    ['WorkflowNotFound', { kind: 'gone', hint: 'the workflow has been deleted' }],
    [
      'WorkflowTriggerIsNotEnabled',
      {
        kind: 'refused',
        hint: 'the workflow is turned off or has been deleted; turn it on, or create another one and use its address',
      },
    ],
    [
      'TriggerInputSchemaMismatch',
      {
        kind: 'refused',
        hint: 'the trigger of the workflow expects another form; create the workflow from the template',
      },
    ],
  ]),
  proof: 'accepting the message',
};

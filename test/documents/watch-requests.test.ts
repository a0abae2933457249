import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import * as yaml from 'yaml';
import { readWatchRequest } from '../../lib/watch/start-watches.ts';
import { WatchRequest } from '../../lib/workflow/watch-request.ts';
import { anAccount } from '../support/watches.ts';

const read = (path: string) => readFileSync(join(import.meta.dirname, '../..', path), 'utf8');
const page = read('docs/watch-requests.md');
const examples = [...page.matchAll(/^```json\n([\s\S]*?)\n```$/gm)].map(([, text]) => JSON.parse(text ?? ''));

describe('the page about watch requests', () => {
  it('has a row for every field and no other', () => {
    const rows = [...page.matchAll(/^\| `(\w+)` \|/gm)].map(([, field]) => field);
    expect(rows).toEqual(Object.keys(WatchRequest.shape));
  });

  it('shows the pattern of the rule', () => {
    const { Resources } = yaml.parse(read('lib/aws/stack/job-created-rule.yml'));
    expect(examples[1]).toEqual(Resources.JobCreatedRule.Properties.EventPattern);
    expect(Resources.JobCreatedRule.Properties.Targets[0].InputPath).toBe('$.detail');
  });

  it.each([
    ['a request', examples[0]],
    ['an event', examples[2]],
  ])('shows %s that starts a watch', (_what, example) => {
    const project = example.project_id ?? example.detail.project_id;
    const found = readWatchRequest(JSON.stringify(example), [anAccount({ project_id: project })]);
    expect(found).toMatchObject({ kind: 'watch', watch: { request: example.detail ?? example } });
  });
});

import * as z from 'zod';
import { ProjectId } from '../job/ids.ts';

const form = /^urn:smn:([a-z0-9][a-z0-9-]{1,62}):([A-Za-z0-9_-]{8,64}):([A-Za-z0-9_-]{1,256})$/;

/** The URN of an SMN topic, as the console shows it: `urn:smn:<region>:<project id>:<topic name>`. */
export const TopicUrn = z
  .string()
  .regex(
    form,
    'expected the URN of a topic such as "urn:smn:eu-de:0123456789abcdef0123456789abcdef:sdrs-traces"',
  );

/** Where the traces of a topic come from. */
export interface Place {
  project_id: ProjectId;
  region: string;
}

/** The project and the region that a topic's URN names; undefined when it is none. */
export function placeOfTopic(urn: string): Place | undefined {
  const [, region, project] = form.exec(urn) ?? [];
  const parsed = ProjectId.safeParse(project);
  return region === undefined || !parsed.success ? undefined : { region, project_id: parsed.data };
}

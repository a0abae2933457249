import * as z from 'zod';
import { ProjectId } from '../job/ids.ts';

const form = /^urn:smn:([a-z0-9][a-z0-9-]{1,62}):([A-Za-z0-9_-]{8,64}):([A-Za-z0-9_-]{1,256})$/;

/** The URN of an SMN topic: `urn:smn:<region>:<project id>:<topic name>`. */
export const TopicUrn = z
  .string()
  .regex(
    form,
    'expected the URN of a topic such as "urn:smn:eu-de:0123456789abcdef0123456789abcdef:sdrs-traces"',
  );

/** The project and region of a topic's traces. */
export interface Place {
  project_id: ProjectId;
  region: string;
}

/** Returns the project and region in a topic's URN, or undefined if it is not a URN. */
export function placeOfTopic(urn: string): Place | undefined {
  const [, region, project] = form.exec(urn) ?? [];
  const parsed = ProjectId.safeParse(project);
  return region === undefined || !parsed.success ? undefined : { region, project_id: parsed.data };
}

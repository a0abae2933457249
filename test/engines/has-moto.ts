import { spawnSync } from 'node:child_process';

/** Whether Python finds moto's interpreter here; nothing needs it but the comparison of engines. */
export const hasMoto = (): boolean =>
  spawnSync('python3', ['-c', 'import moto.stepfunctions.parser, boto3']).status === 0;

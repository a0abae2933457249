import * as z from 'zod';
import { WrongConfiguration } from '../watch/errors.ts';

const shared = {
  /** The service's name in every log line and metric. The log library reads it too. */
  POWERTOOLS_SERVICE_NAME: z.string().min(1),
  /** The path of the configuration file, from the root of the bundle. */
  JOBWATCH_CONFIG: z.string().min(1),
  /** The folder of the bundle. Lambda sets it. */
  LAMBDA_TASK_ROOT: z.string().optional(),
};
const MachineArn = z.string().regex(/^arn:aws[a-z-]*:states:/, 'expected the ARN of a state machine');

/** The environment of poll-job. */
export const ConfiguredEnv = z.object(shared);
export type ConfiguredEnv = z.infer<typeof ConfiguredEnv>;

/** The environment of plan-notification and deliver-notification. */
export const StoreEnv = z.object({ ...shared, JOBWATCH_KEY_VALUE_TABLE: z.string().min(1) });
export type StoreEnv = z.infer<typeof StoreEnv>;

export const StartWatchEnv = z.object({
  ...shared,
  JOBWATCH_WATCH_JOB_ARN: MachineArn,
  JOBWATCH_BAD_MESSAGE_QUEUE_URL: z.url({ protocol: /^https?$/ }),
});

export const HttpApiEnv = z.object({
  ...shared,
  JOBWATCH_WATCH_JOB_ARN: MachineArn,
  JOBWATCH_KEY_VALUE_TABLE: z.string().min(1),
});

/** The environment of receive-smn-message. */
export const ReceiveSmnMessageEnv = z.object({
  ...shared,
  JOBWATCH_SEND_NOTIFICATION_ARN: MachineArn,
  JOBWATCH_WATCH_JOB_ARN: MachineArn,
  JOBWATCH_KEY_VALUE_TABLE: z.string().min(1),
  JOBWATCH_REQUEST_QUEUE_URL: z.url({ protocol: /^https?$/ }),
});

export const ReportLostWatchEnv = z.object({ ...shared, JOBWATCH_SEND_NOTIFICATION_ARN: MachineArn });

const bothMachines = z.object({
  ...shared,
  JOBWATCH_SEND_NOTIFICATION_ARN: MachineArn,
  JOBWATCH_WATCH_JOB_ARN: MachineArn,
});
export const SweepMissedFailuresEnv = bothMachines;
export const SweepLostWatchesEnv = bothMachines;

/**
 * Reads a function's environment. Throws WrongConfiguration with every problem. The message repeats no value.
 */
export function readEnv<Env>(schema: z.ZodType<Env>, env: Record<string, string | undefined>): Env {
  const parsed = schema.safeParse(env);
  if (parsed.success) return parsed.data;
  const problems = parsed.error.issues.map(({ path, message }) => `${path.join('.')}: ${message}`);
  throw new WrongConfiguration(`The function's environment is wrong: ${problems.join('; ')}`, {
    cause: parsed.error,
  });
}

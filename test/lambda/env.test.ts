import { describe, expect, it } from 'vitest';
import { ConfiguredEnv, ReportLostWatchEnv, readEnv, StartWatchEnv } from '../../lib/lambda/env.ts';
import { WrongConfiguration } from '../../lib/watch/errors.ts';

const configured = { POWERTOOLS_SERVICE_NAME: 'jobwatch', JOBWATCH_CONFIG: 'functions/configuration.json' };
const machine = 'arn:aws:states:eu-central-1:123456789012:stateMachine:watch-job';
const queue = 'https://sqs.eu-central-1.amazonaws.com/123456789012/bad';

describe('the environment of a function', () => {
  it.each([
    ['poll, plan and deliver', ConfiguredEnv, configured],
    [
      'start-watch',
      StartWatchEnv,
      { ...configured, JOBWATCH_WATCH_JOB_ARN: machine, JOBWATCH_BAD_MESSAGE_QUEUE_URL: queue },
    ],
    ['report-lost-watch', ReportLostWatchEnv, { ...configured, JOBWATCH_SEND_NOTIFICATION_ARN: machine }],
  ])('of %s contains only what the function needs', (_, schema, env) => {
    expect(readEnv<object>(schema, { ...env, HOME: '/root', AWS_REGION: 'eu-central-1' })).toEqual(env);
  });

  it('is refused with all problems at once, without any value', () => {
    const env = {
      JOBWATCH_CONFIG: '',
      JOBWATCH_WATCH_JOB_ARN: 'sesame',
      POWERTOOLS_SERVICE_NAME: 'jobwatch',
    };
    const read = () => readEnv(StartWatchEnv, env);
    expect(read).toThrow(WrongConfiguration);
    expect(read).toThrow(
      /JOBWATCH_CONFIG: .+; JOBWATCH_WATCH_JOB_ARN: expected the ARN of a state machine; JOBWATCH_BAD_MESSAGE_QUEUE_URL: /,
    );
    expect(read).not.toThrow(/sesame/);
  });
});

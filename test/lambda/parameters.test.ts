import { describe, expect, it } from 'vitest';
import { readParameters } from '../../lib/lambda/deploy/parameters.ts';
import { WrongConfiguration } from '../../lib/watch/errors.ts';

const typed = { stage: 'dev', alarmTopic: '', eventBus: 'default', protect: 'true', pollConcurrency: '' };

describe('the parameters of a deployment', () => {
  it('by default protect the resources, send no alarms and limit no concurrency', () => {
    expect(readParameters(typed)).toEqual({
      alarmActions: [],
      protection: { enabled: true, onDelete: 'RetainExceptOnCreate', onReplace: 'Retain' },
      jobCreatedRuleDimensions: [{ Name: 'RuleName', Value: { Ref: 'JobCreatedRule' } }],
      pollConcurrency: null,
    });
  });

  it.each(['arn:aws:sns:eu-central-1:123456789012:ops', 'arn:aws-cn:sns:cn-north-1:123456789012:ops'])(
    'accept a topic: %s',
    (alarmTopic) => {
      expect(readParameters({ ...typed, alarmTopic }).alarmActions).toEqual([alarmTopic]);
    },
  );

  it.each([
    [
      'stage',
      { stage: 'a-stage-of-21-letters' },
      /^--stage: expected at most 20 letters.*found "a-stage-of-21-/,
    ],
    ['stage', { stage: '1st' }, /^--stage: .*a letter first/],
    [
      'topic',
      { alarmTopic: 'ops' },
      /^--param=alarm-topic: expected the ARN of an SNS topic, found "ops"\.$/,
    ],
    ['topic of a queue', { alarmTopic: 'arn:aws:sqs:eu-central-1:123456789012:ops' }, /alarm-topic/],
    ['protection', { protect: 'yes' }, /^--param=protect: expected true or false, found "yes"\.$/],
    ['bus', { eventBus: 'a bus' }, /^--param=event-bus: expected the name of an event bus, found "a bus"/],
    ['concurrency', { pollConcurrency: '0' }, /^--param=poll-concurrency: expected a whole number from 1/],
    ['concurrency', { pollConcurrency: '1.5' }, /poll-concurrency/],
  ])('are refused with an invalid %s', (_, wrong, message) => {
    expect(() => readParameters({ ...typed, ...wrong })).toThrow(message);
    expect(() => readParameters({ ...typed, ...wrong })).toThrow(WrongConfiguration);
  });

  it('are refused with all problems at once', () => {
    const wrong = { stage: '', alarmTopic: '-', eventBus: 'jobs', protect: '', pollConcurrency: 'many' };
    expect(() => readParameters(wrong)).toThrow(
      /^--stage.*\n--param=alarm-topic.*\n--param=protect.*\n.*-conc/,
    );
  });
});

import { Metrics, MetricUnit } from '@aws-lambda-powertools/metrics';

/** The metrics of the functions, in the namespace JobWatch. docs/operations.md explains each. */
export type MetricName =
  | 'WatchesStarted'
  | 'WatchesEnded'
  | 'LostWatches'
  | 'MissedLostWatches'
  | 'StoppedWatches'
  | 'MissedFailures'
  | 'Polls'
  | 'PollProblems'
  | 'DetectionDelay'
  | 'Delivered'
  | 'TriedAgain'
  | 'Refused'
  | 'Gone'
  | 'RefusedMessages'
  | 'BrokenRequests';

/** Adds 1, or a number of seconds, to a metric, with an optional extra dimension. */
export type Count = (
  name: MetricName,
  more?: { dimension?: { name: 'kind' | 'outcome' | 'why'; value: string }; seconds?: number },
) => void;

/** Makes a function that counts by writing log lines in CloudWatch's embedded metric format. */
export function makeCount(serviceName: string): Count {
  const metrics = new Metrics({ namespace: 'JobWatch', serviceName });
  return (name, { dimension, seconds } = {}) => {
    const single = metrics.singleMetric();
    if (dimension !== undefined) single.addDimension(dimension.name, dimension.value);
    if (seconds === undefined) single.addMetric(name, MetricUnit.Count, 1);
    else single.addMetric(name, MetricUnit.Seconds, seconds);
  };
}

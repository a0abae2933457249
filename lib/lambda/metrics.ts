import { Metrics, MetricUnit } from '@aws-lambda-powertools/metrics';

/** Everything that the functions count, in the namespace JobWatch; docs/operations.md says what each is for. */
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

/** Adds to a metric: 1, or so many seconds; of one more dimension where there is one. */
export type Count = (
  name: MetricName,
  more?: { dimension?: { name: 'kind' | 'outcome' | 'why'; value: string }; seconds?: number },
) => void;

/** Counts by lines of the log, which CloudWatch makes metrics of (its embedded metric format). */
export function makeCount(serviceName: string): Count {
  const metrics = new Metrics({ namespace: 'JobWatch', serviceName });
  return (name, { dimension, seconds } = {}) => {
    const single = metrics.singleMetric();
    if (dimension !== undefined) single.addDimension(dimension.name, dimension.value);
    if (seconds === undefined) single.addMetric(name, MetricUnit.Count, 1);
    else single.addMetric(name, MetricUnit.Seconds, seconds);
  };
}

import { englishUnits } from './humane-time.ts';
import type { Strings, TitleParts } from './strings.ts';

const aboutTheWatching = 'This is about the watching, not about the job:';
const mayStillRun = 'The job itself may still be running.';

const apiOf = ({ api: { service, cloud, region }, since }: TitleParts): string =>
  `the ${service} API of ${cloud} in ${region}${since === '' ? '' : ` since ${since}`}`;
const after = ({ ranFor }: TitleParts): string => (ranFor === '' ? '' : ` after ${ranFor}`);

export const english: Strings = {
  labels: {
    error_code: 'Error code',
    resource: 'Resource',
    failed_step: 'Failed step',
    steps_reason: "Step's reason",
    meaning: 'Meaning',
    what_to_do: 'What to do',
    ran_for: 'Ran for',
    last_status: 'Last seen status',
    began: 'Began',
    answer: 'Answer',
    when: 'When',
    account: 'Account',
    project: 'Project',
    job: 'Job',
    labels: 'Labels',
    reason: 'Reason',
    links: 'Links',
  },
  resources: {
    server_group_id: 'Protection group',
    protected_instance_id: 'Protected instance',
    replication_pair_id: 'Replication pair',
    disaster_recovery_drill_id: 'DR drill',
    native_server_id: 'DR site server',
    volume_ids: 'Disks',
    nic_id: 'NIC',
  },
  jobTypes: {},
  jobById: (id) => `Job ${id}`,
  titles: {
    'sdrs.job.succeeded': ({ what }) => `${what} succeeded`,
    'sdrs.job.failed': ({ what, code }) => (code === '' ? `${what} failed` : `${what} failed: ${code}`),
    'sdrs.watch.timed_out': ({ what }) => `${what}: not ended by the deadline`,
    'sdrs.watch.unreachable': ({ what }) => `${what}: outcome unknown, we could not see it`,
    'sdrs.watch.lost': ({ what }) => `${what}: outcome unknown, the watch died`,
    'sdrs.action.failed': ({ what, code }) =>
      code === '' ? `${what} could not be started` : `${what} could not be started: ${code}`,
    'sdrs.job.started': ({ what }) => `${what} started`,
    'sdrs.job.progress': ({ what, parts }) => `${what}: ${parts.ended} of ${parts.of} steps done`,
    'sdrs.watch.cannot_ask': ({ what }) => `${what}: we cannot see it at the moment`,
    'sdrs.job.unknown_status': ({ what, status }) => `${what}: unknown status ${status}`.trimEnd(),
    'sdrs.test': () => 'Test message',
  },
  summaries: {
    'sdrs.job.succeeded': (parts) => `The job succeeded${after(parts)}.`,
    'sdrs.job.failed': (parts) => `The job failed${after(parts)}.`,
    'sdrs.watch.timed_out': () =>
      `${aboutTheWatching} the deadline has passed and we stopped watching. ${mayStillRun}`,
    'sdrs.watch.unreachable': (parts) =>
      `${aboutTheWatching} we could not learn how the job is from ${apiOf(parts)} and stopped watching. ${mayStillRun}`,
    'sdrs.watch.lost': () =>
      `${aboutTheWatching} the watch itself died and nobody watches any more. ${mayStillRun}`,
    'sdrs.action.failed': () => 'The cloud refused the call, so that there is no job to watch.',
    'sdrs.job.started': () => 'The job is running, and we watch it to its end.',
    'sdrs.job.progress': ({ parts }) =>
      `The job is running: ${parts.ended} of its ${parts.of} steps have ended.`,
    'sdrs.watch.cannot_ask': (parts) =>
      `${aboutTheWatching} we could not learn how the job is from ${apiOf(parts)} and keep trying. ${mayStillRun}`,
    'sdrs.job.unknown_status': ({ status }) =>
      `The API says that the job's status is "${status}", which it does not document. ` +
      'We take it as still running and keep watching.',
    'sdrs.test': () => 'This is a test of the configuration: nothing happened, and the job is made up.',
  },
  unknownType: {
    title: ({ what }, type) => `${what}: ${type}`,
    summary: 'A newer release found this out. The release that sends it has no words for this type.',
  },
  rehearsal: {
    title: (title) => `REHEARSAL: ${title}`,
    summary: 'This is a rehearsal of the notification path: the job is made up, and nothing happened.',
  },
  notSeenYet: 'not seen yet',
  request: (id) => `request ${id}`,
  lateBy: (duration) => `This message comes ${duration} late.`,
  insteadOf: (destination, why) =>
    `Sent here because "${destination}" could not be notified${why === '' ? '' : `: ${why}`}.`,
  footer: {
    job: 'Job',
    watch: 'watch',
    polls: (count) => `${count} ${count === 1 ? 'poll' : 'polls'}`,
    seenAfter: (duration) => `seen ${duration} after its end`,
  },
  units: englishUnits,
  digest: {
    title: (count, failures) =>
      `Quiet hours: ${count} notifications${failures === 0 ? '' : `, ${failures} of them bad news`}`,
    summary: 'What was held back while people wanted to be left in peace.',
    more: (count) => `and ${count} more`,
  },
};

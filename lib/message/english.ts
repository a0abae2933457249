import { englishUnits } from './humane-time.ts';
import type { Strings, TitleParts } from './strings.ts';

const mayStillRun = 'The job may still be running.';

const noAnswer = ({ api: { service, cloud, region }, since }: TitleParts): string =>
  `the ${service} API (${cloud}, ${region}) has given no usable answer${since === '' ? '' : ` since ${since}`}`;
const ran = ({ ranFor }: TitleParts, otherwise: string): string =>
  ranFor === '' ? otherwise : `The job ran for ${ranFor}.`;

export const english: Strings = {
  labels: {
    error_code: 'Error code',
    resource: 'Resource',
    failed_step: 'Failed step',
    step_error: 'Step error',
    meaning: 'Meaning',
    what_to_do: 'What to do',
    last_status: 'Last known status',
    began: 'Began',
    answer: 'Answer',
    when: 'When',
    account: 'Account',
    project: 'Project',
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
    'sdrs.watch.timed_out': ({ what }) => `${what}: not finished by the deadline`,
    'sdrs.watch.unreachable': ({ what }) => `${what}: outcome unknown, status could not be read`,
    'sdrs.watch.lost': ({ what }) => `${what}: outcome unknown, the watch broke off`,
    'sdrs.action.failed': ({ what, code }) =>
      code === '' ? `${what} could not be started` : `${what} could not be started: ${code}`,
    'sdrs.job.started': ({ what }) => `${what} started`,
    'sdrs.job.progress': ({ what, steps }) => `${what}: ${steps.ended} of ${steps.of} steps done`,
    'sdrs.watch.cannot_ask': ({ what }) => `${what}: status cannot be read at the moment`,
    'sdrs.job.unknown_status': ({ what, status }) => `${what}: unknown status ${status}`.trimEnd(),
    'sdrs.test': () => 'Test message',
  },
  summaries: {
    'sdrs.job.succeeded': (parts) => ran(parts, 'The job succeeded.'),
    'sdrs.job.failed': (parts) => ran(parts, 'The job failed.'),
    'sdrs.watch.timed_out': () => `We stopped watching this job. ${mayStillRun}`,
    'sdrs.watch.unreachable': (parts) =>
      `We lost track of this job: ${noAnswer(parts)}, so we stopped watching. ${mayStillRun}`,
    'sdrs.watch.lost': () =>
      `We lost track of this job: its watch stopped unexpectedly, and nothing watches the job now. ${mayStillRun}`,
    'sdrs.action.failed': () => 'The cloud refused the call, so there is no job to watch.',
    'sdrs.job.started': () => 'We watch this job until it ends.',
    'sdrs.job.progress': () => 'The job is still running.',
    'sdrs.watch.cannot_ask': (parts) => `T${noAnswer(parts).slice(1)}. We keep trying. ${mayStillRun}`,
    'sdrs.job.unknown_status': () =>
      'The API document does not list this status. We treat the job as still running and keep watching.',
    'sdrs.test': () => 'This message tests the configuration. Nothing happened, and the job is made up.',
  },
  whatToDo: {
    no_connection:
      "Check the account's region and endpoint, and DNS, proxy and firewall between the watcher and the API.",
    network: 'Check the network and any proxy between the watcher and the API.',
    throttled:
      'Check who else uses the rate limit of this API. To poll less often, choose the polling preset "thrifty".',
    server: "Check the cloud's status page. If the fault lasts, contact support.",
    not_a_job: "Check the account's endpoint, and any proxy that may answer in place of the API.",
    credentials:
      "Check that the account's credential references name secrets that the watcher can read, and that IAM works.",
    unauthorized:
      "Check the account's credential references: the secrets must be current and belong to this cloud and project.",
    denied:
      "Check that the account's user or agency may read this service's jobs in this project, and that the project id " +
      'and region are right.',
    not_found:
      "Check the job id, and that the job belongs to the account's project id and region or endpoint.",
    refused: "Check the service in the request, and the account's project id, region and endpoint.",
    timed_out: 'Check the job in the cloud console, or watch it again with a longer deadline.',
    lost: 'Check the job in the cloud console, or watch it again.',
  },
  unknownType: {
    title: ({ what }, type) => `${what}: ${type}`,
    summary: 'A newer release made this notification. The release that sent it cannot explain this type.',
  },
  rehearsal: {
    title: (title) => `REHEARSAL: ${title}`,
    summary: 'This message rehearses notifications. Nothing happened, and the job is made up.',
  },
  notSeenYet: 'not seen yet',
  request: (id) => `request ${id}`,
  lateBy: (duration) => `This message is ${duration} late.`,
  insteadOf: (destination, why) =>
    `Sent here because delivery to "${destination}" failed${why === '' ? '' : `: ${why}`}.`,
  footer: {
    job: 'Job',
    watch: 'watch',
    polls: (count) => `${count} ${count === 1 ? 'poll' : 'polls'}`,
    seenAfter: (duration) => `seen ${duration} after the job ended`,
  },
  units: englishUnits,
  digest: {
    title: (count, failures) =>
      `Quiet hours: ${count} notifications${failures === 0 ? '' : `, ${failures} with a problem`}`,
    summary: 'These notifications were deferred during quiet hours.',
    more: (count) => `and ${count} more`,
  },
};

import type { Strings, TitleParts } from './strings.ts';

const mayStillRun = '作业可能仍在运行。';

const noAnswer = ({ api: { service, cloud, region }, since }: TitleParts): string =>
  `${service} API（${cloud}，${region}）${since === '' ? '' : `自 ${since} 起`}一直没有返回可用的应答`;
const ran = ({ ranFor }: TitleParts, otherwise: string): string =>
  ranFor === '' ? otherwise : `作业运行了 ${ranFor}。`;

/** Simplified Chinese, in the terms of the clouds' documentation. */
export const chinese: Strings = {
  labels: {
    error_code: '错误码',
    resource: '资源',
    failed_step: '失败步骤',
    step_error: '步骤错误',
    meaning: '含义',
    what_to_do: '处理建议',
    last_status: '最近状态',
    began: '开始时间',
    answer: '应答',
    when: '时间',
    account: '账号',
    project: '项目',
    labels: '标签',
    reason: '原因',
    links: '链接',
  },
  resources: {
    server_group_id: '保护组',
    protected_instance_id: '保护实例',
    replication_pair_id: '复制对',
    disaster_recovery_drill_id: '容灾演练',
    native_server_id: '容灾站点服务器',
    volume_ids: '磁盘',
    nic_id: '网卡',
  },
  jobTypes: {
    createProtectionGroup: '创建保护组',
    deleteProtectionGroup: '删除保护组',
    startProtectionGroup: '开启保护',
    reprotectProtectionGroup: '保护组重保护',
    stopProtectionGroup: '停止保护',
    failoverProtectionGroup: '保护组故障切换',
    reverseProtectionGroup: '保护组计划性切换',
    createProtectedInstance: '创建保护实例',
    deleteProtectedInstance: '删除保护实例',
    attachReplicationPair: '挂载复制对',
    detachReplicationPair: '卸载复制对',
    addNic: '添加网卡',
    deleteNic: '删除网卡',
    resizeProtectedInstance: '变更保护实例规格',
    createReplicationPair: '创建复制对',
    deleteReplicationPair: '删除复制对',
    expandReplicationPair: '扩容复制对',
    createDisasterRecoveryDrill: '创建容灾演练',
    deleteDisasterRecoveryDrill: '删除容灾演练',
    stopProtectionGroupRep: '停止保护组的复制',
  },
  jobById: (id) => `作业 ${id}`,
  titles: {
    'sdrs.job.succeeded': ({ what }) => `${what}：成功`,
    'sdrs.job.failed': ({ what, code }) => (code === '' ? `${what}：失败` : `${what}：失败 ${code}`),
    'sdrs.watch.timed_out': ({ what }) => `${what}：到截止时间仍未结束`,
    'sdrs.watch.unreachable': ({ what }) => `${what}：结果未知，无法查询作业状态`,
    'sdrs.watch.lost': ({ what }) => `${what}：结果未知，监视意外中断`,
    'sdrs.action.failed': ({ what, code }) =>
      code === '' ? `${what}：未能启动` : `${what}：未能启动 ${code}`,
    'sdrs.job.started': ({ what }) => `${what}：已开始`,
    'sdrs.job.progress': ({ what, steps }) => `${what}：已完成 ${steps.ended}/${steps.of} 个步骤`,
    'sdrs.watch.cannot_ask': ({ what }) => `${what}：暂时无法查询作业状态`,
    'sdrs.job.unknown_status': ({ what, status }) => `${what}：未知状态 ${status}`.trimEnd(),
    'sdrs.test': () => '测试消息',
  },
  summaries: {
    'sdrs.job.succeeded': (parts) => ran(parts, '作业已成功。'),
    'sdrs.job.failed': (parts) => ran(parts, '作业已失败。'),
    'sdrs.watch.timed_out': () => `已停止监视该作业。${mayStillRun}`,
    'sdrs.watch.unreachable': (parts) =>
      `无法继续跟踪该作业：${noAnswer(parts)}，因此已停止监视。${mayStillRun}`,
    'sdrs.watch.lost': () => `无法继续跟踪该作业：监视意外停止，该作业目前无人监视。${mayStillRun}`,
    'sdrs.action.failed': () => '云端拒绝了该调用，因此没有可监视的作业。',
    'sdrs.job.started': () => '将监视该作业，直到其结束。',
    'sdrs.job.progress': () => '作业仍在运行。',
    'sdrs.watch.cannot_ask': (parts) => `${noAnswer(parts)}。监视会继续尝试。${mayStillRun}`,
    'sdrs.job.unknown_status': () => 'API 文档中没有该状态。监视将该作业视为仍在运行，并继续查询。',
    'sdrs.test': () => '这是一条配置测试消息。没有发生任何事件，消息中的作业是虚构的。',
  },
  whatToDo: {
    no_connection: '请检查账号的区域和终端节点，以及监视程序与 API 之间的 DNS、代理和防火墙。',
    network: '请检查监视程序与 API 之间的网络和代理。',
    throttled: '请检查还有哪些程序在占用该 API 的流控配额。如需降低查询频率，请选择轮询预设“thrifty”。',
    server: '请查看云服务状态页。如果故障持续，请联系技术支持。',
    not_a_job: '请检查账号的终端节点，以及可能代替 API 应答的代理。',
    credentials: '请检查账号的凭据引用是否指向监视程序可以读取的密钥，以及 IAM 是否正常。',
    unauthorized: '请检查账号的凭据引用：密钥必须有效，并属于该云和该项目。',
    denied: '请检查账号的用户或委托是否有权查询该项目中此服务的作业，以及项目 ID 和区域是否正确。',
    not_found: '请检查作业 ID，以及该作业是否属于账号的项目 ID 和区域或终端节点。',
    refused: '请检查请求中的服务，以及账号的项目 ID、区域和终端节点。',
    timed_out: '请在控制台查看该作业，或设置更长的截止时间后重新监视。',
    lost: '请在控制台查看该作业，或重新监视。',
  },
  unknownType: {
    title: ({ what }, type) => `${what}：${type}`,
    summary: '此通知由较新的版本生成，发送通知的版本无法解释该类型。',
  },
  rehearsal: {
    title: (title) => `【通知演练】${title}`,
    summary: '这是一次通知演练。没有发生任何事件，消息中的作业是虚构的。',
  },
  notSeenYet: '尚未查询到',
  request: (id) => `请求 ${id}`,
  lateBy: (duration) => `本消息延迟了 ${duration}。`,
  insteadOf: (destination, why) =>
    `由于无法送达“${destination}”，本消息改发至此${why === '' ? '' : `：${why}`}。`,
  footer: {
    job: '作业',
    watch: '监视',
    polls: (count) => `查询 ${count} 次`,
    seenAfter: (duration) => `作业结束 ${duration}后发现`,
  },
  units: { d: '天', h: '小时', min: '分钟', s: '秒' },
  digest: {
    title: (count, failures) =>
      `免打扰时段：${count} 条通知${failures === 0 ? '' : `，其中 ${failures} 条异常`}`,
    summary: '以下通知因免打扰时段而延后发送。',
    more: (count) => `另有 ${count} 条`,
  },
};

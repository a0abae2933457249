import type { Strings, TitleParts } from './strings.ts';

const aboutTheWatching = '此消息与监视有关，并非作业本身的结果：';
const mayStillRun = '作业本身可能仍在运行。';

const apiOf = ({ api: { service, cloud, region }, since }: TitleParts): string =>
  `${since === '' ? '' : `自 ${since} 起`}无法从 ${cloud} ${region} 的 ${service} API 获知作业状态`;
const after = ({ ranFor }: TitleParts): string => (ranFor === '' ? '' : `，历时 ${ranFor}`);

/** Simplified Chinese, in the terms of the clouds' own documentation. */
export const chinese: Strings = {
  labels: {
    error_code: '错误码',
    resource: '资源',
    failed_step: '失败步骤',
    steps_reason: '步骤失败原因',
    meaning: '含义',
    what_to_do: '处理建议',
    ran_for: '运行时长',
    last_status: '最近状态',
    began: '开始时间',
    answer: '应答',
    when: '时间',
    account: '账号',
    project: '项目',
    job: '作业',
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
    'sdrs.watch.timed_out': ({ what }) => `${what}：截止时间已到，作业尚未结束`,
    'sdrs.watch.unreachable': ({ what }) => `${what}：结果未知，无法获知作业状态`,
    'sdrs.watch.lost': ({ what }) => `${what}：结果未知，监视已中断`,
    'sdrs.action.failed': ({ what, code }) =>
      code === '' ? `${what}：未能启动` : `${what}：未能启动 ${code}`,
    'sdrs.job.started': ({ what }) => `${what}：已开始`,
    'sdrs.job.progress': ({ what, parts }) => `${what}：已完成 ${parts.ended}/${parts.of} 个步骤`,
    'sdrs.watch.cannot_ask': ({ what }) => `${what}：目前无法获知作业状态`,
    'sdrs.job.unknown_status': ({ what, status }) => `${what}：未知状态 ${status}`.trimEnd(),
    'sdrs.test': () => '测试消息',
  },
  summaries: {
    'sdrs.job.succeeded': (parts) => `作业已成功${after(parts)}。`,
    'sdrs.job.failed': (parts) => `作业已失败${after(parts)}。`,
    'sdrs.watch.timed_out': () => `${aboutTheWatching}截止时间已到，已停止监视。${mayStillRun}`,
    'sdrs.watch.unreachable': (parts) => `${aboutTheWatching}${apiOf(parts)}，已停止监视。${mayStillRun}`,
    'sdrs.watch.lost': () => `${aboutTheWatching}监视进程已中断，作业不再被监视。${mayStillRun}`,
    'sdrs.action.failed': () => '云端拒绝了该调用，因此没有可监视的作业。',
    'sdrs.job.started': () => '作业正在运行，将监视至其结束。',
    'sdrs.job.progress': ({ parts }) => `作业正在运行：${parts.of} 个步骤中已完成 ${parts.ended} 个。`,
    'sdrs.watch.cannot_ask': (parts) => `${aboutTheWatching}${apiOf(parts)}，将继续尝试。${mayStillRun}`,
    'sdrs.job.unknown_status': ({ status }) =>
      `API 返回的作业状态为“${status}”，该状态未见于文档。视为仍在运行，继续监视。`,
    'sdrs.test': () => '这是一条配置测试消息：没有发生任何事件，消息中的作业是虚构的。',
  },
  unknownType: {
    title: ({ what }, type) => `${what}：${type}`,
    summary: '此通知由较新版本产生，发送该通知的版本无法说明此类型。',
  },
  rehearsal: {
    title: (title) => `【通知演练】${title}`,
    summary: '这是一次通知链路演练：消息中的作业是虚构的，没有发生任何事件。',
  },
  notSeenYet: '尚未查询到',
  request: (id) => `请求 ${id}`,
  lateBy: (duration) => `本消息延迟 ${duration} 送达。`,
  insteadOf: (destination, why) => `因“${destination}”无法送达，改发至此${why === '' ? '' : `：${why}`}。`,
  footer: {
    job: '作业',
    watch: '监视',
    polls: (count) => `查询 ${count} 次`,
    seenAfter: (duration) => `结束 ${duration} 后发现`,
  },
  units: { d: '天', h: '小时', min: '分', s: '秒' },
  digest: {
    title: (count, failures) =>
      `免打扰时段：${count} 条通知${failures === 0 ? '' : `，其中 ${failures} 条异常`}`,
    summary: '以下是免打扰时段内暂存的通知。',
    more: (count) => `另有 ${count} 条`,
  },
};

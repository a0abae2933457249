export const projectId = '0123456789abcdef0123456789abcdef';

/** An account as the file has it; the room's name stands one line above. */
export const accounts = `  - id: otc-prod
    cloud: otc
    region: eu-de
    project_id: "${projectId}"
    credentials:
      kind: token
      token: env:TOKEN`;

export const destinations = `  - id: dr-team
    kind: slack
    url: env:SLACK_URL`;

/** A file of these rooms, in this order. */
export const rooms = (texts: { accounts?: string; destinations?: string; routes?: string }): string =>
  Object.entries(texts)
    .map(([room, text]) => `${room}:\n${text}\n`)
    .join('');

/** A file that uses everything. */
export const rightExample = `# Whom to ask, whom to tell.
accounts:
  - id: otc-prod
    cloud: otc
    region: eu-de
    project_id: "${projectId}"
    credentials:
      kind: access_key
      access_key: secretsmanager:jobwatch/otc#ak
      secret_key: secretsmanager:jobwatch/otc#sk
      security_token: ssm:/jobwatch/otc/token
    console_url: https://console.otc.t-systems.com/
  - id: lab
    cloud: huawei
    region: lab-1
    project_id: fedcba9876543210fedcba9876543210
    credentials: { kind: password, username: env:USER, password: env:PASSWORD, user_domain: env:DOMAIN }
    endpoint: http://127.0.0.1:8080
    iam_endpoint: http://127.0.0.1:8081
destinations:
  - { id: dr-team, kind: slack, url: "secretsmanager:jobwatch/slack#dr_team" }
  - id: tickets
    kind: webhook
    url: https://tickets.example/hooks
    sign: [ssm:/jobwatch/tickets/new, ssm:/jobwatch/tickets/old]
routes:
  - to: [dr-team]
  - when:
      outcome: [failed, lost]
      type: [sdrs.job.failed]
      severity: [error]
      job_type: ['failover*']
      account: [otc-prod]
      labels: { stage: production }
    to: [tickets, dr-team]
polling:
  preset: thrifty
  deadline: 2d
`;

export const rightValue = {
  accounts: [
    {
      id: 'otc-prod',
      cloud: 'otc',
      region: 'eu-de',
      project_id: projectId,
      credentials: {
        kind: 'access_key',
        access_key: 'secretsmanager:jobwatch/otc#ak',
        secret_key: 'secretsmanager:jobwatch/otc#sk',
        security_token: 'ssm:/jobwatch/otc/token',
      },
      console_url: 'https://console.otc.t-systems.com/',
    },
    {
      id: 'lab',
      cloud: 'huawei',
      region: 'lab-1',
      project_id: 'fedcba9876543210fedcba9876543210',
      credentials: {
        kind: 'password',
        username: 'env:USER',
        password: 'env:PASSWORD',
        user_domain: 'env:DOMAIN',
      },
      endpoint: 'http://127.0.0.1:8080',
      iam_endpoint: 'http://127.0.0.1:8081',
    },
  ],
  destinations: [
    { id: 'dr-team', kind: 'slack', url: 'secretsmanager:jobwatch/slack#dr_team' },
    {
      id: 'tickets',
      kind: 'webhook',
      url: 'https://tickets.example/hooks',
      sign: ['ssm:/jobwatch/tickets/new', 'ssm:/jobwatch/tickets/old'],
    },
  ],
  routes: [
    { to: ['dr-team'] },
    {
      when: {
        outcome: ['failed', 'lost'],
        type: ['sdrs.job.failed'],
        severity: ['error'],
        job_type: ['failover*'],
        account: ['otc-prod'],
        labels: { stage: 'production' },
      },
      to: ['tickets', 'dr-team'],
    },
  ],
  polling: { preset: 'thrifty', deadline: '2d' },
};

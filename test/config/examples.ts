export const projectId = '0123456789abcdef0123456789abcdef';

/** The entry of an account, without the line of its section. */
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

/** Makes a file of these sections, in this order. */
export const sections = (texts: { accounts?: string; destinations?: string; routes?: string }): string =>
  Object.entries(texts)
    .map(([section, text]) => `${section}:\n${text}\n`)
    .join('');

/** A file with all sections. */
export const rightExample = `# A full configuration.
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

/** What stands below the list of options in the help of each command: its exit codes, and commands to try. */
export const helpTexts = {
  jobwatch: `
Examples:
  jobwatch demo
  jobwatch watch ff8080826b45d4a5016b5036242c0025 --region eu-de

Exit codes: 0 success, 2 wrong usage or configuration, 130 interrupted;
"jobwatch watch --help" says what the others mean.
`,
  watch: `
Credentials come from the environment: OS_TOKEN; or OS_ACCESS_KEY and OS_SECRET_KEY
(and OS_SECURITY_TOKEN); or OS_AUTH_URL, OS_USERNAME, OS_PASSWORD and OS_USER_DOMAIN_NAME.

Exit codes: 0 succeeded, 1 failed, 2 wrong usage or configuration, 3 timed out,
4 unreachable, 130 interrupted; with several jobs the highest. With --failed-since
0 when nothing failed, 4 when a list cannot be read whole.

Examples:
  jobwatch watch ff8080826b45d4a5016b5036242c0025 --region eu-de
  jobwatch watch ff8080826b45d4a5016b5036242c0025 --output json | tail -n 1
  curl … | jobwatch watch - --deadline 2h
  jobwatch watch --failed-since 1h --region eu-de
`,
  start: `
The API resolves accounts itself; a stack is started with the accounts of the configuration.

Exit codes: 0 watched (with --wait: succeeded), 2 wrong usage, or a request that is not
taken, 4 the place cannot be asked, 130 interrupted; with --wait also 1 failed, 3 timed
out, 4 unreachable or stopped.

Examples:
  jobwatch start ff8080826b45d4a5016b5036242c0025 --project 0123456789abcdef --api https://…
  curl … | jobwatch start - --wait --label drill=2026-Q4
  jobwatch start ff8080826b45d4a5016b5036242c0025 --again --machine arn:aws:states:…
`,
  list: `
Exit codes: 0 listed, 2 wrong usage, 4 the place cannot be asked.

Examples:
  jobwatch list --status running
  jobwatch list --since 24h --output json | jq -r .id
  jobwatch list --machine arn:aws:states:…
`,
  show: `
Exit codes: 0 shown, 2 wrong usage or no such watch, 4 the place cannot be asked.

Examples:
  jobwatch show ff8080826b45d4a5016b5036242c0025
  jobwatch show sdrs-ff8080826b45d4a5016b5036242c0025-0123456789abcdef --output json
`,
  stop: `
Exit codes: 0 stopped or ended before, 2 wrong usage or no such watch, 4 the place
cannot be asked.

Example:
  jobwatch stop sdrs-ff8080826b45d4a5016b5036242c0025-0123456789abcdef --reason "drill called off"
`,
  rehearse: `
Nothing real is polled: the stack answers for the job itself. Every message is marked as
a rehearsal. With --machine the credentials may PutEvents on the bus, DescribeStateMachine
of watch-job, and DescribeExecution and GetExecutionHistory of both machines.

The steps queue and start are proven together, by a watch that begins. If none begins in
time, the rule, the queue or the function start-watch failed; the last line says what to check.

Exit codes: 0 every step worked, 1 a step failed, 2 wrong usage, 3 not done within the
timeout, 4 the service is unavailable or of an older version, 130 interrupted.

Examples:
  jobwatch rehearse --event-bus default --machine arn:aws:states:…
  jobwatch rehearse --to dr-team --outcome succeeded --api https://…
  jobwatch rehearse --output json --api https://… | jq -c 'select(.ok == false)'
`,
  completion: `
Exit codes: 0 printed, 2 an unknown shell.

Examples:
  jobwatch completion fish > ~/.config/fish/completions/jobwatch.fish
  jobwatch completion zsh > "\${fpath[1]}/_jobwatch"
  source <(jobwatch completion bash)
`,
  check: `
Exit codes: 0 valid, 2 invalid or not readable.

Examples:
  jobwatch check
  jobwatch check --config production.yaml
`,
  render: `
Exit codes: 0 printed, 2 wrong usage, or no notification in the file.

Examples:
  jobwatch render --kind slack
  jobwatch render --kind email --language zh-CN --zone Asia/Shanghai
  jobwatch render --kind teams --notification notification.json
`,
  'test-notification': `
Exit codes: 0 all delivered, 1 not all delivered, 2 wrong usage or configuration.

Examples:
  jobwatch test-notification dr-team
  jobwatch test-notification dr-team ticket-system --config production.yaml
`,
  redrive: `
Exit codes: 0 all sent again, 1 some are left (also those of a later release), 2 wrong usage
or configuration, 4 the stack cannot be asked.

Examples:
  jobwatch redrive
  jobwatch redrive --queue https://sqs.… --machine arn:aws:states:…
`,
  demo: `
Exit codes: 0 played to its end, 130 interrupted.

Example:
  jobwatch demo
`,
  serve: `
Exit codes: 0 ended by Ctrl-C, 2 wrong configuration or the port is not free.

A key is a secret of the configuration, made for instance with "openssl rand -hex 32":
  api:
    keys: ['env:JOBWATCH_API_KEY']

With topics in api.smn it takes traces of Cloud Trace Service too (docs/cts.md).
Other machines reach it by --host; keys need a proxy in front that ends TLS.

Examples:
  jobwatch serve
  jobwatch serve --port 9000 --config other.yaml
`,
  simulate: `
Exit codes: 0 ended by Ctrl-C, 2 the port is not free.

Examples:
  jobwatch simulate
  jobwatch simulate --port 8080
`,
};

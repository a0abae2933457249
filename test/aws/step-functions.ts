import { type Call, failure, ok, type Reply } from './aws-server.ts';

export const machineArn = 'arn:aws:states:eu-central-1:123456789012:stateMachine:watch-job';
export const arnOf = (name: string): string =>
  `arn:aws:states:eu-central-1:123456789012:execution:watch-job:${name}`;

/** An execution of the fake Step Functions. */
export interface PretendExecution {
  name: string;
  status: string;
  input: string;
  startDate: number;
  stopDate?: number;
  error?: string;
  cause?: string;
  /** Newest first, the order in which watches request them. */
  events?: object[];
}

const page = 2;

/** Makes a fake Step Functions with the API that watches use. It lists the newest executions first. */
export function makeStepFunctions(startSeconds = 1_795_507_200) {
  const executions = new Map<string, PretendExecution>();
  const named = ({ parameters }: Call) =>
    executions.get(String(parameters['executionArn']).split(':').at(-1) ?? '');
  const start = ({ parameters }: Call): Reply => {
    const [name, input] = [String(parameters['name']), String(parameters['input'])];
    const there = executions.get(name);
    if (there !== undefined && (there.status !== 'RUNNING' || there.input !== input)) {
      return failure('ExecutionAlreadyExists');
    }
    const execution = there ?? { name, input, status: 'RUNNING', startDate: startSeconds + executions.size };
    executions.set(name, execution);
    return ok({ executionArn: arnOf(name), startDate: execution.startDate });
  };
  const list = ({ parameters }: Call): Reply => {
    const from = Number(parameters['nextToken'] ?? 0);
    if (Number.isNaN(from)) return failure('InvalidToken');
    const all = [...executions.values()]
      .reverse()
      .filter(({ status }) => [undefined, status].includes(parameters['statusFilter'] as string | undefined));
    const listed = all.slice(from, from + page);
    return ok({
      executions: listed.map(({ name, status, startDate, stopDate }) => ({
        name,
        status,
        startDate,
        stopDate,
        executionArn: arnOf(name),
        stateMachineArn: machineArn,
      })),
      ...(all.length > from + page && { nextToken: String(from + page) }),
    });
  };
  const about = (call: Call, reply: (execution: PretendExecution) => Reply): Reply => {
    const execution = named(call);
    return execution === undefined ? failure('ExecutionDoesNotExist') : reply(execution);
  };
  const answer = (call: Call): Reply => {
    switch (call.operation) {
      case 'StartExecution':
        return start(call);
      case 'ListExecutions':
        return list(call);
      case 'DescribeExecution':
        return about(call, ({ events: _, ...execution }) =>
          ok({ ...execution, executionArn: arnOf(execution.name), stateMachineArn: machineArn }),
        );
      case 'GetExecutionHistory':
        return about(call, ({ events = [] }) => ok({ events }));
      case 'StopExecution':
        return about(call, (execution) => {
          const { error, cause } = call.parameters;
          Object.assign(execution, { error, cause, status: 'ABORTED', stopDate: startSeconds + 60 });
          return ok({ stopDate: startSeconds + 60 });
        });
      default:
        return failure('UnknownOperation');
    }
  };
  return { executions, answer };
}

/** Makes the event of a state that was entered with this input. */
export const entered = (name: string, input: object): object => ({
  id: 9,
  timestamp: 1_795_507_200,
  type: 'WaitStateEntered',
  stateEnteredEventDetails: { name, input: JSON.stringify(input) },
});

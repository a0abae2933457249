"""Serves moto on loopback, with bridges over what moto 5.2.1 lacks. Each bridge says what AWS does.

Prints {"url": ...} once it serves. When its standard input is closed it removes STACK_FOLDER, the files of the run, and ends:
so nothing outlives a test that was killed.
Environment: STACK_CLOCK="EPOCH_MS FACTOR" makes time pass FACTOR times faster since EPOCH_MS, as it does in the functions.
The harness talks to the bridges under /bridges: see `control`.
"""

import copy
import datetime
import json
import os
import re
import shutil
import sys
import threading
import time
import types
import urllib.request
import uuid

import boto3
from botocore.config import Config
from moto.cloudformation import models as cloudformation
from moto.cloudformation import parsing
from moto.core import utils as core_utils
from moto.core.common_models import CloudFormationModel
from moto.core.config import default_user_config
from moto.core.responses import ActionResult
from moto.events import models as events
from moto.moto_server.werkzeug_app import DomainDispatcherApplication, create_backend_app
from moto.sqs import models as sqs
from moto.sqs import responses as sqs_responses
from moto.stepfunctions import models as machines
from moto.stepfunctions import responses as machine_responses
from moto.stepfunctions.parser import models as interpreter
from moto.stepfunctions.parser.asl.component.common.retry import retrier_decl
from moto.stepfunctions.parser.asl.component.state.exec.state_task.service.state_task_service_sfn import (
    StateTaskServiceSfn,
)
from moto.stepfunctions.parser.asl.component.state.wait.wait_function.wait_function import WaitFunction
from moto.stepfunctions.parser.asl.eval.environment import Environment
from moto.stepfunctions.parser.asl.eval.event import event_manager
from moto.stepfunctions.parser.asl.eval.program_state import ProgramStopped
from moto.stepfunctions.parser.asl.utils import boto_client
from moto.stepfunctions.parser.backend import execution as executions
from werkzeug.serving import WSGIRequestHandler, make_server

ACCOUNT = "123456789012"
REGION = "eu-central-1"
# Retries of a broken function span half an hour: nothing but the number of attempts depends on their length.
RETRY_FACTOR = 600

epoch_ms, factor = (float(part) for part in os.environ["STACK_CLOCK"].split())
switches = {"status_events": True}
lambda_url = None
kept_resources = []


def now():
    """Seconds since 1970, by the clock of the test."""
    return (epoch_ms + (time.time() * 1000 - epoch_ms) * factor) / 1000


class FastDatetime(datetime.datetime):
    @classmethod
    def now(cls, tz=None):
        return datetime.datetime.fromtimestamp(now(), tz)


def let_time_pass_faster():
    """AWS: real time. Everything that lasts (waits, visibility timeouts, ages of executions) keeps its proportions."""
    fast = types.SimpleNamespace(**{**vars(datetime), "datetime": FastDatetime})
    for module in (interpreter, executions, event_manager):
        module.datetime = fast
    for module in (sqs, sqs_responses, events):
        for name, replacement in {"unix_time": now, "unix_time_millis": lambda: now() * 1000}.items():
            if hasattr(module, name):
                setattr(module, name, replacement)
    machines.utcnow = lambda: datetime.datetime.fromtimestamp(now(), datetime.timezone.utc).replace(tzinfo=None)

    def wait(self, env, wait_seconds):
        end = time.monotonic() + wait_seconds / factor
        while env.is_running() and (left := end - time.monotonic()) > 0:
            env.program_state_event.wait(left)

    WaitFunction._wait_interval = wait
    retrier_decl.time = types.SimpleNamespace(sleep=lambda seconds: time.sleep(seconds / RETRY_FACTOR))


def take_templates_without_lint():
    """AWS: ValidateTemplate checks the syntax. moto runs cfn-lint and takes each warning for an error."""
    cloudformation.validate_template_cfn_lint = lambda template: []


def read_json_templates_fast():
    """AWS: the same. moto reads JSON with a YAML parser in pure Python, which takes seconds for a template of this size."""
    parse_yaml = cloudformation.Stack.parse_template

    def parse(template):
        return json.loads(template) if template.lstrip().startswith("{") else parse_yaml(template)

    def parse_change_set(self):
        self.template_dict = parse(self.template)

    cloudformation.Stack.parse_template = staticmethod(parse)
    cloudformation.ChangeSet._parse_template = parse_change_set


def substitute_as_cloudformation_does():
    """AWS: Fn::Sub leaves "$$" as it is and takes names that begin with a digit. moto does neither."""
    clean_json = parsing.clean_json

    def value_of(name, mappings, resources):
        if name.startswith("!"):
            return "${" + name[1:] + "}"
        if name in mappings:
            return clean(mappings[name], resources)
        if "." in name:
            return clean({"Fn::GetAtt": name.split(".", 1)}, resources)
        return clean({"Ref": name}, resources)

    def clean(value, resources):
        if isinstance(value, dict) and list(value) == ["Fn::Sub"]:
            text, mappings = value["Fn::Sub"] if isinstance(value["Fn::Sub"], list) else (value["Fn::Sub"], {})
            return re.sub(r"\$\{([^}]+)\}", lambda found: str(value_of(found[1], mappings, resources)), text)
        return clean_json(value, resources)

    parsing.clean_json = clean


def keep_resources_that_moto_does_not_know():
    """AWS: makes them. moto leaves out HTTP APIs, alarms, policies of queues and the like: here their resolved
    properties are kept for the harness (routes, retries and destinations of asynchronous invocations)."""
    class_of = parsing.resource_class_from_type

    def make_class(resource_type):
        class Kept(CloudFormationModel):
            # moto counts the instances of a class by the name of its module.
            __module__ = "moto.cloudformation.kept"

            def __init__(self, name, properties, logical_id):
                self.name = name
                self.properties = properties
                self.logical_id = logical_id

            physical_resource_id = property(lambda self: self.name)
            cloudformation_name_type = staticmethod(lambda: "")
            cloudformation_type = staticmethod(lambda: resource_type)
            has_cfn_attr = classmethod(lambda cls, attribute: True)

            def get_cfn_attribute(self, attribute):
                return f"{self.name}.{attribute}"

            @classmethod
            def create_from_cloudformation_json(cls, resource_name, cloudformation_json, account_id, region_name, **kwargs):
                made = cls(resource_name, cloudformation_json["Properties"], kwargs["LogicalId"])
                kept_resources.append(made)
                return made

            @classmethod
            def update_from_cloudformation_json(
                cls, original_resource, new_resource_name, cloudformation_json, account_id, region_name
            ):
                original_resource.properties = cloudformation_json["Properties"]
                return original_resource

            @classmethod
            def delete_from_cloudformation_json(cls, resource_name, cloudformation_json, account_id, region_name):
                kept_resources[:] = [one for one in kept_resources if one.name != resource_name]

        return Kept

    made = {}

    def class_or_kept(resource_type):
        known = resource_type in parsing.get_model_map() or resource_type in parsing.NULL_MODELS
        if known or resource_type.startswith("Custom::"):
            return class_of(resource_type)
        return made.setdefault(resource_type, make_class(resource_type))

    parsing.get_model_map()
    parsing.get_name_type_map()
    parsing.resource_class_from_type = class_or_kept


def describe_outputs_of_change_sets():
    """AWS: DescribeStacks returns the outputs of a change set once it is executed. moto returns the old ones."""
    execute = cloudformation.CloudFormationBackend.execute_change_set

    def execute_and_describe(self, change_set_name, stack_name=None):
        execute(self, change_set_name, stack_name)
        for stack in self.stacks.values():
            stack._parse_template()
            stack.output_map = stack._create_output_map()

    cloudformation.CloudFormationBackend.execute_change_set = execute_and_describe


def run_machines():
    """AWS: one service. moto makes machines of a template in a backend that does not run them, and an execution begins
    by copying its machine with all executions, whose locks cannot be copied."""
    default_user_config["stepfunctions"]["execute_state_machine"] = True
    machines.stepfunctions_backends = interpreter.stepfunctions_parser_backends
    interpreter.copy = types.SimpleNamespace(deepcopy=copy.copy)


def start_each_name_once():
    """AWS: of two StartExecution at the same time with one name one wins; an execution without a name gets a UUID."""
    starting = threading.RLock()
    start = interpreter.StepFunctionsParserBackend.start_execution

    def start_one(self, state_machine_arn, name=None, execution_input=None, trace_header=None):
        with starting:
            return start(self, state_machine_arn, name or str(uuid.uuid4()), execution_input, trace_header)

    interpreter.StepFunctionsParserBackend.start_execution = start_one


def call_services_from_machines():
    """AWS: Tasks call Lambda and Step Functions. moto's Lambda wants Docker; the harness has a Lambda of its own.
    states:startExecution takes PascalCase parameters; moto hands them to boto, which does not."""
    clients = {}
    making = threading.Lock()

    def client_for(service, region, state_credentials=None):
        url = lambda_url if service == "lambda" else server_url
        with making:
            if (service, url) not in clients:
                clients[service, url] = boto3.client(
                    service,
                    region_name=region,
                    endpoint_url=url,
                    aws_access_key_id="x",
                    aws_secret_access_key="x",
                    config=Config(
                        parameter_validation=False,
                        retries={"total_max_attempts": 1},
                        read_timeout=900,
                        max_pool_connections=200,
                    ),
                )
            return clients[service, url]

    for module in list(sys.modules.values()):
        if getattr(module, "boto_client_for", None) is boto_client.boto_client_for and module is not boto_client:
            module.boto_client_for = client_for

    def start(self, env, resource_runtime_part, normalised_parameters, state_credentials):
        lower = {name[0].lower() + name[1:]: value for name, value in normalised_parameters.items()}
        started = client_for("stepfunctions", REGION).start_execution(**lower)
        env.stack.append({"ExecutionArn": started["executionArn"], "StartDate": started["startDate"].timestamp()})

    StateTaskServiceSfn._eval_service_task = start


def describe_executions_whole():
    """AWS: DescribeExecution and ListExecutions say when an execution ended, whatever its end; what StopExecution was
    given as error and cause stays; GetExecutionHistory honours reverseOrder, maxResults and nextToken."""
    reflect = executions.BaseExecutionWorkerCommunication._reflect_execution_status

    def reflect_whole(self):
        reflect(self)
        state = self.execution.exec_worker.env.program_state()
        if isinstance(state, executions.ProgramStopped):
            self.execution.error, self.execution.cause = state.error or None, state.cause or None

    executions.BaseExecutionWorkerCommunication._reflect_execution_status = reflect_whole

    Response = machine_responses.StepFunctionResponse

    def stop_execution(self):
        execution = self.stepfunction_backend.describe_execution(self._get_param("executionArn"))
        stop_date = datetime.datetime.fromtimestamp(now(), datetime.timezone.utc)
        execution.stop(stop_date, self._get_param("error"), self._get_param("cause"))
        return ActionResult({"stopDate": stop_date})

    def get_execution_history(self):
        history = self.stepfunction_backend.get_execution_history(self._get_param("executionArn"))["events"]
        ordered = list(reversed(history)) if self._get_bool_param("reverseOrder") else list(history)
        first = int(self._get_param("nextToken") or 0)
        after = first + (self._get_int_param("maxResults") or 100)
        more = {"nextToken": str(after)} if after < len(ordered) else {}
        return ActionResult({"events": ordered[first:after], **more})

    def with_stop_date(answer):
        def answer_with_stop_date(self):
            result = answer(self)._result
            for described in result.get("executions", [result]):
                if described["status"] == "TIMED_OUT":
                    described["stopDate"] = self.stepfunction_backend.describe_execution(described["executionArn"]).stop_date
            return ActionResult(result)

        return answer_with_stop_date

    Response.stop_execution = stop_execution
    Response.get_execution_history = get_execution_history
    Response.describe_execution = with_stop_date(Response.describe_execution)
    Response.list_executions = with_stop_date(Response.list_executions)


def let_a_stop_be_final():
    """AWS: StopExecution ends an execution at once as ABORTED, in whatever state it is. moto leaves out the rest of the
    state, stumbles over what that lacks, and reports an execution that failed with States.Runtime."""
    fail = Environment.set_error

    def fail_unless_stopped(self, error):
        if not isinstance(self.program_state(), ProgramStopped):
            fail(self, error)

    Environment.set_error = fail_unless_stopped


def emit_status_changes():
    """AWS: "Step Functions Execution Status Change" on the default bus, on best effort: /bridges/switch drops them.
    The detail is that of DescribeExecution, with error and cause (null when succeeded) and times in milliseconds."""
    start = executions.Execution.start
    terminated = executions.BaseExecutionWorkerCommunication.terminated

    def milliseconds(date):
        return None if date is None else int(date.timestamp() * 1000)

    def emit(execution):
        if not switches["status_events"]:
            return
        detail = {
            "executionArn": execution.execution_arn,
            "stateMachineArn": execution.state_machine_arn,
            "name": execution.name,
            "status": execution.status,
            "startDate": milliseconds(execution.start_date),
            "stopDate": milliseconds(execution.stop_date),
            "input": execution.execution_input,
            "output": json.dumps(execution.output) if execution.status == "SUCCEEDED" else None,
            "inputDetails": {"included": True},
            "outputDetails": None,
            "error": execution.error,
            "cause": execution.cause,
        }
        send_event("aws.states", "Step Functions Execution Status Change", detail, [execution.execution_arn])

    def start_and_emit(self):
        start(self)
        emit(self)

    def end_and_emit(self):
        terminated(self)
        emit(self.execution)

    executions.Execution.start = start_and_emit
    executions.BaseExecutionWorkerCommunication.terminated = end_and_emit


def send_event(source, detail_type, detail, resources):
    """Sends an event of AWS itself to the rules of the default bus."""
    event = {"detail-type": detail_type, "source": source, "resources": resources, "detail": detail}
    for rule in list(events.events_backends[ACCOUNT][REGION].describe_event_bus("default").rules.values()):
        rule.send_to_targets({**event, "time": now(), "id": str(uuid.uuid4()), "account": ACCOUNT, "region": REGION})


def deliver_events_to_targets():
    """AWS: an enabled rule sends what its pattern takes to each target; InputPath selects a part of it. Lambda is invoked
    asynchronously: what Lambda itself does not accept goes to the dead-letter queue of the target."""

    def send(self, original_event, transform_input=True):
        is_taken = self.event_pattern.matches_event(original_event) if self.event_pattern.dump() else False
        if self.state == "ENABLED" and is_taken:
            deliver(self, original_event)

    def deliver(rule, event):
        instant = datetime.datetime.fromtimestamp(float(event["time"]), datetime.timezone.utc)
        whole = {
            "version": "0",
            **{key: value for key, value in event.items() if key != "ingestion-time"},
            "time": instant.strftime("%Y-%m-%dT%H:%M:%SZ"),
        }
        for target in rule.targets:
            text = json.dumps(selected(whole, target))
            if not sent(target["Arn"], text) and "DeadLetterConfig" in target:
                sent(target["DeadLetterConfig"]["Arn"], text)

    def selected(event, target):
        if "Input" in target:
            return json.loads(target["Input"])
        path = target.get("InputPath", "$")
        assert re.fullmatch(r"\$(\.\w+)*", path), f"the bridge of rules does not know the path {path}"
        for key in path.split(".")[1:]:
            event = event[key]
        return event

    def sent(arn, text):
        service, name = arn.split(":")[2], arn.split(":")[-1]
        try:
            if service == "sqs":
                sqs.sqs_backends[ACCOUNT][REGION].send_message(queue_name=name, message_body=text)
            else:
                assert service == "lambda", f"the bridge of rules does not know the target {arn}"
                invoke_later(name, text)
            return True
        except (OSError, sqs.QueueDoesNotExist):
            return False

    def invoke_later(name, text):
        request = urllib.request.Request(
            f"{lambda_url}/2015-03-31/functions/{name}/invocations",
            data=text.encode(),
            headers={"X-Amz-Invocation-Type": "Event"},
        )
        urllib.request.urlopen(request, timeout=30).close()

    events.Rule.send_to_targets = send
    events.Rule.deliver = deliver


def leave_messages_to_the_poller():
    """AWS: an event source mapping polls its queue (the harness does). moto invokes with Docker when a message is sent."""
    mappings = property(lambda self: {}, lambda self, value: None)
    sqs.Queue.lambda_event_source_mappings = mappings


def move_messages():
    """AWS: StartMessageMoveTask moves what lies in a dead-letter queue to a queue, with its attributes. moto answers 500."""

    def start_message_move_task(self):
        source_arn, target_arn = self._get_param("SourceArn"), self._get_param("DestinationArn")
        queues = {queue.queue_arn: queue for queue in self.sqs_backend.queues.values()}
        source = queues[source_arn]
        target = queues[target_arn] if target_arn else sources_of(queues.values(), source_arn)[0]
        for message in list(source._messages):
            self.sqs_backend.send_message(
                queue_name=target.name, message_body=message.body, message_attributes=message.message_attributes
            )
            source._messages.remove(message)
        return ActionResult({"TaskHandle": str(uuid.uuid4())})

    def sources_of(queues, arn):
        return [queue for queue in queues if (queue.redrive_policy or {}).get("deadLetterTargetArn") == arn]

    sqs_responses.SQSResponse.start_message_move_task = start_message_move_task


def control(path, body):
    """What the harness asks of the bridges: the answer as JSON."""
    global lambda_url
    if path == "/bridges/lambda":
        lambda_url = body["url"]
        return {}
    if path == "/bridges/switch":
        switches.update(body)
        return switches
    if path == "/bridges/resources":
        return [
            {"id": one.logical_id, "type": one.cloudformation_type(), "name": one.name, "properties": one.properties}
            for one in kept_resources
        ]
    if path == "/bridges/schedule":
        # AWS: a scheduled rule that is enabled sends "Scheduled Event" by itself; here when the test says so.
        rule = events.events_backends[ACCOUNT][REGION].describe_event_bus("default").rules[body["rule"]]
        if rule.state != "ENABLED":
            return {"sent": False}
        scheduled = {"detail-type": "Scheduled Event", "source": "aws.events", "resources": [rule.arn], "detail": {}}
        rule.deliver({**scheduled, "time": now(), "id": str(uuid.uuid4()), "account": ACCOUNT, "region": REGION})
        return {"sent": True}
    raise ValueError(f"no such bridge: {path}")


def with_bridges(application):
    def serve(environ, start_response):
        if not environ["PATH_INFO"].startswith("/bridges/"):
            return application(environ, start_response)
        body = environ["wsgi.input"].read(int(environ.get("CONTENT_LENGTH") or 0))
        answer = json.dumps(control(environ["PATH_INFO"], json.loads(body or "{}"))).encode()
        start_response("200 OK", [("Content-Type", "application/json"), ("Content-Length", str(len(answer)))])
        return [answer]

    return serve


class Quiet(WSGIRequestHandler):
    protocol_version = "HTTP/1.1"

    def log_request(self, code="-", size="-"):
        pass


application = with_bridges(DomainDispatcherApplication(create_backend_app))
server = make_server("127.0.0.1", 0, application, threaded=True, request_handler=Quiet)
server_url = f"http://127.0.0.1:{server.server_port}"
os.environ["MOTO_PORT"] = str(server.server_port)

for bridge in (
    let_time_pass_faster,
    take_templates_without_lint,
    read_json_templates_fast,
    substitute_as_cloudformation_does,
    keep_resources_that_moto_does_not_know,
    describe_outputs_of_change_sets,
    run_machines,
    start_each_name_once,
    call_services_from_machines,
    describe_executions_whole,
    let_a_stop_be_final,
    emit_status_changes,
    deliver_events_to_targets,
    leave_messages_to_the_poller,
    move_messages,
):
    bridge()

threading.Thread(target=server.serve_forever, daemon=True).start()
print(json.dumps({"url": server_url}), flush=True)
sys.stdin.read()
# Processes of a test that was killed may write for another moment.
for _ in range(20):
    shutil.rmtree(os.environ["STACK_FOLDER"], ignore_errors=True)
    time.sleep(0.1)
# Executions that still run must not hold the process.
os._exit(0)

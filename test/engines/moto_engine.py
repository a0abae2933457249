"""Runs state machines on moto's interpreter of the Amazon States Language and tells what they did.

Reads a line {"machines": {name: definition}, "start": name, "name": of the execution, "input": value, "functions":
{name: [answer, ...]}} for each story, and writes a line {"entered": [state, ...], "status", "error", "letters", "announced"}. An answer is
{"Payload": ...}, {"error": name} for a function that threw, or {"service": code} for Lambda's own error. Waits take no time.
"""

import copy
import json
import sys
import time
import types

import boto3
from botocore.exceptions import ClientError
from moto import mock_aws
from moto.stepfunctions.parser import models
from moto.stepfunctions.parser.asl.component.common.retry import retrier_decl
from moto.stepfunctions.parser.asl.component.state.exec.state_task import lambda_eval_utils
from moto.stepfunctions.parser.asl.component.state.exec.state_task.service.state_task_service_sfn import (
    StateTaskServiceSfn,
)
from moto.stepfunctions.parser.asl.component.state.wait.wait_function.wait_function import WaitFunction

OPTIONS = {"region_name": "eu-central-1", "aws_access_key_id": "x", "aws_secret_access_key": "x"}
ROLE = "arn:aws:iam::123456789012:role/machine"


def run_machines_again():
    """moto copies a machine for each execution with all its executions, whose locks cannot be copied."""
    models.copy = types.SimpleNamespace(deepcopy=copy.copy)


def take_no_time():
    WaitFunction._wait_interval = lambda self, env, wait_seconds: None
    retrier_decl.time = types.SimpleNamespace(sleep=lambda seconds: None)


def nest_executions():
    """moto hands the parameters of states:startExecution to boto as the definition spells them, which boto does not take."""

    def start(self, env, resource_runtime_part, normalised_parameters, state_credentials):
        lower = {name[0].lower() + name[1:]: value for name, value in normalised_parameters.items()}
        response = boto3.client("stepfunctions", **OPTIONS).start_execution(**lower)
        env.stack.append({"ExecutionArn": response["executionArn"]})

    StateTaskServiceSfn._eval_service_task = start


def answer_from(functions):
    def invoke(parameters, region, state_credentials):
        name = parameters["FunctionName"]
        answers = functions[name]
        answer = answers.pop(0) if len(answers) > 1 else answers[0]
        if "service" in answer:
            metadata = {"HTTPStatusCode": 429, "RequestId": "1"}
            raise ClientError({"Error": {"Code": answer["service"], "Message": "busy"}, "ResponseMetadata": metadata}, "Invoke")
        if "error" in answer:
            payload = {"errorType": answer["error"], "errorMessage": "thrown"}
            return {"StatusCode": 200, "FunctionError": "Unhandled", "Payload": payload}
        return {"StatusCode": 200, "Payload": answer["Payload"]}

    lambda_eval_utils._invoke_lambda_function = invoke


def events_of(client, arn):
    for page in client.get_paginator("get_execution_history").paginate(executionArn=arn):
        yield from page["events"]


def until_ended(client, arn):
    while True:
        execution = client.describe_execution(executionArn=arn)
        if execution["status"] != "RUNNING":
            return execution
        time.sleep(0.02)


class Engine:
    def __init__(self):
        self.sqs = boto3.client("sqs", **OPTIONS)
        self.queue = self.sqs.create_queue(QueueName="letters")["QueueUrl"]
        self.client = boto3.client("stepfunctions", **OPTIONS)
        self.made = {}

    def machine(self, name, definition, others):
        """The ARN of a machine with this definition, which is read once: that takes most of the time."""
        text = json.dumps(definition).replace("{queue}", self.queue)
        for other, arn in others.items():
            text = text.replace("{" + other + "}", arn)
        if text not in self.made:
            made = self.client.create_state_machine(name=f"{name}-{len(self.made)}", definition=text, roleArn=ROLE)
            self.made[text] = made["stateMachineArn"]
        return self.made[text]

    def announced_by(self, arn):
        executions = self.client.list_executions(stateMachineArn=arn)["executions"] if arn else []
        return {one["name"]: one["executionArn"] for one in executions}

    def letters(self):
        kept = []
        while messages := self.sqs.receive_message(QueueUrl=self.queue, MaxNumberOfMessages=10).get("Messages"):
            for message in messages:
                kept.append(json.loads(message["Body"]))
                self.sqs.delete_message(QueueUrl=self.queue, ReceiptHandle=message["ReceiptHandle"])
        return kept

    def play(self, story):
        arns = {}
        for name, definition in story["machines"].items():
            arns[name] = self.machine(name, definition, arns)
        sends = arns.get("SendNotice") if story["start"] != "SendNotice" else None
        before = self.announced_by(sends)
        started = self.client.start_execution(
            stateMachineArn=arns[story["start"]], name=story["name"], input=json.dumps(story["input"])
        )
        execution = until_ended(self.client, started["executionArn"])
        announced = {name: arn for name, arn in self.announced_by(sends).items() if name not in before}
        for arn in announced.values():
            until_ended(self.client, arn)
        return {
            "entered": [
                event["stateEnteredEventDetails"]["name"]
                for event in events_of(self.client, started["executionArn"])
                if "stateEnteredEventDetails" in event
            ],
            "status": execution["status"],
            "error": execution.get("error"),
            "announced": sorted(announced),
            "letters": self.letters(),
        }


def main():
    run_machines_again()
    take_no_time()
    nest_executions()
    with mock_aws(config={"stepfunctions": {"execute_state_machine": True}}):
        engine = Engine()
        for line in sys.stdin:
            story = json.loads(line)
            answer_from(story["functions"])
            print(json.dumps(engine.play(story)), flush=True)


main()

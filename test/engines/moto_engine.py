"""Runs state machines on moto's interpreter of the Amazon States Language and tells what they did.

Reads {"machines": {name: definition}, "start": name, "input": value, "functions": {name: [answer, ...]}} and writes
{"entered": [state, ...], "status": ..., "error": ..., "letters": [...], "announced": [...]}, both as JSON. An answer is
{"Payload": ...}, {"error": name} for a function that threw, or {"service": code} for Lambda's own error. Waits take no time.
"""

import json
import sys
import time
import types

import boto3
from botocore.exceptions import ClientError
from moto import mock_aws
from moto.stepfunctions.parser.asl.component.common.retry import retrier_decl
from moto.stepfunctions.parser.asl.component.state.exec.state_task import lambda_eval_utils
from moto.stepfunctions.parser.asl.component.state.wait.wait_function.wait_function import WaitFunction

REGION = "eu-central-1"
ROLE = "arn:aws:iam::123456789012:role/machine"


def take_no_time():
    WaitFunction._wait_interval = lambda self, env, wait_seconds: None
    retrier_decl.time = types.SimpleNamespace(sleep=lambda seconds: None)


def answer_from(functions):
    def invoke(parameters, region, state_credentials):
        name = parameters["FunctionName"]
        answers = functions[name]
        answer = answers.pop(0) if len(answers) > 1 else answers[0]
        if "service" in answer:
            raise ClientError({"Error": {"Code": answer["service"], "Message": "said Lambda"}}, "Invoke")
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


def play(story):
    options = {"region_name": REGION, "aws_access_key_id": "x", "aws_secret_access_key": "x"}
    sqs = boto3.client("sqs", **options)
    queue = sqs.create_queue(QueueName="letters")["QueueUrl"]
    client = boto3.client("stepfunctions", **options)
    arns = {}
    for name, definition in story["machines"].items():
        text = json.dumps(definition).replace("{queue}", queue)
        for known, arn in arns.items():
            text = text.replace("{" + known + "}", arn)
        arns[name] = client.create_state_machine(name=name, definition=text, roleArn=ROLE)["stateMachineArn"]
    started = client.start_execution(
        stateMachineArn=arns[story["start"]], name="sdrs-1", input=json.dumps(story["input"])
    )
    execution = until_ended(client, started["executionArn"])
    entered = [
        event["stateEnteredEventDetails"]["name"]
        for event in events_of(client, started["executionArn"])
        if "stateEnteredEventDetails" in event
    ]
    announced = []
    if "SendNotice" in arns and story["start"] != "SendNotice":
        executions = client.list_executions(stateMachineArn=arns["SendNotice"])["executions"]
        announced = sorted(one["name"] for one in executions)
        for one in executions:
            until_ended(client, one["executionArn"])
    letters = sqs.receive_message(QueueUrl=queue, MaxNumberOfMessages=10).get("Messages", [])
    return {
        "entered": entered,
        "status": execution["status"],
        "error": execution.get("error"),
        "announced": announced,
        "letters": [json.loads(message["Body"]) for message in letters],
    }


def main():
    take_no_time()
    for line in sys.stdin:
        story = json.loads(line)
        answer_from(story["functions"])
        with mock_aws(config={"stepfunctions": {"execute_state_machine": True}}):
            print(json.dumps(play(story)), flush=True)


main()

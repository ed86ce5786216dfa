"""A local service for a test, and clients that differ from those of the real one in nothing but the address."""

import json
import os
import subprocess
import time

import boto3
from botocore.config import Config

ACCESS_KEY, SECRET_KEY, REGION = "AKIDTEST", "test-secret-key", "us-east-1"


class Service:
    """`holdout serve` on a free port."""

    def __init__(self, *options):
        command = [os.environ["HOLDOUT_BIN"], "serve", "--listen", "127.0.0.1:0"]
        command += ["--access-key", ACCESS_KEY, "--secret-key", SECRET_KEY, *map(str, options)]
        self.process = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
        first = self.process.stdout.readline()
        if "http://" not in first:
            raise RuntimeError(self.process.stderr.read())
        self.url = "http://" + first.split("http://")[1].split("/")[0]

    def client(self, secret=SECRET_KEY, attempts=1, **options):
        return boto3.client(
            "rekognition",
            endpoint_url=self.url,
            region_name=REGION,
            aws_access_key_id=ACCESS_KEY,
            aws_secret_access_key=secret,
            config=Config(retries={"total_max_attempts": attempts, "mode": "standard"}, max_pool_connections=32),
            **options,
        )

    def end(self):
        self.process.terminate()
        self.process.communicate(timeout=30)

    def kill(self):
        self.process.kill()
        self.process.communicate(timeout=30)

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.end()


def line(image, label=None, **members):
    """A line of a manifest, as compact as the service writes it."""
    metadata = {
        "class-name": label or f"label-{image % 3}",
        "confidence": 1,
        "human-annotated": "yes",
        "creation-date": "2024-05-31T09:30:00",
        "type": "groundtruth/image-classification",
    }
    entry = {"source-ref": f"s3://bucket/{image}.jpg", "kind": 1, "kind-metadata": metadata, **members}
    return json.dumps(entry, separators=(",", ":"))


def boxes(image, labels):
    """The same with a box for each label."""
    names = sorted(set(labels))
    annotations = [
        {"class_id": names.index(label), "left": 10 * place, "top": 5, "width": 8, "height": 9}
        for place, label in enumerate(labels)
    ]
    metadata = {
        "objects": [{"confidence": 1}] * len(labels),
        "class-map": {str(number): name for number, name in enumerate(names)},
        "human-annotated": "yes",
        "creation-date": "2024-05-31T09:30:00",
        "type": "groundtruth/object-detection",
    }
    value = {"image_size": [{"width": 640, "height": 480, "depth": 3}], "annotations": annotations}
    entry = {"source-ref": f"s3://bucket/{image}.jpg", "box": value, "box-metadata": metadata}
    return json.dumps(entry, separators=(",", ":"))


def settled(client, dataset, limit=60):
    """The dataset once its operation is over."""
    until = time.monotonic() + limit
    while time.monotonic() < until:
        description = client.describe_dataset(DatasetArn=dataset)["DatasetDescription"]
        if not description["Status"].endswith("_IN_PROGRESS"):
            return description
        time.sleep(0.02)
    raise TimeoutError(description["Status"])


def project(client, name, train=None, test=None):
    """A project with both datasets: their ARNs, and its own."""
    arn = client.create_project(ProjectName=name)["ProjectArn"]
    made = []
    for kind, lines in (("TRAIN", train), ("TEST", test)):
        dataset = client.create_dataset(ProjectArn=arn, DatasetType=kind)["DatasetArn"]
        settled(client, dataset)
        if lines:
            client.update_dataset_entries(DatasetArn=dataset, Changes={"GroundTruth": "\n".join(lines)})
            settled(client, dataset)
        made.append(dataset)
    return made[0], made[1], arn


def entries(client, dataset, **filters):
    """All entries, by the paginator."""
    pages = client.get_paginator("list_dataset_entries").paginate(DatasetArn=dataset, **filters)
    return [entry for page in pages for entry in page["DatasetEntries"]]


def kept(entry):
    """An entry without what the service adds to it."""
    entry = json.loads(entry)
    entry.pop("cl-metadata", None)
    entry.pop("cl-errors", None)
    return json.dumps(entry, separators=(",", ":"))

"""What goes wrong with the service, on purpose or not: faults that are asked for, restarts, and a process that is killed."""

import gzip
import json
import os
import random
import shutil
import subprocess
import tempfile
import time
import unittest

import boto3
from botocore import xform_name

from local_service import REGION, Service, entries, kept, line, project, settled

PROJECT = f"arn:aws:rekognition:{REGION}:111122223333:project/p/1"
DATASET = f"arn:aws:rekognition:{REGION}:111122223333:project/p/dataset/train/1"


class Faults(unittest.TestCase):
    def test_errors_that_are_asked_for_are_typed(self):
        names = [
            "AccessDeniedException",
            "InternalServerError",
            "InvalidParameterException",
            "ProvisionedThroughputExceededException",
            "ThrottlingException",
        ]
        faults = [f"--fault=DescribeProjects={name}:1" for name in names] + ["--fault=CreateProject=LimitExceededException:1"]
        with Service(*faults) as service:
            client = service.client()
            for name in names:
                with self.assertRaises(getattr(client.exceptions, name)) as caught:
                    client.describe_projects()
                self.assertEqual(set(caught.exception.response["Error"]), {"Code", "Message"})
            with self.assertRaises(client.exceptions.LimitExceededException):
                client.create_project(ProjectName="limited")
            self.assertEqual(client.describe_projects()["ProjectDescriptions"], [])

    def test_every_error_that_the_model_gives_an_operation_is_typed(self):
        inputs = {
            "CreateProject": {"ProjectName": "p"},
            "DescribeProjects": {},
            "DeleteProject": {"ProjectArn": PROJECT},
            "CreateDataset": {"ProjectArn": PROJECT, "DatasetType": "TRAIN"},
            "DescribeDataset": {"DatasetArn": DATASET},
            "DeleteDataset": {"DatasetArn": DATASET},
            "UpdateDatasetEntries": {"DatasetArn": DATASET, "Changes": {"GroundTruth": "{}"}},
            "ListDatasetEntries": {"DatasetArn": DATASET},
            "ListDatasetLabels": {"DatasetArn": DATASET},
            "DistributeDatasetEntries": {"Datasets": [{"Arn": DATASET}, {"Arn": DATASET}]},
            "TagResource": {"ResourceArn": PROJECT, "Tags": {"a": "b"}},
            "UntagResource": {"ResourceArn": PROJECT, "TagKeys": ["a"]},
            "ListTagsForResource": {"ResourceArn": PROJECT},
        }
        model = boto3.client("rekognition", region_name=REGION).meta.service_model
        pairs = [(operation, shape.name) for operation in inputs for shape in model.operation_model(operation).error_shapes]
        self.assertGreater(len(pairs), 90)
        with Service(*(f"--fault={operation}={name}:1" for operation, name in pairs)) as service:
            client = service.client()
            for operation, name in pairs:
                with self.subTest(operation=operation, error=name):
                    with self.assertRaises(getattr(client.exceptions, name)) as caught:
                        getattr(client, xform_name(operation))(**inputs[operation])
                    error = caught.exception.response["Error"]
                    self.assertEqual(error["Code"], name)
                    self.assertTrue(error["Message"])

    def test_throttling_is_retried_by_boto3_itself(self):
        with Service("--fault", "DescribeProjects=ThrottlingException:2") as service:
            answer = service.client(attempts=3).describe_projects()
            self.assertEqual(answer["ResponseMetadata"]["RetryAttempts"], 2)


class Manifests(unittest.TestCase):
    def test_what_check_rejects_makes_no_dataset_and_in_the_same_words(self):
        good = "".join(line(image) + "\n" for image in range(6))
        array = "[" + ",".join(good.splitlines()) + "]"
        files = {"noext": good.encode(), "gz.manifest": gzip.compress(good.encode()), "array.json": array.encode(), "empty.manifest": b""}
        with tempfile.TemporaryDirectory() as root:
            os.makedirs(f"{root}/bucket")
            with Service("--s3-root", root) as service:
                client = service.client()
                for name, content in files.items():
                    with self.subTest(name=name):
                        with open(f"{root}/bucket/{name}", "wb") as file:
                            file.write(content)
                        command = [os.environ["HOLDOUT_BIN"], "check", f"{root}/bucket/{name}", "--format", "json"]
                        checked = json.loads(subprocess.run(command, capture_output=True, text=True).stdout)
                        errors = [finding for finding in checked["findings"] if finding["severity"] == "error"]
                        arn = client.create_project(ProjectName=name.replace(".", "-"))["ProjectArn"]
                        source = {"GroundTruthManifest": {"S3Object": {"Bucket": "bucket", "Name": name}}}
                        made = client.create_dataset(ProjectArn=arn, DatasetType="TRAIN", DatasetSource=source)["DatasetArn"]
                        ended = settled(client, made)
                        self.assertEqual(ended["Status"], "CREATE_FAILED")
                        self.assertEqual(ended["StatusMessage"], "; ".join(f"{error['code']}: {error['message']}" for error in errors))


class Durability(unittest.TestCase):
    def setUp(self):
        self.folder = tempfile.mkdtemp()
        self.addCleanup(shutil.rmtree, self.folder)

    def test_all_is_there_after_a_restart(self):
        with Service("--data", self.folder) as service:
            train, test, arn = project(service.client(), "kept", list(map(line, range(20))))
            service.client().tag_resource(ResourceArn=arn, Tags={"a": "b"})
            before = entries(service.client(), train)
            token = service.client().list_dataset_entries(DatasetArn=train, MaxResults=3)["NextToken"]
        with Service("--data", self.folder) as service:
            client = service.client()
            self.assertEqual(entries(client, train), before)
            self.assertEqual(client.list_tags_for_resource(ResourceArn=arn)["Tags"], {"a": "b"})
            self.assertEqual(client.list_dataset_entries(DatasetArn=train, NextToken=token)["DatasetEntries"], before[3:])

    def test_a_second_process_is_refused_in_plain_words(self):
        with Service("--data", self.folder):
            command = [os.environ["HOLDOUT_BIN"], "serve", "--listen", "127.0.0.1:0", "--data", self.folder]
            second = subprocess.run(command, capture_output=True, text=True, timeout=30)
            self.assertEqual(second.returncode, 2)
            self.assertIn("another process uses the folder", second.stderr)

    def test_killed_at_any_moment_nothing_is_lost_or_doubled(self):
        chance = random.Random(1)
        lines = list(map(line, range(300)))
        ended = {"before": 0, "after": 0}
        for seed in range(int(os.environ.get("HOLDOUT_KILLS", "10"))):
            folder = f"{self.folder}/{seed}"
            service = Service("--data", folder, "--latency", chance.choice((0, 5, 20)))
            client = service.client()
            train, test, _ = project(client, "killed", lines)
            client.distribute_dataset_entries(Datasets=[{"Arn": train}, {"Arn": test}])
            time.sleep(chance.random() * 0.04)
            service.kill()
            with Service("--data", folder) as service:
                client = service.client()
                ended["after" if client.describe_dataset(DatasetArn=test)["DatasetDescription"]["Status"] == "UPDATE_COMPLETE" else "before"] += 1
                for dataset in (train, test):
                    self.assertEqual(settled(client, dataset)["Status"], "UPDATE_COMPLETE")
                moved = entries(client, test)
                self.assertEqual(len(moved), 60)
                self.assertEqual(sorted(map(kept, entries(client, train) + moved)), sorted(lines))


if __name__ == "__main__":
    unittest.main()

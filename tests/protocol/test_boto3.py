"""boto3, with nothing changed but the endpoint."""

import concurrent.futures
import datetime
import itertools
import json
import os
import random
import subprocess
import tempfile
import time
import unittest

import botocore.exceptions
import botocore.session
from botocore.auth import SigV4Auth
from botocore.awsrequest import AWSRequest
from botocore.credentials import Credentials
from botocore.httpsession import URLLib3Session

from local_service import ACCESS_KEY, REGION, SECRET_KEY, Service, boxes, entries, kept, line, project, settled

MODEL = botocore.session.get_session().get_service_model("rekognition")
LIMIT = 5 * 1024 * 1024


class WithService(unittest.TestCase):
    """One service for all tests of a class; projects keep them apart."""

    options = ()

    @classmethod
    def setUpClass(cls):
        cls.service = Service(*cls.options)
        cls.client = cls.service.client()
        cls.errors = cls.client.exceptions

    @classmethod
    def tearDownClass(cls):
        cls.service.end()

    def refused(self, code, call, **arguments):
        with self.assertRaises(botocore.exceptions.ClientError) as caught:
            call(**arguments)
        self.assertEqual(caught.exception.response["Error"]["Code"], code, caught.exception)
        return caught.exception


class Operations(WithService):
    def test_all_thirteen_operations_answer_as_the_model_says(self):
        client = self.client
        created = client.create_project(ProjectName="all-13", Tags={"team": "a"})
        arn = created["ProjectArn"]
        self.assertRegex(arn, MODEL.shape_for("ProjectArn").metadata["pattern"])
        dataset = client.create_dataset(ProjectArn=arn, DatasetType="TRAIN")["DatasetArn"]
        self.assertRegex(dataset, MODEL.shape_for("DatasetArn").metadata["pattern"])
        test = client.create_dataset(ProjectArn=arn, DatasetType="TEST", Tags={"x": ""})["DatasetArn"]
        settled(client, dataset), settled(client, test)
        client.update_dataset_entries(DatasetArn=dataset, Changes={"GroundTruth": "\n".join(map(line, range(10)))})
        description = settled(client, dataset)
        self.assertEqual(
            set(description), {"CreationTimestamp", "LastUpdatedTimestamp", "Status", "StatusMessage", "StatusMessageCode", "DatasetStats"}
        )
        self.assertGreaterEqual(description["LastUpdatedTimestamp"], description["CreationTimestamp"])
        self.assertEqual(description["DatasetStats"], {"LabeledEntries": 10, "TotalEntries": 10, "TotalLabels": 3, "ErrorEntries": 0})
        self.assertEqual([kept(entry) for entry in entries(client, dataset)], list(map(line, range(10))))
        labels = client.list_dataset_labels(DatasetArn=dataset)["DatasetLabelDescriptions"]
        self.assertEqual([(label["LabelName"], label["LabelStats"]) for label in labels], [("label-0", {"EntryCount": 4}), ("label-1", {"EntryCount": 3}), ("label-2", {"EntryCount": 3})])
        client.distribute_dataset_entries(Datasets=[{"Arn": dataset}, {"Arn": test}])
        self.assertEqual(settled(client, test)["DatasetStats"]["TotalEntries"], 2)
        found = client.describe_projects(ProjectNames=["all-13"])["ProjectDescriptions"][0]
        self.assertEqual((found["Status"], found["Feature"], len(found["Datasets"])), ("CREATED", "CUSTOM_LABELS", 2))
        client.tag_resource(ResourceArn=arn, Tags={"b": "2"})
        client.untag_resource(ResourceArn=arn, TagKeys=["team"])
        self.assertEqual(client.list_tags_for_resource(ResourceArn=arn)["Tags"], {"b": "2"})
        self.assertEqual(client.list_tags_for_resource(ResourceArn=test)["Tags"], {"x": ""})
        for each in (dataset, test):
            client.delete_dataset(DatasetArn=each)
            self.gone(each)
        self.assertEqual(client.delete_project(ProjectArn=arn)["Status"], "DELETING")
        until = time.monotonic() + 30
        while client.describe_projects(ProjectNames=["all-13"])["ProjectDescriptions"]:
            self.assertLess(time.monotonic(), until)

    def gone(self, dataset):
        until = time.monotonic() + 30
        while time.monotonic() < until:
            try:
                self.assertEqual(self.client.describe_dataset(DatasetArn=dataset)["DatasetDescription"]["Status"], "DELETE_IN_PROGRESS")
            except self.errors.ResourceNotFoundException:
                return
        self.fail("still there")

    def test_boxes_are_counted_and_labels_come_in_order_of_appearance(self):
        lines = [boxes(0, ["dog", "cat", "dog"]), line(1, "ant"), boxes(2, ["cat"]), line(3, "dog")]
        train, _, _ = project(self.client, "labels", lines)
        labels = self.client.list_dataset_labels(DatasetArn=train)["DatasetLabelDescriptions"]
        self.assertEqual(
            [(label["LabelName"], label["LabelStats"]) for label in labels],
            [
                ("dog", {"EntryCount": 2, "BoundingBoxCount": 2}),
                ("cat", {"EntryCount": 2, "BoundingBoxCount": 2}),
                ("ant", {"EntryCount": 1}),
            ],
        )

    def test_an_update_replaces_by_image_adds_what_is_new_and_can_be_repeated(self):
        train, _, _ = project(self.client, "upsert", [line(0), line(1), line(2)])
        change = "\n".join([line(1, "new"), line(3)]) + "\n"
        for _ in range(2):
            self.client.update_dataset_entries(DatasetArn=train, Changes={"GroundTruth": change})
            self.assertEqual(settled(self.client, train)["Status"], "UPDATE_COMPLETE")
            self.assertEqual([kept(entry) for entry in entries(self.client, train)], [line(0), line(1, "new"), line(2), line(3)])
        # To take labels away, the guide sends the line without them.
        bare = json.dumps({"source-ref": "s3://bucket/0.jpg"})
        self.client.update_dataset_entries(DatasetArn=train, Changes={"GroundTruth": bare})
        self.assertEqual(settled(self.client, train)["DatasetStats"]["LabeledEntries"], 3)

    def test_what_is_listed_can_be_sent_back(self):
        train, _, _ = project(self.client, "round-trip", [line(0), line(1, "x" * 300), boxes(2, ["a"])])
        before = entries(self.client, train)
        self.client.update_dataset_entries(DatasetArn=train, Changes={"GroundTruth": "\n".join(before)})
        settled(self.client, train)
        self.assertEqual(entries(self.client, train), before)
        self.assertIn('"cl-errors":[{"code":"ERROR_INVALID_LABEL_NAME_LENGTH"', before[1])
        self.assertTrue(before[1].endswith('"cl-metadata":{"is_labeled":false}}'))

    def test_lines_that_are_no_entries_are_dropped_and_too_many_fail_the_update(self):
        train, _, _ = project(self.client, "dropped", list(map(line, range(8))) + ["nonsense", line(3, "again")])
        stats = settled(self.client, train)
        self.assertEqual((stats["Status"], stats["DatasetStats"]["TotalEntries"]), ("UPDATE_COMPLETE", 8))
        self.assertIn("2 lines were dropped", stats["StatusMessage"])
        before = entries(self.client, train)
        self.client.update_dataset_entries(DatasetArn=train, Changes={"GroundTruth": "\n".join([line(9), "{}"])})
        failed = settled(self.client, train)
        self.assertEqual((failed["Status"], failed["StatusMessageCode"]), ("UPDATE_FAILED", "CLIENT_ERROR"))
        self.assertIn("ERROR_TOO_MANY_RECORDS_IN_ERROR", failed["StatusMessage"])
        self.assertEqual(entries(self.client, train), before)

    def test_a_body_of_five_mebibytes_is_taken_and_one_byte_more_is_not(self):
        train, _, _ = project(self.client, "limits")
        padding = LIMIT
        lines = []
        for image in itertools.count():
            text = line(image, note="x" * 40_000)
            if padding - len(text) - 1 < 40_000:
                break
            lines.append(text)
            padding -= len(text) + 1
        empty = len(line(image, note=""))
        lines.append(line(image, note="x" * (padding - empty)))
        blob = "\n".join(lines)
        self.assertEqual(len(blob), LIMIT)
        self.client.update_dataset_entries(DatasetArn=train, Changes={"GroundTruth": blob})
        self.assertEqual(settled(self.client, train)["DatasetStats"]["TotalEntries"], len(lines))
        error = self.refused("ValidationException", self.client.update_dataset_entries, DatasetArn=train, Changes={"GroundTruth": blob + "\n"})
        self.assertIn("changes.groundTruth", str(error))
        self.assertEqual(error.response["ResponseMetadata"]["HTTPStatusCode"], 400)

    def test_an_empty_dataset_is_filled_from_a_folder_that_stands_for_s3(self):
        with tempfile.TemporaryDirectory() as root:
            os.makedirs(f"{root}/bucket/a")
            with open(f"{root}/bucket/a/train.manifest", "w") as file:
                file.write("\n".join(map(line, range(5))))
            with open(f"{root}/secret.manifest", "w") as file:
                file.write(line(0))
            with Service("--s3-root", f"{root}") as service:
                client = service.client()
                arn = client.create_project(ProjectName="s3")["ProjectArn"]
                source = lambda name, bucket="bucket": {"GroundTruthManifest": {"S3Object": {"Bucket": bucket, "Name": name}}}
                for name in ("absent", "../secret.manifest", "a/../../secret.manifest", "/etc/passwd", "a"):
                    with self.assertRaises(client.exceptions.InvalidS3ObjectException, msg=name):
                        client.create_dataset(ProjectArn=arn, DatasetType="TRAIN", DatasetSource=source(name))
                made = client.create_dataset(ProjectArn=arn, DatasetType="TRAIN", DatasetSource=source("a/train.manifest"))["DatasetArn"]
                self.assertEqual(settled(client, made)["Status"], "CREATE_COMPLETE")
                other = client.create_project(ProjectName="copy")["ProjectArn"]
                copy = client.create_dataset(ProjectArn=other, DatasetType="TEST", DatasetSource={"DatasetArn": made})["DatasetArn"]
                settled(client, copy)
                self.assertEqual(entries(client, copy), entries(client, made))
                self.assertEqual(client.list_dataset_labels(DatasetArn=copy)["DatasetLabelDescriptions"], client.list_dataset_labels(DatasetArn=made)["DatasetLabelDescriptions"])

    def test_constraints_that_boto3_leaves_to_the_service(self):
        train, test, arn = project(self.client, "constraints", [line(0)])
        call = self.client
        for operation, arguments, place in (
            (call.list_dataset_entries, {"DatasetArn": train, "MaxResults": 101}, "maxResults"),
            (call.list_dataset_labels, {"DatasetArn": train, "MaxResults": 500}, "maxResults"),
            (call.describe_dataset, {"DatasetArn": "arn:aws:s3:::not-a-dataset"}, "datasetArn"),
            (call.create_project, {"ProjectName": "no spaces"}, "projectName"),
            (call.create_project, {"ProjectName": "x" * 256}, "projectName"),
            (call.create_dataset, {"ProjectArn": arn, "DatasetType": "VALIDATION"}, "datasetType"),
            (call.distribute_dataset_entries, {"Datasets": [{"Arn": train}, {"Arn": test}, {"Arn": test}]}, "datasets"),
            (call.list_dataset_entries, {"DatasetArn": train, "ContainsLabels": ["x"] * 11}, "containsLabels"),
            (call.list_dataset_entries, {"DatasetArn": train, "SourceRefContains": " "}, "sourceRefContains"),
            (call.list_dataset_entries, {"DatasetArn": train, "NextToken": "x" * 1025}, "nextToken"),
            (call.tag_resource, {"ResourceArn": arn, "Tags": {"aws:x": "1"}}, "tags"),
        ):
            with self.subTest(place=place):
                self.assertIn(f"'{place}", str(self.refused("ValidationException", operation, **arguments)))


class Errors(WithService):
    options = ("--latency", 400)

    def test_every_error_that_can_be_reached_is_typed_and_has_all_its_parts(self):
        client, errors = self.client, self.errors
        raised = set()

        def check(error, call, **arguments):
            with self.assertRaises(error) as caught:
                call(**arguments)
            response = caught.exception.response
            name = response["Error"]["Code"]
            raised.add(name)
            self.assertTrue(response["Error"]["Message"])
            headers = response["ResponseMetadata"]["HTTPHeaders"]
            self.assertEqual(headers["x-amzn-errortype"], name)
            self.assertRegex(headers["x-amzn-requestid"], r"^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$")
            self.assertEqual(response["ResponseMetadata"]["HTTPStatusCode"], 400)

        arn = client.create_project(ProjectName="errors")["ProjectArn"]
        check(errors.ResourceInUseException, client.create_project, ProjectName="errors")
        train = client.create_dataset(ProjectArn=arn, DatasetType="TRAIN")["DatasetArn"]
        check(errors.ResourceAlreadyExistsException, client.create_dataset, ProjectArn=arn, DatasetType="TRAIN")
        check(errors.ResourceNotReadyException, client.list_dataset_entries, DatasetArn=train)
        check(errors.ResourceInUseException, client.delete_dataset, DatasetArn=train)
        test = client.create_dataset(ProjectArn=arn, DatasetType="TEST")["DatasetArn"]
        pair = [{"Arn": train}, {"Arn": test}]
        check(errors.ResourceNotReadyException, client.distribute_dataset_entries, Datasets=pair)
        settled(client, train), settled(client, test)
        check(errors.InvalidParameterException, client.distribute_dataset_entries, Datasets=pair)
        check(errors.InvalidParameterException, client.distribute_dataset_entries, Datasets=[{"Arn": train}] * 2)
        check(errors.InvalidParameterException, client.create_dataset, ProjectArn=arn, DatasetType="TEST", DatasetSource={})
        client.update_dataset_entries(DatasetArn=train, Changes={"GroundTruth": line(0)})
        check(errors.ResourceInUseException, client.update_dataset_entries, DatasetArn=train, Changes={"GroundTruth": line(1)})
        check(errors.ResourceInUseException, client.list_dataset_labels, DatasetArn=train)
        settled(client, train)
        check(errors.InvalidPaginationTokenException, client.list_dataset_entries, DatasetArn=train, NextToken="nonsense")
        check(errors.InvalidS3ObjectException, client.create_dataset, ProjectArn=arn, DatasetType="TEST",
              DatasetSource={"GroundTruthManifest": {"S3Object": {"Bucket": "bucket", "Name": "key"}}})
        check(errors.ResourceNotFoundException, client.describe_dataset, DatasetArn=train[:-1] + "x".replace("x", "0") + "0")
        check(errors.ResourceInUseException, client.delete_project, ProjectArn=arn)
        client.tag_resource(ResourceArn=arn, Tags={str(number): "" for number in range(50)})
        check(errors.ServiceQuotaExceededException, client.tag_resource, ResourceArn=arn, Tags={"one": "more"})
        self.assertEqual(
            raised,
            {
                "InvalidPaginationTokenException", "InvalidParameterException", "InvalidS3ObjectException", "ResourceAlreadyExistsException",
                "ResourceInUseException", "ResourceNotFoundException", "ResourceNotReadyException", "ServiceQuotaExceededException",
            },
        )

    def test_a_failed_distribution_says_why_and_changes_nothing(self):
        lines = [line(number, f"only-{number}") for number in range(5)]
        train, test, _ = project(self.client, "failing", lines)
        self.client.distribute_dataset_entries(Datasets=[{"Arn": train}, {"Arn": test}])
        for dataset in (train, test):
            description = settled(self.client, dataset)
            self.assertEqual((description["Status"], description["StatusMessageCode"]), ("UPDATE_FAILED", "CLIENT_ERROR"))
            self.assertIn("ERROR_INSUFFICIENT_IMAGES_PER_LABEL_FOR_DISTRIBUTE", description["StatusMessage"])
        self.assertEqual([kept(entry) for entry in entries(self.client, train)], lines)
        self.assertEqual(entries(self.client, test), [])

    def test_from_the_answer_on_no_other_state_is_seen(self):
        train, test, _ = project(self.client, "states", list(map(line, range(20))))
        self.client.distribute_dataset_entries(Datasets=[{"Arn": train}, {"Arn": test}])
        seen = set()
        until = time.monotonic() + 30
        while time.monotonic() < until:
            states = {self.client.describe_dataset(DatasetArn=each)["DatasetDescription"]["Status"] for each in (train, test)}
            seen |= states
            if states == {"UPDATE_COMPLETE"}:
                break
        self.assertEqual(seen, {"UPDATE_IN_PROGRESS", "UPDATE_COMPLETE"})
        self.refused("InvalidParameterException", self.client.distribute_dataset_entries, Datasets=[{"Arn": train}, {"Arn": test}])

    def test_a_dataset_that_is_distributed_cannot_be_deleted(self):
        train, test, _ = project(self.client, "deleted", list(map(line, range(20))))
        self.client.distribute_dataset_entries(Datasets=[{"Arn": train}, {"Arn": test}])
        for dataset in (train, test):
            self.refused("ResourceInUseException", self.client.delete_dataset, DatasetArn=dataset)


class Distribution(WithService):
    def distribute(self, name, lines, reverse=False):
        train, test, _ = project(self.client, name, lines)
        pair = [{"Arn": train}, {"Arn": test}]
        self.client.distribute_dataset_entries(Datasets=pair[::-1] if reverse else pair)
        settled(self.client, train), settled(self.client, test)
        return [[kept(entry) for entry in entries(self.client, each)] for each in (train, test)]

    def test_nothing_is_lost_and_a_fifth_rounded_up_is_moved(self):
        for count in (2, 3, 5, 9, 10, 11, 101):
            lines = list(map(line, range(count)))
            if count < 4:
                lines = [line(number, "same") for number in range(count)]
            train, test = self.distribute(f"count-{count}", lines)
            self.assertEqual(sorted(train + test), sorted(lines))
            self.assertEqual(len(test), -(-count // 5))

    def test_the_split_is_that_of_the_command(self):
        lines = [line(number, f"label-{number * 7 % 11}") for number in range(200)]
        with tempfile.TemporaryDirectory() as folder:
            manifest = f"{folder}/data.manifest"
            with open(manifest, "w") as file:
                file.write("\n".join(lines) + "\n")
            subprocess.run([os.environ["HOLDOUT_BIN"], "split", manifest, "--out", f"{folder}/split"], check=True, capture_output=True)
            with open(f"{folder}/split/test.manifest") as file:
                wanted = file.read().splitlines()
        for reverse in (False, True):
            _, test = self.distribute(f"command-{reverse}", lines, reverse)
            self.assertEqual(test, wanted)

    def test_of_sixteen_at_once_one_moves_entries(self):
        lines = list(map(line, range(500)))
        train, test, _ = project(self.client, "sixteen", lines)

        def once(_):
            try:
                self.client.distribute_dataset_entries(Datasets=[{"Arn": train}, {"Arn": test}])
                return "accepted"
            except botocore.exceptions.ClientError as error:
                return error.response["Error"]["Code"]

        with concurrent.futures.ThreadPoolExecutor(16) as pool:
            results = list(pool.map(once, range(16)))
        self.assertEqual(results.count("accepted"), 1, results)
        self.assertLessEqual(set(results), {"accepted", "ResourceNotReadyException", "InvalidParameterException"})
        settled(self.client, train)
        moved = entries(self.client, test)
        self.assertEqual(len(moved), 100)
        self.assertEqual(sorted(map(kept, entries(self.client, train) + moved)), sorted(lines))


class Guide(WithService):
    """Programs in the manner of the service's own guide: they poll for certain states, take any other for a failure, and
    read members without asking whether they are there."""

    options = ("--latency", 150)

    def wait(self, dataset, busy, done):
        while True:
            description = self.client.describe_dataset(DatasetArn=dataset)["DatasetDescription"]
            status, message = description["Status"], description["StatusMessage"]
            stats = description["DatasetStats"]
            for name in ("LabeledEntries", "TotalEntries", "TotalLabels", "ErrorEntries"):
                stats[name]
            if status == done:
                return
            if status != busy:
                raise RuntimeError(f"Unexpected dataset state: {status}: {message}")
            time.sleep(0.05)

    def list_all(self, dataset):
        found, arguments = [], {"NextToken": ""}
        while True:
            page = self.client.list_dataset_entries(DatasetArn=dataset, MaxResults=10, HasErrors=False, **arguments)
            found += page["DatasetEntries"]
            if "NextToken" not in page:
                return found
            arguments = {"NextToken": page["NextToken"]}

    def test_create_fill_distribute_and_delete(self):
        arn = self.client.create_project(ProjectName="guide")["ProjectArn"]
        train = self.client.create_dataset(ProjectArn=arn, DatasetType="train".upper())["DatasetArn"]
        self.wait(train, "CREATE_IN_PROGRESS", "CREATE_COMPLETE")
        test = self.client.create_dataset(ProjectArn=arn, DatasetType="TEST")["DatasetArn"]
        self.wait(test, "CREATE_IN_PROGRESS", "CREATE_COMPLETE")
        changes = {"GroundTruth": "\n".join(map(line, range(30)))}
        self.client.update_dataset_entries(DatasetArn=train, Changes=changes)
        self.wait(train, "UPDATE_IN_PROGRESS", "UPDATE_COMPLETE")
        self.client.distribute_dataset_entries(Datasets=[json.loads(f'{{"Arn": "{each}"}}') for each in (train, test)])
        for each in (train, test):
            self.wait(each, "UPDATE_IN_PROGRESS", "UPDATE_COMPLETE")
        self.assertEqual((len(self.list_all(train)), len(self.list_all(test))), (24, 6))
        for each in (train, test):
            self.client.delete_dataset(DatasetArn=each)
            with self.assertRaises(self.errors.ResourceNotFoundException):
                while self.client.describe_dataset(DatasetArn=each)["DatasetDescription"]["Status"] == "DELETE_IN_PROGRESS":
                    time.sleep(0.05)
        self.client.delete_project(ProjectArn=arn)


class GuideWithoutDelay(Guide):
    options = ("--latency", 0)


class Lists(WithService):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        chance = random.Random(7)
        cls.lines = []
        for image in range(60):
            labels = chance.sample(["a", "b", "c", "d"], chance.randint(0, 2))
            kind = chance.choice(["box", "image", "wrong", "bare"])
            name = f"{image}{chance.choice(['', '-Red', '-red'])}"
            text = {
                "box": lambda: boxes(name, labels) if labels else line(name, "a"),
                "image": lambda: line(name, (labels or ["a"])[0]),
                # A second attribute that is wrong: the line keeps its label and has an error.
                "wrong": lambda: line(name, (labels or ["b"])[0], other=1, **{"other-metadata": {"type": "groundtruth/image-classification"}}),
                "bare": lambda: json.dumps({"source-ref": f"s3://bucket/{name}.jpg"}, separators=(",", ":")),
            }[kind]()
            cls.lines.append(text)
        cls.train, cls.test, _ = project(cls.client, "lists", cls.lines)
        cls.all = entries(cls.client, cls.train)

    def test_any_page_size_gives_each_entry_once(self):
        self.assertEqual(list(map(kept, self.all)), self.lines)
        for size in (1, 2, 7, 19, 20, 59, 60, 61, 100):
            found, token, pages = [], "", 0
            while token is not None:
                page = self.client.list_dataset_entries(DatasetArn=self.train, MaxResults=size, NextToken=token)
                found += page["DatasetEntries"]
                pages += 1
                token = page.get("NextToken")
                self.assertNotEqual(token, "")
            self.assertEqual(found, self.all)
            self.assertEqual(pages, -(-60 // size))

    def test_labels_come_in_pages_too(self):
        page = self.client.get_paginator("list_dataset_labels").paginate(DatasetArn=self.train, PaginationConfig={"PageSize": 1})
        names = [label["LabelName"] for each in page for label in each["DatasetLabelDescriptions"]]
        whole = self.client.list_dataset_labels(DatasetArn=self.train)["DatasetLabelDescriptions"]
        self.assertEqual(names, [label["LabelName"] for label in whole])
        self.assertEqual(len(names), 4)

    def test_projects_come_in_pages_too(self):
        for number in range(5):
            self.client.create_project(ProjectName=f"page-{number}")
        pages = self.client.get_paginator("describe_projects").paginate(PaginationConfig={"PageSize": 2})
        names = [found["ProjectArn"].split("/")[1] for page in pages for found in page["ProjectDescriptions"]]
        self.assertEqual(names[:1] + names[-5:], ["lists"] + [f"page-{number}" for number in range(5)])

    def test_a_token_opens_the_list_that_it_came_from_and_no_other(self):
        token = self.client.list_dataset_entries(DatasetArn=self.train, MaxResults=1)["NextToken"]
        edited = token[:-1] + ("A" if token[-1] != "A" else "B")
        for arguments in (
            {"DatasetArn": self.train, "NextToken": edited},
            {"DatasetArn": self.train, "NextToken": token, "HasErrors": True},
            {"DatasetArn": self.train, "NextToken": token, "ContainsLabels": ["a"]},
            {"DatasetArn": self.test, "NextToken": token},
        ):
            with self.assertRaises(self.errors.InvalidPaginationTokenException):
                self.client.list_dataset_entries(**arguments)
        with self.assertRaises(self.errors.InvalidPaginationTokenException):
            self.client.list_dataset_labels(DatasetArn=self.train, NextToken=token)

    def test_the_truth_table_of_filters(self):
        def labels(entry):
            found = set()
            for name, value in entry.items():
                if name.endswith("-metadata") and isinstance(value, dict):
                    found |= {value["class-name"]} if "class-name" in value else set(value.get("class-map", {}).values())
            return found

        tried = 0
        for wanted, labeled, text, errors in itertools.product(
            (None, ["a"], ["b", "c"], ["nobody"]), (None, True, False), (None, "Red", "red", "1"), (None, True, False)
        ):
            given = {"ContainsLabels": wanted, "Labeled": labeled, "SourceRefContains": text, "HasErrors": errors}
            given = {name: value for name, value in given.items() if value is not None}
            expected = []
            for entry in self.all:
                parsed = json.loads(entry)
                if wanted and not labels(parsed) & set(wanted):
                    continue
                if labeled is not None and parsed["cl-metadata"]["is_labeled"] != labeled:
                    continue
                if text and text not in parsed["source-ref"]:
                    continue
                if errors and "cl-errors" not in parsed:
                    continue
                expected.append(entry)
            self.assertEqual(entries(self.client, self.train, PaginationConfig={"PageSize": 7}, **given), expected, given)
            tried += 1
        self.assertEqual(tried, 144)
        self.assertTrue(any("cl-errors" in entry for entry in self.all))


class Security(WithService):
    def test_a_wrong_secret_and_an_unknown_key_are_refused(self):
        self.refused("InvalidSignatureException", self.service.client(secret="wrong").describe_projects)
        other = self.service.client()
        other._request_signer._credentials = Credentials("AKIDOTHER", SECRET_KEY)
        self.refused("UnrecognizedClientException", other.describe_projects)

    def request(self, body=b"{}", target="DescribeProjects", at=None, **headers):
        request = AWSRequest("POST", self.service.url + "/", data=body, headers={
            "Content-Type": "application/x-amz-json-1.1", "X-Amz-Target": f"RekognitionService.{target}", **headers})
        auth = SigV4Auth(Credentials(ACCESS_KEY, SECRET_KEY), "rekognition", REGION)
        if at is not None:
            import botocore.auth
            original = botocore.auth.get_current_datetime
            botocore.auth.get_current_datetime = lambda *_: original() + datetime.timedelta(minutes=at)
        try:
            auth.add_auth(request)
        finally:
            if at is not None:
                botocore.auth.get_current_datetime = original
        return request.prepare()

    def send(self, request):
        response = URLLib3Session().send(request)
        return response.status_code, json.loads(response.content or b"{}"), response.headers

    def test_a_clock_four_minutes_off_is_let_pass_and_six_minutes_are_not(self):
        for minutes in (-6, -4, 0, 4, 6):
            status, body, headers = self.send(self.request(at=minutes))
            if abs(minutes) < 5:
                self.assertEqual(status, 200, minutes)
            else:
                self.assertEqual((status, body["__type"]), (400, "InvalidSignatureException"))
                self.assertIn("Date", headers)

    def test_what_is_changed_after_signing_is_refused(self):
        changes = {
            "body": lambda request: setattr(request, "body", b"[]"),
            "target": lambda request: request.headers.__setitem__("X-Amz-Target", "RekognitionService.DeleteProject"),
            "date": lambda request: request.headers.__setitem__("X-Amz-Date", "20260101T000000Z"),
            "host": lambda request: request.headers.__setitem__("Host", "localhost:1"),
            "token": lambda request: request.headers.__setitem__("X-Amz-Security-Token", "smuggled"),
            "scope": lambda request: request.headers.__setitem__("Authorization", request.headers["Authorization"].replace(REGION, "eu-west-1")),
            "unsigned": lambda request: request.headers.__delitem__("Authorization"),
        }
        for name, change in changes.items():
            request = self.request()
            change(request)
            status, body, _ = self.send(request)
            self.assertEqual(status, 400, name)
            self.assertIn(body["__type"], ("InvalidSignatureException", "MissingAuthenticationTokenException"), name)

    def test_what_is_no_request_is_refused_with_its_name(self):
        for request, status, name in (
            (self.request(target="Nonsense"), 400, "UnknownOperationException"),
            (self.request(body=b"nonsense"), 400, "SerializationException"),
            (self.request(body=b'{"MaxResults":"1"}'), 400, "SerializationException"),
            (self.request(body=b'{"MaxResults":null,"Unknown":[1]}'), 200, None),
            (self.request(body=b"[" * 100000), 400, "SerializationException"),
            (self.request(**{"Content-Type": "text/plain"}), 415, "SerializationException"),
            (self.request(body=b" " * (11 << 20)), 413, "RequestEntityTooLargeException"),
        ):
            found, body, _ = self.send(request)
            self.assertEqual((found, body.get("__type")), (status, name))

    def test_base64_that_is_none_is_refused(self):
        train, _, _ = project(self.client, "base64")
        for blob in ("!!!!", "YQ", "YQ==YQ==", "Y Q="):
            body = json.dumps({"DatasetArn": train, "Changes": {"GroundTruth": blob}}).encode()
            status, answer, _ = self.send(self.request(body, "UpdateDatasetEntries"))
            self.assertEqual((status, answer["__type"]), (400, "SerializationException"), blob)
        body = json.dumps({"DatasetArn": train, "Changes": {"GroundTruth": ""}}).encode()
        self.assertEqual(self.send(self.request(body, "UpdateDatasetEntries"))[1]["__type"], "ValidationException")

    def test_the_envelope_is_for_plain_json(self):
        status, body, _ = self.send(self.request(**{"Content-Type": "application/json", "Accept": "application/json"}))
        self.assertEqual((status, body["success"]), (200, True))
        self.assertRegex(body["data"]["created_at"], r"^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ$")
        self.assertTrue(body["data"]["id"])
        status, body, _ = self.send(self.request(b'{"MaxResults":101}', **{"Content-Type": "application/json", "Accept": "application/json"}))
        self.assertEqual((status, body["success"], body["error"]["code"]), (400, False, "VALIDATION_ERROR"))

    def test_a_client_that_never_ends_its_request_is_not_waited_for(self):
        import socket
        host, port = self.service.url.removeprefix("http://").split(":")
        slow = [socket.create_connection((host, int(port))) for _ in range(20)]
        for connection in slow:
            connection.sendall(b"POST / HTTP/1.1\r\nHost: localhost\r\nX-Slow: ")
        started = time.monotonic()
        self.client.describe_projects()
        self.assertLess(time.monotonic() - started, 5)
        slow[0].settimeout(40)
        self.assertLess(len(slow[0].recv(1000)), 1000)
        for connection in slow:
            connection.close()


if __name__ == "__main__":
    unittest.main()

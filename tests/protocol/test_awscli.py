"""The AWS CLI, as people type it."""

import json
import os
import re
import subprocess
import sys
import tempfile
import time
import unittest

from local_service import ACCESS_KEY, REGION, SECRET_KEY, Service, line


PROJECT = f"arn:aws:rekognition:{REGION}:111122223333:project/p/1"
DATASET = f"arn:aws:rekognition:{REGION}:111122223333:project/p/dataset/train/1"

# Every error of the model, with a command that may be answered with it.
ERRORS = {
    "AccessDeniedException": ("describe-projects",),
    "InternalServerError": ("describe-projects",),
    "InvalidPaginationTokenException": ("describe-projects",),
    "InvalidParameterException": ("describe-projects",),
    "InvalidS3ObjectException": ("create-dataset", "--project-arn", PROJECT, "--dataset-type", "TRAIN"),
    "LimitExceededException": ("create-project", "--project-name", "p"),
    "ProvisionedThroughputExceededException": ("describe-projects",),
    "ResourceAlreadyExistsException": ("create-dataset", "--project-arn", PROJECT, "--dataset-type", "TRAIN"),
    "ResourceInUseException": ("create-project", "--project-name", "p"),
    "ResourceNotFoundException": ("describe-dataset", "--dataset-arn", DATASET),
    "ResourceNotReadyException": ("list-dataset-entries", "--dataset-arn", DATASET),
    "ServiceQuotaExceededException": ("tag-resource", "--resource-arn", PROJECT, "--tags", "a=b"),
    "ThrottlingException": ("describe-projects",),
}


def operation(command):
    """The operation that a command carries out."""
    return "".join(word.capitalize() for word in command.split("-"))


class WithCommand(unittest.TestCase):
    options = ()

    @classmethod
    def setUpClass(cls):
        cls.service = Service(*cls.options)
        cls.folder = tempfile.TemporaryDirectory()

    @classmethod
    def tearDownClass(cls):
        cls.service.end()
        cls.folder.cleanup()

    def run_command(self, program, *words):
        environment = {
            "PATH": os.environ["PATH"],
            "HOME": self.folder.name,
            "AWS_ENDPOINT_URL_REKOGNITION": self.service.url,
            "AWS_ACCESS_KEY_ID": ACCESS_KEY,
            "AWS_SECRET_ACCESS_KEY": SECRET_KEY,
            "AWS_DEFAULT_REGION": REGION,
            "AWS_EC2_METADATA_DISABLED": "true",
            "AWS_MAX_ATTEMPTS": "1",
        }
        return subprocess.run([*program, *words], capture_output=True, text=True, env=environment, cwd=self.folder.name, timeout=120)

    def aws(self, *words):
        run = self.run_command([sys.executable, "-m", "awscli", "rekognition"], *words)
        self.assertEqual(run.returncode, 0, run.stderr)
        return json.loads(run.stdout) if run.stdout.strip() else {}

    def refused(self, code, *words):
        run = self.run_command([sys.executable, "-m", "awscli", "rekognition"], *words)
        self.assertIn(f"({code})", run.stderr)
        return run


class CommandLine(WithCommand):
    def settled(self, dataset):
        while True:
            status = self.aws("describe-dataset", "--dataset-arn", dataset)["DatasetDescription"]["Status"]
            if not status.endswith("_IN_PROGRESS"):
                return status
            time.sleep(0.1)

    def filled(self, name, *words):
        """A project with ten entries to train with and none to test with: both datasets, and the project."""
        arn = self.aws("create-project", "--project-name", name, *words)["ProjectArn"]
        train, test = (self.aws("create-dataset", "--project-arn", arn, "--dataset-type", of)["DatasetArn"] for of in ("TRAIN", "TEST"))
        self.settled(train), self.settled(test)
        with open(f"{self.folder.name}/changes.json", "w") as file:
            json.dump({"GroundTruth": "\n".join(map(line, range(10)))}, file)
        self.aws("update-dataset-entries", "--dataset-arn", train, "--changes", "file://changes.json")
        self.assertEqual(self.settled(train), "UPDATE_COMPLETE")
        return train, test, arn

    def test_all_operations_as_commands(self):
        train, test, arn = self.filled("cli", "--tags", "a=b")
        self.assertEqual(len(self.aws("list-dataset-entries", "--dataset-arn", train, "--page-size", "3")["DatasetEntries"]), 10)
        self.assertEqual(self.aws("list-dataset-entries", "--dataset-arn", train, "--has-errors")["DatasetEntries"], [])
        self.assertEqual(len(self.aws("list-dataset-labels", "--dataset-arn", train)["DatasetLabelDescriptions"]), 3)
        self.aws("distribute-dataset-entries", "--datasets", f"Arn={train}", f"Arn={test}")
        self.assertEqual(self.settled(test), "UPDATE_COMPLETE")
        self.assertEqual(len(self.aws("list-dataset-entries", "--dataset-arn", test)["DatasetEntries"]), 2)
        self.refused("InvalidParameterException", "distribute-dataset-entries", "--datasets", f'[{{"Arn": "{train}"}}, {{"Arn": "{test}"}}]')
        self.aws("tag-resource", "--resource-arn", arn, "--tags", "c=d")
        self.aws("untag-resource", "--resource-arn", arn, "--tag-keys", "a")
        self.assertEqual(self.aws("list-tags-for-resource", "--resource-arn", arn)["Tags"], {"c": "d"})
        self.assertEqual(len(self.aws("describe-projects")["ProjectDescriptions"][0]["Datasets"]), 2)
        for dataset in (train, test):
            self.aws("delete-dataset", "--dataset-arn", dataset)
        self.refused("ResourceNotFoundException", "describe-dataset", "--dataset-arn", train + "0")
        until = time.monotonic() + 30
        while self.aws("describe-projects")["ProjectDescriptions"][0]["Datasets"]:
            self.assertLess(time.monotonic(), until)
        self.assertEqual(self.aws("delete-project", "--project-arn", arn)["Status"], "DELETING")

    def script(self, *words):
        """What a dry run prints, run by a shell whose `aws` is the CLI of these tests."""
        dry = self.run_command([os.environ["HOLDOUT_BIN"]], "submit", *words, "--dry-run", "--endpoint", self.service.url)
        self.assertEqual(dry.returncode, 0, dry.stderr)
        programs = os.path.join(self.folder.name, "programs")
        os.makedirs(programs, exist_ok=True)
        with open(os.path.join(programs, "aws"), "w") as file:
            file.write(f'#!/bin/sh\nexec "{sys.executable}" -m awscli "$@"\n')
        os.chmod(file.name, 0o755)
        return self.run_command(["env", f"PATH={programs}:{os.environ['PATH']}", "sh", "-c", dry.stdout])

    def entries(self, dataset):
        entries = self.aws("list-dataset-entries", "--dataset-arn", dataset)["DatasetEntries"]
        return [re.sub(r',"cl-metadata":\{[^{}]*\}\}$', "}", entry) for entry in entries]

    def test_the_script_of_a_dry_run_uploads_byte_for_byte(self):
        arn = self.aws("create-project", "--project-name", "script")["ProjectArn"]
        # One of the two is there, and in each there is what a shell or JSON could spoil.
        self.aws("create-dataset", "--project-arn", arn, "--dataset-type", "TEST")
        odd = ["percent %s", "quote \" and \\", "$(rm) `x` $HOME '", "猫 \u200b é", "\\n \\t"]
        train = [line(image, label) for image, label in enumerate(odd * 400)]
        train[1] = train[1].replace(":", " :\t", 1)
        train += [line(10_000 + image, "long " * 40) for image in range(20_000)]
        test = [line(image, "held out") for image in range(90_000, 90_010)]
        for name, lines, end in (("it's train", train, "\r\n"), ("test", test, "\n")):
            with open(f"{self.folder.name}/{name}.manifest", "w", newline="", encoding="utf-8") as file:
                file.write(end.join(lines))
        upload = ("upload", "--project", arn, "--train", "it's train.manifest", "--test", "test.manifest")
        run = self.script(*upload)
        self.assertEqual(run.returncode, 0, run.stdout + run.stderr)
        found = self.aws("describe-projects", "--project-names", "script")["ProjectDescriptions"][0]["Datasets"]
        datasets = {dataset["DatasetType"]: dataset["DatasetArn"] for dataset in found}
        self.assertEqual(self.entries(datasets["TRAIN"]), train)
        self.assertEqual(self.entries(datasets["TEST"]), test)

        again = self.script(*upload)
        self.assertEqual(again.returncode, 1)
        self.assertIn(f"has {len(train)} entries instead of 0", again.stderr)

    def test_the_script_of_a_dry_run_distributes(self):
        train, test, _ = self.filled("script-distributes")
        run = self.script("distribute", "--train", train, "--test", test)
        self.assertEqual(run.returncode, 0, run.stdout + run.stderr)
        self.assertEqual([len(self.entries(dataset)) for dataset in (train, test)], [8, 2])
        self.assertNotEqual(self.script("distribute", "--train", train, "--test", test).returncode, 0)

    def test_holdout_submits_what_it_split_with_the_same_environment(self):
        holdout = [os.environ["HOLDOUT_BIN"]]
        with open(f"{self.folder.name}/data.manifest", "w") as file:
            file.write("\n".join(map(line, range(50))))
        self.assertEqual(self.run_command(holdout, "split", "data.manifest", "--out", "split").returncode, 0)
        arn = self.aws("create-project", "--project-name", "upload")["ProjectArn"]
        upload = ("submit", "upload", "--project", arn, "--train", "split/train.manifest", "--test", "split/test.manifest")
        dry = self.run_command(holdout, *upload, "--dry-run")
        self.assertEqual(dry.returncode, 0, dry.stderr)
        self.assertIn("RekognitionService.UpdateDatasetEntries", dry.stdout)
        self.assertEqual(self.aws("describe-projects", "--project-names", "upload")["ProjectDescriptions"][0]["Datasets"], [])
        run = self.run_command(holdout, *upload, "--state", "state.json")
        envelope = json.loads(run.stdout)
        self.assertEqual((run.returncode, envelope["success"]), (0, True), run.stderr)
        self.assertRegex(envelope["data"]["created_at"], r"^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ$")
        self.assertFalse(os.path.exists(f"{self.folder.name}/state.json"))
        again = self.run_command(holdout, *upload)
        self.assertEqual((again.returncode, json.loads(again.stdout)["error"]["code"]), (1, "VALIDATION_ERROR"))
        secrets = run.stdout + run.stderr + dry.stdout + dry.stderr
        self.assertNotIn(SECRET_KEY, secrets)

        found = self.aws("describe-projects", "--project-names", "upload")["ProjectDescriptions"][0]["Datasets"]
        datasets = {dataset["DatasetType"]: dataset["DatasetArn"] for dataset in found}
        distribute = ("submit", "distribute", "--train", datasets["TRAIN"], "--test")
        refused = self.run_command(holdout, *distribute, datasets["TEST"])
        self.assertEqual((refused.returncode, json.loads(refused.stdout)["error"]["code"]), (1, "VALIDATION_ERROR"))
        self.aws("delete-dataset", "--dataset-arn", datasets["TEST"])
        until = time.monotonic() + 30
        while len(self.aws("describe-projects", "--project-names", "upload")["ProjectDescriptions"][0]["Datasets"]) > 1:
            self.assertLess(time.monotonic(), until)
        test = self.aws("create-dataset", "--project-arn", arn, "--dataset-type", "TEST")["DatasetArn"]
        self.settled(test)
        run = self.run_command(holdout, *distribute, test)
        self.assertEqual((run.returncode, json.loads(run.stdout)["success"]), (0, True), run.stdout + run.stderr)
        self.assertEqual(len(self.aws("list-dataset-entries", "--dataset-arn", test)["DatasetEntries"]), 8)
        wrong = self.run_command(holdout, "submit", "distribute", "--train", test, "--test", datasets["TRAIN"])
        self.assertEqual(wrong.returncode, 2)
        self.assertIn("training dataset", wrong.stderr)


class AskedFor(WithCommand):
    """Errors that the service has where it is asked for them."""

    options = [f"--fault={operation(words[0])}={name}:1" for name, words in ERRORS.items()]

    def test_every_error_of_the_model_is_told_by_its_name(self):
        for name, words in ERRORS.items():
            run = self.refused(name, *words)
            self.assertIn(run.returncode, (254, 255), name)


if __name__ == "__main__":
    unittest.main()

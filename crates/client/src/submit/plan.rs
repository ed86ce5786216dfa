//! What a submission would do, without doing it: each call in its order, the same as commands for a shell, and the least
//! that the caller must be allowed. Nothing is sent.

use serde::Serialize;
use serde_json::{Value, json};

use super::lines::{Lines, chunks};
use super::policy::{self, Policy};
use crate::arn::{DatasetArn, Kind, ProjectArn, TestDatasetArn, TrainDatasetArn};
use crate::endpoint::{Endpoint, is_listed};
use crate::sign::TARGET_PREFIX;
use crate::types::{
    CreateDatasetRequest, DatasetType, DescribeDatasetRequest, DescribeProjectsRequest,
    DistributeDatasetEntriesRequest, Operation, UpdateDatasetEntriesRequest,
};

/// What a submission would do.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Plan {
    /// Where the calls would go.
    pub endpoint: String,
    /// The region that would be signed.
    pub region: String,
    /// Whether the service is known to be there. It may have come since.
    pub region_listed: bool,
    /// What would be done, in order.
    pub steps: Vec<Step>,
    /// What an upload would send; nothing where the service moves what it has.
    pub uploads: Vec<Cargo>,
    /// The least that the caller must be allowed.
    pub policy: Policy,
    /// The same as a script for a shell, with the AWS CLI in either version.
    pub script: String,
}

/// One step.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Step {
    /// What it is for.
    pub words: String,
    /// Its calls.
    pub calls: Vec<Call>,
}

/// One call.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Call {
    /// The operation.
    pub operation: &'static str,
    /// What the header `x-amz-target` says.
    pub target: String,
    /// What is sent; in an upload a description of it stands for the lines.
    pub body: Value,
    /// The same with the AWS CLI; a piece of a manifest is sent by a function of the script.
    pub command: String,
}

/// A manifest as it would be sent.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
pub struct Cargo {
    /// Which: `train` or `test`.
    pub side: &'static str,
    /// Its bytes.
    pub bytes: u64,
    /// Its lines that are not blank.
    pub lines: u64,
    /// Calls that it takes.
    pub pieces: usize,
}

/// How every script begins: {PLACE} is what every command ends with.
const SCRIPT: &str = include_str!("script.sh");
/// What the script of an upload needs besides, for the project {PROJECT} of this {NAME}.
const UPLOAD: &str = include_str!("upload.sh");

/// The calls of a distribution.
pub fn distribute(endpoint: &Endpoint, train: &TrainDatasetArn, test: &TestDatasetArn) -> Plan {
    let shell = Shell::new(endpoint);
    let both = [train.dataset(), test.dataset()];
    let look = || both.map(|arn| shell.describe(arn)).to_vec();
    let request = DistributeDatasetEntriesRequest::new(train, test);
    let command = format!("distribute-dataset-entries --datasets Arn={train} Arn={test}");
    let steps = vec![
        Step::new("Both are looked at: both complete, training with entries, test without.", look()),
        Step::new("It is asked for, once.", vec![shell.call(&request, &command)]),
        Step::new("Both are looked at until they are UPDATE_COMPLETE, or one is UPDATE_FAILED.", look()),
    ];
    let waits = both.map(|arn| format!("complete {arn}"));
    let mut script = waits.to_vec();
    script.push(format!("rekognition {command}"));
    script.extend(waits);
    shell.plan(steps, Vec::new(), policy::of_distribution(train, test), "", &script)
}

/// The calls of an upload. `names` are the manifests' files as the commands should name them. Fails where the manifests
/// cannot be read.
pub async fn upload(
    endpoint: &Endpoint,
    project: &ProjectArn,
    lines: &impl Lines,
    names: [&str; 2],
) -> Result<Plan, String> {
    let shell = Shell::new(endpoint);
    let name = project.project().to_owned();
    let look = DescribeProjectsRequest { project_names: Some(vec![name]), ..DescribeProjectsRequest::default() };
    let look = shell.call(&look, &format!("describe-projects --project-names {}", project.project()));
    let sides = [(Kind::Train, DatasetType::Train, "TRAIN"), (Kind::Test, DatasetType::Test, "TEST")];
    let mut script = Vec::new();
    let mut made = Vec::new();
    for (_, dataset_type, variable) in sides.clone() {
        let command = format!("create-dataset --project-arn {project} --dataset-type {dataset_type}");
        script.push(format!("dataset {dataset_type}; {variable}=$arn"));
        let request =
            CreateDatasetRequest { dataset_source: None, dataset_type, project_arn: project.clone(), tags: None };
        made.push(shell.call(&request, &command));
    }
    let mut steps = vec![
        Step::new("The project is looked at.", vec![look]),
        Step::new("Datasets that it lacks are made; those that it has must be empty.", made),
    ];
    let mut cargoes = Vec::new();
    for ((side, _, variable), name) in sides.into_iter().zip(names) {
        let pieces = chunks(lines, side).await?;
        let arn = format!("\"${variable}\"");
        let (mut calls, mut from) = (Vec::new(), 0);
        for &(bytes, lines) in &pieces {
            let call = update(&arn, name, from, (bytes, lines));
            script.push(call.command.clone());
            calls.push(call);
            from += bytes;
        }
        let (bytes, count) = (from, pieces.iter().map(|(_, lines)| lines).sum());
        script.push(format!("has {arn} {count}"));
        cargoes.push(Cargo { side: side.as_str(), bytes, lines: count, pieces: pieces.len() });
        let words = format!(
            "The {} manifest goes up in pieces of whole lines, each when the one before it is UPDATE_COMPLETE; then lines are counted.",
            side.as_str()
        );
        steps.push(Step::new(&words, calls));
    }
    let functions = UPLOAD.replace("{PROJECT}", &project.to_string()).replace("{NAME}", project.project());
    Ok(shell.plan(steps, cargoes, policy::of_upload(project), &functions, &script))
}

impl Step {
    fn new(words: &str, calls: Vec<Call>) -> Self {
        Self { words: words.to_owned(), calls }
    }
}

/// Writes commands for one endpoint.
struct Shell<'e> {
    endpoint: &'e Endpoint,
    /// What every command ends with.
    place: String,
}

impl<'e> Shell<'e> {
    fn new(endpoint: &'e Endpoint) -> Self {
        let (region, url) = (endpoint.region(), endpoint.url().trim_end_matches('/'));
        // The CLI finds the service's own hosts itself.
        let place = if endpoint.is_services_own() {
            format!("--region {region}")
        } else {
            format!("--region {region} --endpoint-url {url}")
        };
        Self { endpoint, place }
    }

    fn aws(&self, command: &str) -> String {
        format!("aws rekognition {command} {}", self.place)
    }

    fn call<I: Operation>(&self, input: &I, command: &str) -> Call {
        // Inputs are plain data: there is nothing in them that could fail to be written.
        let body = serde_json::to_value(input).unwrap_or_default();
        Call { operation: I::NAME, target: target(I::NAME), body, command: self.aws(command) }
    }

    fn describe(&self, arn: &DatasetArn) -> Call {
        let request = DescribeDatasetRequest { dataset_arn: arn.clone() };
        self.call(&request, &format!("describe-dataset --dataset-arn {arn}"))
    }

    /// `functions` are those that `script` calls besides those of every script.
    fn plan(&self, steps: Vec<Step>, uploads: Vec<Cargo>, policy: Policy, functions: &str, script: &[String]) -> Plan {
        let region = self.endpoint.region().to_owned();
        Plan {
            endpoint: self.endpoint.url().to_owned(),
            region_listed: is_listed(&region),
            region,
            steps,
            uploads,
            policy,
            script: format!("{}{functions}\n{}\n", SCRIPT.replace("{PLACE}", &self.place), script.join("\n")),
        }
    }
}

fn update(arn: &str, file: &str, from: u64, (bytes, lines): (u64, u64)) -> Call {
    let place = format!("<{bytes} bytes from byte {from}: {lines} lines>");
    let command = format!("send {arn} {} {} {bytes}", quoted(file), from + 1);
    let operation = UpdateDatasetEntriesRequest::NAME;
    let body = json!({ "DatasetArn": "<its ARN>", "Changes": { "GroundTruth": place } });
    Call { operation, target: target(operation), body, command }
}

fn target(operation: &str) -> String {
    format!("{TARGET_PREFIX}{operation}")
}

/// A file's name as a shell takes it, whatever is in it.
fn quoted(name: &str) -> String {
    let plain = |byte: u8| byte.is_ascii_alphanumeric() || b"/._-".contains(&byte);
    if !name.is_empty() && !name.starts_with('-') && name.bytes().all(plain) {
        return name.to_owned();
    }
    let name = if name.starts_with('-') { format!("./{name}") } else { name.to_owned() };
    format!("'{}'", name.replace('\'', r"'\''"))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::endpoint::EndpointOptions;

    const HEAD: &str = "arn:aws:rekognition:us-east-1:111122223333:project/p";

    struct Text([&'static [u8]; 2]);

    impl Text {
        fn of(&self, side: Kind) -> &'static [u8] {
            self.0[usize::from(side == Kind::Test)]
        }
    }

    impl Lines for Text {
        fn size(&self, side: Kind) -> u64 {
            self.of(side).len() as u64
        }

        async fn read(&self, side: Kind, from: u64, length: u64) -> Result<Vec<u8>, String> {
            let (from, length) = (usize::try_from(from).unwrap(), usize::try_from(length).unwrap());
            Ok(self.of(side)[from..from + length].to_vec())
        }
    }

    fn endpoint(url: Option<&str>) -> Endpoint {
        let url = url.map(str::to_owned);
        Endpoint::new(&EndpointOptions { region: "us-east-1".to_owned(), url, ..EndpointOptions::default() }).unwrap()
    }

    fn operations(plan: &Plan) -> Vec<&'static str> {
        plan.steps.iter().flat_map(|step| &step.calls).map(|call| call.operation).collect()
    }

    #[test]
    fn a_distribution_is_looked_at_asked_for_and_watched() {
        let (train, test) = (format!("{HEAD}/dataset/train/1"), format!("{HEAD}/dataset/test/2"));
        let plan = distribute(&endpoint(None), &train.parse().unwrap(), &test.parse().unwrap());
        let look = ["DescribeDataset", "DescribeDataset"];
        assert_eq!(operations(&plan), [&look[..], &["DistributeDatasetEntries"], &look].concat());
        assert!(
            plan.script
                .contains(&format!("\nrekognition distribute-dataset-entries --datasets Arn={train} Arn={test}\n"))
        );
        assert!(plan.script.contains("aws rekognition \"$@\" --region us-east-1; }"), "{}", plan.script);
        assert!(!plan.script.contains("--endpoint-url"), "the CLI finds the service's own host itself");
        assert!(plan.uploads.is_empty() && plan.region_listed);
    }

    #[tokio::test]
    async fn an_upload_says_what_it_would_send() {
        let project = format!("{HEAD}/1").parse().unwrap();
        let lines = Text([b"{}\n{}\n", b"{}"]);
        let endpoint = endpoint(Some("http://127.0.0.1:8020"));
        let plan = upload(&endpoint, &project, &lines, ["it's/train", "test"]).await.unwrap();
        let expected = ["DescribeProjects", "CreateDataset", "CreateDataset"];
        let sent = ["UpdateDatasetEntries", "UpdateDatasetEntries"];
        assert_eq!(operations(&plan), [&expected[..], &sent].concat());
        let cargo = |side, bytes, lines| Cargo { side, bytes, lines, pieces: 1 };
        assert_eq!(plan.uploads, [cargo("train", 6, 2), cargo("test", 2, 1)]);
        let ending = [
            "dataset TRAIN; TRAIN=$arn",
            "dataset TEST; TEST=$arn",
            r#"send "$TRAIN" 'it'\''s/train' 1 6"#,
            "has \"$TRAIN\" 2",
        ];
        assert!(plan.script.contains(&ending.join("\n")), "{}", plan.script);
        assert!(plan.script.contains("--endpoint-url http://127.0.0.1:8020; }"), "{}", plan.script);
        assert!(!["{PLACE}", "{PROJECT}", "{NAME}"].iter().any(|place| plan.script.contains(place)), "{}", plan.script);
    }

    #[test]
    fn names_of_files_are_quoted_where_they_must_be() {
        for (name, text) in
            [("a/b.manifest", "a/b.manifest"), ("a b", "'a b'"), ("$(rm)", "'$(rm)'"), ("-x", "'./-x'"), ("", "''")]
        {
            assert_eq!(quoted(name), text);
        }
    }
}

//! A service whose clock and chance a test drives, and lines for it.
#![allow(
    dead_code,
    clippy::unwrap_used,
    clippy::format_collect,
    reason = "each test takes what it needs, and may panic"
)]

use std::path::Path;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::Duration;

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use holdout_service::{Fault, Options, Service, World};
use serde_json::{Value, json};

/// 2026-01-01T00:00:00Z, in milliseconds.
const START: u64 = 1_767_225_600_000;

/// Time passes when a test says so; chance is a counter.
#[derive(Debug, Default)]
pub struct Driven {
    passed: AtomicU64,
    drawn: AtomicU64,
}

impl Driven {
    pub fn pass(&self, milliseconds: u64) {
        self.passed.fetch_add(milliseconds, Ordering::Relaxed);
    }

    /// Sets the clock back.
    pub fn jump_back(&self, milliseconds: u64) {
        self.passed.fetch_sub(milliseconds, Ordering::Relaxed);
    }
}

impl World for Driven {
    fn now(&self) -> Duration {
        Duration::from_millis(START + self.passed.load(Ordering::Relaxed))
    }

    fn random(&self) -> [u8; 16] {
        u128::from(self.drawn.fetch_add(1, Ordering::Relaxed)).to_be_bytes()
    }
}

pub fn open(data: Option<&Path>, latency: u64, world: &Arc<Driven>) -> Service {
    let world: Arc<dyn World> = Arc::clone(world) as Arc<dyn World>;
    let latency = Duration::from_millis(latency);
    Service::open(Options { data: data.map(Path::to_owned), latency, world, ..Options::default() }).unwrap()
}

pub fn call(service: &Service, operation: &str, input: &Value) -> Result<Value, Fault> {
    service.call(operation, input.to_string().as_bytes(), "us-east-1")
}

/// A project with two empty datasets: their ARNs.
pub fn project(service: &Service, name: &str) -> [String; 2] {
    let project = call(service, "CreateProject", &json!({ "ProjectName": name })).unwrap();
    let make = |kind: &str| {
        let input = json!({ "ProjectArn": project["ProjectArn"], "DatasetType": kind });
        call(service, "CreateDataset", &input).unwrap()["DatasetArn"].as_str().unwrap().to_owned()
    };
    let arns = [make("TRAIN"), make("TEST")];
    settle(service);
    arns
}

/// Works off all jobs that are due.
pub fn settle(service: &Service) {
    while service.work().unwrap() {}
}

pub fn update(service: &Service, dataset: &str, lines: &[String]) -> Result<Value, Fault> {
    let blob = STANDARD.encode(lines.join("\n"));
    call(service, "UpdateDatasetEntries", &json!({ "DatasetArn": dataset, "Changes": { "GroundTruth": blob } }))
}

pub fn describe(service: &Service, dataset: &str) -> Value {
    call(service, "DescribeDataset", &json!({ "DatasetArn": dataset })).unwrap()["DatasetDescription"].clone()
}

/// All entries, page by page, without what the service adds to them.
pub fn entries(service: &Service, dataset: &str, page: u64) -> Vec<String> {
    let (mut found, mut token) = (Vec::new(), Value::Null);
    loop {
        let input = json!({ "DatasetArn": dataset, "MaxResults": page, "NextToken": token });
        let answer = call(service, "ListDatasetEntries", &input).unwrap();
        for entry in answer["DatasetEntries"].as_array().unwrap() {
            let text = entry.as_str().unwrap();
            found.push(text[..text.rfind(",\"cl-metadata\"").unwrap()].to_owned() + "}");
        }
        token = answer["NextToken"].clone();
        if token.is_null() {
            return found;
        }
    }
}

/// A line with a label for the whole image.
pub fn line(image: u32, label: u32) -> String {
    format!(
        r#"{{"source-ref":"s3://bucket/{image}.jpg","kind":1,"kind-metadata":{{"class-name":"label-{label}","confidence":1,"human-annotated":"yes","creation-date":"2024-05-31T09:30:00","type":"groundtruth/image-classification"}}}}"#
    )
}

/// Returns a request that is signed at `now`: head and body.
pub fn signed(
    address: std::net::SocketAddr,
    key: &str,
    secret: &str,
    now: Duration,
    operation: &str,
    body: &str,
) -> Vec<u8> {
    use hmac::{Hmac, KeyInit, Mac};
    use sha2::{Digest, Sha256};
    let hex = |bytes: &[u8]| bytes.iter().map(|byte| format!("{byte:02x}")).collect::<String>();
    let mac = |key: &[u8], text: &str| {
        let mut mac = Hmac::<Sha256>::new_from_slice(key).unwrap();
        mac.update(text.as_bytes());
        mac.finalize().into_bytes().to_vec()
    };
    let time = holdout_client::submit::created_at(now).replace(['-', ':'], "");
    let (date, target) = (&time[..8], format!("RekognitionService.{operation}"));
    let kind = "application/x-amz-json-1.1";
    let names = "content-type;host;x-amz-date;x-amz-target";
    let canonical = format!(
        "POST\n/\n\ncontent-type:{kind}\nhost:{address}\nx-amz-date:{time}\nx-amz-target:{target}\n\n{names}\n{}",
        hex(&Sha256::digest(body))
    );
    let scope = format!("{date}/us-east-1/rekognition/aws4_request");
    let text = format!("AWS4-HMAC-SHA256\n{time}\n{scope}\n{}", hex(&Sha256::digest(canonical)));
    let parts = [date, "us-east-1", "rekognition", "aws4_request"];
    let signing = parts.iter().fold(format!("AWS4{secret}").into_bytes(), |key, part| mac(&key, part));
    let signature = hex(&mac(&signing, &text));
    format!(
        "POST / HTTP/1.1\r\nhost: {address}\r\ncontent-type: {kind}\r\nx-amz-date: {time}\r\nx-amz-target: {target}\r\n\
         authorization: AWS4-HMAC-SHA256 Credential={key}/{scope}, SignedHeaders={names}, Signature={signature}\r\n\
         content-length: {}\r\n\r\n{body}",
        body.len()
    )
    .into_bytes()
}

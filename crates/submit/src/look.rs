//! What is asked besides submissions: how far two datasets are, which projects there are to choose from, and a new one.

use holdout_client::Client;
use holdout_client::arn::DatasetArn;
use holdout_client::error::Error;
use holdout_client::submit::{Envelope, Trouble};
use holdout_client::transport::Fetch;
use holdout_client::types::{
    CreateProjectRequest, DatasetDescription, DescribeDatasetRequest, DescribeProjectsRequest, ProjectDescription,
};
use serde::Serialize;
use wasm_bindgen::prelude::{JsValue, wasm_bindgen};

use crate::host::{Host, Hosted, Machine, refused, thrown};
use crate::request::Request;

/// Pages of a hundred projects that are read at most: nobody chooses from more.
const PAGES: usize = 20;

/// How far a dataset is.
#[derive(Serialize)]
struct Looked {
    dataset_arn: String,
    #[serde(flatten)]
    dataset: Dataset,
}

#[derive(Serialize)]
struct Dataset {
    status: Option<String>,
    status_message: Option<String>,
    entries: Option<i64>,
    labeled_entries: Option<i64>,
    labels: Option<i64>,
    error_entries: Option<i64>,
}

impl From<DatasetDescription> for Dataset {
    fn from(found: DatasetDescription) -> Self {
        let stats = found.dataset_stats.unwrap_or_default();
        Self {
            status: found.status.map(|status| status.to_string()),
            status_message: found.status_message,
            entries: stats.total_entries,
            labeled_entries: stats.labeled_entries,
            labels: stats.total_labels,
            error_entries: stats.error_entries,
        }
    }
}

/// A project to choose.
#[derive(Serialize)]
struct Project {
    #[serde(rename = "project_arn")]
    arn: String,
    name: String,
    train_dataset_arn: Option<String>,
    test_dataset_arn: Option<String>,
}

/// How far the datasets are that `request` names, as JSON: training first.
#[wasm_bindgen]
pub async fn look(request: String, host: Host) -> Result<String, JsValue> {
    let request = Request::read(&request).map_err(refused)?;
    let train = request.train().map_err(refused)?.map(|arn| arn.dataset().clone());
    let test = request.test().map_err(refused)?.map(|arn| arn.dataset().clone());
    let arns: Vec<DatasetArn> = [train, test].into_iter().flatten().collect();
    let Some(first) = arns.first() else {
        return Err(refused("give \"trainDatasetArn\", \"testDatasetArn\", or both".to_owned()));
    };
    let client = client(&request, host, Some(first.region()))?;
    let mut looked = Vec::new();
    for arn in arns {
        let answer = client.call(&DescribeDatasetRequest { dataset_arn: arn.clone() }).await.map_err(failed)?;
        let dataset = answer.output.dataset_description.unwrap_or_default().into();
        looked.push(Looked { dataset_arn: arn.to_string(), dataset });
    }
    json(&looked)
}

/// The projects in the region of `request`, as JSON.
#[wasm_bindgen]
pub async fn projects(request: String, host: Host) -> Result<String, JsValue> {
    let request = Request::read(&request).map_err(refused)?;
    let client = client(&request, host, None)?;
    let (mut found, mut page) = (Vec::new(), DescribeProjectsRequest::default());
    for _ in 0..PAGES {
        let output = client.call(&page).await.map_err(failed)?.output;
        found.extend(output.project_descriptions.unwrap_or_default().into_iter().filter_map(project));
        let Some(token) = output.next_token.filter(|token| !token.is_empty()) else { break };
        page.next_token = Some(token);
    }
    json(&found)
}

/// Makes the project that `request` names, and tells its ARN.
#[wasm_bindgen(js_name = createProject)]
pub async fn create_project(request: String, host: Host) -> Result<String, JsValue> {
    let request = Request::read(&request).map_err(refused)?;
    let name = request.project_name().map_err(refused)?.to_owned();
    let client = client(&request, host, None)?;
    let input = CreateProjectRequest { project_name: name, auto_update: None, feature: None, tags: None };
    let made = client.call(&input).await.map_err(failed)?.output.project_arn;
    made.map(|arn| arn.to_string()).ok_or_else(|| refused("the service made a project and did not name it".to_owned()))
}

fn project(found: ProjectDescription) -> Option<Project> {
    let arn = found.project_arn?;
    let datasets: Vec<_> = found.datasets.into_iter().flatten().filter_map(|dataset| dataset.dataset_arn).collect();
    let of = |kind: &str| datasets.iter().find(|arn| arn.kind().as_str() == kind).map(ToString::to_string);
    Some(Project {
        name: arn.project().to_owned(),
        arn: arn.to_string(),
        train_dataset_arn: of("train"),
        test_dataset_arn: of("test"),
    })
}

fn client(request: &Request, host: Host, region: Option<&str>) -> Result<Client<Fetch, Machine>, JsValue> {
    let endpoint = request.endpoint(region).map_err(refused)?;
    let credentials = Hosted::new(host, request.sizes).credentials();
    Ok(Client::new(endpoint, credentials, Fetch, Machine { clock_offset: request.system_clock_offset }))
}

fn failed(error: Error) -> JsValue {
    thrown(Envelope::from(Trouble::from(error)))
}

fn json(value: &impl Serialize) -> Result<String, JsValue> {
    serde_json::to_string(value).map_err(|error| refused(error.to_string()))
}

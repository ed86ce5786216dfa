//! What is asked for, on its way in: read from JSON, checked before anything is sent, told in words what is wrong.

use std::str::FromStr;

use holdout_client::arn::{ArnError, ProjectArn, TestDatasetArn, TrainDatasetArn, is_project_name};
use holdout_client::endpoint::{Endpoint, EndpointOptions};
use serde::Deserialize;
use serde_json::Value;

/// What may be asked for, as `js/submit.js` writes it.
#[derive(Debug, Default, Deserialize)]
#[serde(default, rename_all = "camelCase", deny_unknown_fields)]
pub struct Request {
    mode: Option<Mode>,
    train_dataset_arn: Option<String>,
    test_dataset_arn: Option<String>,
    project_arn: Option<String>,
    /// Of a project to be made.
    project_name: Option<String>,
    region: Option<String>,
    endpoint: Option<String>,
    /// Milliseconds to add to this machine's clock.
    pub system_clock_offset: f64,
    /// A submission that was put down.
    pub state: Option<Value>,
    /// Bytes of the manifests of an upload.
    pub sizes: Sizes,
    /// How commands should name the manifests' files.
    pub names: Names,
}

/// How it is submitted.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "lowercase")]
enum Mode {
    Distribute,
    Upload,
}

/// Bytes of two manifests.
#[derive(Clone, Copy, Debug, Default, Deserialize)]
pub struct Sizes {
    /// Of that for training.
    pub train: u64,
    /// Of that for testing.
    pub test: u64,
}

/// Names of two files.
#[derive(Debug, Deserialize)]
#[serde(default)]
pub struct Names {
    /// Of that for training.
    pub train: String,
    /// Of that for testing.
    pub test: String,
}

impl Default for Names {
    fn default() -> Self {
        Self { train: "train.manifest".to_owned(), test: "test.manifest".to_owned() }
    }
}

/// What is to be submitted, and where.
#[derive(Clone, Debug, PartialEq)]
pub enum Errand {
    /// Let the service move a share.
    Distribute(TrainDatasetArn, TestDatasetArn),
    /// Fill the datasets of a project.
    Upload(ProjectArn),
}

impl Errand {
    /// The region that its ARNs name.
    pub fn region(&self) -> &str {
        match self {
            Self::Distribute(train, _) => train.dataset().region(),
            Self::Upload(project) => project.region(),
        }
    }
}

impl Request {
    /// Reads a request. Fails with what is wrong.
    pub fn read(text: &str) -> Result<Self, String> {
        // From bytes, as answers are read: from a text it would be a second copy of the parser.
        serde_json::from_slice(text.as_bytes()).map_err(|error| format!("an option is wrong: {error}"))
    }

    /// What is to be submitted. Fails where something is missing or is not what it should be.
    pub fn errand(&self) -> Result<Errand, String> {
        match self.mode {
            Some(Mode::Distribute) => {
                let missing = |name| format!("\"{name}\" is missing: give the ARN of the dataset");
                let train = self.train()?.ok_or_else(|| missing("trainDatasetArn"))?;
                let test = self.test()?.ok_or_else(|| missing("testDatasetArn"))?;
                Ok(Errand::Distribute(train, test))
            }
            Some(Mode::Upload) => {
                let project = read(self.project_arn.as_deref())?;
                Ok(Errand::Upload(project.ok_or("\"projectArn\" is missing: give the ARN of the project")?))
            }
            None => Err("\"mode\" is missing: give \"distribute\" or \"upload\"".to_owned()),
        }
    }

    /// The name of a project to be made. Fails where the service would not take it.
    pub fn project_name(&self) -> Result<&str, String> {
        let name = self.project_name.as_deref().map(str::trim).unwrap_or_default();
        if is_project_name(name) {
            return Ok(name);
        }
        Err(format!("{name:?} is no name of a project: give 1 to 255 letters, digits, dots, hyphens and underscores"))
    }

    /// The training dataset, where one is named.
    pub fn train(&self) -> Result<Option<TrainDatasetArn>, String> {
        read(self.train_dataset_arn.as_deref())
    }

    /// The test dataset, where one is named.
    pub fn test(&self) -> Result<Option<TestDatasetArn>, String> {
        read(self.test_dataset_arn.as_deref())
    }

    /// Where requests go. `region` is that of what is asked about, if it says so; a region that is given must be the same.
    pub fn endpoint(&self, region: Option<&str>) -> Result<Endpoint, String> {
        let given = self.region.as_deref().map(str::trim).filter(|region| !region.is_empty());
        let region = match (region, given) {
            (Some(region), Some(given)) if region != given => {
                return Err(format!("the ARNs are of region {region}, and \"region\" is {given}: give one of them"));
            }
            (region, given) => region.or(given).unwrap_or_default().to_owned(),
        };
        let url = self.endpoint.clone();
        Endpoint::new(&EndpointOptions { region, url, ..EndpointOptions::default() }).map_err(|error| error.to_string())
    }
}

/// An ARN, where there is one.
fn read<A: FromStr<Err = ArnError>>(text: Option<&str>) -> Result<Option<A>, String> {
    let text = text.map(str::trim).filter(|text| !text.is_empty());
    text.map(|text| text.parse().map_err(|error: ArnError| error.to_string())).transpose()
}

#[cfg(test)]
mod tests {
    use super::*;

    const HEAD: &str = "arn:aws:rekognition:eu-west-1:111122223333:project/p";

    fn errand(text: &str) -> Result<Errand, String> {
        Request::read(&text.replace("HEAD", HEAD))?.errand()
    }

    #[test]
    fn what_is_wrong_is_said() {
        for (text, expected) in [
            ("{}", "\"mode\" is missing"),
            (r#"{"mode":"move"}"#, "unknown variant `move`"),
            (r#"{"mode":"distribute","trainDatasetArn":"HEAD/dataset/train/1"}"#, "\"testDatasetArn\" is missing"),
            (
                r#"{"mode":"distribute","trainDatasetArn":"HEAD/dataset/test/1","testDatasetArn":"HEAD/dataset/test/1"}"#,
                "is not the ARN of a training dataset",
            ),
            (r#"{"mode":"upload","projectArn":" "}"#, "\"projectArn\" is missing"),
            (r#"{"mode":"upload","project":"HEAD/1"}"#, "unknown field `project`"),
        ] {
            let error = errand(text).unwrap_err();
            assert!(error.contains(expected), "{text}: {error}");
        }
    }

    #[test]
    fn the_region_is_that_of_the_arns() {
        let request =
            |more: &str| Request::read(&format!(r#"{{"mode":"upload","projectArn":"{HEAD}/1"{more}}}"#)).unwrap();
        let region = request("").errand().unwrap().region().to_owned();
        assert_eq!(request("").endpoint(Some(&region)).unwrap().url(), "https://rekognition.eu-west-1.amazonaws.com/");
        let error = request(r#","region":"us-east-1""#).endpoint(Some(&region)).unwrap_err();
        assert!(error.contains("eu-west-1") && error.contains("us-east-1"), "{error}");
        let local = request(r#","region":"eu-west-1","endpoint":"http://127.0.0.1:8020""#);
        assert_eq!(local.endpoint(Some(&region)).unwrap().host(), "127.0.0.1:8020");
        assert!(Request::default().endpoint(None).unwrap_err().contains("no region"));
    }
}

//! Names of the service's resources, as types: the name of a training dataset cannot be passed for that of a test dataset.

use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Serialize};

/// Why a text names no resource.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{text:?} is not the ARN of a {wanted}: it should look like {example}")]
pub struct ArnError {
    text: String,
    wanted: &'static str,
    example: &'static str,
}

/// What every ARN of ours begins with: `arn:PARTITION:rekognition:REGION:ACCOUNT:project/NAME/`.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
struct Head {
    partition: String,
    region: String,
    account: String,
    project: String,
}

impl Head {
    /// The head, and what follows it.
    fn parse(text: &str) -> Option<(Self, &str)> {
        let mut parts = text.splitn(6, ':');
        let (arn, partition, service, region, account) =
            (parts.next()?, parts.next()?, parts.next()?, parts.next()?, parts.next()?);
        let is_word = |word: &str| {
            !word.is_empty()
                && word.bytes().all(|byte| byte.is_ascii_lowercase() || byte.is_ascii_digit() || byte == b'-')
        };
        let digits = account.len() == 12 && account.bytes().all(|byte| byte.is_ascii_digit());
        if arn != "arn" || service != "rekognition" || !is_word(partition) || !is_word(region) || !digits {
            return None;
        }
        let (project, rest) = parts.next()?.strip_prefix("project/")?.split_once('/')?;
        is_project_name(project).then(|| {
            let [partition, region, account, project] = [partition, region, account, project].map(str::to_owned);
            (Self { partition, region, account, project }, rest)
        })
    }
}

impl fmt::Display for Head {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { partition, region, account, project } = self;
        write!(formatter, "arn:{partition}:rekognition:{region}:{account}:project/{project}/")
    }
}

/// Whether the service takes this as the name of a project.
pub fn is_project_name(text: &str) -> bool {
    let is_allowed = |byte: u8| byte.is_ascii_alphanumeric() || matches!(byte, b'_' | b'.' | b'-');
    (1..=255).contains(&text.len()) && text.bytes().all(is_allowed)
}

/// The number at the end of an ARN: when the resource was made, in milliseconds.
fn is_number(text: &str) -> bool {
    !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit())
}

/// The name of a project.
#[derive(Clone, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct ProjectArn {
    head: Head,
    number: String,
}

impl ProjectArn {
    /// The name of a project.
    pub fn new(region: &str, account: &str, project: &str, number: u64) -> Result<Self, ArnError> {
        format!("arn:{}:rekognition:{region}:{account}:project/{project}/{number}", partition_of(region)).parse()
    }

    /// The region it is in.
    pub fn region(&self) -> &str {
        &self.head.region
    }

    /// Its name.
    pub fn project(&self) -> &str {
        &self.head.project
    }
}

impl FromStr for ProjectArn {
    type Err = ArnError;

    fn from_str(text: &str) -> Result<Self, ArnError> {
        let parsed = Head::parse(text).filter(|(_, number)| is_number(number));
        let (head, number) = parsed.ok_or_else(|| ArnError {
            text: text.to_owned(),
            wanted: "project",
            example: "arn:aws:rekognition:us-east-1:111122223333:project/NAME/1690564858106",
        })?;
        Ok(Self { head, number: number.to_owned() })
    }
}

impl fmt::Display for ProjectArn {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "{}{}", self.head, self.number)
    }
}

/// Which of a project's two datasets.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Kind {
    /// The training dataset.
    Train,
    /// The test dataset.
    Test,
}

impl Kind {
    /// The word in the ARN.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Train => "train",
            Self::Test => "test",
        }
    }
}

/// The name of a dataset of either kind.
#[derive(Clone, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct DatasetArn {
    head: Head,
    kind: Kind,
    number: String,
}

impl DatasetArn {
    /// The name of a dataset of this project.
    pub fn new(project: &ProjectArn, kind: Kind, number: u64) -> Self {
        Self { head: project.head.clone(), kind, number: number.to_string() }
    }

    /// Whether it is for training or for testing.
    pub fn kind(&self) -> Kind {
        self.kind
    }

    /// The region it is in.
    pub fn region(&self) -> &str {
        &self.head.region
    }

    /// The name of its project.
    pub fn project(&self) -> &str {
        &self.head.project
    }

    /// Whether both are of one project. A dataset's ARN has the project's name and not its number.
    pub fn is_in_same_project(&self, other: &Self) -> bool {
        self.head == other.head
    }
}

impl FromStr for DatasetArn {
    type Err = ArnError;

    fn from_str(text: &str) -> Result<Self, ArnError> {
        parse_dataset(text).ok_or_else(|| ArnError {
            text: text.to_owned(),
            wanted: "dataset",
            example: "arn:aws:rekognition:us-east-1:111122223333:project/NAME/dataset/train/1690564858106",
        })
    }
}

fn parse_dataset(text: &str) -> Option<DatasetArn> {
    let (head, rest) = Head::parse(text)?;
    let (kind, number) = rest.strip_prefix("dataset/")?.split_once('/')?;
    let kind = [Kind::Train, Kind::Test].into_iter().find(|known| known.as_str() == kind)?;
    is_number(number).then(|| DatasetArn { head, kind, number: number.to_owned() })
}

impl fmt::Display for DatasetArn {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "{}dataset/{}/{}", self.head, self.kind.as_str(), self.number)
    }
}

macro_rules! dataset_of_kind {
    ($(#[$doc:meta])* $name:ident, $kind:expr, $wanted:literal, $example:literal) => {
        $(#[$doc])*
        #[derive(Clone, PartialEq, Eq, Hash, Serialize, Deserialize)]
        #[serde(try_from = "String", into = "String")]
        pub struct $name(DatasetArn);

        impl $name {
            /// As the name of a dataset of either kind.
            pub fn dataset(&self) -> &DatasetArn {
                &self.0
            }
        }

        impl TryFrom<DatasetArn> for $name {
            type Error = ArnError;

            fn try_from(arn: DatasetArn) -> Result<Self, ArnError> {
                if arn.kind == $kind {
                    Ok(Self(arn))
                } else {
                    Err(ArnError { text: arn.to_string(), wanted: $wanted, example: $example })
                }
            }
        }

        impl FromStr for $name {
            type Err = ArnError;

            fn from_str(text: &str) -> Result<Self, ArnError> {
                let error = || ArnError { text: text.to_owned(), wanted: $wanted, example: $example };
                parse_dataset(text).filter(|arn| arn.kind == $kind).map(Self).ok_or_else(error)
            }
        }

        impl fmt::Display for $name {
            fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
                self.0.fmt(formatter)
            }
        }

        as_text!($name);
    };
}

/// Texts in JSON, and in `Debug`.
macro_rules! as_text {
    ($name:ident) => {
        impl TryFrom<String> for $name {
            type Error = ArnError;

            fn try_from(text: String) -> Result<Self, ArnError> {
                text.parse()
            }
        }

        impl From<$name> for String {
            fn from(arn: $name) -> Self {
                arn.to_string()
            }
        }

        impl fmt::Debug for $name {
            fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
                write!(formatter, "{self}")
            }
        }
    };
}

as_text!(ProjectArn);
as_text!(DatasetArn);

dataset_of_kind!(
    /// The name of a training dataset.
    TrainDatasetArn,
    Kind::Train,
    "training dataset",
    "arn:aws:rekognition:us-east-1:111122223333:project/NAME/dataset/train/1690564858106"
);
dataset_of_kind!(
    /// The name of a test dataset.
    TestDatasetArn,
    Kind::Test,
    "test dataset",
    "arn:aws:rekognition:us-east-1:111122223333:project/NAME/dataset/test/1690564858106"
);

/// The partition that a region is in, as ARNs spell it.
fn partition_of(region: &str) -> &'static str {
    crate::endpoint::Partition::of(region).name
}

#[cfg(test)]
mod tests {
    use super::*;

    const TRAIN: &str = "arn:aws:rekognition:us-east-1:111122223333:project/my-proj-2/dataset/train/1690564858106";
    const TEST: &str = "arn:aws:rekognition:us-east-1:111122223333:project/my-proj-2/dataset/test/1690564858106";

    #[test]
    fn what_is_read_is_written() {
        assert_eq!(TRAIN.parse::<DatasetArn>().unwrap().to_string(), TRAIN);
        let project = "arn:aws-us-gov:rekognition:us-gov-west-1:111122223333:project/a_b.c-D/1";
        assert_eq!(project.parse::<ProjectArn>().unwrap().to_string(), project);
    }

    #[test]
    fn kinds_are_not_interchangeable() {
        assert!(TRAIN.parse::<TrainDatasetArn>().is_ok());
        let error = TRAIN.parse::<TestDatasetArn>().unwrap_err().to_string();
        assert!(error.contains("test dataset") && error.contains(TRAIN), "{error}");
        assert!(serde_json::from_value::<TrainDatasetArn>(TEST.into()).is_err());
    }

    #[test]
    fn one_project_is_one_name_in_one_account_and_region() {
        let train: DatasetArn = TRAIN.parse().unwrap();
        assert!(train.is_in_same_project(&TEST.parse().unwrap()));
        for other in [TEST.replace("my-proj-2", "other"), TEST.replace("111122223333", "111122223334")] {
            assert!(!train.is_in_same_project(&other.parse().unwrap()));
        }
    }

    #[test]
    fn other_texts_are_refused() {
        for text in [
            "",
            "arn:aws:rekognition:us-east-1:111122223333:project/p/dataset/train/",
            "arn:aws:rekognition:us-east-1:111122223333:project/p/dataset/validation/1",
            "arn:aws:rekognition:us-east-1:11112222333:project/p/dataset/train/1",
            "arn:aws:s3:us-east-1:111122223333:project/p/dataset/train/1",
            "arn:aws:rekognition:US:111122223333:project/p/dataset/train/1",
            "arn:aws:rekognition:us-east-1:111122223333:project/p q/dataset/train/1",
            "arn:aws:rekognition:us-east-1:111122223333:project/p/1/dataset/train/1",
            "arn:aws:rekognition:us-east-1:111122223333:project/p/dataset/train/1\n",
        ] {
            assert!(text.parse::<DatasetArn>().is_err(), "{text:?}");
        }
    }
}

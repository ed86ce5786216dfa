//! The least that a caller must be allowed, as a policy of AWS's Identity and Access Management.

use serde::Serialize;

use crate::arn::{ProjectArn, TestDatasetArn, TrainDatasetArn};

/// A policy. Its members are named as IAM wants them, so that it can be pasted.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "PascalCase")]
pub struct Policy {
    version: &'static str,
    statement: Vec<Statement>,
}

/// Actions that are allowed on resources.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "PascalCase")]
struct Statement {
    effect: &'static str,
    action: Vec<String>,
    resource: Vec<String>,
}

/// For a distribution.
pub(super) fn of_distribution(train: &TrainDatasetArn, test: &TestDatasetArn) -> Policy {
    let both = vec![train.to_string(), test.to_string()];
    policy(vec![allow(&["DescribeDataset", "DistributeDatasetEntries"], both)])
}

/// For an upload. The datasets may still have to be made, so they have no whole name yet.
pub(super) fn of_upload(project: &ProjectArn) -> Policy {
    let text = project.to_string();
    let datasets = text.rsplit_once('/').map(|(head, _number)| format!("{head}/dataset/*")).unwrap_or_default();
    policy(vec![
        // This one knows no resources.
        allow(&["DescribeProjects"], vec!["*".to_owned()]),
        allow(&["CreateDataset"], vec![text]),
        allow(&["DescribeDataset", "UpdateDatasetEntries"], vec![datasets]),
    ])
}

fn policy(statement: Vec<Statement>) -> Policy {
    Policy { version: "2012-10-17", statement }
}

fn allow(actions: &[&str], resource: Vec<String>) -> Statement {
    let action = actions.iter().map(|action| format!("rekognition:{action}")).collect();
    Statement { effect: "Allow", action, resource }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn an_upload_may_touch_no_other_project() {
        let project: ProjectArn = "arn:aws:rekognition:us-east-1:111122223333:project/p/1".parse().unwrap();
        let datasets = "arn:aws:rekognition:us-east-1:111122223333:project/p/dataset/*";
        let expected = json!({ "Version": "2012-10-17", "Statement": [
            { "Effect": "Allow", "Action": ["rekognition:DescribeProjects"], "Resource": ["*"] },
            { "Effect": "Allow", "Action": ["rekognition:CreateDataset"], "Resource": [project.to_string()] },
            {
                "Effect": "Allow",
                "Action": ["rekognition:DescribeDataset", "rekognition:UpdateDatasetEntries"],
                "Resource": [datasets],
            },
        ] });
        assert_eq!(serde_json::to_value(of_upload(&project)).unwrap(), expected);
    }
}

//! The AWS SDK for Rust against a local service, whose address is the first argument: every operation, and errors as variants.
//! The second is that of one which answers with the errors that `asked::FAULTS` has. It prints `ok NAME` for each thing that it
//! saw, and the faults to start the second with where it is told nothing.

mod asked;

use std::time::Duration;

use aws_sdk_rekognition::Client;
use aws_sdk_rekognition::config::{BehaviorVersion, Credentials, Region};
use aws_sdk_rekognition::operation::create_dataset::CreateDatasetError;
use aws_sdk_rekognition::operation::create_project::CreateProjectError;
use aws_sdk_rekognition::operation::describe_dataset::DescribeDatasetError;
use aws_sdk_rekognition::operation::distribute_dataset_entries::DistributeDatasetEntriesError;
use aws_sdk_rekognition::operation::list_dataset_entries::ListDatasetEntriesError;
use aws_sdk_rekognition::primitives::Blob;
use aws_sdk_rekognition::types::{DatasetChanges, DatasetDescription, DatasetSource, DatasetType, DistributeDataset};

type Failure = Box<dyn std::error::Error>;

#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<(), Failure> {
    let arguments: Vec<String> = std::env::args().collect();
    let [_, url, faulty, key, secret] = arguments.as_slice() else {
        asked::FAULTS.iter().for_each(|(operation, error)| println!("{operation}={error}:1"));
        return Ok(());
    };
    let client = client(url, key, secret);
    operations(&client).await?;
    println!("ok every operation answers");
    errors(&client).await?;
    println!("ok errors are variants");
    asked::errors(&self::client(faulty, key, secret)).await?;
    println!("ok every error of the model is a variant");
    Ok(())
}

fn client(url: &str, key: &str, secret: &str) -> Client {
    let config = aws_sdk_rekognition::Config::builder()
        .behavior_version(BehaviorVersion::latest())
        .endpoint_url(url)
        .region(Region::new("us-east-1"))
        .credentials_provider(Credentials::new(key, secret, None, None, "test"))
        .retry_config(aws_sdk_rekognition::config::retry::RetryConfig::disabled())
        .http_client(aws_smithy_http_client::Builder::new().build_http())
        .build();
    Client::from_conf(config)
}

async fn settled(client: &Client, dataset: &str) -> Result<DatasetDescription, Failure> {
    loop {
        let answer = client.describe_dataset().dataset_arn(dataset).send().await?;
        let description = answer.dataset_description.ok_or("no description")?;
        let status = description.status().ok_or("no status")?.as_str();
        if !status.ends_with("_IN_PROGRESS") {
            return Ok(description);
        }
        tokio::time::sleep(Duration::from_millis(20)).await;
    }
}

fn line(image: usize) -> String {
    let label = image % 3;
    format!(
        r#"{{"source-ref":"s3://bucket/{image}.jpg","k":1,"k-metadata":{{"class-name":"label-{label}","confidence":1,"human-annotated":"yes","creation-date":"2024-05-31T09:30:00","type":"groundtruth/image-classification"}}}}"#
    )
}

async fn operations(client: &Client) -> Result<(), Failure> {
    let project = client.create_project().project_name("rust").tags("a", "b").send().await?;
    let project = project.project_arn().ok_or("no ARN")?;
    let mut made = Vec::new();
    for kind in [DatasetType::Train, DatasetType::Test] {
        let dataset = client.create_dataset().project_arn(project).dataset_type(kind).send().await?;
        let arn = dataset.dataset_arn().ok_or("no ARN")?.to_owned();
        settled(client, &arn).await?;
        made.push(arn);
    }
    let [train, test] = made.as_slice() else { return Err("not two".into()) };
    let lines: Vec<String> = (0..150).map(line).collect();
    let changes = DatasetChanges::builder().ground_truth(Blob::new(lines.join("\n"))).build()?;
    client.update_dataset_entries().dataset_arn(train).changes(changes).send().await?;
    let description = settled(client, train).await?;
    assert!(description.creation_timestamp().is_some() && description.status_message().is_some());
    assert_eq!(description.dataset_stats().and_then(|stats| stats.total_entries()), Some(150));
    let pages = client.list_dataset_entries().dataset_arn(train).max_results(40).into_paginator().items().send();
    assert_eq!(pages.collect::<Result<Vec<String>, _>>().await?.len(), 150);
    let labels = client.list_dataset_labels().dataset_arn(train).send().await?;
    assert_eq!(labels.dataset_label_descriptions().len(), 3);
    let one = |arn: &str| DistributeDataset::builder().arn(arn).build();
    client.distribute_dataset_entries().datasets(one(train)?).datasets(one(test)?).send().await?;
    assert_eq!(settled(client, test).await?.dataset_stats().and_then(|stats| stats.total_entries()), Some(30));
    client.tag_resource().resource_arn(project).tags("c", "d").send().await?;
    client.untag_resource().resource_arn(project).tag_keys("a").send().await?;
    let tags = client.list_tags_for_resource().resource_arn(project).send().await?;
    assert_eq!(tags.tags().map(|tags| tags.len()), Some(1));
    let projects = client.describe_projects().send().await?;
    assert_eq!(projects.project_descriptions()[0].datasets().len(), 2);
    for arn in [train, test] {
        client.delete_dataset().dataset_arn(arn).send().await?;
        let gone = loop {
            match client.describe_dataset().dataset_arn(arn).send().await {
                Ok(_) => tokio::time::sleep(Duration::from_millis(20)).await,
                Err(error) => break error.into_service_error(),
            }
        };
        assert!(matches!(gone, DescribeDatasetError::ResourceNotFoundException(_)), "{gone:?}");
    }
    client.delete_project().project_arn(project).send().await?;
    Ok(())
}

async fn errors(client: &Client) -> Result<(), Failure> {
    let project = client.create_project().project_name("errors").send().await?;
    let project = project.project_arn().ok_or("no ARN")?;
    let again = client.create_project().project_name("errors").send().await.unwrap_err().into_service_error();
    let CreateProjectError::ResourceInUseException(error) = &again else { return Err(Box::new(again)) };
    assert!(error.code().is_some() && error.logref().is_some() && error.message().is_some(), "{error:?}");
    let create = || client.create_dataset().project_arn(project).dataset_type(DatasetType::Train);
    let dataset = create().send().await?;
    let dataset = dataset.dataset_arn().ok_or("no ARN")?;
    let error = create().send().await.unwrap_err().into_service_error();
    assert!(matches!(error, CreateDatasetError::ResourceAlreadyExistsException(_)), "{error:?}");
    let error =
        create().dataset_source(DatasetSource::builder().build()).send().await.unwrap_err().into_service_error();
    assert!(matches!(error, CreateDatasetError::InvalidParameterException(_)), "{error:?}");
    settled(client, dataset).await?;
    let error = client.list_dataset_entries().dataset_arn(dataset).next_token("x").send().await.unwrap_err();
    let error = error.into_service_error();
    assert!(matches!(error, ListDatasetEntriesError::InvalidPaginationTokenException(_)), "{error:?}");
    let one = || DistributeDataset::builder().arn(dataset).build();
    let error = client.distribute_dataset_entries().datasets(one()?).datasets(one()?).send().await.unwrap_err();
    let error = error.into_service_error();
    assert!(matches!(error, DistributeDatasetEntriesError::InvalidParameterException(_)), "{error:?}");
    Ok(())
}

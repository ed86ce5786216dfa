//! Every error of the model, from a service that answers with it because it was asked to: each is a variant of its
//! operation's error, with all that the model gives it.

use aws_sdk_rekognition::Client;
use aws_sdk_rekognition::operation::create_dataset::CreateDatasetError;
use aws_sdk_rekognition::operation::create_project::CreateProjectError;
use aws_sdk_rekognition::operation::describe_dataset::DescribeDatasetError;
use aws_sdk_rekognition::operation::describe_projects::DescribeProjectsError;
use aws_sdk_rekognition::operation::list_dataset_entries::ListDatasetEntriesError;
use aws_sdk_rekognition::operation::tag_resource::TagResourceError;
use aws_sdk_rekognition::types::DatasetType;

use crate::Failure;

const PROJECT: &str = "arn:aws:rekognition:us-east-1:111122223333:project/p/1";
const DATASET: &str = "arn:aws:rekognition:us-east-1:111122223333:project/p/dataset/train/1";

/// The errors in the order in which [`errors`] wants them, each with an operation that has it.
pub(crate) const FAULTS: [(&str, &str); 13] = [
    ("DescribeProjects", "AccessDeniedException"),
    ("DescribeProjects", "InternalServerError"),
    ("DescribeProjects", "InvalidPaginationTokenException"),
    ("DescribeProjects", "InvalidParameterException"),
    ("DescribeProjects", "ProvisionedThroughputExceededException"),
    ("DescribeProjects", "ThrottlingException"),
    ("CreateProject", "LimitExceededException"),
    ("CreateProject", "ResourceInUseException"),
    ("CreateDataset", "InvalidS3ObjectException"),
    ("CreateDataset", "ResourceAlreadyExistsException"),
    ("DescribeDataset", "ResourceNotFoundException"),
    ("ListDatasetEntries", "ResourceNotReadyException"),
    ("TagResource", "ServiceQuotaExceededException"),
];

/// Asks, and wants this variant.
macro_rules! expect {
    ($request:expr, $error:ident :: $variant:ident) => {
        match $request.send().await.map(drop).map_err(|error| error.into_service_error()) {
            Err($error::$variant(error)) => {
                assert_eq!(error.code(), Some(stringify!($variant)));
                assert!(error.logref().is_some() && error.message().is_some(), "{error:?}");
            }
            other => return Err(format!("{} was wanted: {other:?}", stringify!($variant)).into()),
        }
    };
}

pub(crate) async fn errors(client: &Client) -> Result<(), Failure> {
    expect!(client.describe_projects(), DescribeProjectsError::AccessDeniedException);
    expect!(client.describe_projects(), DescribeProjectsError::InternalServerError);
    expect!(client.describe_projects(), DescribeProjectsError::InvalidPaginationTokenException);
    expect!(client.describe_projects(), DescribeProjectsError::InvalidParameterException);
    expect!(client.describe_projects(), DescribeProjectsError::ProvisionedThroughputExceededException);
    expect!(client.describe_projects(), DescribeProjectsError::ThrottlingException);
    let project = || client.create_project().project_name("p");
    expect!(project(), CreateProjectError::LimitExceededException);
    expect!(project(), CreateProjectError::ResourceInUseException);
    let dataset = || client.create_dataset().project_arn(PROJECT).dataset_type(DatasetType::Train);
    expect!(dataset(), CreateDatasetError::InvalidS3ObjectException);
    expect!(dataset(), CreateDatasetError::ResourceAlreadyExistsException);
    expect!(client.describe_dataset().dataset_arn(DATASET), DescribeDatasetError::ResourceNotFoundException);
    expect!(client.list_dataset_entries().dataset_arn(DATASET), ListDatasetEntriesError::ResourceNotReadyException);
    expect!(
        client.tag_resource().resource_arn(PROJECT).tags("a", "b"),
        TagResourceError::ServiceQuotaExceededException
    );
    Ok(())
}

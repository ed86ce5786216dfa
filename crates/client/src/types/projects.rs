//! Projects.

use super::operation::operation;
use super::{DatasetStatus, DatasetStatusMessageCode, TagMap, Timestamp, optional, structure, text_enum};
use crate::arn::{DatasetArn, ProjectArn};

text_enum! {
    /// What a project is for.
    CustomizationFeature {
        /// Moderation of content, adapted.
        ContentModeration = "CONTENT_MODERATION",
        /// Labels of one's own.
        CustomLabels = "CUSTOM_LABELS",
    }
}

text_enum! {
    /// Whether models are trained anew by themselves.
    ProjectAutoUpdate {
        /// They are.
        Enabled = "ENABLED",
        /// They are not.
        Disabled = "DISABLED",
    }
}

text_enum! {
    /// How far a project is.
    ProjectStatus {
        /// It is being made.
        Creating = "CREATING",
        /// It is there.
        Created = "CREATED",
        /// It is being deleted.
        Deleting = "DELETING",
    }
}

text_enum! {
    /// Which of a project's two datasets.
    DatasetType {
        /// The training dataset.
        Train = "TRAIN",
        /// The test dataset.
        Test = "TEST",
    }
}

structure! {
    /// Makes a project.
    CreateProjectRequest {
        /// Its name.
        project_name: String,
        /// What it is for.
        #[serde(skip_serializing_if = "Option::is_none", default)]
        feature: Option<CustomizationFeature>,
        /// Whether models are trained anew by themselves.
        #[serde(skip_serializing_if = "Option::is_none", default)]
        auto_update: Option<ProjectAutoUpdate>,
        /// Its tags.
        #[serde(skip_serializing_if = "Option::is_none", default)]
        tags: Option<TagMap>,
    }
}
optional! {
    /// The project that was made.
    CreateProjectResponse {
        /// Its name.
        project_arn: ProjectArn,
    }
}
operation!(CreateProject, CreateProjectRequest -> CreateProjectResponse, not_idempotent);

optional! {
    /// Lists projects.
    DescribeProjectsRequest {
        /// Where the last page ended.
        next_token: String,
        /// How many a page: 1 to 100.
        max_results: i64,
        /// These only.
        project_names: Vec<String>,
        /// Those for these features only.
        features: Vec<CustomizationFeature>,
    }
}
optional! {
    /// A page of projects.
    DescribeProjectsResponse {
        /// The projects.
        project_descriptions: Vec<ProjectDescription>,
        /// Where this page ended, if others follow.
        next_token: String,
    }
}
operation!(DescribeProjects, DescribeProjectsRequest -> DescribeProjectsResponse);

optional! {
    /// A project.
    ProjectDescription {
        /// Its name.
        project_arn: ProjectArn,
        /// When it was made.
        creation_timestamp: Timestamp,
        /// How far it is.
        status: ProjectStatus,
        /// Its datasets.
        datasets: Vec<DatasetMetadata>,
        /// What it is for.
        feature: CustomizationFeature,
        /// Whether models are trained anew by themselves.
        auto_update: ProjectAutoUpdate,
    }
}

optional! {
    /// A dataset of a project, in short.
    DatasetMetadata {
        /// When it was made.
        creation_timestamp: Timestamp,
        /// Which of the two.
        dataset_type: DatasetType,
        /// Its name.
        dataset_arn: DatasetArn,
        /// How its last operation went.
        status: DatasetStatus,
        /// The same in words.
        status_message: String,
        /// The same as a kind.
        status_message_code: DatasetStatusMessageCode,
    }
}

structure! {
    /// Deletes a project.
    DeleteProjectRequest {
        /// Its name.
        project_arn: ProjectArn,
    }
}
optional! {
    /// The project that goes.
    DeleteProjectResponse {
        /// How far it is.
        status: ProjectStatus,
    }
}
operation!(DeleteProject, DeleteProjectRequest -> DeleteProjectResponse);

//! Projects: made, listed, deleted.

use holdout_client::arn::ProjectArn;
use holdout_client::types::{
    CreateProjectRequest, CreateProjectResponse, CustomizationFeature, DatasetMetadata, DeleteProjectRequest,
    DeleteProjectResponse, DescribeProjectsRequest, DescribeProjectsResponse, ProjectAutoUpdate, ProjectDescription,
    ProjectStatus, Timestamp,
};
use rusqlite::Connection;

use crate::error::Fault;
use crate::service::Service;
use crate::store::{Dataset, Job, Project, Store, Task};

/// `CreateProject`
pub(super) fn create(
    service: &Service,
    input: CreateProjectRequest,
    region: &str,
) -> Result<CreateProjectResponse, Fault> {
    let feature = input.feature.unwrap_or(CustomizationFeature::CustomLabels);
    if input.auto_update.is_some() && feature == CustomizationFeature::CustomLabels {
        return Err(Fault::invalid("AutoUpdate is for projects with the feature CONTENT_MODERATION only."));
    }
    service.store.change(|database| {
        if Project::named(database, &input.project_name)?.is_some() {
            return Err(Fault::in_use(format!("There is a project of the name {} already.", input.project_name)));
        }
        let number = Project::free_number(database, service.now())?;
        let arn = ProjectArn::new(region, &service.options.account, &input.project_name, number)
            .map_err(|error| Fault::invalid(error.to_string()))?;
        let project = Project {
            id: 0,
            name: input.project_name.clone(),
            arn: arn.to_string(),
            created: service.now(),
            status: ProjectStatus::Creating.to_string(),
            feature: feature.to_string(),
            auto_update: input.auto_update.as_ref().map(ToString::to_string),
        };
        let id = project.insert(database)?;
        Store::tag(database, &project.arn, &input.tags.clone().unwrap_or_default())?;
        Job::insert(database, service.due(), &Task::CreateProject { project: id })?;
        Ok(CreateProjectResponse { project_arn: Some(arn) })
    })
}

/// `DescribeProjects`
pub(super) fn describe(service: &Service, input: DescribeProjectsRequest) -> Result<DescribeProjectsResponse, Fault> {
    let features = input.features.unwrap_or_else(|| vec![CustomizationFeature::CustomLabels]);
    let names = input.project_names.unwrap_or_default();
    let list = format!("projects {features:?} {names:?}");
    let after = service.sealer.read(&list, input.next_token.as_deref())?;
    let limit = usize::try_from(input.max_results.unwrap_or(100)).unwrap_or(100);
    service.store.read(|database| {
        let mut projects = Project::list(database, after)?;
        projects.retain(|project| {
            features.iter().any(|feature| feature.as_str() == project.feature)
                && (names.is_empty() || names.contains(&project.name))
        });
        let more = projects.len() > limit;
        projects.truncate(limit);
        let next_token = projects.last().filter(|_| more).map(|project| service.sealer.write(&list, project.id));
        let descriptions = projects.into_iter().map(|project| description(database, project));
        Ok(DescribeProjectsResponse { project_descriptions: Some(descriptions.collect::<Result<_, _>>()?), next_token })
    })
}

fn description(database: &Connection, project: Project) -> Result<ProjectDescription, Fault> {
    let datasets = Dataset::of_project(database, project.id)?.into_iter().map(|dataset| DatasetMetadata {
        creation_timestamp: Some(seconds(dataset.created)),
        dataset_type: Some(dataset.kind.into()),
        dataset_arn: dataset.arn.parse().ok(),
        status: Some(dataset.status),
        status_message: Some(dataset.message),
        status_message_code: Some(dataset.code.into()),
    });
    Ok(ProjectDescription {
        project_arn: project.arn.parse().ok(),
        creation_timestamp: Some(seconds(project.created)),
        status: Some(project.status.into()),
        datasets: Some(datasets.collect()),
        feature: Some(project.feature.into()),
        auto_update: project.auto_update.map(ProjectAutoUpdate::from),
    })
}

/// `DeleteProject`. What becomes of a project with datasets AWS does not document: it is refused here.
pub(super) fn delete(service: &Service, input: &DeleteProjectRequest) -> Result<DeleteProjectResponse, Fault> {
    service.store.change(|database| {
        let project = Project::find(database, &input.project_arn.to_string())?;
        if project.status != ProjectStatus::Created.as_str() {
            return Err(Fault::in_use(format!("The project is in use: its status is {}.", project.status)));
        }
        if !Dataset::of_project(database, project.id)?.is_empty() {
            return Err(Fault::in_use("The project has datasets: delete them first."));
        }
        Project::set_status(database, project.id, ProjectStatus::Deleting.as_str())?;
        Job::insert(database, service.due(), &Task::DeleteProject { project: project.id })?;
        Ok(DeleteProjectResponse { status: Some(ProjectStatus::Deleting) })
    })
}

/// Milliseconds as the seconds that are sent.
#[expect(clippy::cast_precision_loss, reason = "milliseconds since 1970 are far under 2^52")]
pub(super) fn seconds(milliseconds: i64) -> Timestamp {
    Timestamp(milliseconds as f64 / 1000.0)
}

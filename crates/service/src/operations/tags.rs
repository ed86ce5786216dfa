//! Tags of projects and datasets.

use holdout_client::error::ErrorCode;
use holdout_client::types::{
    ListTagsForResourceRequest, ListTagsForResourceResponse, TagResourceRequest, TagResourceResponse,
    UntagResourceRequest, UntagResourceResponse,
};
use rusqlite::Connection;

use crate::error::Fault;
use crate::service::Service;
use crate::store::Store;

/// Tags that a resource may have.
const MOST: usize = 50;

fn existing(database: &Connection, arn: &str) -> Result<(), Fault> {
    if Store::has_resource(database, arn)? { Ok(()) } else { Err(Fault::not_found(arn)) }
}

/// `TagResource`
pub(super) fn tag(service: &Service, input: &TagResourceRequest) -> Result<TagResourceResponse, Fault> {
    service.store.change(|database| {
        existing(database, &input.resource_arn)?;
        Store::tag(database, &input.resource_arn, &input.tags)?;
        if Store::tags(database, &input.resource_arn)?.len() > MOST {
            return Err(Fault::new(
                ErrorCode::ServiceQuotaExceeded,
                format!("A resource may have {MOST} tags at most."),
            ));
        }
        Ok(TagResourceResponse {})
    })
}

/// `UntagResource`
pub(super) fn untag(service: &Service, input: &UntagResourceRequest) -> Result<UntagResourceResponse, Fault> {
    service.store.change(|database| {
        existing(database, &input.resource_arn)?;
        Store::untag(database, &input.resource_arn, &input.tag_keys)?;
        Ok(UntagResourceResponse {})
    })
}

/// `ListTagsForResource`
pub(super) fn list(
    service: &Service,
    input: &ListTagsForResourceRequest,
) -> Result<ListTagsForResourceResponse, Fault> {
    service.store.read(|database| {
        existing(database, &input.resource_arn)?;
        Ok(ListTagsForResourceResponse { tags: Some(Store::tags(database, &input.resource_arn)?) })
    })
}

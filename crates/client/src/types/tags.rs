//! Tags of projects and datasets.

use std::collections::BTreeMap;

use super::operation::operation;
use super::{optional, structure};

/// Keys and values.
pub type TagMap = BTreeMap<String, String>;

structure! {
    /// Adds tags.
    TagResourceRequest {
        /// The resource.
        resource_arn: String,
        /// The tags.
        tags: TagMap,
    }
}
optional! {
    /// Done.
    TagResourceResponse {}
}
operation!(TagResource, TagResourceRequest -> TagResourceResponse);

structure! {
    /// Takes tags away.
    UntagResourceRequest {
        /// The resource.
        resource_arn: String,
        /// Their keys.
        tag_keys: Vec<String>,
    }
}
optional! {
    /// Done.
    UntagResourceResponse {}
}
operation!(UntagResource, UntagResourceRequest -> UntagResourceResponse);

structure! {
    /// Asks for tags.
    ListTagsForResourceRequest {
        /// The resource.
        resource_arn: String,
    }
}
optional! {
    /// The tags.
    ListTagsForResourceResponse {
        /// The tags.
        tags: TagMap,
    }
}
operation!(ListTagsForResource, ListTagsForResourceRequest -> ListTagsForResourceResponse);

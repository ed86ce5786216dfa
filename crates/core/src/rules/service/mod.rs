//! Errors that only the service can report. Holdout explains them and never reports them itself.

pub(super) mod image_copy;
pub(super) mod image_owner;
pub(super) mod image_permissions;
pub(super) mod manifest_permissions;
pub(super) mod output_bucket;

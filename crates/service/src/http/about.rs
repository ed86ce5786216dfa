//! Answers pages that look for a local service. The answer has the default keys, which are public, and only for clients on this
//! machine. It never has keys that the user chose.

use axum::body::Body;
use axum::response::Response;
use http::HeaderValue;
use http::header::{CACHE_CONTROL, CONTENT_TYPE};
use serde_json::json;

use super::api::DEFAULT_REGION;

/// Where a page asks.
pub(super) const PATH: &str = "/.well-known/holdout-service";

/// A key pair that anybody may know.
#[derive(Clone, PartialEq, Eq)]
pub struct PublicKeys {
    /// The part that is no secret anyway.
    pub access_key: String,
    /// The other.
    pub secret_key: String,
}

impl std::fmt::Debug for PublicKeys {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        formatter.debug_tuple("PublicKeys").field(&self.access_key).finish()
    }
}

/// Answers.
pub(super) fn answer(keys: Option<&PublicKeys>) -> Response {
    let keys = keys.map(|keys| json!({ "accessKeyId": keys.access_key, "secretAccessKey": keys.secret_key }));
    let about = json!({ "service": "holdout", "region": DEFAULT_REGION, "credentials": keys });
    let mut response = Response::new(Body::from(about.to_string()));
    let headers = response.headers_mut();
    headers.insert(CONTENT_TYPE, HeaderValue::from_static("application/json"));
    headers.insert(CACHE_CONTROL, HeaderValue::from_static("no-store"));
    headers.insert("x-content-type-options", HeaderValue::from_static("nosniff"));
    response
}

//! A folder with a page, served with headers that hold it to this origin.

use std::path::Path;

use axum::body::Body;
use axum::extract::Request;
use axum::response::Response;
use http::{HeaderName, HeaderValue, StatusCode, header};
use tower::ServiceExt;
use tower_http::services::ServeDir;

/// What is said of every file, wherever the page is served from.
const SAID: &str = include_str!("../../../../www/_headers");

/// Ask each time, and be told by the `ETag` that nothing changed: a new build shows at once.
const CACHE: (HeaderName, &str) = (header::CACHE_CONTROL, "no-cache");

/// The headers in the file: indented lines, under the one path that there is.
fn headers() -> impl Iterator<Item = (HeaderName, HeaderValue)> {
    let said = SAID.lines().filter_map(|line| line.strip_prefix("  ")?.split_once(": "));
    let said = said.filter_map(|(name, value)| Some((name.parse().ok()?, HeaderValue::from_str(value).ok()?)));
    said.chain([(CACHE.0, HeaderValue::from_static(CACHE.1))])
}

/// The folder.
#[derive(Clone, Debug)]
pub(super) struct Page {
    files: ServeDir,
}

impl Page {
    pub(super) fn new(folder: &Path) -> Self {
        Self { files: ServeDir::new(folder).precompressed_br().precompressed_gzip() }
    }

    pub(super) async fn answer(&self, request: Request) -> Response {
        let mut response = match self.files.clone().oneshot(request).await {
            Ok(response) => response.map(Body::new),
            Err(never) => match never {},
        };
        for (name, value) in headers() {
            response.headers_mut().insert(name, value);
        }
        if response.status() == StatusCode::NOT_FOUND {
            *response.body_mut() = Body::from("Not found\n");
        }
        response
    }
}

#[cfg(test)]
mod tests {
    use std::fs;

    use super::*;

    async fn get(folder: &Path, path: &str, etag: Option<&HeaderValue>) -> Response {
        let mut request = Request::get(path);
        if let Some(etag) = etag {
            request = request.header(header::IF_NONE_MATCH, etag);
        }
        Page::new(folder).answer(request.body(Body::empty()).unwrap()).await
    }

    #[tokio::test]
    async fn files_have_their_type_and_the_headers() {
        let folder = tempfile::tempdir().unwrap();
        for (name, kind) in [("a.wasm", "application/wasm"), ("a.js", "text/javascript"), ("index.html", "text/html")] {
            fs::write(folder.path().join(name), "").unwrap();
            let response = get(folder.path(), &format!("/{name}"), None).await;
            assert_eq!(response.status(), StatusCode::OK);
            assert_eq!(response.headers()[header::CONTENT_TYPE], kind);
            for (name, value) in headers() {
                assert_eq!(response.headers()[name], value);
            }
        }
        assert_eq!(headers().count(), 6);
    }

    /// The hosts of the policy are those of the client's table: a region more there is one more here.
    #[test]
    fn the_page_may_reach_the_services_own_endpoints_and_this_machine() {
        let policy = headers().find(|(name, _)| name == header::CONTENT_SECURITY_POLICY).unwrap().1;
        let policy = policy.to_str().unwrap().to_owned();
        let sources = policy.split("; ").find_map(|directive| directive.strip_prefix("connect-src ")).unwrap();
        let endpoints = holdout_client::endpoint::listed_endpoints();
        let endpoints = endpoints.iter().map(|url| url.trim_end_matches('/'));
        let expected: Vec<&str> =
            ["'self'"].into_iter().chain(endpoints).chain(["http://127.0.0.1:*", "http://localhost:*"]).collect();
        assert_eq!(sources.split(' ').collect::<Vec<_>>(), expected);
    }

    #[tokio::test]
    async fn a_compressed_copy_is_sent_to_who_takes_it() {
        let folder = tempfile::tempdir().unwrap();
        for (name, bytes) in [("a.js", "plain"), ("a.js.br", "brotli"), ("a.js.gz", "gzip"), ("b.js", "plain")] {
            fs::write(folder.path().join(name), bytes).unwrap();
        }
        let cases = [
            ("/a.js", "gzip, deflate, br", Some("br"), "brotli"),
            ("/a.js", "gzip", Some("gzip"), "gzip"),
            ("/a.js", "identity", None, "plain"),
            ("/b.js", "gzip, br", None, "plain"),
        ];
        for (path, accepted, encoding, bytes) in cases {
            let request = Request::get(path).header(header::ACCEPT_ENCODING, accepted).body(Body::empty()).unwrap();
            let response = Page::new(folder.path()).answer(request).await;
            assert_eq!(response.headers()[header::CONTENT_TYPE], "text/javascript", "{path} {accepted}");
            assert_eq!(response.headers()[header::VARY], "accept-encoding", "{path} {accepted}");
            let sent = response.headers().get(header::CONTENT_ENCODING).map(|value| value.to_str().unwrap().to_owned());
            assert_eq!(sent.as_deref(), encoding, "{path} {accepted}");
            let body = axum::body::to_bytes(response.into_body(), 100).await.unwrap();
            assert_eq!(body, bytes.as_bytes(), "{path} {accepted}");
        }
    }

    #[tokio::test]
    async fn an_unchanged_file_is_not_sent_again() {
        let folder = tempfile::tempdir().unwrap();
        fs::write(folder.path().join("index.html"), "<!doctype html>").unwrap();
        let first = get(folder.path(), "/", None).await;
        let second = get(folder.path(), "/", first.headers().get(header::ETAG)).await;
        assert_eq!(second.status(), StatusCode::NOT_MODIFIED);
    }

    #[tokio::test]
    async fn nothing_outside_the_folder_is_served() {
        let folder = tempfile::tempdir().unwrap();
        let inside = folder.path().join("dist");
        fs::create_dir(&inside).unwrap();
        fs::write(folder.path().join("secret"), "").unwrap();
        for path in ["/../secret", "/%2e%2e/secret", "/absent"] {
            assert_eq!(get(&inside, path, None).await.status(), StatusCode::NOT_FOUND, "{path}");
        }
    }
}

//! A folder with a page, served with headers that hold it to this origin.

use std::path::Path;

use axum::body::Body;
use axum::extract::Request;
use axum::response::Response;
use http::{HeaderName, HeaderValue, StatusCode, header};
use tower::ServiceExt;
use tower_http::services::ServeDir;

/// Scripts, styles and data from here and from nowhere else; wasm may be compiled, text may not.
const POLICY: &str = "default-src 'none'; script-src 'self' 'wasm-unsafe-eval'; style-src 'self'; \
    img-src 'self' data:; connect-src 'self'; worker-src 'self'; manifest-src 'self'; base-uri 'none'; \
    form-action 'none'; object-src 'none'; frame-ancestors 'none'";

const HEADERS: [(HeaderName, &str); 4] = [
    (header::CONTENT_SECURITY_POLICY, POLICY),
    (header::X_CONTENT_TYPE_OPTIONS, "nosniff"),
    (header::REFERRER_POLICY, "no-referrer"),
    // Ask each time, and be told by the ETag that nothing changed: a new build shows at once.
    (header::CACHE_CONTROL, "no-cache"),
];

/// The folder.
#[derive(Clone, Debug)]
pub(super) struct Page {
    files: ServeDir,
}

impl Page {
    pub(super) fn new(folder: &Path) -> Self {
        Self { files: ServeDir::new(folder) }
    }

    pub(super) async fn answer(&self, request: Request) -> Response {
        let mut response = match self.files.clone().oneshot(request).await {
            Ok(response) => response.map(Body::new),
            Err(never) => match never {},
        };
        for (name, value) in HEADERS {
            response.headers_mut().insert(name, HeaderValue::from_static(value));
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
            for (name, value) in HEADERS {
                assert_eq!(response.headers()[name], value);
            }
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

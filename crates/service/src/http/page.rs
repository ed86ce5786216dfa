//! The page, served with headers that hold it to this origin.

use std::path::{Path, PathBuf};
use std::str::FromStr;
use std::{io, iter};

use axum::body::Body;
use axum::extract::Request;
use axum::response::Response;
use http::uri::Authority;
use http::{HeaderName, HeaderValue, StatusCode, header};
use tower::ServiceExt;
use tower_http::services::ServeDir;
use tower_http::services::fs::DefaultServeDirFallback;

use super::embedded::{EmbeddedFile, EmbeddedFiles};
use crate::files::{FileError, Root};

/// The page itself.
const INDEX: &str = "index.html";

/// What is said of every file, wherever the page is served from.
const SAID: &str = include_str!("../../../../www/_headers");

/// Ask each time, and be told by the `ETag` that nothing changed: a new build shows at once.
const CACHE: (HeaderName, &str) = (header::CACHE_CONTROL, "no-cache");

/// The source in the policy behind which others are put, in the headers and in the page's head alike.
const LAST_SOURCE: &str = " http://localhost:*";

/// The headers in the file: indented lines, under the one path that there is. `endpoints` may be reached besides.
fn headers(endpoints: &str) -> impl Iterator<Item = (HeaderName, HeaderValue)> {
    let said = SAID.lines().filter_map(|line| line.strip_prefix("  ")?.split_once(": "));
    let said = said.filter_map(move |(name, value)| {
        let value = with_sources(value, endpoints);
        Some((name.parse().ok()?, HeaderValue::from_str(&value).ok()?))
    });
    said.chain([(CACHE.0, HeaderValue::from_static(CACHE.1))])
}

/// A policy with more sources, each with a space before it.
fn with_sources(policy: &str, endpoints: &str) -> String {
    policy.replace(LAST_SOURCE, &format!("{LAST_SOURCE}{endpoints}"))
}

/// An address that the page may reach besides those of its policy.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct AllowedEndpoint(String);

/// Why an address cannot stand in a policy.
#[derive(Debug, thiserror::Error)]
#[error("{0:?} is no address of an endpoint: give https://HOST or https://HOST:PORT")]
pub struct AllowedEndpointError(String);

impl FromStr for AllowedEndpoint {
    type Err = AllowedEndpointError;

    fn from_str(text: &str) -> Result<Self, AllowedEndpointError> {
        // Nothing else may come into the policy by way of it.
        let host = text.strip_prefix("https://").map(|host| host.trim_end_matches('/'));
        let is_host = |host: &str| {
            host.bytes().all(|byte| byte.is_ascii_alphanumeric() || b".-:".contains(&byte))
                && host.parse::<Authority>().is_ok_and(|authority| !authority.host().is_empty())
        };
        match host.filter(|host| is_host(host)) {
            Some(host) => Ok(Self(format!("https://{host}"))),
            None => Err(AllowedEndpointError(text.to_owned())),
        }
    }
}

/// Where the files of a page are.
#[derive(Clone, Debug)]
pub enum PageSource {
    /// In a folder.
    Folder(PathBuf),
    /// In the program.
    Embedded(&'static [EmbeddedFile]),
}

/// The files of a page.
#[derive(Clone, Debug)]
enum Files {
    Folder { files: ServeDir, root: Root, index: PathBuf },
    Embedded { files: ServeDir<DefaultServeDirFallback, EmbeddedFiles>, all: EmbeddedFiles },
}

impl Files {
    fn new(source: &PageSource) -> io::Result<Self> {
        Ok(match source {
            PageSource::Folder(folder) => Self::Folder {
                files: ServeDir::new(folder).precompressed_br().precompressed_gzip(),
                root: Root::new(folder)?,
                index: folder.join(INDEX),
            },
            PageSource::Embedded(files) => {
                let all = EmbeddedFiles::new(files);
                Self::Embedded { files: ServeDir::with_backend("", all).precompressed_gzip(), all }
            }
        })
    }

    /// Returns the text of the page itself.
    async fn index(&self) -> Option<String> {
        match self {
            Self::Folder { index, .. } => {
                let index = index.clone();
                tokio::task::spawn_blocking(move || std::fs::read_to_string(index)).await.ok()?.ok()
            }
            Self::Embedded { all, .. } => all.text(INDEX),
        }
    }

    /// Whether the path of a request may be served.
    async fn has(&self, path: &str) -> bool {
        match self {
            Self::Folder { root, .. } => {
                let (root, path) = (root.clone(), path.to_owned());
                tokio::task::spawn_blocking(move || is_served(&root, &path)).await.unwrap_or(false)
            }
            Self::Embedded { .. } => true,
        }
    }

    async fn answer(&self, request: Request) -> Response {
        let answer = match self {
            Self::Folder { files, .. } => files.clone().oneshot(request).await,
            Self::Embedded { files, .. } => files.clone().oneshot(request).await.map(|mut response| {
                // The time stands for the content.
                response.headers_mut().remove(header::LAST_MODIFIED);
                response
            }),
        };
        match answer {
            Ok(response) => response.map(Body::new),
            Err(never) => match never {},
        }
    }
}

/// The page and what is said with each of its files.
#[derive(Clone, Debug)]
pub(super) struct Page {
    files: Files,
    /// What is said of every file.
    headers: Vec<(HeaderName, HeaderValue)>,
    /// More sources for the policy, each with a space before it.
    endpoints: String,
}

impl Page {
    pub(super) fn new(source: &PageSource, endpoints: &[AllowedEndpoint]) -> io::Result<Self> {
        let endpoints: Vec<&str> = iter::once("").chain(endpoints.iter().map(|endpoint| endpoint.0.as_str())).collect();
        let endpoints = endpoints.join(" ");
        Ok(Self { files: Files::new(source)?, headers: headers(&endpoints).collect(), endpoints })
    }

    /// The page itself with a policy that allows more: that in its head would forbid what the header allows.
    async fn index(&self) -> Option<Response> {
        let text = self.files.index().await?;
        let mut response = Response::new(Body::from(with_sources(&text, &self.endpoints)));
        response.headers_mut().insert(header::CONTENT_TYPE, HeaderValue::from_static("text/html"));
        Some(response)
    }

    async fn file(&self, request: Request) -> Response {
        if !self.files.has(request.uri().path()).await {
            let mut response = Response::new(Body::empty());
            *response.status_mut() = StatusCode::NOT_FOUND;
            return response;
        }
        let is_index = matches!(request.uri().path(), "/" | "/index.html");
        if !self.endpoints.is_empty()
            && is_index
            && let Some(response) = self.index().await
        {
            return response;
        }
        self.files.answer(request).await
    }

    pub(super) async fn answer(&self, request: Request) -> Response {
        let mut response = self.file(request).await;
        let is_governed = is_governed(&response);
        for (name, value) in &self.headers {
            if is_governed || name != header::CONTENT_SECURITY_POLICY {
                response.headers_mut().insert(name, value.clone());
            }
        }
        if response.status() == StatusCode::NOT_FOUND {
            *response.body_mut() = Body::from("Not found\n");
        }
        response
    }
}

/// Whether a path may be served: a regular file inside the folder whose name is not hidden. The same rules apply to the
/// compressed forms, because they are served in place of the file.
fn is_served(root: &Root, path: &str) -> bool {
    let Ok(path) = percent_decode(path) else { return false };
    let path = path.trim_start_matches('/');
    let is_hidden = |path: &str| path.split(['/', '\\']).any(|part| part.starts_with('.'));
    if is_hidden(path) {
        return false;
    }
    let index = if path.is_empty() || path.ends_with('/') { INDEX } else { "" };
    let file = format!("{path}{index}");
    // A link with a plain name may lead to a hidden file.
    let is_plain = |name: &str| {
        let found = root.resolve(Path::new(name));
        found.map(|below| !below.to_str().is_none_or(is_hidden))
    };
    let packed = |ending: &str| match is_plain(&format!("{file}{ending}")) {
        Ok(is_plain) => is_plain,
        Err(FileError::Io(error)) => error.kind() == io::ErrorKind::NotFound,
        Err(_) => false,
    };
    is_plain(&file).unwrap_or(false) && packed(".br") && packed(".gz")
}

/// Decodes the escapes of a path. Fails if the result is not UTF-8.
fn percent_decode(path: &str) -> Result<String, std::string::FromUtf8Error> {
    let bytes = path.as_bytes();
    let (mut decoded, mut at) = (Vec::with_capacity(bytes.len()), 0);
    while at < bytes.len() {
        let escaped = bytes.get(at..at + 3).filter(|escape| escape[0] == b'%');
        let byte = escaped.and_then(|escape| u8::from_str_radix(std::str::from_utf8(&escape[1..]).ok()?, 16).ok());
        decoded.push(byte.unwrap_or(bytes[at]));
        at += if byte.is_some() { 3 } else { 1 };
    }
    String::from_utf8(decoded)
}

/// Whether a policy means anything to what is sent: to documents it does, and to scripts, as which workers start. It is longer
/// than many a file, so styles and wasm go without.
fn is_governed(response: &Response) -> bool {
    let kind = response.headers().get(header::CONTENT_TYPE);
    !kind.is_some_and(|kind| kind == "text/css" || kind == "application/wasm")
}

#[cfg(test)]
mod tests {
    use std::fs;

    use super::*;

    fn folder_page(folder: &Path, endpoints: &[AllowedEndpoint]) -> io::Result<Page> {
        Page::new(&PageSource::Folder(folder.to_owned()), endpoints)
    }

    async fn get(folder: &Path, path: &str, etag: Option<&HeaderValue>) -> Response {
        let mut request = Request::get(path);
        if let Some(etag) = etag {
            request = request.header(header::IF_NONE_MATCH, etag);
        }
        folder_page(folder, &[]).unwrap().answer(request.body(Body::empty()).unwrap()).await
    }

    #[tokio::test]
    async fn files_have_their_type_and_the_headers() {
        let folder = tempfile::tempdir().unwrap();
        let kinds = [
            ("a.wasm", "application/wasm", false),
            ("a.css", "text/css", false),
            ("a.js", "text/javascript", true),
            ("a.svg", "image/svg+xml", true),
            ("index.html", "text/html", true),
        ];
        for (name, kind, has_policy) in kinds {
            fs::write(folder.path().join(name), "").unwrap();
            let response = get(folder.path(), &format!("/{name}"), None).await;
            assert_eq!(response.status(), StatusCode::OK);
            assert_eq!(response.headers()[header::CONTENT_TYPE], kind);
            for (name, value) in headers("") {
                if has_policy || name != header::CONTENT_SECURITY_POLICY {
                    assert_eq!(response.headers()[name], value);
                } else {
                    assert_eq!(response.headers().get(name), None, "{kind}");
                }
            }
        }
        assert_eq!(headers("").count(), 6);
    }

    /// The hosts of the policy are those of the client's table: a region more there is one more here.
    #[test]
    fn the_page_may_reach_the_services_own_endpoints_and_this_machine() {
        let policy = headers("").find(|(name, _)| name == header::CONTENT_SECURITY_POLICY).unwrap().1;
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
            let response = folder_page(folder.path(), &[]).unwrap().answer(request).await;
            assert_eq!(response.headers()[header::CONTENT_TYPE], "text/javascript", "{path} {accepted}");
            assert_eq!(response.headers()[header::VARY], "accept-encoding", "{path} {accepted}");
            let sent = response.headers().get(header::CONTENT_ENCODING).map(|value| value.to_str().unwrap().to_owned());
            assert_eq!(sent.as_deref(), encoding, "{path} {accepted}");
            let body = axum::body::to_bytes(response.into_body(), 100).await.unwrap();
            assert_eq!(body, bytes.as_bytes(), "{path} {accepted}");
        }
    }

    #[tokio::test]
    async fn more_endpoints_are_allowed_by_the_headers_and_by_the_head() {
        let folder = tempfile::tempdir().unwrap();
        let policy = headers("").find(|(name, _)| name == header::CONTENT_SECURITY_POLICY).unwrap().1;
        fs::write(folder.path().join("index.html"), format!("<meta content=\"{}\">", policy.to_str().unwrap()))
            .unwrap();
        let page = folder_page(folder.path(), &["https://vpce-1.example/".parse().unwrap()]).unwrap();
        for path in ["/", "/index.html"] {
            let response = page.answer(Request::get(path).body(Body::empty()).unwrap()).await;
            let expected = "http://localhost:* https://vpce-1.example; ";
            assert!(response.headers()[header::CONTENT_SECURITY_POLICY].to_str().unwrap().contains(expected));
            assert_eq!(response.headers()[header::CONTENT_TYPE], "text/html");
            let body = axum::body::to_bytes(response.into_body(), 1 << 16).await.unwrap();
            assert!(String::from_utf8_lossy(&body).contains(expected));
        }
    }

    #[test]
    fn nothing_else_comes_into_the_policy() {
        for text in [
            "https://a.example; script-src *",
            "https://a b",
            "http://a.example",
            "https://",
            "*",
            "https://*",
            "https://a\"b",
        ] {
            assert!(text.parse::<AllowedEndpoint>().is_err(), "{text}");
        }
        assert_eq!("https://a.example:8443/".parse::<AllowedEndpoint>().unwrap().0, "https://a.example:8443");
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

    #[cfg(unix)]
    #[tokio::test]
    async fn neither_links_out_of_the_folder_nor_hidden_files_nor_pipes_are_served() {
        use std::os::unix::fs::symlink;
        let folder = tempfile::tempdir().unwrap();
        let inside = folder.path().join("dist");
        fs::create_dir_all(inside.join(".git")).unwrap();
        fs::create_dir_all(inside.join("sub")).unwrap();
        fs::write(folder.path().join("secret"), "secret").unwrap();
        for name in ["index.html", "sub/index.html", "a.js", "b.js", ".env", ".git/config", "spaced name.js"] {
            fs::write(inside.join(name), "text").unwrap();
        }
        symlink("../secret", inside.join("out.txt")).unwrap();
        symlink(folder.path(), inside.join("up")).unwrap();
        symlink("../secret", inside.join("b.js.gz")).unwrap();
        symlink(".env", inside.join("env.txt")).unwrap();
        symlink("a.js", inside.join("same.js")).unwrap();
        assert!(std::process::Command::new("mkfifo").arg(inside.join("pipe.txt")).status().unwrap().success());
        let hidden = ["/.env", "/%2eenv", "/.git/config", "/%2Egit/config", "/env.txt"];
        for path in ["/out.txt", "/up/secret", "/b.js", "/pipe.txt"].iter().chain(&hidden) {
            let answer = tokio::time::timeout(std::time::Duration::from_secs(5), get(&inside, path, None)).await;
            assert_eq!(answer.unwrap().status(), StatusCode::NOT_FOUND, "{path}");
        }
        for path in ["/", "/index.html", "/sub/", "/a.js", "/same.js", "/spaced%20name.js"] {
            assert_eq!(get(&inside, path, None).await.status(), StatusCode::OK, "{path}");
        }
    }
}

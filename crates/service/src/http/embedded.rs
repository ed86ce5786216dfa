//! Page files that are part of the program. Each is stored once, with gzip where that is smaller, and decompressed for the
//! clients that do not accept gzip.

use std::borrow::Cow;
use std::future::{Ready, ready};
use std::io::{self, Cursor, Read, SeekFrom};
use std::path::{Component, Path, PathBuf};
use std::pin::Pin;
use std::task::{Context, Poll};
use std::time::{Duration, SystemTime};

use flate2::read::GzDecoder;
use tokio::io::{AsyncRead, AsyncSeek, ReadBuf};
use tower_http::services::fs::{Backend, File, Metadata};

/// A file of the page.
#[derive(Clone, Copy, Debug)]
pub struct EmbeddedFile {
    /// Path in the page's folder, with `/` between its parts.
    pub path: &'static str,
    /// The stored bytes.
    pub bytes: &'static [u8],
    /// Whether the stored bytes are compressed with gzip.
    pub is_gzip: bool,
    /// Size in bytes, decompressed.
    pub size: u64,
    /// A digest of the decompressed bytes. Clients keep a file until its digest changes.
    pub digest: u64,
}

impl EmbeddedFile {
    /// Returns the decompressed bytes. Fails if the stored ones are damaged.
    fn decompressed(&self) -> io::Result<Cow<'static, [u8]>> {
        if !self.is_gzip {
            return Ok(Cow::Borrowed(self.bytes));
        }
        let mut bytes = Vec::with_capacity(usize::try_from(self.size).unwrap_or_default());
        GzDecoder::new(self.bytes).read_to_end(&mut bytes)?;
        Ok(Cow::Owned(bytes))
    }
}

/// All files of the page.
#[derive(Clone, Copy, Debug)]
pub(super) struct EmbeddedFiles(&'static [EmbeddedFile]);

/// A file as `ServeDir` asks for it.
enum Found {
    Folder,
    /// Decompressed.
    File(EmbeddedFile),
    /// As it is stored, by its name with `.gz`.
    Gzip(EmbeddedFile),
}

impl EmbeddedFiles {
    pub(super) fn new(files: &'static [EmbeddedFile]) -> Self {
        Self(files)
    }

    /// Returns the text of a file.
    pub(super) fn text(self, path: &str) -> Option<String> {
        let file = self.0.iter().find(|file| file.path == path)?;
        String::from_utf8(file.decompressed().ok()?.into_owned()).ok()
    }

    fn find(self, path: &Path) -> io::Result<Found> {
        let parts = path.components().filter(|part| *part != Component::CurDir);
        let parts: Option<Vec<&str>> = parts.map(|part| part.as_os_str().to_str()).collect();
        let path = parts.ok_or(io::ErrorKind::NotFound)?.join("/");
        let is_below = |file: &EmbeddedFile| file.path.strip_prefix(&path).is_some_and(|rest| rest.starts_with('/'));
        if let Some(file) = self.0.iter().find(|file| file.path == path) {
            return Ok(Found::File(*file));
        }
        let stored = path.strip_suffix(".gz");
        if let Some(file) = self.0.iter().find(|file| file.is_gzip && Some(file.path) == stored) {
            return Ok(Found::Gzip(*file));
        }
        if path.is_empty() || self.0.iter().any(is_below) {
            Ok(Found::Folder)
        } else {
            Err(io::ErrorKind::NotFound.into())
        }
    }
}

impl Backend for EmbeddedFiles {
    type File = OpenFile;
    type Metadata = Facts;
    type OpenFuture = Ready<io::Result<OpenFile>>;
    type MetadataFuture = Ready<io::Result<Facts>>;

    fn open(&self, path: PathBuf) -> Self::OpenFuture {
        ready(self.find(&path).and_then(|found| {
            let bytes = match &found {
                Found::Folder => return Err(io::ErrorKind::IsADirectory.into()),
                Found::File(file) => file.decompressed()?,
                Found::Gzip(file) => Cow::Borrowed(file.bytes),
            };
            Ok(OpenFile { bytes: Cursor::new(bytes), facts: Facts::of(&found) })
        }))
    }

    fn metadata(&self, path: PathBuf) -> Self::MetadataFuture {
        ready(self.find(&path).map(|found| Facts::of(&found)))
    }
}

/// Metadata of a file or folder.
#[derive(Clone, Copy, Debug)]
pub(super) struct Facts {
    is_folder: bool,
    bytes: u64,
    digest: u64,
}

impl Facts {
    fn of(found: &Found) -> Self {
        match found {
            Found::Folder => Self { is_folder: true, bytes: 0, digest: 0 },
            Found::File(file) => Self { is_folder: false, bytes: file.size, digest: file.digest },
            Found::Gzip(file) => Self { is_folder: false, bytes: file.bytes.len() as u64, digest: file.digest },
        }
    }
}

impl Metadata for Facts {
    fn is_dir(&self) -> bool {
        self.is_folder
    }

    /// Returns a time that stands for the digest: `ServeDir` makes the `ETag` from it.
    fn modified(&self) -> io::Result<SystemTime> {
        Ok(SystemTime::UNIX_EPOCH + Duration::from_nanos(self.digest))
    }

    fn len(&self) -> u64 {
        self.bytes
    }
}

/// A file that is being read.
#[derive(Debug)]
pub(super) struct OpenFile {
    bytes: Cursor<Cow<'static, [u8]>>,
    facts: Facts,
}

impl File for OpenFile {
    type Metadata = Facts;
    type MetadataFuture<'a> = Ready<io::Result<Facts>>;

    fn metadata(&self) -> Self::MetadataFuture<'_> {
        ready(Ok(self.facts))
    }
}

impl AsyncRead for OpenFile {
    fn poll_read(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
        buffer: &mut ReadBuf<'_>,
    ) -> Poll<io::Result<()>> {
        Pin::new(&mut self.bytes).poll_read(context, buffer)
    }
}

impl AsyncSeek for OpenFile {
    fn start_seek(mut self: Pin<&mut Self>, position: SeekFrom) -> io::Result<()> {
        Pin::new(&mut self.bytes).start_seek(position)
    }

    fn poll_complete(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<io::Result<u64>> {
        Pin::new(&mut self.bytes).poll_complete(context)
    }
}

#[cfg(test)]
mod tests {
    use std::io::Write;

    use axum::body::Body;
    use flate2::Compression;
    use flate2::write::GzEncoder;
    use http::{Request, StatusCode, header};

    use super::*;
    use crate::http::page::{Page, PageSource};

    const SCRIPT: &str = "a script, a script, a script, a script, a script, a script";

    /// A page of three files, one of them compressed. `digest` is that of each.
    fn page(digest: u64) -> Page {
        let mut packed = GzEncoder::new(Vec::new(), Compression::best());
        packed.write_all(SCRIPT.as_bytes()).unwrap();
        let packed = packed.finish().unwrap().leak();
        let plain = |path, text: &'static str| EmbeddedFile {
            path,
            bytes: text.as_bytes(),
            is_gzip: false,
            size: text.len() as u64,
            digest,
        };
        let files = vec![
            plain("index.html", "<!doctype html>"),
            EmbeddedFile { path: "engine/a.js", bytes: packed, is_gzip: true, size: SCRIPT.len() as u64, digest },
            plain("engine/b.gz.css", "css"),
        ];
        Page::new(&PageSource::Embedded(files.leak()), &[]).unwrap()
    }

    async fn get(path: &str, more: &[(header::HeaderName, &str)]) -> (StatusCode, http::HeaderMap, Vec<u8>) {
        let request = more.iter().fold(Request::get(path), |request, (name, value)| request.header(name, *value));
        let response = page(7).answer(request.body(Body::empty()).unwrap()).await;
        let (head, body) = response.into_parts();
        (head.status, head.headers, axum::body::to_bytes(body, 1000).await.unwrap().to_vec())
    }

    #[tokio::test]
    async fn a_file_is_sent_compressed_or_as_it_was() {
        for (accepted, encoding) in [("br, gzip", Some("gzip")), ("identity", None), ("br", None)] {
            let (status, headers, body) = get("/engine/a.js", &[(header::ACCEPT_ENCODING, accepted)]).await;
            assert_eq!(status, StatusCode::OK);
            assert_eq!(headers[header::CONTENT_TYPE], "text/javascript");
            assert_eq!(headers[header::VARY], "accept-encoding");
            assert_eq!(headers[header::CONTENT_LENGTH], body.len().to_string());
            assert!(headers.contains_key(header::CONTENT_SECURITY_POLICY));
            assert!(!headers.contains_key(header::LAST_MODIFIED), "the time is none");
            assert_eq!(headers.get(header::CONTENT_ENCODING).map(|value| value.to_str().unwrap()), encoding);
            let text = if encoding.is_some() { unpacked(&body) } else { String::from_utf8(body).unwrap() };
            assert_eq!(text, SCRIPT);
        }
    }

    fn unpacked(bytes: &[u8]) -> String {
        let mut text = String::new();
        GzDecoder::new(bytes).read_to_string(&mut text).unwrap();
        text
    }

    #[tokio::test]
    async fn the_etag_is_that_of_the_content() {
        let etag = |digest: u64| async move {
            let response = page(digest).answer(Request::get("/").body(Body::empty()).unwrap()).await;
            response.headers()[header::ETAG].to_str().unwrap().to_owned()
        };
        let (first, other) = (etag(7).await, etag(u64::MAX).await);
        assert_ne!(first, other);
        assert_eq!(get("/", &[(header::IF_NONE_MATCH, &first)]).await.0, StatusCode::NOT_MODIFIED);
        assert_eq!(get("/", &[(header::IF_NONE_MATCH, &other)]).await.0, StatusCode::OK);
    }

    #[tokio::test]
    async fn only_files_of_the_page_are_found() {
        for path in ["/", "/index.html", "/engine/b.gz.css"] {
            assert_eq!(get(path, &[]).await.0, StatusCode::OK, "{path}");
        }
        for path in [
            "/engine/",
            "/absent",
            "/engine/c.js",
            "/../Cargo.toml",
            "/%2e%2e/Cargo.toml",
            "/index.html/",
            "/index.html.gz",
        ] {
            assert_eq!(get(path, &[]).await.0, StatusCode::NOT_FOUND, "{path}");
        }
        assert_eq!(get("/engine/a.js", &[(header::RANGE, "bytes=2-7")]).await.2, b"script");
    }

    #[tokio::test]
    async fn more_endpoints_are_allowed_by_the_head_too() {
        let policy = "<meta content=\"connect-src 'self' http://localhost:*; x\">";
        let file = EmbeddedFile { path: "index.html", bytes: policy.as_bytes(), is_gzip: false, size: 1, digest: 1 };
        let endpoint = "https://vpce-1.example".parse().unwrap();
        let page = Page::new(&PageSource::Embedded(vec![file].leak()), &[endpoint]).unwrap();
        let response = page.answer(Request::get("/").body(Body::empty()).unwrap()).await;
        let body = axum::body::to_bytes(response.into_body(), 1000).await.unwrap();
        assert!(String::from_utf8_lossy(&body).contains("http://localhost:* https://vpce-1.example; x"));
    }
}

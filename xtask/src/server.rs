//! Serves the finished page to this machine.

use std::io::{self, ErrorKind};
use std::net::{Ipv4Addr, Ipv6Addr, SocketAddr, TcpListener};
use std::path::Path;

use anyhow::{Context, Result, anyhow};
use axum::Router;
use axum::http::{HeaderName, HeaderValue, header};
use tower_http::services::ServeDir;
use tower_http::set_header::SetResponseHeaderLayer;

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

/// Fails if the port is taken.
pub(crate) fn check_port(port: u16) -> Result<()> {
    listeners(port).map(drop)
}

/// Serves a folder until the program is ended.
pub(crate) fn serve(folder: &Path, port: u16) -> Result<()> {
    let listeners = listeners(port)?;
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().context("starting the server")?;
    runtime.block_on(async {
        let mut servers = tokio::task::JoinSet::new();
        for listener in listeners {
            listener.set_nonblocking(true)?;
            let listener = tokio::net::TcpListener::from_std(listener)?;
            servers.spawn(axum::serve(listener, router(folder)).into_future());
        }
        println!("Holdout is at http://127.0.0.1:{port}/ (Ctrl+C ends it)");
        while let Some(ended) = servers.join_next().await {
            ended??;
        }
        Ok(())
    })
}

/// Both loopback addresses: `localhost` may mean either.
fn listeners(port: u16) -> Result<Vec<TcpListener>> {
    let first = listen(SocketAddr::from((Ipv4Addr::LOCALHOST, port)))?;
    let mut listeners = vec![first];
    let second = SocketAddr::from((Ipv6Addr::LOCALHOST, port));
    match TcpListener::bind(second) {
        Ok(listener) => listeners.push(listener),
        Err(error) if error.kind() == ErrorKind::AddrInUse => return Err(refused(second, &error)),
        // A machine without IPv6.
        Err(_) => {}
    }
    Ok(listeners)
}

fn listen(address: SocketAddr) -> Result<TcpListener> {
    TcpListener::bind(address).map_err(|error| refused(address, &error))
}

fn refused(address: SocketAddr, error: &io::Error) -> anyhow::Error {
    match error.kind() {
        ErrorKind::AddrInUse => anyhow!(
            "another program listens on {address}: end it, or choose another port with `cargo xtask serve --port N`"
        ),
        _ => anyhow!("cannot listen on {address} ({error}): choose another port with `cargo xtask serve --port N`"),
    }
}

fn router(folder: &Path) -> Router {
    HEADERS.into_iter().fold(Router::new().fallback_service(ServeDir::new(folder)), |router, (name, value)| {
        router.layer(SetResponseHeaderLayer::overriding(name, HeaderValue::from_static(value)))
    })
}

#[cfg(test)]
mod tests {
    use std::fs;

    use axum::body::Body;
    use axum::http::{Request, Response, StatusCode};
    use tower::ServiceExt;

    use super::*;

    async fn get(folder: &Path, path: &str, etag: Option<&HeaderValue>) -> Result<Response<Body>> {
        let mut request = Request::get(path);
        if let Some(etag) = etag {
            request = request.header(header::IF_NONE_MATCH, etag);
        }
        Ok(router(folder).oneshot(request.body(Body::empty())?).await?)
    }

    #[tokio::test]
    async fn files_have_their_type_and_the_headers() -> Result<()> {
        let folder = tempfile::tempdir()?;
        for (name, kind) in [("a.wasm", "application/wasm"), ("a.js", "text/javascript"), ("index.html", "text/html")] {
            fs::write(folder.path().join(name), "")?;
            let response = get(folder.path(), &format!("/{name}"), None).await?;
            assert_eq!(response.status(), StatusCode::OK);
            assert_eq!(response.headers()[header::CONTENT_TYPE], kind);
            for (name, value) in HEADERS {
                assert_eq!(response.headers()[name], value);
            }
        }
        Ok(())
    }

    #[tokio::test]
    async fn an_unchanged_file_is_not_sent_again() -> Result<()> {
        let folder = tempfile::tempdir()?;
        fs::write(folder.path().join("index.html"), "<!doctype html>")?;
        let first = get(folder.path(), "/", None).await?;
        let second = get(folder.path(), "/", first.headers().get(header::ETAG)).await?;
        assert_eq!(second.status(), StatusCode::NOT_MODIFIED);
        Ok(())
    }

    #[tokio::test]
    async fn nothing_outside_the_folder_is_served() -> Result<()> {
        let folder = tempfile::tempdir()?;
        let inside = folder.path().join("dist");
        fs::create_dir(&inside)?;
        fs::write(folder.path().join("secret"), "")?;
        for path in ["/../secret", "/%2e%2e/secret", "/absent"] {
            assert_eq!(get(&inside, path, None).await?.status(), StatusCode::NOT_FOUND, "{path}");
        }
        Ok(())
    }

    #[test]
    fn a_port_in_use_is_an_error_that_says_what_to_do() -> Result<()> {
        let other = TcpListener::bind((Ipv4Addr::LOCALHOST, 0))?;
        let error = check_port(other.local_addr()?.port()).map_err(|error| error.to_string());
        assert!(error.is_err_and(|text| text.contains("another program") && text.contains("--port")));
        Ok(())
    }
}

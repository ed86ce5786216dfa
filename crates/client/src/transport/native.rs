//! Over HTTP/1.1, with hyper; TLS by rustls, trusting the roots that Mozilla trusts.

use std::time::Duration;

use http::{Request, Response};
use http_body_util::{BodyExt, Full, LengthLimitError, Limited};
use hyper::body::Bytes;
use hyper_rustls::{ConfigBuilderExt, HttpsConnector, HttpsConnectorBuilder};
use hyper_util::client::legacy::Client;
use hyper_util::client::legacy::connect::HttpConnector;
use hyper_util::rt::TokioExecutor;

use super::{MAX_ANSWER, Transport};
use crate::error::{TransportError, TransportErrorKind};

/// How long a connection may take to be made.
const CONNECT: Duration = Duration::from_secs(10);
/// How long an answer may take from the first byte sent to the last one read.
const WHOLE: Duration = Duration::from_secs(90);

/// Keeps connections open between requests.
#[derive(Clone, Debug)]
pub struct Http {
    client: Client<HttpsConnector<HttpConnector>, Full<Bytes>>,
}

impl Http {
    /// A client with no connections yet.
    pub fn new() -> Result<Self, TransportError> {
        let refused = |error| TransportError::new(TransportErrorKind::Connect, error);
        let provider = std::sync::Arc::new(rustls::crypto::ring::default_provider());
        let tls = rustls::ClientConfig::builder_with_provider(provider)
            .with_safe_default_protocol_versions()
            .map_err(refused)?
            .with_webpki_roots()
            .with_no_client_auth();
        let mut connector = HttpConnector::new();
        connector.set_connect_timeout(Some(CONNECT));
        connector.set_nodelay(true);
        connector.enforce_http(false);
        let connector =
            HttpsConnectorBuilder::new().with_tls_config(tls).https_or_http().enable_http1().wrap_connector(connector);
        // A connection that the other side closes just then is no failure of the request, but a request must not be sent
        // twice behind our back.
        let client = Client::builder(TokioExecutor::new()).retry_canceled_requests(false).build(connector);
        Ok(Self { client })
    }

    async fn exchange(&self, request: Request<Vec<u8>>) -> Result<Response<Vec<u8>>, TransportError> {
        let answer = self.client.request(request.map(|body| Full::new(Bytes::from(body)))).await;
        let answer = answer.map_err(|error| {
            let kind = if error.is_connect() { TransportErrorKind::Connect } else { TransportErrorKind::Interrupted };
            TransportError::new(kind, causes(&error))
        })?;
        let (head, body) = answer.into_parts();
        let body = Limited::new(body, MAX_ANSWER).collect().await.map_err(|error| {
            let text = if error.is::<LengthLimitError>() {
                format!("the answer is larger than {MAX_ANSWER} bytes")
            } else {
                causes(&*error)
            };
            TransportError::new(TransportErrorKind::Interrupted, text)
        })?;
        Ok(Response::from_parts(head, body.to_bytes().into()))
    }
}

impl Transport for Http {
    async fn send(&self, request: Request<Vec<u8>>) -> Result<Response<Vec<u8>>, TransportError> {
        tokio::time::timeout(WHOLE, self.exchange(request)).await.unwrap_or_else(|_| {
            let text = format!("no answer within {} s", WHOLE.as_secs());
            Err(TransportError::new(TransportErrorKind::Interrupted, text))
        })
    }
}

/// An error and what caused it: the outermost one alone says little.
fn causes(error: &(dyn std::error::Error + 'static)) -> String {
    let chain = std::iter::successors(Some(error), |error| error.source());
    chain.map(ToString::to_string).collect::<Vec<_>>().join(": ")
}

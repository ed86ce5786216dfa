//! The HTTP client that credentials are fetched with where a role, a container or a machine provides them: our own, so that
//! there is one TLS library in the command.

use std::time::Duration;

use aws_smithy_runtime_api::client::http::{
    HttpClient, HttpConnector, HttpConnectorFuture, HttpConnectorSettings, SharedHttpConnector,
};
use aws_smithy_runtime_api::client::orchestrator::{HttpRequest, HttpResponse};
use aws_smithy_runtime_api::client::result::ConnectorError;
use aws_smithy_runtime_api::client::runtime_components::RuntimeComponents;
use aws_smithy_types::body::SdkBody;
use holdout_client::transport::{Http, Transport};

/// Our client, as AWS's crates use one.
#[derive(Clone, Debug)]
pub struct Client(pub Http);

#[derive(Clone, Debug)]
struct Connector {
    http: Http,
    limit: Option<Duration>,
}

impl HttpClient for Client {
    fn http_connector(&self, settings: &HttpConnectorSettings, _parts: &RuntimeComponents) -> SharedHttpConnector {
        let limit = [settings.connect_timeout(), settings.read_timeout()].into_iter().flatten().reduce(|a, b| a + b);
        SharedHttpConnector::new(Connector { http: self.0.clone(), limit })
    }
}

impl HttpConnector for Connector {
    fn call(&self, request: HttpRequest) -> HttpConnectorFuture {
        let Self { http, limit } = self.clone();
        HttpConnectorFuture::new(async move {
            let request = request.try_into_http1x().map_err(|error| ConnectorError::user(error.into()))?;
            // What is asked here is small, and no stream.
            let request = request.map(|body| body.bytes().map(<[u8]>::to_vec).unwrap_or_default());
            let sent = http.send(request);
            let answer = match limit {
                Some(limit) => {
                    tokio::time::timeout(limit, sent).await.map_err(|error| ConnectorError::timeout(error.into()))?
                }
                None => sent.await,
            };
            let answer = answer.map_err(|error| ConnectorError::io(error.into()))?;
            HttpResponse::try_from(answer.map(SdkBody::from)).map_err(|error| ConnectorError::user(error.into()))
        })
    }
}

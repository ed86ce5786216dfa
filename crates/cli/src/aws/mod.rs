//! What AWS's own tools would use: credentials, region and endpoint, from the environment and the shared files.

mod http;

use std::rc::Rc;
use std::time::UNIX_EPOCH;

use aws_config::SdkConfig;
use aws_credential_types::provider::{ProvideCredentials, SharedCredentialsProvider};
use holdout_client::Client;
use holdout_client::credentials::{Credentials, CredentialsError, CredentialsSource};
use holdout_client::endpoint::{Endpoint, EndpointOptions};
use holdout_client::environment::Native;
use holdout_client::transport::Http;

use crate::error::Failure;
use crate::service_args::EndpointArguments;

/// The variable that holds an endpoint of this service alone.
const OWN_ENDPOINT: &str = "AWS_ENDPOINT_URL_REKOGNITION";
const IGNORE_ENDPOINTS: &str = "AWS_IGNORE_CONFIGURED_ENDPOINT_URLS";

/// Where requests go. `region` is that of the ARNs that are asked about.
pub async fn endpoint(arguments: &EndpointArguments, region: &str) -> Result<(Endpoint, SdkConfig), Failure> {
    if let Some(given) = arguments.region.as_deref().filter(|given| *given != region) {
        return Err(Failure::Option(format!("the ARNs are of region {region}, and --region says {given}")));
    }
    let transport = Http::new().map_err(|error| Failure::Option(error.to_string()))?;
    let config = aws_config::defaults(aws_config::BehaviorVersion::latest())
        .region(aws_config::Region::new(region.to_owned()))
        .http_client(http::Client(transport))
        .load()
        .await;
    let ignored = std::env::var(IGNORE_ENDPOINTS).is_ok_and(|value| value.eq_ignore_ascii_case("true"));
    let configured = || std::env::var(OWN_ENDPOINT).ok().or_else(|| config.endpoint_url().map(str::to_owned));
    let url = arguments.endpoint.clone().or_else(|| if ignored { None } else { configured() });
    // What is configured for the service's own hosts says nothing of an address that is given.
    let own = url.is_none();
    let options = EndpointOptions {
        region: region.to_owned(),
        url,
        fips: own && config.use_fips().unwrap_or_default(),
        dual_stack: own && config.use_dual_stack().unwrap_or_default(),
    };
    let endpoint = Endpoint::new(&options).map_err(|error| Failure::Option(error.to_string()))?;
    Ok((endpoint, config))
}

/// A client that signs with what the configuration says.
pub fn client(endpoint: Endpoint, config: &SdkConfig) -> Result<Client<Http, Native>, Failure> {
    let transport = Http::new().map_err(|error| Failure::Option(error.to_string()))?;
    Ok(Client::new(endpoint, source(config.credentials_provider()), transport, Native))
}

fn source(provider: Option<SharedCredentialsProvider>) -> CredentialsSource {
    let provider = Rc::new(provider);
    CredentialsSource::provider(move || {
        let provider = Rc::clone(&provider);
        Box::pin(async move {
            let Some(provider) = provider.as_ref() else { return Err(none("nothing provides any")) };
            let found = provider.provide_credentials().await.map_err(|error| none(&causes(&error)))?;
            let mut credentials = Credentials::new(found.access_key_id(), found.secret_access_key());
            if let Some(token) = found.session_token() {
                credentials = credentials.with_session_token(token);
            }
            Ok(match found.expiry().and_then(|expiry| expiry.duration_since(UNIX_EPOCH).ok()) {
                Some(expiry) => credentials.with_expiry(expiry),
                None => credentials,
            })
        })
    })
}

fn none(why: &str) -> CredentialsError {
    CredentialsError(format!(
        "{why}; set AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY, or AWS_PROFILE, or, for single sign-on, run \
         `eval \"$(aws configure export-credentials --format env)\"` first"
    ))
}

/// An error and what caused it.
fn causes(error: &(dyn std::error::Error + 'static)) -> String {
    let chain = std::iter::successors(Some(error), |error| error.source());
    chain.map(ToString::to_string).collect::<Vec<_>>().join(": ")
}

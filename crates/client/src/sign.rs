//! Signature version 4, of requests that have one shape: POST to `/` with a body of AWS JSON 1.1.

use std::time::{Duration, UNIX_EPOCH};

use aws_sigv4::http_request::{SignableBody, SignableRequest, SigningSettings, sign};
use aws_sigv4::sign::v4;
use http::header::{CONTENT_TYPE, HOST};
use http::{HeaderValue, Method, Request};

use crate::credentials::Credentials;
use crate::endpoint::Endpoint;

/// The name that signatures have for the service.
pub const SERVICE: &str = "rekognition";

/// The content type of requests and answers.
pub const AWS_JSON: &str = "application/x-amz-json-1.1";

/// What an operation's name follows in the header `x-amz-target`.
pub const TARGET_PREFIX: &str = "RekognitionService.";

/// A signed request: with the fewest headers, for a browser asks the service's leave for each.
pub(crate) fn request(
    endpoint: &Endpoint,
    operation: &str,
    body: Vec<u8>,
    credentials: &Credentials,
    now: Duration,
) -> Result<Request<Vec<u8>>, String> {
    let target = format!("{TARGET_PREFIX}{operation}");
    let headers = [("content-type", AWS_JSON), ("host", endpoint.host()), ("x-amz-target", &target)];
    let identity = credentials.identity();
    let parameters = v4::SigningParams::builder()
        .identity(&identity)
        .region(endpoint.region())
        .name(SERVICE)
        .time(UNIX_EPOCH + now)
        .settings(SigningSettings::default())
        .build()
        .map_err(|error| error.to_string())?
        .into();
    let signable = SignableRequest::new("POST", endpoint.url(), headers.into_iter(), SignableBody::Bytes(&body));
    let signed = sign(signable.map_err(|error| error.to_string())?, &parameters).map_err(|error| error.to_string())?;
    let (instructions, _signature) = signed.into_parts();
    let mut request = Request::builder()
        .method(Method::POST)
        .uri(endpoint.url())
        .header(CONTENT_TYPE, AWS_JSON)
        .header(HOST, endpoint.host())
        .header("x-amz-target", target);
    for (name, value) in instructions.headers() {
        let mut value = HeaderValue::from_str(value).map_err(|error| error.to_string())?;
        value.set_sensitive(["authorization", "x-amz-security-token"].contains(&name));
        request = request.header(name, value);
    }
    request.body(body).map_err(|error| error.to_string())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::endpoint::EndpointOptions;

    /// 2015-08-30T12:36:00Z.
    const NOW: u64 = 1_440_938_160;
    const BODY: &str = r#"{"Datasets":[{"Arn":"arn:aws:rekognition:us-east-1:111122223333:project/my-proj-2/dataset/train/1690564858106"},{"Arn":"arn:aws:rekognition:us-east-1:111122223333:project/my-proj-2/dataset/test/1690564858106"}]}"#;

    fn authorization(credentials: &Credentials) -> (String, usize) {
        let options = EndpointOptions { region: "us-east-1".to_owned(), ..EndpointOptions::default() };
        let endpoint = Endpoint::new(&options).unwrap();
        let now = Duration::from_secs(NOW);
        let request = request(&endpoint, "DistributeDatasetEntries", BODY.into(), credentials, now).unwrap();
        assert_eq!(request.headers()["x-amz-date"], "20150830T123600Z");
        (request.headers()["authorization"].to_str().unwrap().to_owned(), request.headers().len())
    }

    /// Signatures that botocore and `@smithy/signature-v4` agree on.
    #[test]
    fn signatures_are_those_of_other_signers() {
        let credentials = Credentials::new("AKIDEXAMPLE", "wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY");
        let (text, headers) = authorization(&credentials);
        assert_eq!(
            text,
            "AWS4-HMAC-SHA256 Credential=AKIDEXAMPLE/20150830/us-east-1/rekognition/aws4_request, \
             SignedHeaders=content-type;host;x-amz-date;x-amz-target, \
             Signature=05de52019ecd196b91e421f470451e444f0f4f870b19761f1eff9bdb5f292216"
        );
        assert_eq!(headers, 5, "each header more is one more that CORS must allow");
        let (text, headers) = authorization(&credentials.with_session_token("TOKEN-EXAMPLE"));
        assert!(
            text.contains("SignedHeaders=content-type;host;x-amz-date;x-amz-security-token;x-amz-target"),
            "{text}"
        );
        assert!(text.ends_with("Signature=138815ea54d56c45cb9213897aca5ee5e5a162c36ce3d6fe2889d7d836501f57"), "{text}");
        assert_eq!(headers, 6);
    }
}

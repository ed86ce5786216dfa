//! What can go wrong: the service's errors by name, unknown ones kept, and everything that happens on the way to it.

use std::fmt;

use serde_json::Value;

use crate::credentials::CredentialsError;
use crate::types::text_enum;

text_enum! {
    /// The name of an error that the service answers with.
    ErrorCode {
        /// The caller may not do this.
        AccessDenied = "AccessDeniedException",
        /// The temporary credentials are too old.
        ExpiredToken = "ExpiredTokenException",
        /// The request is not signed as it should be.
        IncompleteSignature = "IncompleteSignatureException",
        /// The service failed.
        InternalServerError = "InternalServerError",
        /// A page token of another list, or a damaged one.
        InvalidPaginationToken = "InvalidPaginationTokenException",
        /// Something in the request makes no sense.
        InvalidParameter = "InvalidParameterException",
        /// No such object in S3.
        InvalidS3Object = "InvalidS3ObjectException",
        /// The signature is another, or too old.
        InvalidSignature = "InvalidSignatureException",
        /// Too many of something.
        LimitExceeded = "LimitExceededException",
        /// The request is not signed.
        MissingAuthenticationToken = "MissingAuthenticationTokenException",
        /// Too many requests, by the account's provision.
        ProvisionedThroughputExceeded = "ProvisionedThroughputExceededException",
        /// The request is larger than the service takes.
        RequestEntityTooLarge = "RequestEntityTooLargeException",
        /// There is one already.
        ResourceAlreadyExists = "ResourceAlreadyExistsException",
        /// Something else is being done with it.
        ResourceInUse = "ResourceInUseException",
        /// There is none.
        ResourceNotFound = "ResourceNotFoundException",
        /// It is not ready yet.
        ResourceNotReady = "ResourceNotReadyException",
        /// The body is not what the operation takes.
        Serialization = "SerializationException",
        /// Too many of something, by quota.
        ServiceQuotaExceeded = "ServiceQuotaExceededException",
        /// Too many requests.
        Throttling = "ThrottlingException",
        /// No such operation.
        UnknownOperation = "UnknownOperationException",
        /// No such access key.
        UnrecognizedClient = "UnrecognizedClientException",
        /// A member breaks what the model says of it.
        Validation = "ValidationException",
    }
}

impl ErrorCode {
    /// The name as the envelope has it: in upper snake case, without `Exception`. What we refuse before sending and what
    /// the service finds wrong in a request are one.
    pub fn envelope(&self) -> String {
        match self {
            Self::InvalidParameter | Self::Validation | Self::Serialization => "VALIDATION_ERROR".to_owned(),
            other => {
                let name = other.as_str();
                upper_snake(name.strip_suffix("Exception").filter(|rest| !rest.is_empty()).unwrap_or(name))
            }
        }
    }

    /// Whether it says that the clocks are too far apart, or may be meant so.
    pub(crate) fn hints_at_clock(&self) -> bool {
        match self {
            Self::InvalidSignature | Self::AccessDenied => true,
            Self::Unknown(name) => {
                ["SignatureDoesNotMatch", "RequestTimeTooSkewed", "AuthFailure", "RequestExpired", "RequestInTheFuture"]
                    .contains(&name.as_str())
            }
            _ => false,
        }
    }
}

/// `ResourceNotReady` becomes `RESOURCE_NOT_READY`, `InvalidS3Object` becomes `INVALID_S3_OBJECT`.
fn upper_snake(name: &str) -> String {
    let mut text = String::new();
    let characters: Vec<char> = name.chars().collect();
    for (index, &character) in characters.iter().enumerate() {
        let after_lower = index > 0 && characters[index - 1].is_ascii_lowercase();
        let after_digit = index > 0 && characters[index - 1].is_ascii_digit();
        let before_lower = characters.get(index + 1).is_some_and(char::is_ascii_lowercase);
        if index > 0 && character.is_ascii_uppercase() && (after_lower || after_digit || before_lower) {
            text.push('_');
        }
        text.push(if character.is_ascii_alphanumeric() { character.to_ascii_uppercase() } else { '_' });
    }
    text
}

/// An error that the service answered with.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ServiceError {
    /// Its name.
    pub code: ErrorCode,
    /// Its words, which nothing may depend on.
    pub message: String,
    /// HTTP status.
    pub status: u16,
    /// The service's number of the request, to be told to its support.
    pub request_id: Option<String>,
}

impl fmt::Display for ServiceError {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "{}", self.code)?;
        if !self.message.is_empty() {
            write!(formatter, ": {}", self.message)?;
        }
        write!(formatter, " (status {}", self.status)?;
        if let Some(id) = &self.request_id {
            write!(formatter, ", request {id}")?;
        }
        formatter.write_str(")")
    }
}

impl std::error::Error for ServiceError {}

/// Why nothing came back.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TransportError {
    /// How far it got.
    pub kind: TransportErrorKind,
    /// What the machine says of it.
    pub message: String,
}

/// How far a request got of which nothing came back.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum TransportErrorKind {
    /// There was no connection: nothing was sent.
    Connect,
    /// It was sent, or may have been; the answer was lost, cut or too late.
    Interrupted,
    /// A browser, which does not tell: offline, no such host, or forbidden by CORS or local network access.
    Fetch,
}

impl TransportError {
    /// An error of this kind.
    pub fn new(kind: TransportErrorKind, message: impl fmt::Display) -> Self {
        Self { kind, message: message.to_string() }
    }
}

impl fmt::Display for TransportError {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        let hint = match self.kind {
            TransportErrorKind::Connect => "cannot reach the endpoint; check its address and the network",
            TransportErrorKind::Interrupted => "the answer was lost",
            TransportErrorKind::Fetch => {
                "the browser could not fetch; it may be offline, the address may be wrong, or the endpoint or the browser \
                 may not allow this page (CORS, local network access)"
            }
        };
        write!(formatter, "{hint}: {}", self.message)
    }
}

impl std::error::Error for TransportError {}

/// What can go wrong with a request.
#[derive(Clone, Debug, thiserror::Error)]
pub enum Error {
    /// The service answered with an error.
    #[error(transparent)]
    Service(#[from] ServiceError),
    /// Nothing came back.
    #[error(transparent)]
    Transport(#[from] TransportError),
    /// What came back is no answer of the service.
    #[error("status {status} with a body that is no answer of the service{}: {excerpt}", id(request_id.as_ref()))]
    Unreadable {
        /// HTTP status.
        status: u16,
        /// The service's number of the request.
        request_id: Option<String>,
        /// How the body begins, or what is wrong with it.
        excerpt: String,
    },
    /// There are no credentials.
    #[error(transparent)]
    Credentials(#[from] CredentialsError),
    /// The request could not be signed, or not even written.
    #[error("the request could not be made: {0}")]
    Request(String),
}

fn id(request_id: Option<&String>) -> String {
    request_id.map(|id| format!(" (request {id})")).unwrap_or_default()
}

impl Error {
    /// The name of the service's error, if it is one.
    pub fn code(&self) -> Option<&ErrorCode> {
        match self {
            Self::Service(error) => Some(&error.code),
            _ => None,
        }
    }

    /// The code that the envelope has for it.
    pub fn envelope_code(&self) -> String {
        match self {
            Self::Service(error) => error.code.envelope(),
            Self::Transport(_) | Self::Unreadable { .. } => "NETWORK".to_owned(),
            Self::Credentials(_) => "CREDENTIALS".to_owned(),
            Self::Request(_) => "VALIDATION_ERROR".to_owned(),
        }
    }

    /// Whether the service may have done what was asked, though nothing says so.
    pub fn may_have_been_accepted(&self) -> bool {
        match self {
            Self::Transport(error) => error.kind != TransportErrorKind::Connect,
            Self::Unreadable { .. } => true,
            Self::Service(error) => error.status >= 500 && !crate::retry::is_throttling(&error.code, error.status),
            Self::Credentials(_) | Self::Request(_) => false,
        }
    }
}

/// Reads an error in all the forms in which services of this protocol write it: the name in a header, in `__type`, `code`
/// or `Code`, with a namespace before it or an address behind; the words in `message`, `Message` or `errorMessage`.
pub(crate) fn read(status: u16, header: Option<&str>, request_id: Option<String>, body: &[u8]) -> Error {
    let json: Option<Value> = serde_json::from_slice(body).ok().filter(Value::is_object);
    let member = |names: &[&str]| {
        let json = json.as_ref()?;
        names.iter().find_map(|name| json.get(name)?.as_str()).map(str::to_owned)
    };
    let name = header.map(str::to_owned).or_else(|| member(&["__type", "code", "Code"]));
    let Some(code) = name.as_deref().map(bare_name).filter(|name| !name.is_empty()) else {
        return Error::Unreadable { status, request_id, excerpt: excerpt(body) };
    };
    let message = member(&["message", "Message", "errorMessage"]).unwrap_or_default();
    Error::Service(ServiceError { code: ErrorCode::from(code.to_owned()), message, status, request_id })
}

/// `aws.protocoltests#FooError:http://…` is `FooError`.
fn bare_name(text: &str) -> &str {
    let text = text.split(':').next().unwrap_or(text);
    text.rsplit('#').next().unwrap_or(text).trim()
}

/// How a body begins, on one line.
pub(crate) fn excerpt(body: &[u8]) -> String {
    if body.is_empty() {
        return "nothing".to_owned();
    }
    let text: String = String::from_utf8_lossy(&body[..body.len().min(400)]).chars().take(120).collect();
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn code(header: Option<&str>, body: &str) -> Option<String> {
        read(400, header, None, body.as_bytes()).code().map(ToString::to_string)
    }

    /// The forms of botocore's `FooError` protocol cases.
    #[test]
    fn names_are_found_in_all_their_forms() {
        for (header, body) in [
            (Some("FooError"), ""),
            (Some("FooError:http://internal.amazon.com/coral/com.amazon.coral.validate/"), "{}"),
            (Some("aws.protocoltests.restjson#FooError:http://internal.amazon.com/"), "<html>"),
            (None, r#"{"__type":"FooError"}"#),
            (None, r#"{"__type":"aws.protocoltests#FooError"}"#),
            (None, r#"{"__type":"aws.protocoltests#FooError:http://internal.amazon.com/"}"#),
            (None, r#"{"code":"FooError","extra":null}"#),
            (None, r#"{"Code":"FooError","__type":null}"#),
        ] {
            assert_eq!(code(header, body).as_deref(), Some("FooError"), "{header:?} {body}");
        }
    }

    #[test]
    fn what_names_no_error_is_shown_as_it_began() {
        for body in ["", "{}", "[]", "<html>\n<b>502 Bad Gateway</b>", r#"{"__type":""#] {
            assert_eq!(code(None, body), None, "{body}");
        }
        let error = read(502, None, Some("r-1".to_owned()), b"<html>\n  <b>502</b>").to_string();
        assert!(error.contains("502") && error.contains("r-1") && error.contains("<html> <b>"), "{error}");
    }

    #[test]
    fn words_are_read_in_either_case() {
        for body in [
            r#"{"__type":"ThrottlingException","message":"slow"}"#,
            r#"{"Code":"ThrottlingException","Message":"slow"}"#,
        ] {
            let Error::Service(error) = read(500, None, None, body.as_bytes()) else { panic!("{body}") };
            assert_eq!((error.code, error.message.as_str()), (ErrorCode::Throttling, "slow"));
        }
    }

    #[test]
    fn the_envelope_has_names_of_its_own() {
        let envelope = |name: &str| ErrorCode::from(name.to_owned()).envelope();
        assert_eq!(envelope("ResourceNotReadyException"), "RESOURCE_NOT_READY");
        assert_eq!(envelope("AccessDeniedException"), "ACCESS_DENIED");
        assert_eq!(envelope("ThrottlingException"), "THROTTLING");
        assert_eq!(envelope("InvalidS3ObjectException"), "INVALID_S3_OBJECT");
        assert_eq!(envelope("InternalServerError"), "INTERNAL_SERVER_ERROR");
        assert_eq!(envelope("ValidationException"), "VALIDATION_ERROR");
        assert_eq!(envelope("InvalidParameterException"), "VALIDATION_ERROR");
        assert_eq!(envelope("SomethingNewException"), "SOMETHING_NEW");
        assert_eq!(envelope("Exception"), "EXCEPTION", "a code is never empty");
    }
}

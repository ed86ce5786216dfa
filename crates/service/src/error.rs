//! Errors as the service answers with them.

use holdout_client::error::ErrorCode;

/// Why an operation is refused, or failed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Fault {
    /// The error's name.
    pub code: ErrorCode,
    /// HTTP status.
    pub status: u16,
    /// What, where, and what to do.
    pub message: String,
}

impl Fault {
    /// An error of the caller's making.
    pub fn new(code: ErrorCode, message: impl Into<String>) -> Self {
        Self { code, status: 400, message: message.into() }
    }

    /// One of the same name with another status.
    #[must_use]
    pub fn with_status(self, status: u16) -> Self {
        Self { status, ..self }
    }

    /// Something that cannot be so together.
    pub fn invalid(message: impl Into<String>) -> Self {
        Self::new(ErrorCode::InvalidParameter, message)
    }

    /// No such thing.
    pub fn not_found(what: &str) -> Self {
        Self::new(ErrorCode::ResourceNotFound, format!("The resource {what} was not found."))
    }

    /// A session that has ended.
    pub fn expired_token() -> Self {
        Self::new(ErrorCode::ExpiredToken, "The security token included in the request is expired")
    }

    /// An access key that nobody knows.
    pub fn unknown_key() -> Self {
        Self::new(ErrorCode::UnrecognizedClient, "The security token included in the request is invalid.")
    }

    /// Something else is being done with it.
    pub fn in_use(message: impl Into<String>) -> Self {
        Self::new(ErrorCode::ResourceInUse, message)
    }

    /// Our own failure.
    pub fn internal(message: impl Into<String>) -> Self {
        Self { code: ErrorCode::InternalServerError, status: 500, message: message.into() }
    }

    /// Whether the service's model has it. Those that it has not come from what stands before the operations, and are
    /// written otherwise.
    pub fn is_modelled(&self) -> bool {
        !matches!(
            self.code,
            ErrorCode::ExpiredToken
                | ErrorCode::IncompleteSignature
                | ErrorCode::InvalidSignature
                | ErrorCode::MissingAuthenticationToken
                | ErrorCode::RequestEntityTooLarge
                | ErrorCode::Serialization
                | ErrorCode::UnknownOperation
                | ErrorCode::UnrecognizedClient
                | ErrorCode::Validation
                | ErrorCode::Unknown(_)
        )
    }
}

impl From<rusqlite::Error> for Fault {
    fn from(error: rusqlite::Error) -> Self {
        // The reason may contain paths of this machine: it goes to the log only.
        tracing::error!(%error, "the database failed");
        Self::internal("The database failed; the service's log has the reason.")
    }
}

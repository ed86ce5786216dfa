//! What every submission ends with, from JavaScript and on the command line alike.

use std::time::Duration;

use aws_smithy_types::date_time::{DateTime, Format};
use serde::{Deserialize, Serialize, Serializer};

use super::Trouble;

/// How a submission ended.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Envelope {
    /// It is done.
    Success(Data),
    /// It is not.
    Failure(Failure),
}

/// What was done.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Data {
    /// The service's number of the request, or ours of the submission.
    pub id: String,
    /// When, as RFC 3339 has it, in UTC.
    pub created_at: String,
}

/// What went wrong.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Failure {
    /// A code that does not change.
    pub code: String,
    /// Words for people.
    pub message: String,
}

impl Envelope {
    /// The end of what a person broke off.
    pub fn cancelled() -> Self {
        let message = "broken off; what the service has accepted goes on by itself".to_owned();
        Self::Failure(Failure { code: "CANCELLED".to_owned(), message })
    }
}

impl From<Trouble> for Envelope {
    fn from(trouble: Trouble) -> Self {
        Self::Failure(Failure { code: trouble.code, message: trouble.message })
    }
}

impl Serialize for Envelope {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        use serde::ser::SerializeStruct;
        let mut object = serializer.serialize_struct("Envelope", 2)?;
        match self {
            Self::Success(data) => {
                object.serialize_field("success", &true)?;
                object.serialize_field("data", data)?;
            }
            Self::Failure(failure) => {
                object.serialize_field("success", &false)?;
                object.serialize_field("error", failure)?;
            }
        }
        object.end()
    }
}

/// A time since 1970 as RFC 3339 has it, to the second.
pub fn created_at(time: Duration) -> String {
    let seconds = i64::try_from(time.as_secs()).unwrap_or(i64::MAX);
    DateTime::from_secs(seconds).fmt(Format::DateTime).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    /// 2025-01-01T00:00:00Z.
    const NEW_YEAR: u64 = 1_735_689_600;

    #[test]
    fn the_shape_is_fixed() {
        let data = Data { id: "1".to_owned(), created_at: created_at(Duration::from_secs(NEW_YEAR)) };
        assert_eq!(
            serde_json::to_string(&Envelope::Success(data)).unwrap(),
            r#"{"success":true,"data":{"id":"1","created_at":"2025-01-01T00:00:00Z"}}"#
        );
        assert_eq!(
            serde_json::to_string(&Envelope::from(Trouble::refused("Invalid request parameters"))).unwrap(),
            r#"{"success":false,"error":{"code":"VALIDATION_ERROR","message":"Invalid request parameters"}}"#
        );
    }
}

//! The thirteen operations and what they send and answer, as AWS JSON 1.1 has them.
//!
//! Members that may be absent are `Option`s: absent and `null` are read alike, unknown members are passed over, and `None`
//! is not written. Values of enumerations that are not known are kept as they came.

mod datasets;
mod entries;
mod operation;
mod projects;
mod scalar;
mod tags;

pub use datasets::*;
pub use entries::*;
pub use operation::Operation;
pub use projects::*;
pub use scalar::{Blob, Timestamp};
pub use tags::*;

/// An enumeration of the service: a text of which some values are known.
macro_rules! text_enum {
    ($(#[$doc:meta])* $name:ident { $($(#[$variant_doc:meta])* $variant:ident = $text:literal),+ $(,)? }) => {
        $(#[$doc])*
        #[derive(Clone, Debug, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
        #[serde(from = "String", into = "String")]
        #[non_exhaustive]
        pub enum $name {
            $($(#[$variant_doc])* $variant,)+
            /// One that is not known here.
            Unknown(String),
        }

        impl $name {
            /// All that are known, as they are spelled.
            pub const KNOWN: &'static [&'static str] = &[$($text),+];

            /// As it is spelled.
            pub fn as_str(&self) -> &str {
                match self {
                    $(Self::$variant => $text,)+
                    Self::Unknown(text) => text,
                }
            }
        }

        impl From<String> for $name {
            fn from(text: String) -> Self {
                match text.as_str() {
                    $($text => Self::$variant,)+
                    _ => Self::Unknown(text),
                }
            }
        }

        impl From<$name> for String {
            fn from(value: $name) -> Self {
                value.as_str().to_owned()
            }
        }

        impl std::fmt::Display for $name {
            fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                formatter.write_str(self.as_str())
            }
        }
    };
}
pub(crate) use text_enum;

/// A structure of the service.
macro_rules! structure {
    ($(#[$doc:meta])* $name:ident { $($(#[$member_doc:meta])* $member:ident : $type:ty),* $(,)? }) => {
        $(#[$doc])*
        #[derive(Clone, Debug, PartialEq, serde::Serialize, serde::Deserialize)]
        #[serde(rename_all = "PascalCase")]
        pub struct $name {
            $($(#[$member_doc])* pub $member: $type,)*
        }
    };
}
pub(crate) use structure;

/// A structure of the service whose members may all be absent.
macro_rules! optional {
    ($(#[$doc:meta])* $name:ident { $($(#[$member_doc:meta])* $member:ident : $type:ty),* $(,)? }) => {
        $(#[$doc])*
        #[derive(Clone, Debug, Default, PartialEq, serde::Serialize, serde::Deserialize)]
        #[serde(rename_all = "PascalCase")]
        pub struct $name {
            $($(#[$member_doc])* #[serde(skip_serializing_if = "Option::is_none", default)] pub $member: Option<$type>,)*
        }
    };
}
pub(crate) use optional;

//! What ties an operation's name to its input and its output.

use serde::Serialize;
use serde::de::DeserializeOwned;

/// An operation of the service. It is implemented by inputs.
pub trait Operation: Serialize + DeserializeOwned {
    /// What it answers.
    type Output: Serialize + DeserializeOwned;

    /// Its name, as in the header `x-amz-target`.
    const NAME: &'static str;

    /// Whether sending it a second time does no more than sending it once. Where it is not so, a request whose answer was
    /// lost is not sent again before somebody has looked at what became of it.
    const IDEMPOTENT: bool = true;
}

macro_rules! operation {
    ($name:ident, $input:ident -> $output:ident $(, $idempotent:ident)?) => {
        impl crate::types::Operation for $input {
            type Output = $output;
            const NAME: &'static str = stringify!($name);
            $(const IDEMPOTENT: bool = { let $idempotent = false; $idempotent };)?
        }
    };
}
pub(crate) use operation;

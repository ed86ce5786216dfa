//! Reading a manifest: bytes to lines, lines to JSON, and the parts of an entry that every rule asks for.

mod compositions;
mod foreign;
mod json;
mod line;
mod long_line;
mod name;
mod number;
mod parser;
mod source_ref;
mod string;
mod value;

pub use foreign::{Foreign, Proof, SNIFFED, sniff};
pub use json::{Document, JsonError, JsonErrorKind, Kind, MAX_DEPTH};
pub(crate) use line::blank_line;
pub use line::{BYTE_ORDER_MARK, Line, MAX_CHARACTERS, utf16_length};
pub(crate) use long_line::characters;
pub use long_line::{LongLine, MAX_KEPT};
pub use name::folded;
pub(crate) use number::{short_value, short_whole};
pub use source_ref::{Fingerprint, SourceRef, SourceRefError};
pub(crate) use string::{escaped_end, plain_end};
pub use value::{Elements, Members, Value};

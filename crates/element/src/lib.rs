//! The element `<holdout-splitter>`: the application of [`holdout_web`] in a shadow root.
//!
//! [`Splitter`] draws one application into one element and hands orders in; `Embedding` is the host that the
//! application stands in, and tells what becomes of them (`message`). The element itself, its attributes, properties,
//! events and promises, is the business of `js/element.js`.

mod embedding;
mod message;
mod splitter;

pub use splitter::Splitter;

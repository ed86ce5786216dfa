//! What the names of images tell: which of them look alike, so that training could have seen what the test set holds.
//!
//! A sample of the names is read ([`NameSample`]), rules that would group it are read off the names' shapes
//! ([`suggest`]), and what makes sense of them is offered. Nothing is grouped unless a person says so; the finest rule is
//! used to count look-alikes on both sides.

mod partition;
mod sample;
mod shape;
mod suggest;

pub use sample::NameSample;
pub use suggest::{Example, Suggestion, preview, suggest, watched};

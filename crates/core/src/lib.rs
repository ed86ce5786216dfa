//! The data path of Holdout: the bytes of a manifest in, and out come what is wrong with it, a split, and the byte ranges
//! that make its two sides.
//!
//! ```text
//! bytes -> lines -> entry -> findings + labels -> catalog -> plan -> outputs
//!          manifest::        rules::              catalog::  split:: output::
//! ```
//!
//! Everything here is pure: no I/O, no clock, no randomness but a seed. Results depend on the bytes, the options and the
//! seed alone, never on how the input was cut or who read which part of it.

pub mod catalog;
pub mod certificate;
pub mod manifest;
pub mod order;
pub mod output;
pub mod report;
pub mod results;
pub mod rules;
pub mod split;

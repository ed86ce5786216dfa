//! Which usable line goes to which side. A [`Plan`] is made of a whole manifest, options and a seed, and of nothing else:
//! the same three give the same plan on every machine.

mod account;
mod bounds;
mod hashed;
mod options;
mod plan;
mod random;
mod shuffle;
mod stratified;

pub use options::{SplitOptions, Strategy};
pub use plan::{Plan, Side};

/// Version of the algorithms. It grows whenever the same manifest, options and seed would give another split.
pub const ALGORITHM_VERSION: u32 = 2;

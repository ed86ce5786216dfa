//! Which usable line goes to which side. A [`Plan`] is made of a whole manifest, options and a seed, and of nothing else:
//! the same three give the same plan on every machine.

mod account;
mod bounds;
mod grouped;
mod groups;
mod hashed;
mod keep;
mod names;
mod options;
mod plan;
mod planner;
mod random;
mod shuffle;
mod stratified;
mod usable;

pub use account::Names;
pub use groups::{GroupBy, GroupCount, GroupReader, Grouping, Groups};
pub use keep::Keep;
pub use names::{Example, NameSample, Suggestion, preview, suggest, watched};
pub use options::{Move, SplitOptions, Strategy};
pub use plan::{Given, Plan, Side};
pub use planner::Planner;

/// Version of the algorithms. It grows whenever the same manifest, options and seed would give another split.
pub const ALGORITHM_VERSION: u32 = 7;

/// Returns `whole` without `part`.
///
/// # Panics
///
/// Panics if the result is below zero. Release builds do not check subtractions, and a count that wraps plans a wrong split.
/// To check all of the crate costs a seventh of the time of `holdout check`, so only counts of the planning are checked.
#[inline]
#[track_caller]
fn without<T: Copy + Ord + std::ops::Sub<Output = T>>(whole: T, part: T) -> T {
    assert!(part <= whole, "a count fell below zero while a split was planned; this is a bug of holdout");
    whole - part
}

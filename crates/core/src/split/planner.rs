//! A plan in the making, step by step: whoever makes it can look up in between, and leave it when it is not wanted any more.

use super::grouped::{self, Units};
use super::groups::Groups;
use super::options::{SplitOptions, Strategy};
use super::plan::{Given, Plan, Side};
use super::stratified::{self, Task};
use super::usable::Usable;
use super::{hashed, random};
use crate::catalog::Manifest;
use crate::report::ManifestFinding;
use crate::rules::split::invalid_option;

/// A plan in the making. However its steps are taken, the plan is that of [`Plan::with`].
#[derive(Debug)]
pub struct Planner {
    options: SplitOptions,
    given: Given,
    usable: Usable,
    work: Work,
}

/// What there is to do.
#[derive(Debug)]
enum Work {
    /// Nothing more: whether each group of free lines is on the test side.
    Done(Vec<bool>),
    Lines(Box<stratified::Search>),
    Groups(Box<grouped::Search>),
}

impl Planner {
    /// Begins a plan. Fails where the options make no sense for the manifest, or the groups are not those of the options.
    pub fn new(manifest: &Manifest, options: SplitOptions, given: Given) -> Result<Self, ManifestFinding> {
        options.validate_for(manifest)?;
        if options.group_by.as_deref() != given.groups.as_deref().map(Groups::by) {
            return Err(invalid_option("the groups are not those of the pattern to group by".to_owned()));
        }
        if !manifest.knows_images() && options.needs_images(given.keep.is_some()) {
            let what = "which images the lines name was forgotten; to divide by hash or to keep an earlier split, read them again";
            return Err(invalid_option(what.to_owned()));
        }
        let usable = Usable::new(manifest, &options, &given);
        let work = Work::begin(manifest, &options, &given, &usable);
        Ok(Self { options, given, usable, work })
    }

    /// Takes a step, of some milliseconds with a million lines. Says whether there are more to take.
    pub fn advance(&mut self) -> bool {
        self.work.advance()
    }

    /// The plan, for the manifest that it was begun with. Steps that are left are taken.
    pub fn finish(self, manifest: &Manifest) -> Plan {
        let Self { options, given, usable, work } = self;
        let (moves, is_hashed) = (options.moves.clone(), options.strategy == Strategy::Hash);
        let plan = Plan::of(manifest, options, given, (&usable, &work.finish()));
        let leaves_none = |plan: &Plan| [Side::Train, Side::Test].iter().all(|&side| plan.count(side) > 0);
        if moves.is_empty() || is_hashed || leaves_none(&plan) {
            return plan;
        }
        // Moves left a subset empty: the other lines are divided again, around those that were moved.
        let (options, given) = (plan.options().clone(), plan.given.clone());
        let usable = Usable::with_moves(manifest, &options, &given, &moves);
        let work = Work::begin(manifest, &options, &given, &usable);
        let again = Plan::of(manifest, options, given, (&usable, &work.finish()));
        if leaves_none(&again) { again } else { plan }
    }
}

impl Work {
    fn begin(manifest: &Manifest, options: &SplitOptions, given: &Given, usable: &Usable) -> Self {
        match options.strategy {
            Strategy::Random => Self::Done(random::assign(manifest, usable, options.seed)),
            Strategy::Hash => Self::Done(hashed::assign(manifest, given.groups.as_deref(), usable, options.fraction)),
            Strategy::Stratified if usable.is_grouped() => {
                let task = grouped::Task {
                    units: Units::new(manifest, usable),
                    fraction: options.fraction,
                    quota: usable.quota,
                    seed: options.seed,
                };
                Self::Groups(Box::new(task.begin()))
            }
            Strategy::Stratified => Self::Lines(Box::new(Task::new(manifest, usable, options).begin())),
        }
    }

    /// Takes a step. Says whether there are more to take.
    fn advance(&mut self) -> bool {
        let done = match self {
            Self::Done(_) => return false,
            Self::Lines(search) => search.advance(),
            Self::Groups(search) => search.advance(),
        };
        if let Some(test) = done {
            *self = Self::Done(test);
            return false;
        }
        true
    }

    /// Takes all steps that are left. Says of each free group whether it is on the test side.
    fn finish(mut self) -> Vec<bool> {
        loop {
            match self {
                Self::Done(test) => return test,
                Self::Lines(_) | Self::Groups(_) => {
                    self.advance();
                }
            }
        }
    }
}

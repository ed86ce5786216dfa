//! A plan in the making, step by step: whoever makes it can look up in between, and leave it when it is not wanted any more.

use super::grouped::{self, Units};
use super::groups::Groups;
use super::options::{SplitOptions, Strategy};
use super::plan::{Given, Plan};
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
        let work = match options.strategy {
            Strategy::Random => Work::Done(random::assign(manifest, &usable, options.seed)),
            Strategy::Hash => Work::Done(hashed::assign(manifest, given.groups.as_deref(), &usable, options.fraction)),
            Strategy::Stratified if usable.is_grouped() => {
                let task = grouped::Task {
                    units: Units::new(manifest, &usable),
                    fraction: options.fraction,
                    quota: usable.quota,
                    seed: options.seed,
                };
                Work::Groups(Box::new(task.begin()))
            }
            Strategy::Stratified => Work::Lines(Box::new(Task::new(manifest, &usable, &options).begin())),
        };
        Ok(Self { options, given, usable, work })
    }

    /// Takes a step, of some milliseconds with a million lines. Says whether there are more to take.
    pub fn advance(&mut self) -> bool {
        let done = match &mut self.work {
            Work::Done(_) => return false,
            Work::Lines(search) => search.advance(),
            Work::Groups(search) => search.advance(),
        };
        if let Some(test) = done {
            self.work = Work::Done(test);
            return false;
        }
        true
    }

    /// The plan, for the manifest that it was begun with. Steps that are left are taken.
    pub fn finish(mut self, manifest: &Manifest) -> Plan {
        loop {
            match self.work {
                Work::Done(test) => return Plan::of(manifest, self.options, self.given, (&self.usable, &test)),
                Work::Lines(_) | Work::Groups(_) => {
                    self.advance();
                }
            }
        }
    }
}

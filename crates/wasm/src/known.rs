//! What plans are made with besides the manifest: groups by their rule, and earlier splits by number. Each is read once,
//! so that a plan follows from its options alone and can be made again at any time.

use std::sync::Arc;

use holdout_core::certificate::PreviousFiles;
use holdout_core::split::{Given, GroupBy, Groups, Keep, Names, Plan};

use crate::error::Failure;
use crate::options::SplitRequest;

/// Groups and earlier splits that have been read.
#[derive(Debug, Default)]
pub(crate) struct Known {
    groups: Vec<Arc<Groups>>,
    keeps: Vec<(Arc<Keep>, PreviousFiles)>,
    /// File names that are in both subsets, by the options of the split. Of large manifests only this is kept of them.
    same_file_names: Vec<(SplitRequest, u64)>,
}

impl Known {
    /// Whether the groups of that rule have been read. Fails where it is no rule.
    pub(crate) fn has_groups(&self, by: &str) -> Result<bool, Failure> {
        read_rule(by)?;
        Ok(self.find(by).is_some())
    }

    /// Learns the groups that a rule makes.
    pub(crate) fn learn_groups(&mut self, groups: Groups) {
        if self.find(groups.by()).is_none() {
            self.groups.push(Arc::new(groups));
        }
    }

    /// Learns an earlier split and the facts of its files, and gives its number: the same files have the same number.
    pub(crate) fn learn_keep(&mut self, keep: Keep, files: PreviousFiles) -> usize {
        let number = self.keeps.iter().position(|(known, of)| **known == keep && *of == files);
        number.unwrap_or_else(|| {
            self.keeps.push((Arc::new(keep), files));
            self.keeps.len() - 1
        })
    }

    /// The files of the earlier split that a plan of these options keeps.
    pub(crate) fn previous(&self, request: &SplitRequest) -> Option<PreviousFiles> {
        self.keeps.get(request.keep()?).map(|(_, files)| files.clone())
    }

    /// Whether the groups of a rule put lines together. Fails where they have not been read.
    pub(crate) fn is_useful(&self, by: &str) -> Result<bool, Failure> {
        Ok(self.find(by).ok_or_else(|| missing("groups"))?.is_useful())
    }

    /// What a plan of these options is made with.
    pub(crate) fn given(&self, request: &SplitRequest) -> Result<Given, Failure> {
        let groups = request.group_by().map(|by| self.find(by).ok_or_else(|| missing("groups"))).transpose()?;
        let keep = request.keep().map(|number| self.keeps.get(number).ok_or_else(|| missing("earlier split")));
        Ok(Given { groups: groups.cloned(), keep: keep.transpose()?.map(|(keep, _)| Arc::clone(keep)) })
    }

    /// Whether the file names that are in both subsets of this split have been counted.
    pub(crate) fn has_file_names(&self, request: &SplitRequest) -> bool {
        self.same_file_names.iter().any(|(known, _)| known == request)
    }

    /// Counts the file names that are in both subsets of a plan, and forgets them: they take 4 bytes a line.
    pub(crate) fn count_file_names(&mut self, request: SplitRequest, plan: &Plan) -> Result<(), Failure> {
        let count = self.same_file_names(&request, plan)?;
        self.same_file_names.push((request, count));
        self.groups.retain(|groups| groups.by() != GroupBy::FILE_NAME);
        Ok(())
    }

    fn same_file_names(&self, request: &SplitRequest, plan: &Plan) -> Result<u64, Failure> {
        if let Some((_, count)) = self.same_file_names.iter().find(|(known, _)| known == request) {
            return Ok(*count);
        }
        let groups = self.find(GroupBy::FILE_NAME).ok_or_else(|| missing("names"))?;
        Ok(plan.look_alikes(groups).on_both_sides)
    }

    /// What names say in the report on a plan of these options.
    pub(crate) fn names(&self, request: &SplitRequest, plan: &Plan) -> Result<Names, Failure> {
        let find = |by| self.find(by).map(Arc::as_ref).ok_or_else(|| missing("names"));
        let file_names = request.counts_file_names().then(|| self.same_file_names(request, plan)).transpose()?;
        Ok(Names {
            compared: request.compares_names(),
            look_alikes: request.watch().map(find).transpose()?.map(|groups| plan.look_alikes(groups)),
            same_file_names: file_names.unwrap_or(0),
        })
    }

    /// The hashes of the file names of all lines; none where they have not been read.
    pub(crate) fn file_names(&self) -> Vec<u64> {
        self.find(GroupBy::FILE_NAME).map(|groups| groups.name_hashes().collect()).unwrap_or_default()
    }

    fn find(&self, by: &str) -> Option<&Arc<Groups>> {
        self.groups.iter().find(|groups| groups.by() == by)
    }
}

fn missing(what: &str) -> Failure {
    Failure::Internal(format!("a plan was asked for before its {what} had been read"))
}

/// Reads a rule to group by. Fails where it is none.
pub(crate) fn read_rule(by: &str) -> Result<GroupBy, Failure> {
    GroupBy::parse(by).map_err(|finding| Failure::InvalidOptions(finding.message))
}

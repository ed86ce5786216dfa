//! What plans are made with besides the manifest: groups by their rule, and earlier splits by number. Each is read once,
//! so that a plan follows from its options alone and can be made again at any time.

use std::sync::Arc;

use holdout_core::catalog::Manifest;
use holdout_core::split::{Given, GroupBy, Groups, Keep};

use crate::error::Failure;
use crate::options::SplitRequest;

/// Groups and earlier splits that have been read.
#[derive(Debug, Default)]
pub(crate) struct Known {
    groups: Vec<Arc<Groups>>,
    keeps: Vec<Arc<Keep>>,
}

impl Known {
    /// Whether the groups of that rule have been read. Fails where it is no rule.
    pub(crate) fn has_groups(&self, by: &str) -> Result<bool, Failure> {
        read_rule(by)?;
        Ok(self.find(by).is_some())
    }

    /// Learns the groups that a rule makes, of which `hashes` are those of all lines in order.
    pub(crate) fn learn_groups(&mut self, manifest: &Manifest, by: &str, hashes: &[u64]) -> Result<(), Failure> {
        if self.find(by).is_none() {
            let groups = Groups::new(manifest, &read_rule(by)?, hashes);
            let groups = groups.map_err(|finding| Failure::Internal(finding.message))?;
            self.groups.push(Arc::new(groups));
        }
        Ok(())
    }

    /// Learns an earlier split, and gives its number: the same images have the same number.
    pub(crate) fn learn_keep(&mut self, keep: Keep) -> usize {
        let number = self.keeps.iter().position(|known| **known == keep);
        number.unwrap_or_else(|| {
            self.keeps.push(Arc::new(keep));
            self.keeps.len() - 1
        })
    }

    /// What a plan of these options is made with.
    pub(crate) fn given(&self, request: &SplitRequest) -> Result<Given, Failure> {
        let missing = |what: &str| Failure::Internal(format!("a plan was asked for before its {what} had been read"));
        let groups = request.group_by().map(|by| self.find(by).ok_or_else(|| missing("groups"))).transpose()?;
        let keep = request.keep().map(|number| self.keeps.get(number).ok_or_else(|| missing("earlier split")));
        let watched = request.watch().map(|by| self.find(by).ok_or_else(|| missing("names"))).transpose()?;
        Ok(Given { groups: groups.cloned(), keep: keep.transpose()?.cloned(), watched: watched.cloned() })
    }

    fn find(&self, by: &str) -> Option<&Arc<Groups>> {
        self.groups.iter().find(|groups| groups.by() == by)
    }
}

/// Reads a rule to group by. Fails where it is none.
pub(crate) fn read_rule(by: &str) -> Result<GroupBy, Failure> {
    GroupBy::parse(by).map_err(|finding| Failure::InvalidOptions(finding.message))
}

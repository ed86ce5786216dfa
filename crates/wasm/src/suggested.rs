//! What the names of a manifest suggest, on its way out.

use holdout_core::split::{Suggestion, watched};
use serde::Serialize;

/// Rules to group by, and the one by which look-alikes are counted.
#[derive(Debug, Serialize)]
pub(crate) struct Suggested {
    offers: Vec<Suggestion>,
    watched: Option<String>,
}

impl Suggested {
    pub(crate) fn new(offers: Vec<Suggestion>) -> Self {
        let watched = watched(&offers).map(|suggestion| suggestion.by.clone());
        Self { offers, watched }
    }
}

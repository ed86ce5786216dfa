//! What a reload must not lose: which submission was under way, and how far. In the tab alone, until it has ended or is put
//! away; names and numbers, no key and no line.

use serde::{Deserialize, Serialize};
use web_sys::Storage;

use crate::browser;

const KEY: &str = "holdout.submission";

/// A submission that was under way.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Kept {
    /// `upload` or `distribute`.
    pub way: String,
    /// The address that was asked instead of the service's own.
    pub endpoint: Option<String>,
    /// ARN of the project, for an upload.
    pub project: String,
    /// Its datasets, as far as they are known: training first.
    pub datasets: [Option<String>; 2],
    /// Where it is, as the client takes it up again.
    pub state: String,
}

/// Keeps it. A browser that keeps nothing costs only the offer after a reload.
pub fn keep(kept: &Kept) {
    if let (Some(storage), Ok(text)) = (storage(), serde_json::to_string(kept)) {
        let _ = storage.set_item(KEY, &text);
    }
}

/// Forgets it.
pub fn forget() {
    if let Some(storage) = storage() {
        let _ = storage.remove_item(KEY);
    }
}

/// What was kept.
pub fn kept() -> Option<Kept> {
    let text = storage()?.get_item(KEY).ok()??;
    serde_json::from_str(&text).ok()
}

fn storage() -> Option<Storage> {
    browser::window().ok()?.session_storage().ok()?
}

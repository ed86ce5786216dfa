//! Takes files that are dropped anywhere on the page.

use web_sys::{DataTransfer, DragEvent, FileList};
use yew::prelude::*;

use crate::desk::Desk;
use crate::engine::Source;

/// To put on the element that takes the files.
pub struct Drop {
    /// Whether something is held over it.
    pub is_over: bool,
    /// Something is held over it.
    pub onover: Callback<DragEvent>,
    /// It was taken away again.
    pub onleave: Callback<DragEvent>,
    /// It was dropped.
    pub ondrop: Callback<DragEvent>,
}

/// An element that takes files, or the text of a manifest.
#[hook]
pub fn use_drop(desk: &Desk) -> Drop {
    let is_over = use_state_eq(|| false);
    let onover = {
        let is_over = is_over.clone();
        Callback::from(move |event: DragEvent| {
            event.prevent_default();
            is_over.set(true);
        })
    };
    let onleave = {
        let is_over = is_over.clone();
        // Going from one element to the next leaves the first; only the window's edge has nothing behind it.
        Callback::from(move |event: DragEvent| {
            if event.related_target().is_none() {
                is_over.set(false);
            }
        })
    };
    let ondrop = {
        let (desk, is_over) = (desk.clone(), is_over.clone());
        Callback::from(move |event: DragEvent| {
            event.prevent_default();
            is_over.set(false);
            event.data_transfer().iter().for_each(|data| open_data(&desk, data));
        })
    };
    Drop { is_over: *is_over, onover, onleave, ondrop }
}

/// Opens what was dropped or pasted: a file first, text if there is none.
pub(super) fn open_data(desk: &Desk, data: &DataTransfer) {
    if let Some(files) = data.files().filter(|files| files.length() > 0) {
        return open_first(desk, &files);
    }
    let text = data.get_data("text/plain").unwrap_or_default();
    if !text.trim().is_empty() {
        desk.open_text(&text);
    }
}

/// Opens the first of several files, and says so.
pub fn open_first(desk: &Desk, files: &FileList) {
    let Some(file) = files.item(0) else { return };
    let name = file.name();
    desk.open(Source { name: name.clone(), value: file.into() });
    if files.length() > 1 {
        desk.note(format!("{} files came at once; this is the first, {name}.", files.length()));
    }
}

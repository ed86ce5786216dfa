//! Takes files that are dropped anywhere on the application.

use wasm_bindgen::JsCast;
use web_sys::{DataTransfer, DragEvent, File, FileList, Node};
use yew::prelude::*;

use crate::desk::Desk;
use crate::engine::Source;

/// To put on the element that takes the files.
pub struct Drop {
    /// To put on that element as well.
    pub area: NodeRef,
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
    let area = use_node_ref();
    let is_over = use_state_eq(|| false);
    let onover = {
        let is_over = is_over.clone();
        Callback::from(move |event: DragEvent| {
            event.prevent_default();
            is_over.set(true);
        })
    };
    let onleave = {
        let (is_over, area) = (is_over.clone(), area.clone());
        // Going from one element to the next leaves the first, and is no leaving as long as the next is inside.
        Callback::from(move |event: DragEvent| {
            let next = event.related_target().and_then(|next| next.dyn_into::<Node>().ok());
            if !area.get().is_some_and(|area| next.is_some_and(|next| area.contains(Some(&next)))) {
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
    Drop { area, is_over: *is_over, onover, onleave, ondrop }
}

/// Opens what was dropped or pasted: a file first, text if there is none.
pub(super) fn open_data(desk: &Desk, data: &DataTransfer) {
    if let Some(files) = data.files().filter(|files| files.length() > 0) {
        return open_files(desk, &files);
    }
    let text = data.get_data("text/plain").unwrap_or_default();
    if !text.trim().is_empty() {
        desk.open_text(&text);
    }
}

/// Opens a file; two are taken to be used together, and of more the first is opened, with a word about it.
pub fn open_files(desk: &Desk, files: &FileList) {
    let Some(file) = files.item(0) else { return };
    let source = |file: File| Source { name: file.name(), value: file.into() };
    if let (Some(other), 2) = (files.item(1), files.length()) {
        let (train, test) = by_use(file, other, File::name, |file| file.size());
        return desk.open_pair(source(train), source(test));
    }
    let name = file.name();
    desk.open(source(file));
    if files.length() > 1 {
        desk.note(format!("{} files came at once; this is the first, {name}.", files.length()));
    }
}

/// Which of two files is to train with and which is to test with: their names tell, or else the larger one trains.
fn by_use<F>(one: F, other: F, name: impl Fn(&F) -> String, size: impl Fn(&F) -> f64) -> (F, F) {
    let hint = |file: &F| {
        let name = name(file).to_ascii_lowercase();
        let says = |words: &[&str]| words.iter().any(|word| name.contains(word));
        i8::from(says(&["train"])) - i8::from(says(&["test", "val"]))
    };
    let swapped = match hint(&one).cmp(&hint(&other)) {
        std::cmp::Ordering::Less => true,
        std::cmp::Ordering::Equal => size(&one) < size(&other),
        std::cmp::Ordering::Greater => false,
    };
    if swapped { (other, one) } else { (one, other) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_tell_which_file_is_which_and_then_sizes() {
        let trains = |one: (&'static str, f64), other| by_use(one, other, |file| file.0.to_owned(), |file| file.1).0.0;
        assert_eq!(trains(("a_train.manifest", 1.0), ("a_test.manifest", 2.0)), "a_train.manifest");
        assert_eq!(trains(("Validation.manifest", 2.0), ("other.manifest", 1.0)), "other.manifest");
        assert_eq!(trains(("TEST.jsonl", 2.0), ("train.jsonl", 1.0)), "train.jsonl");
        assert_eq!(trains(("a.manifest", 1.0), ("b.manifest", 2.0)), "b.manifest");
        assert_eq!(trains(("a.manifest", 2.0), ("b.manifest", 2.0)), "a.manifest");
    }
}

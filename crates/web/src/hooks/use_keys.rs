//! The application's keys, and what is pasted into it.

use wasm_bindgen::JsCast;
use web_sys::{ClipboardEvent, KeyboardEvent};
use yew::prelude::*;

use super::use_drop::open_data;
use super::use_root_event;
use crate::browser;
use crate::desk::Desk;
use crate::host::HostRef;
use crate::state::{Action, Id, Phase, Tab};

/// Id of the control that chooses a file.
pub const FILE_INPUT: &str = "file-input";

/// Reads a manifest that is pasted anywhere but into a control.
#[hook]
pub fn use_paste(host: &HostRef, desk: &Desk) {
    let desk = desk.clone();
    use_root_event(host, "paste", move |event| {
        if browser::is_typing(&event) {
            return;
        }
        let Ok(event) = event.dyn_into::<ClipboardEvent>() else { return };
        event.clipboard_data().iter().for_each(|data| open_data(&desk, data));
    });
}

/// The keys that work anywhere on the page, in this phase and for this manifest; see the cheat sheet.
#[hook]
pub fn use_keys(host: &HostRef, desk: &Desk, at: (Phase, Option<Id>), help: &UseStateHandle<bool>) {
    let (desk, help, root) = (desk.clone(), help.clone(), host.root());
    let (phase, open) = at;
    use_root_event(host, "keydown", move |event| {
        let is_typing = browser::is_typing(&event);
        let Ok(event) = event.dyn_into::<KeyboardEvent>() else { return };
        if let (Some(id), false) = (open, is_typing || *help)
            && let Some(action) = undoing(&event, id)
        {
            event.prevent_default();
            return desk.dispatch(action);
        }
        if event.ctrl_key() || event.meta_key() || event.alt_key() || is_typing || *help {
            return;
        }
        let is_checked = matches!(phase, Phase::Checked | Phase::Done);
        match event.key().as_str() {
            "?" => help.set(true),
            "o" | "O" if phase == Phase::Empty => root.click(FILE_INPUT),
            "Escape" if phase == Phase::Reading => desk.cancel_reading(),
            key if is_checked => {
                let tab = Tab::ALL.into_iter().zip(["1", "2", "3"]).find(|(_, digit)| *digit == key);
                if let Some((tab, _)) = tab {
                    desk.dispatch(Action::Show(tab));
                }
            }
            _ => {}
        }
    });
}

/// What a key does that goes back, or forth again, among the moves of a manifest's lines.
fn undoing(event: &KeyboardEvent, id: Id) -> Option<Action> {
    if !(event.ctrl_key() || event.meta_key()) || event.alt_key() {
        return None;
    }
    match (event.key().to_lowercase().as_str(), event.shift_key()) {
        ("z", false) => Some(Action::UndoMove(id)),
        ("z", true) | ("y", false) => Some(Action::RedoMove(id)),
        _ => None,
    }
}

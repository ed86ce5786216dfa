//! The page's keys, and what is pasted onto it.

use wasm_bindgen::JsCast;
use web_sys::{ClipboardEvent, KeyboardEvent};
use yew::prelude::*;

use super::use_document_event;
use super::use_drop::open_data;
use crate::browser;
use crate::desk::Desk;
use crate::state::{Action, Phase, Tab};

/// Id of the control that chooses a file.
pub const FILE_INPUT: &str = "file-input";

/// Reads a manifest that is pasted anywhere but into a control.
#[hook]
pub fn use_paste(desk: &Desk) {
    let desk = desk.clone();
    use_document_event("paste", move |event| {
        if browser::is_typing() {
            return;
        }
        let Ok(event) = event.dyn_into::<ClipboardEvent>() else { return };
        event.clipboard_data().iter().for_each(|data| open_data(&desk, data));
    });
}

/// The keys that work anywhere on the page; see the cheat sheet.
#[hook]
pub fn use_keys(desk: &Desk, phase: Phase, help: &UseStateHandle<bool>) {
    let (desk, help) = (desk.clone(), help.clone());
    use_document_event("keydown", move |event| {
        let Ok(event) = event.dyn_into::<KeyboardEvent>() else { return };
        if event.ctrl_key() || event.meta_key() || event.alt_key() || browser::is_typing() || *help {
            return;
        }
        let is_checked = matches!(phase, Phase::Checked | Phase::Done);
        match event.key().as_str() {
            "?" => help.set(true),
            "o" | "O" if phase == Phase::Empty => browser::click(FILE_INPUT),
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

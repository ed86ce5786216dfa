//! The host that is a page of its own: settings are in its address, the verdict is in its title.

use wasm_bindgen::prelude::*;
use web_sys::Document;

use crate::browser;
use crate::desk::Desk;
use crate::host::{Host, Root};
use crate::settings::{Settings, Theme};
use crate::state::Action;
use crate::trouble::Fault;

/// A page of its own.
#[derive(Debug)]
pub struct Page {
    document: Document,
}

impl Page {
    /// The page that the program runs on. Fails where there is none.
    pub fn new() -> Result<Self, Fault> {
        Ok(Self { document: browser::document()? })
    }

    fn colour(&self, theme: Theme) {
        if let Some(root) = self.document.document_element() {
            // Attributes of the page's own root can always be set.
            let _ = match theme {
                Theme::Auto => root.remove_attribute("data-theme"),
                theme => root.set_attribute("data-theme", theme.name()),
            };
        }
    }
}

impl Host for Page {
    fn root(&self) -> Root {
        Root::Document(self.document.clone())
    }

    fn settings(&self) -> Settings {
        Settings::from_fragment(&browser::fragment())
    }

    fn keep(&self, settings: &Settings) {
        // A page without a history (in a frame, say) still works; it only can't be shared with its settings.
        let _ = browser::set_fragment(&settings.to_fragment());
        self.colour(settings.theme);
    }

    /// Takes the settings from the address whenever somebody edits it.
    fn meet(&self, desk: &Desk) {
        let desk = desk.clone();
        let listener = Closure::<dyn Fn()>::new(move || {
            desk.dispatch(Action::SetAll(Settings::from_fragment(&browser::fragment())));
        });
        if let Ok(window) = browser::window() {
            // The name is one of the browser's own: adding can't fail.
            let _ = window.add_event_listener_with_callback("hashchange", listener.as_ref().unchecked_ref());
        }
        // The page ends when its window does.
        listener.forget();
    }

    fn set_title(&self, title: &str) {
        self.document.set_title(title);
    }
}

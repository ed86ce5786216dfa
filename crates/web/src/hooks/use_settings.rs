//! Keeps the settings in the address, and the colours on the page.

use yew::prelude::*;

use super::use_document_event;
use crate::browser;
use crate::desk::Desk;
use crate::settings::{Settings, Theme};
use crate::state::Action;

/// Writes the settings where they belong, and takes them from an address that was edited.
#[hook]
pub fn use_settings(desk: &Desk, settings: &Settings) {
    use_effect_with(settings.clone(), |settings| {
        // A page without a history (in a frame, say) still works; it only can't be shared with its settings.
        let _ = browser::set_fragment(&settings.to_fragment());
    });
    use_effect_with(settings.theme, |theme| {
        let root = browser::document().ok().and_then(|document| document.document_element());
        if let Some(root) = root {
            // Attributes of the page's own root can always be set.
            let _ = match theme {
                Theme::Auto => root.remove_attribute("data-theme"),
                theme => root.set_attribute("data-theme", theme.name()),
            };
        }
    });
    let desk = desk.clone();
    use_document_event("hashchange", move |_| {
        desk.dispatch(Action::SetAll(Settings::from_fragment(&browser::fragment())));
    });
}

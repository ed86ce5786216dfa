//! An earlier test set that stays in test when the data have grown.

use web_sys::HtmlInputElement;
use yew::prelude::*;

use super::icon::Icon;
use crate::desk::Desk;
use crate::engine::Source;
use crate::names::shown;
use crate::state::{Action, Id};

/// What [`Keeping`] takes.
#[derive(PartialEq, Properties)]
pub struct KeepingProps {
    /// The page's verbs.
    pub desk: Desk,
    /// The manifest.
    pub id: Id,
    /// The earlier test set, if there is one.
    pub keep: Option<Source>,
}

/// The choice of an earlier test set.
#[component]
pub fn Keeping(props: &KeepingProps) -> Html {
    let id = props.id;
    let set = {
        let desk = props.desk.clone();
        Callback::from(move |keep| desk.dispatch(Action::Keep(id, keep)))
    };
    let onchange = {
        let set = set.clone();
        Callback::from(move |event: Event| {
            let input: HtmlInputElement = event.target_unchecked_into();
            if let Some(file) = input.files().and_then(|files| files.get(0)) {
                set.emit(Some(Source { name: file.name(), value: file.into() }));
            }
            input.set_value("");
        })
    };
    html! {
        <div class="keeping">
            <span class="keeping-name">{ "Reuse a previous test set" }</span>
            if let Some(keep) = &props.keep {
                <span class="keeping-file"><span data-testid="kept-name">{ shown(&keep.name) }</span></span>
                <button type="button" class="button is-quiet is-square" aria-label={format!("Don’t reuse {}", keep.name)} data-testid="keep-none"
                    onclick={set.reform(|_| None)}>{ Icon::Cross.draw() }</button>
            } else {
                <label class="button keeping-choose">
                    { "Choose…" }
                    <input type="file" class="visually-hidden" data-testid="keep-input" aria-label="Choose a previous test manifest"
                        accept=".manifest,.jsonl,.json,.ndjson,.txt" {onchange} />
                </label>
            }
        </div>
    }
}

//! All lines of a manifest, or those of one status.

use holdout_core::report::Counts;
use holdout_core::rules::Status;
use web_sys::HtmlSelectElement;
use yew::prelude::*;

use super::line_list::LineList;
use crate::desk::Desk;
use crate::engine::Query;
use crate::format::count;
use crate::state::Id;

/// What [`Lines`] takes.
#[derive(PartialEq, Properties)]
pub struct LinesProps {
    /// The page's verbs.
    pub desk: Desk,
    /// The manifest.
    pub id: Id,
    /// How many lines have which status.
    pub counts: Counts,
    /// The split's number: the lines' sides change with it.
    pub revision: u32,
}

/// The lines of a manifest.
#[component]
pub fn Lines(props: &LinesProps) -> Html {
    let status = use_state_eq(|| None::<Status>);
    let onchange = {
        let status = status.clone();
        Callback::from(move |event: Event| {
            let value = event.target_unchecked_into::<HtmlSelectElement>().value();
            status.set(Status::ALL.into_iter().find(|status| status.as_str() == value));
        })
    };
    let option = |of: Status| {
        let lines = match of {
            Status::Valid => props.counts.valid,
            Status::Invalid => props.counts.invalid,
            Status::Ignored => props.counts.ignored,
            Status::Removed => props.counts.removed,
        };
        html! {
            <option value={of.as_str()} selected={*status == Some(of)}>{ format!("{} ({})", of.as_str(), count(lines)) }</option>
        }
    };
    html! {
        <div class="lines">
            <label class="field">
                <span>{ "Show" }</span>
                <select data-testid="line-status" {onchange}>
                    <option value="all" selected={status.is_none()}>{ "all lines" }</option>
                    { for Status::ALL.into_iter().map(option) }
                </select>
            </label>
            <LineList desk={props.desk.clone()} id={props.id} query={Query { code: None, status: *status }}
                revision={props.revision} label="Lines" testid="line-list" />
        </div>
    }
}

//! All lines of a manifest, or those of one status, with one problem, or with one label.

use std::rc::Rc;

use holdout_core::report::Report;
use holdout_core::rules::{Code, Status};
use web_sys::{HtmlInputElement, HtmlSelectElement};
use yew::prelude::*;

use super::line_list::LineList;
use crate::desk::Desk;
use crate::engine::Query;
use crate::format::count;
use crate::state::Id;

/// What is chosen for lines that carry findings themselves; no code is written so.
const SERVICE: &str = "service";

/// Labels that are offered while one is typed.
const OFFERED: usize = 500;

/// What [`Lines`] takes.
#[derive(PartialEq, Properties)]
pub struct LinesProps {
    /// The page's verbs.
    pub desk: Desk,
    /// The manifest.
    pub id: Id,
    /// What is known of it.
    pub report: Rc<Report>,
    /// The split's number: the lines' sides change with it.
    pub revision: u32,
}

/// The lines of a manifest.
#[component]
pub fn Lines(props: &LinesProps) -> Html {
    let query = use_state_eq(Query::default);
    // What is typed need not be a label yet; lines are looked for when it is.
    let typed = use_state_eq(String::new);
    let onstatus = choice(&query, |query, value| {
        query.status = Status::ALL.into_iter().find(|status| status.as_str() == value);
    });
    let oncode = choice(&query, |query, value| {
        (query.code, query.service_findings) = (Code::parse(value), value == SERVICE);
    });
    let onlabel = {
        let (query, typed, report) = (query.clone(), typed.clone(), Rc::clone(&props.report));
        Callback::from(move |event: InputEvent| {
            let value = event.target_unchecked_into::<HtmlInputElement>().value();
            let is_label = report.labels.iter().any(|label| label.name == value);
            query.set(Query { label: is_label.then(|| value.as_str().into()), ..(*query).clone() });
            typed.set(value);
        })
    };
    let is_unknown = !typed.is_empty() && query.label.is_none();
    html! {
        <div class="lines">
            // What is said of a line that is opened has a heading below this one.
            <h2 class="visually-hidden">{ "Lines" }</h2>
            <div class="lines-filters">
                <label class="field">
                    <span>{ "Status" }</span>
                    <select data-testid="line-status" onchange={onstatus}>{ statuses(props, query.status) }</select>
                </label>
                <label class="field">
                    <span>{ "Problem" }</span>
                    <select data-testid="line-code" onchange={oncode}>{ codes(&props.report, &query) }</select>
                </label>
                <label class="field">
                    <span>{ "Label" }</span>
                    <input type="search" list="line-labels" data-testid="line-label" placeholder="Any" autocomplete="off"
                        aria-invalid={is_unknown.to_string()} aria-describedby={is_unknown.then_some("line-label-unknown")}
                        value={(*typed).clone()} oninput={onlabel} />
                    <datalist id="line-labels">
                        { for props.report.labels.iter().take(OFFERED).map(|label| html! { <option value={label.name.clone()} /> }) }
                    </datalist>
                </label>
                if is_unknown {
                    <p class="lines-unknown" id="line-label-unknown">{ format!("No label matches \"{}\"", *typed) }</p>
                }
            </div>
            <LineList desk={props.desk.clone()} id={props.id} query={(*query).clone()}
                revision={props.revision} label="Lines" testid="line-list" />
        </div>
    }
}

/// Hears a choice from a list, and sets it in the query.
fn choice(query: &UseStateHandle<Query>, set: fn(&mut Query, &str)) -> Callback<Event> {
    let query = query.clone();
    Callback::from(move |event: Event| {
        let mut changed = (*query).clone();
        set(&mut changed, &event.target_unchecked_into::<HtmlSelectElement>().value());
        query.set(changed);
    })
}

fn statuses(props: &LinesProps, chosen: Option<Status>) -> Html {
    let counts = props.report.counts;
    let option = |of: Status| {
        let lines = match of {
            Status::Valid => counts.valid,
            Status::Invalid => counts.invalid,
            Status::Ignored => counts.ignored,
            Status::Removed => counts.removed,
        };
        html! {
            <option value={of.as_str()} selected={chosen == Some(of)}>{ format!("{} ({})", of.as_str(), count(lines)) }</option>
        }
    };
    html! {
        <>
            <option value="all" selected={chosen.is_none()}>{ "Any" }</option>
            { for Status::ALL.into_iter().map(option) }
        </>
    }
}

fn codes(report: &Report, query: &Query) -> Html {
    let said = report.lines_with_service_findings;
    html! {
        <>
            <option value="" selected={query.code.is_none() && !query.service_findings}>{ "Any" }</option>
            if said > 0 {
                <option value={SERVICE} selected={query.service_findings}>
                    { format!("what the service wrote ({})", count(said)) }
                </option>
            }
            { for report.codes.iter().map(|summary| html! {
                <option value={summary.code.as_str()} selected={query.code == Some(summary.code)}>
                    { format!("{} ({})", summary.title, count(summary.lines)) }
                </option>
            }) }
        </>
    }
}

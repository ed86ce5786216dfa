//! One problem of the lines: how often, what it costs, and, opened, which lines have it.

use holdout_core::report::CodeSummary;
use holdout_core::rules::Where;
use yew::prelude::*;

use super::help::Help;
use super::icon::Icon;
use super::line_list::LineList;
use crate::desk::Desk;
use crate::engine::Query;
use crate::format::{count, counted};
use crate::state::Id;

/// What [`Problem`] takes.
#[derive(PartialEq, Properties)]
pub struct ProblemProps {
    /// The page's verbs.
    pub desk: Desk,
    /// The manifest.
    pub id: Id,
    /// The problem.
    pub summary: CodeSummary,
    /// Whether its lines are shown.
    pub is_open: bool,
    /// It is to be opened, or closed.
    pub ontoggle: Callback<()>,
}

/// One problem, which opens to its lines.
#[component]
pub fn Problem(props: &ProblemProps) -> Html {
    let CodeSummary { code, place, count: times, lines, title, consequence, .. } = &props.summary;
    let body = format!("lines-{code}");
    let query = Query { code: Some(*code), ..Query::default() };
    html! {
        <section class={classes!("problem", place_class(*place), props.is_open.then_some("is-open"))}>
            <h2>
                <button type="button" class="problem-head" data-testid={format!("problem-{code}")}
                    aria-expanded={props.is_open.to_string()} aria-controls={body.clone()}
                    onclick={props.ontoggle.reform(|_| ())}>
                    <span class="problem-chevron">{ Icon::Chevron.draw() }</span>
                    <span class="problem-title">{ title }</span>
                    <span class="problem-count">
                        { counted(*lines, "line", "lines") }
                        if *times != *lines { <small>{ format!("{} in all", count(*times)) }</small> }
                    </span>
                    <span class="problem-cost">{ consequence }</span>
                    <code class="problem-code">{ code.as_str() }</code>
                </button>
            </h2>
            if props.is_open {
                <div class="problem-body" id={body}>
                    <Help code={*code} />
                    <LineList desk={props.desk.clone()} id={props.id} {query} revision={0}
                        label={format!("Lines with {code}")} testid="problem-list" />
                </div>
            }
        </section>
    }
}

/// Shows what to do about a problem of the whole manifest. Text in backticks is a command.
pub(super) fn next_step(help: &str) -> Html {
    let mut first = help.chars();
    let capital = first.next().into_iter().flat_map(char::to_uppercase).collect::<String>();
    let text = format!("{capital}{}", first.as_str());
    html! { <p class="finding-help"><bdi>{ code_spans(&text) }</bdi></p> }
}

/// Shows text in which code is in backticks.
pub(super) fn code_spans(text: &str) -> Html {
    let part = |(index, part): (usize, &str)| {
        let part = part.to_owned();
        if index % 2 == 1 {
            html! { <code>{ part }</code> }
        } else {
            html! { { part } }
        }
    };
    html! { { for text.split('`').enumerate().map(part) } }
}

/// How dear it is, for the rule at its side; the words say it too.
const fn place_class(place: Where) -> &'static str {
    match place {
        Where::Removed | Where::Line => "costs-line",
        Where::Attribute | Where::Annotation => "costs-part",
        _ => "costs-little",
    }
}

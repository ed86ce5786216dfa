//! One row of a list of lines: its number, what is said of it, and an excerpt with the place marked.

use std::rc::Rc;

use holdout_core::report::{Finding, LineDetail};
use holdout_core::rules::Code;
use yew::prelude::*;

use crate::excerpt::{self, Piece, around, inner_place};
use crate::format::count;

/// What [`LineRow`] takes.
#[derive(PartialEq, Properties)]
pub struct LineRowProps {
    /// Name of the list, for the row's id.
    pub list: &'static str,
    /// The row, from 0.
    pub row: u64,
    /// The line, once it is fetched.
    pub line: Option<Rc<LineDetail>>,
    /// The code that the list is about.
    pub code: Option<Code>,
    /// Whether the keyboard is on it.
    pub is_current: bool,
    /// Whether it is open below.
    pub is_open: bool,
    /// It is to be opened.
    pub onopen: Callback<(u64, Rc<LineDetail>)>,
}

/// One row.
#[component]
pub fn LineRow(props: &LineRowProps) -> Html {
    let onclick = {
        let (row, line, onopen) = (props.row, props.line.clone(), props.onopen.clone());
        Callback::from(move |_| {
            if let Some(line) = &line {
                onopen.emit((row, Rc::clone(line)));
            }
        })
    };
    let class = classes!("line-row", props.is_current.then_some("is-current"), props.is_open.then_some("is-open"));
    html! {
        <div {class} role="row" id={format!("{}-{}", props.list, props.row)} aria-rowindex={(props.row + 1).to_string()}
            aria-selected={props.is_open.to_string()} {onclick}>
            if let Some(line) = &props.line {
                <span class="line-row-number" role="gridcell">{ count(line.verdict.line) }</span>
                { words(line, props.code) }
            } else {
                <span class="line-row-number" role="gridcell">{ "…" }</span>
                <span class="line-row-words" role="gridcell"></span>
            }
        </div>
    }
}

fn words(line: &LineDetail, code: Option<Code>) -> Html {
    let of_code = |finding: &&Finding| code.is_none_or(|code| finding.code == code);
    let mut findings = line.verdict.findings.iter().filter(of_code);
    let first = findings.next();
    let more = findings.count();
    let message = match first {
        Some(finding) => html! { { &finding.message } },
        None if line.verdict.labels.is_empty() => html! { { "no labels" } },
        None => html! { { line.verdict.labels.join(", ") } },
    };
    let pieces = match first.and_then(|finding| inner_place(&line.text, finding)) {
        Some(place) => around(&line.text, place),
        None => vec![Piece::plain(excerpt::start(&line.text))],
    };
    html! {
        <span class="line-row-words" role="gridcell">
            <span class="line-row-message">
                if code.is_none() { { tag(line) } }
                { message }
                if more > 0 { <small>{ format!(" and {} more", count(u64::try_from(more).unwrap_or(0))) }</small> }
            </span>
            <code class="line-row-excerpt">{ for pieces.iter().map(piece) }</code>
        </span>
    }
}

/// The status, and the side that the split has put the line on.
fn tag(line: &LineDetail) -> Html {
    use holdout_core::split::Side;
    let status = line.verdict.status.as_str();
    let word = match line.side {
        Some(Side::Train) => "train",
        Some(Side::Test) => "test",
        Some(Side::Rejected) | None => status,
    };
    html! { <span class={classes!("line-row-tag", format!("is-{word}"))}>{ word }</span> }
}

/// A run of text; a place of no length shows where it is by a caret.
pub fn piece(piece: &Piece) -> Html {
    if !piece.marked {
        return html! { { &piece.text } };
    }
    let class = piece.text.is_empty().then_some("is-point");
    html! { <mark {class}>{ &piece.text }</mark> }
}

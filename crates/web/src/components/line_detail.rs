//! One line, opened: all that was found on it, and its JSON laid out with the places marked.

use std::rc::Rc;

use holdout_core::report::{Finding, LineDetail};
use holdout_core::rules::{Code, rule};
use yew::prelude::*;

use super::icon::Icon;
use super::line_row::piece;
use crate::desk::Desk;
use crate::excerpt::inner_place;
use crate::format::{bytes, count};
use crate::pretty;

/// What [`LineDetailView`] takes.
#[derive(PartialEq, Properties)]
pub struct LineDetailProps {
    /// The page's verbs.
    pub desk: Desk,
    /// The line.
    pub line: Rc<LineDetail>,
    /// The code that the list is about; its meaning is told there already.
    pub code: Option<Code>,
    /// It is to be closed.
    pub onclose: Callback<()>,
}

/// One line, opened.
#[component]
pub fn LineDetailView(props: &LineDetailProps) -> Html {
    let line = &props.line;
    let marks: Vec<_> = line.verdict.findings.iter().filter_map(|finding| inner_place(&line.text, finding)).collect();
    let pieces = pretty::print(&line.text, &marks);
    let oncopy = {
        let (desk, line) = (props.desk.clone(), Rc::clone(line));
        Callback::from(move |_| desk.copy(line.text.clone(), "Line"))
    };
    html! {
        <article class="line-detail" data-testid="line-detail" aria-label={format!("Line {}", count(line.verdict.line))}>
            <header class="line-detail-head">
                <h3>{ "Line " }{ count(line.verdict.line) }</h3>
                <p>{ line.verdict.status.as_str() }{ ", " }{ bytes(line.bytes) }{ ", from byte " }{ count(line.start) }</p>
                <button type="button" class="button is-quiet" onclick={oncopy}>{ Icon::Copy.draw() }{ "Copy line" }</button>
                <button type="button" class="button is-quiet is-square" aria-label="Close the line"
                    onclick={props.onclose.reform(|_| ())}>{ Icon::Cross.draw() }</button>
            </header>
            <ul class="line-detail-findings">
                { for line.verdict.findings.iter().map(|found| finding(found, props.code)) }
            </ul>
            <pre class="line-detail-text" tabindex="0" aria-label="The line, laid out">{ for pieces.iter().map(piece) }</pre>
            if line.truncated {
                <p class="line-detail-cut">{ "The line is longer than what is shown here." }</p>
            }
        </article>
    }
}

fn finding(finding: &Finding, code: Option<Code>) -> Html {
    let rule = rule(finding.code);
    let place = finding.attribute.as_ref().map(|attribute| match finding.annotation {
        Some(annotation) => format!("{attribute}, box {annotation}"),
        None => attribute.clone(),
    });
    html! {
        <li>
            <p>
                { &finding.message }
                <span class="line-detail-place">
                    if let Some(place) = place { { place }{ ", " } }
                    { "column " }{ count(finding.column) }
                </span>
                <code>{ finding.code.as_str() }</code>
            </p>
            if code != Some(finding.code) {
                <p class="line-detail-mend">{ rule.consequence() }{ ". " }{ rule.mend }</p>
            }
        </li>
    }
}

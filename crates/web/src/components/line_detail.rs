//! One line, opened: all that was found on it, and its JSON laid out with the places marked.

use std::rc::Rc;

use holdout_core::report::{Finding, LineDetail};
use holdout_core::results::ServiceFinding;
use holdout_core::rules::{Code, documentation, rule};
use holdout_core::split::Side;
use yew::prelude::*;

use super::icon::Icon;
use super::line_row::piece;
use super::problem::code_spans;
use crate::desk::Desk;
use crate::excerpt::inner_place;
use crate::format::{bytes, count};
use crate::pretty;
use crate::state::{Action, Id};

/// What [`LineDetailView`] takes.
#[derive(PartialEq, Properties)]
pub struct LineDetailProps {
    /// The page's verbs.
    pub desk: Desk,
    /// The manifest.
    pub id: Id,
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
        let id = props.id;
        Callback::from(move |_| desk.copy_line(id, Rc::clone(&line)))
    };
    html! {
           <article class="line-detail" data-testid="line-detail" aria-label={format!("Line {}", count(line.verdict.line))}>
               <header class="line-detail-head">
                   <h3>{ "Line " }{ count(line.verdict.line) }</h3>
                   <p>{ line.verdict.status.as_str() }{ ", " }{ bytes(line.bytes) }{ ", from byte " }{ count(line.start) }</p>
    { for other_side(line).map(|side| move_button(props, side)) }
                   <button type="button" class="button is-quiet" data-testid="copy-line" onclick={oncopy}>{ Icon::Copy.draw() }{ "Copy line" }</button>
                   <button type="button" class="button is-quiet is-square" aria-label="Close the line"
                       onclick={props.onclose.reform(|_| ())}>{ Icon::Cross.draw() }</button>
               </header>
               <ul class="line-detail-findings">
                   { for line.verdict.findings.iter().map(|found| finding(found, props.code)) }
               </ul>
               { for (!line.verdict.service_findings.is_empty()).then(|| said(&line.verdict.service_findings)) }
               <pre class="line-detail-text" tabindex="0" aria-label="The line, laid out">{ for pieces.iter().map(piece) }</pre>
               if line.truncated {
                   <p class="line-detail-cut">{ "The line is longer than what is shown here." }</p>
               }
           </article>
       }
}

/// The side on which a line of a split is not.
pub fn other_side(line: &LineDetail) -> Option<Side> {
    match line.side? {
        Side::Train => Some(Side::Test),
        Side::Test => Some(Side::Train),
        Side::Rejected => None,
    }
}

fn move_button(props: &LineDetailProps, side: Side) -> Html {
    let (desk, id, line) = (props.desk.clone(), props.id, props.line.verdict.line);
    let onclick = Callback::from(move |_| desk.dispatch(Action::MoveLine(id, line, side)));
    html! {
        <button type="button" class="button is-quiet" data-testid="move-line" {onclick}>{ "Move to " }{ side.as_str() }</button>
    }
}

/// What the line itself says was found on it.
fn said(findings: &[ServiceFinding]) -> Html {
    let said = |finding: &ServiceFinding| {
        let known = Code::parse(&finding.code).map(rule);
        let place = place(finding.attribute.as_ref(), finding.annotation);
        let message = match (&*finding.message, known) {
            ("", Some(rule)) => rule.title,
            (message, _) => message,
        };
        html! {
            <li>
                <p>
                    <bdi>{ message }</bdi>
                    { for place.map(|place| html! { <span class="line-detail-place">{ place }</span> }) }
                    <code>{ &finding.code }</code>
                </p>
                { for known.map(|rule| {
                    let documentation = documentation(rule.code);
                    html! {
                        <p class="line-detail-help">
                            { code_spans(documentation.checks) }{ " " }{ code_spans(documentation.help) }
                        </p>
                    }
                }) }
            </li>
        }
    };
    html! {
        <section class="line-detail-said" data-testid="service-findings">
            <h4>{ "The line says of itself, as the service or an earlier check wrote it" }</h4>
            <ul class="line-detail-findings">{ for findings.iter().map(said) }</ul>
        </section>
    }
}

fn place(attribute: Option<&String>, annotation: Option<u32>) -> Option<String> {
    let attribute = attribute?;
    Some(match annotation {
        Some(annotation) => format!("{attribute}, box {annotation}"),
        None => attribute.clone(),
    })
}

fn finding(finding: &Finding, code: Option<Code>) -> Html {
    let rule = rule(finding.code);
    let place = place(finding.attribute.as_ref(), finding.annotation);
    html! {
        <li>
            <p>
                <bdi>{ &finding.message }</bdi>
                <span class="line-detail-place">
                    if let Some(place) = place { { place }{ ", " } }
                    { "column " }{ count(finding.column) }
                </span>
                <code>{ finding.code.as_str() }</code>
            </p>
            if code != Some(finding.code) {
                <p class="line-detail-help">{ rule.consequence() }{ ". " }{ code_spans(documentation(finding.code).help) }</p>
            }
        </li>
    }
}

//! What is wrong: the manifest's own problems, then the lines' by code, dearest first.

use std::rc::Rc;

use holdout_core::order;
use holdout_core::report::ManifestFinding;
use holdout_core::rules::{Code, Severity, documentation, rule};
use yew::prelude::*;

use super::help::Help;
use super::icon::Icon;
use super::problem::{Problem, code_spans, next_step};
use crate::desk::Desk;
use crate::format::sentence;
use crate::state::Manifest;

/// What [`Problems`] takes.
#[derive(PartialEq, Properties)]
pub struct ProblemsProps {
    /// The page's verbs.
    pub desk: Desk,
    /// The manifest.
    pub open: Manifest,
}

/// The problems of a manifest.
#[component]
pub fn Problems(props: &ProblemsProps) -> Html {
    let opened = use_state_eq(|| None::<Code>);
    let report = Rc::clone(&props.open.report);
    if report.findings.is_empty() && report.codes.is_empty() {
        return html! { <p class="view-empty">{ Icon::Check.draw() }{ "No problems: every line is used as it is." }</p> };
    }
    let mut codes: Vec<_> = report.codes.iter().collect();
    // Places are ordered by what they cost; within one, what hits more lines goes first.
    order::sort_by_key(&mut codes, |summary| (summary.place, std::cmp::Reverse(summary.lines), summary.code));
    let problem = |summary: &holdout_core::report::CodeSummary| {
        let code = summary.code;
        let is_open = *opened == Some(code);
        let opened = opened.clone();
        let ontoggle = Callback::from(move |()| opened.set((!is_open).then_some(code)));
        html! {
            <Problem key={code.as_str()} desk={props.desk.clone()} id={props.open.id} summary={summary.clone()} {is_open} {ontoggle} />
        }
    };
    let mut findings: Vec<_> = report.findings.iter().collect();
    order::sort_by_key(&mut findings, |finding| finding.severity);
    html! {
        <div class="problems">
            if !findings.is_empty() {
                <ul class="problems-manifest" aria-label="The manifest as a whole">
                    { for findings.into_iter().map(manifest_finding) }
                </ul>
            }
            { for codes.into_iter().map(problem) }
        </div>
    }
}

fn manifest_finding(finding: &ManifestFinding) -> Html {
    let (icon, class, word) = match finding.severity {
        Severity::Error => (Icon::Cross, "is-error", "Error"),
        Severity::Warning => (Icon::Warning, "is-warning", "Warning"),
    };
    let rule = rule(finding.code);
    html! {
        <li class={classes!("problems-whole", class)} data-testid={format!("problem-{}", finding.code)}>
            <span class="problems-icon">{ icon.draw() }<span class="visually-hidden">{ word }{ ": " }</span></span>
            <div>
                <p class="problems-title">{ rule.title }<code>{ finding.code.as_str() }</code></p>
                <p><bdi>{ sentence(&finding.message) }</bdi></p>
                { for finding.help.as_deref().map(next_step) }
                <p class="problems-help">{ code_spans(documentation(finding.code).help) }</p>
                <details><summary>{ "More about this rule" }</summary><Help code={finding.code} /></details>
            </div>
        </li>
    }
}

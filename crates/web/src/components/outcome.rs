//! What a split comes to: the numbers, the labels at risk, and whether images stand on both sides.

use holdout_core::report::{ManifestFinding, SplitSummary};
use holdout_core::rules::Severity;
use yew::prelude::*;

use super::bar::{Bar, Ruler};
use super::icon::Icon;
use crate::format::{count, counted, percent, ratio, sentence};
use crate::settings::Share;
use crate::state::Split;

/// Labels at risk that are named one by one.
const NAMED: usize = 6;

/// What [`Outcome`] takes.
#[derive(PartialEq, Properties)]
pub struct OutcomeProps {
    /// The split, as far as it is there.
    pub split: Split,
    /// The test share that is set.
    pub share: Share,
}

/// What a split comes to.
#[component]
pub fn Outcome(props: &OutcomeProps) -> Html {
    let summary = props.split.report.as_ref().map(|report| &report.split);
    let busy = props.split.busy || summary.is_none();
    html! {
        <div class={classes!("outcome", busy.then_some("is-old"))}>
            <p class="outcome-status" data-testid="split-status" data-busy={busy.to_string()}>
                { match (busy, summary) {
                    (false, _) => "",
                    (true, None) => "computing…",
                    (true, Some(_)) => "recomputing…",
                } }
            </p>
            { match summary {
                Some(summary) => numbers(summary),
                None => html! { <Ruler share={props.share} /> },
            } }
            { for summary.map(judgement) }
        </div>
    }
}

fn numbers(summary: &SplitSummary) -> Html {
    let used = summary.train + summary.test;
    let share = |value| (used > 0).then(|| ratio(value, used));
    let figure = |name: &'static str, class: &'static str, testid: &'static str, value: u64, of_used: Option<f64>| {
        html! {
            <div class={classes!("outcome-figure", class)}>
                <dt>{ name }</dt>
                <dd><span data-testid={testid}>{ count(value) }</span><small>{ for of_used.map(percent) }</small></dd>
            </div>
        }
    };
    html! {
        <>
            <dl class="outcome-figures">
                { figure("Train", "is-train", "train-count", summary.train, share(summary.train)) }
                { figure("Test", "is-test", "test-count", summary.test, share(summary.test)) }
                { figure("Set aside", "is-rest", "rejected-count", summary.rejected, None) }
            </dl>
            <Bar train={ratio(summary.train, used + summary.rejected)} test={ratio(summary.test, used + summary.rejected)} />
        </>
    }
}

fn judgement(summary: &SplitSummary) -> Html {
    let both = summary.leak.images_on_both_sides;
    html! {
        <ul class="outcome-judgement">
            { balance(summary) }
            { at_risk("test", &summary.missing_in_test, summary) }
            { at_risk("train", &summary.missing_in_train, summary) }
            { for (both > 0).then(|| item("is-error", Icon::Cross, html! {
                { counted(both, "image stands on both sides.", "images stand on both sides.") }
            })) }
            { for summary.findings.iter().map(finding) }
        </ul>
    }
}

/// Within one image of the target is as near as whole images come.
fn balance(summary: &SplitSummary) -> Html {
    let all = summary.labels.len();
    if all == 0 {
        return html! {};
    }
    let near = summary.labels.iter().filter(|label| label.deviation.abs() < 1.0).count();
    let number = |value: usize| count(u64::try_from(value).unwrap_or(u64::MAX));
    let words = format!("{} of {} labels are within one image of their target.", number(near), number(all));
    if near == all {
        return item("is-good", Icon::Check, html! { { words } });
    }
    item("is-plain", Icon::Warning, html! { { words } })
}

/// Labels that a side lacks though they could be on both. Those with one image the engine names itself.
fn at_risk(side: &str, missing: &[String], summary: &SplitSummary) -> Html {
    let images = |name: &str| summary.labels.iter().find(|label| label.name == name).map_or(0, |label| label.images);
    let labels: Vec<_> = missing.iter().map(|name| (name, images(name))).filter(|label| label.1 > 1).collect();
    if labels.is_empty() {
        return html! {};
    }
    let name = |(name, images): &(&String, u64)| format!("“{name}” ({} images)", count(*images));
    let mut names: Vec<String> = labels.iter().take(NAMED).map(name).collect();
    if labels.len() > NAMED {
        names.push(format!("{} more", labels.len() - NAMED));
    }
    item("is-warning", Icon::Warning, html! { { format!("At risk: not in {side}: {}.", names.join(", ")) } })
}

fn finding(finding: &ManifestFinding) -> Html {
    let (class, icon) = match finding.severity {
        Severity::Error => ("is-error", Icon::Cross),
        Severity::Warning => ("is-warning", Icon::Warning),
    };
    item(class, icon, html! { <>{ sentence(&finding.message) }{ " " }<code>{ finding.code.as_str() }</code></> })
}

fn item(class: &'static str, icon: Icon, words: Html) -> Html {
    html! { <li {class}><span class="outcome-icon">{ icon.draw() }</span><span>{ words }</span></li> }
}

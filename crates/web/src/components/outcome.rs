//! What a split comes to: the numbers, the labels at risk, and whether images stand on both sides.

use holdout_core::report::{ManifestFinding, SplitSummary};
use holdout_core::rules::Severity;
use yew::prelude::*;

use super::bar::{Bar, Ruler};
use super::icon::Icon;
use crate::format::{count, counted, percent, ratio, sentence};
use crate::settings::Share;
use crate::state::Split;

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
            { for (both > 0).then(|| item("is-error", Icon::Cross, html! {
                { counted(both, "image stands on both sides.", "images stand on both sides.") }
            })) }
            { for summary.findings.iter().map(finding) }
        </ul>
    }
}

/// How many labels are as near to their share as any split can bring them.
fn balance(summary: &SplitSummary) -> Html {
    let all = u64::try_from(summary.labels.len()).unwrap_or(u64::MAX);
    let balance = &summary.balance;
    let title = format!(
        "Off by {:.1} images in all, added up over the labels; no split of this size comes below {:.1}.",
        balance.deviation, balance.bound
    );
    match (all, balance.labels_at_bound) {
        (0, _) => html! {},
        (1, 1) => item("is-good", Icon::Check, html! { <span {title}>{ "The label is at the provable best." }</span> }),
        (_, best) if best == all => {
            let words = format!("All {} labels are at the provable best.", count(all));
            item("is-good", Icon::Check, html! { <span {title}>{ words }</span> })
        }
        (_, best) => {
            let words = format!("{} of {} are at the provable best.", count(best), counted(all, "label", "labels"));
            item("is-plain", Icon::Warning, html! { <span {title}>{ words }</span> })
        }
    }
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

//! The verdict in its three states: one sentence, with an icon and words, and the four counts it rests on.

use holdout_core::report::{self, PairReport, Report};
use yew::prelude::*;

use super::icon::Icon;
use crate::format::{count, percent, ratio};

/// What [`Verdict`] takes.
#[derive(PartialEq, Properties)]
pub struct VerdictProps {
    /// What is known of the manifest.
    pub report: std::rc::Rc<Report>,
    /// The verdict on it and its test manifest, where there is one.
    #[prop_or_default]
    pub pair: Option<std::rc::Rc<PairReport>>,
}

/// The verdict on the manifest.
#[component]
pub fn Verdict(props: &VerdictProps) -> Html {
    let report = &props.report;
    let counts = report.counts;
    let (outcome, sentence) = match &props.pair {
        Some(pair) => (pair.outcome, &pair.verdict),
        None => (report.outcome, &report.verdict),
    };
    let (icon, class, word) = match outcome {
        report::Verdict::Accepted => (Icon::Check, "is-accepted", "Accepted"),
        report::Verdict::AcceptedWithLosses => (Icon::Warning, "is-lossy", "Accepted with losses"),
        report::Verdict::Rejected => (Icon::Cross, "is-refused", "Rejected"),
    };
    let figure = |id: &'static str, name: &'static str, value: u64, title: &'static str| {
        let share = percent(ratio(value, report.input.lines));
        html! {
            <div class="verdict-count" {title}>
                <dt>{ name }</dt>
                <dd>
                    <span data-testid={format!("count-{id}")}>{ count(value) }</span>
                    if value > 0 { <small>{ share }</small> }
                </dd>
            </div>
        }
    };
    html! {
        <section class={classes!("verdict", class)} part="verdict" aria-label="Verdict">
            <p class="verdict-sentence">
                <span class="verdict-icon">{ icon.draw() }<span class="visually-hidden">{ word }{ ": " }</span></span>
                <span data-testid="verdict"><bdi>{ sentence }</bdi></span>
            </p>
            <dl class="verdict-counts">
                { figure("valid", "Valid", counts.valid, "Used for training and testing") }
                { figure("invalid", "Invalid", counts.invalid, "Not used, and counted towards the limit of 20%") }
                { figure("ignored", "Ignored", counts.ignored, "Not used, not counted as invalid") }
                { figure("removed", "Removed", counts.removed, "Silently removed by the service; counted as invalid") }
            </dl>
        </section>
    }
}

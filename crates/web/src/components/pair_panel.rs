//! The panel of a training and a test manifest (a sheet at the bottom, on a phone): which is which, and what spans both.

use std::rc::Rc;

use holdout_core::report::{ManifestFinding, PairSummary, Report, SharedImage, Verdict};
use holdout_core::rules::{Dataset, Severity};
use yew::prelude::*;

use super::help::Help;
use super::icon::Icon;
use super::problem::next_step;
use super::results::{dropped_files, file};
use crate::desk::Desk;
use crate::format::{bytes, count, counted, sentence};
use crate::names::shown;
use crate::saving::ResultFile;
use crate::state::{Action, Manifest, Pair};

/// Labels that are named.
const NAMED: usize = 12;

/// What [`PairPanel`] takes.
#[derive(PartialEq, Properties)]
pub struct PairPanelProps {
    /// The page's verbs.
    pub desk: Desk,
    /// The training manifest.
    pub train: Manifest,
    /// The test manifest, and what spans both.
    pub pair: Pair,
}

/// The panel of a pair.
#[component]
pub fn PairPanel(props: &PairPanelProps) -> Html {
    let is_raised = use_state_eq(|| false);
    let onraise = {
        let is_raised = is_raised.clone();
        Callback::from(move |_| is_raised.set(!*is_raised))
    };
    let (train, pair) = (&props.train, &props.pair);
    let ids = (train.id, pair.test.id);
    let onswap = {
        let desk = props.desk.clone();
        move |_| desk.swap(ids)
    };
    let both = &pair.report.both;
    html! {
        <aside class={classes!("split-panel", is_raised.then_some("is-raised"))} part="panel" aria-labelledby="pair-title">
            <h2 class="split-panel-title" id="pair-title">{ "Train and test" }</h2>
            <button type="button" class="split-panel-handle" aria-expanded={is_raised.to_string()} aria-controls="pair-body"
                onclick={onraise}>
                <span class="split-panel-chevron">{ Icon::Chevron.draw() }</span>
                <span>{ "Train and test" }</span>
                <span class="split-panel-summary">{ counted(both.images_on_both_sides, "shared image", "shared images") }</span>
            </button>
            <div class="split-panel-body" id="pair-body">
                <div class="pair-sides" role="group" aria-label="Look at">
                    { side(props, Dataset::Training, &train.report) }
                    { side(props, Dataset::Test, &pair.test.report) }
                    <button type="button" class="button is-quiet pair-swap" data-testid="swap" onclick={onswap}>
                        { "Swap: train with the other" }
                    </button>
                </div>
                { figures(both) }
                { spanning(both) }
                { files(&props.desk, ids) }
                { dropped_files(&props.desk, train, "-train") }
                { dropped_files(&props.desk, &pair.test, "-test") }
            </div>
        </aside>
    }
}

/// One of the two, to be looked at.
fn side(props: &PairPanelProps, dataset: Dataset, report: &Rc<Report>) -> Html {
    let is_in_front = props.pair.in_front == dataset;
    let (word, testid) = match dataset {
        Dataset::Training => ("Train", "look-train"),
        Dataset::Test => ("Test", "look-test"),
    };
    let (icon, verdict, class) = match report.outcome {
        Verdict::Accepted => (Icon::Check, "accepted", "is-good"),
        Verdict::AcceptedWithLosses => (Icon::Warning, "accepted with losses", "is-care"),
        Verdict::Rejected => (Icon::Cross, "rejected", "is-error"),
    };
    let desk = props.desk.clone();
    let input = &report.input;
    html! {
        <button type="button" class={classes!("pair-side", class)}
            aria-pressed={is_in_front.to_string()} data-testid={testid} onclick={move |_| desk.dispatch(Action::Look(dataset))}>
            <span class="pair-word">{ word }</span>
            <span class="pair-name">{ shown(&input.name) }</span>
            <span class="pair-size">{ counted(input.lines, "line", "lines") }{ ", " }{ bytes(input.bytes) }</span>
            <span class="pair-verdict"><span class="outcome-icon">{ icon.draw() }</span>{ verdict }</span>
        </button>
    }
}

fn figures(both: &PairSummary) -> Html {
    let figure = |name: &'static str, id: &'static str, value: u64| {
        html! { <div><dt>{ name }</dt><dd data-testid={id}>{ count(value) }</dd></div> }
    };
    let number = |length: usize| u64::try_from(length).unwrap_or(u64::MAX);
    html! {
        <dl class="pair-figures">
            { figure("Labels in both", "common-labels", both.common_labels) }
            { figure("Labels in training only", "missing-in-test", number(both.missing_in_test.len())) }
            { figure("Labels in test only", "missing-in-train", number(both.missing_in_train.len())) }
            { figure("Images in both", "shared-images", both.images_on_both_sides) }
        </dl>
    }
}

fn spanning(both: &PairSummary) -> Html {
    html! {
        <ul class="outcome-judgement">
            { for both.findings.iter().map(finding) }
            if both.findings.is_empty() {
                { item("is-good", Icon::Check, html! { { "No conflicts between the two files" } }) }
            }
            { one_side("In training only", &both.missing_in_test) }
            { one_side("In test only, never trained with", &both.missing_in_train) }
            { shared(&both.shared_images, both.images_on_both_sides) }
        </ul>
    }
}

fn finding(finding: &ManifestFinding) -> Html {
    let (class, icon) = match finding.severity {
        Severity::Error => ("is-error", Icon::Cross),
        Severity::Warning => ("is-warning", Icon::Warning),
    };
    item(
        class,
        icon,
        html! {
            <>
                <bdi>{ sentence(&finding.message) }</bdi>
                { for finding.help.as_deref().map(next_step) }
                <details><summary><code>{ finding.code.as_str() }</code></summary><Help code={finding.code} /></details>
            </>
        },
    )
}

fn one_side(words: &str, labels: &[String]) -> Html {
    if labels.is_empty() {
        return html! {};
    }
    let mut names: Vec<Html> =
        labels.iter().take(NAMED).map(|label| html! { <bdi>{ format!("“{label}” ") }</bdi> }).collect();
    if labels.len() > NAMED {
        names.push(html! { { format!("and {} more", labels.len() - NAMED) } });
    }
    item("is-plain", Icon::Warning, html! { <>{ words }{ ": " }{ for names }</> })
}

fn shared(images: &[SharedImage], in_all: u64) -> Html {
    if images.is_empty() {
        return html! {};
    }
    let image = |image: &SharedImage| {
        html! { <li>{ format!("line {} in training is line {} in test", count(image.train_line), count(image.test_line)) }</li> }
    };
    let more = in_all.saturating_sub(u64::try_from(images.len()).unwrap_or(0));
    item(
        "is-plain",
        Icon::File,
        html! {
            <details>
                <summary>{ "The first shared images" }</summary>
                <ol class="pair-shared">
                    { for images.iter().map(image) }
                    if more > 0 { <li>{ format!("and {} more", count(more)) }</li> }
                </ol>
            </details>
        },
    )
}

fn item(class: &'static str, icon: Icon, words: Html) -> Html {
    html! { <li {class}><span class="outcome-icon">{ icon.draw() }</span><div>{ words }</div></li> }
}

fn files(desk: &Desk, (train, test): (u32, u32)) -> Html {
    let annotated = |id, name: &str| ResultFile::Annotated(id, name.to_owned());
    html! {
        <p class="results-files">
            <span>{ "Download as AWS would:" }</span>
            { file(desk, "save-annotated-train", "annotated training manifest", annotated(train, "training_manifest_with_validation.json")) }
            { file(desk, "save-annotated-test", "annotated test manifest", annotated(test, "testing_manifest_with_validation.json")) }
            { file(desk, "save-summary", "manifest_summary.json", ResultFile::PairSummary(train, test)) }
        </p>
    }
}

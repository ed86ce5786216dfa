//! What a split comes to: the numbers, the labels at risk, and whether images stand on both sides.

use holdout_core::report::{ManifestFinding, SplitSummary};
use holdout_core::rules::Severity;
use holdout_core::split::Strategy;
use yew::prelude::*;

use super::bar::{Bar, Ruler};
use super::icon::Icon;
use crate::desk::Desk;
use crate::format::{count, counted, percent, ratio, sentence};
use crate::settings::Share;
use crate::state::{Action, Id, Split};
use crate::wish::Moves;

/// What [`Outcome`] takes.
#[derive(PartialEq, Properties)]
pub struct OutcomeProps {
    /// The page's verbs.
    pub desk: Desk,
    /// The manifest.
    pub id: Id,
    /// What a person moved by hand.
    pub moves: Moves,
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
                { match (busy, props.split.reread, summary) {
                    (false, ..) => String::new(),
                    (true, Some(share), _) => format!("reading the manifest again, {:.0}%…", share * 100.0),
                    (true, None, None) => "computing…".to_owned(),
                    (true, None, Some(_)) => "recomputing…".to_owned(),
                } }
            </p>
            { match summary {
                Some(summary) => numbers(summary),
                None => html! { <Ruler share={props.share} /> },
            } }
            { for summary.map(judgement) }
            { by_hand(props) }
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
                { figure("Excluded", "is-rest", "rejected-count", summary.rejected, None) }
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
            { for quota(summary) }
            { for groups(summary) }
            { for look_alikes(summary) }
            { for kept(summary) }
            { for (both > 0).then(|| item("is-error", Icon::Cross, html! {
                { counted(both, "image is in both subsets", "images are in both subsets") }
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
        "{:.1} images off target, summed over the labels; no split of this size can be below {:.1}.",
        balance.deviation, balance.bound
    );
    match (all, balance.labels_at_bound) {
        (0, _) => html! {},
        (1, 1) => item(
            "is-good",
            Icon::Check,
            html! { <span {title}>{ "Balanced as well as possible (1 of 1 label)" }</span> },
        ),
        (_, best) if best == all => {
            let words = format!("Balanced as well as possible ({} of {} labels)", count(all), count(all));
            item("is-good", Icon::Check, html! { <span {title}>{ words }</span> })
        }
        (_, best) => {
            let words = format!("{} of {} balanced as well as possible", count(best), counted(all, "label", "labels"));
            item("is-plain", Icon::Warning, html! { <span {title}>{ words }</span> })
        }
    }
}

/// The size of the test side, where it is not the share.
fn quota(summary: &SplitSummary) -> Option<Html> {
    let is_missed = summary.test != summary.quota && summary.strategy != Strategy::Hash;
    is_missed.then(|| {
        let test = counted(summary.test, "test line", "test lines");
        let why =
            if summary.moves.is_empty() { "cannot get closer with the pinned lines" } else { "after manual moves" };
        let words = format!("{test} (target {}) {why}", count(summary.quota));
        item("is-warning", Icon::Warning, html! { { words } })
    })
}

fn groups(summary: &SplitSummary) -> Option<Html> {
    let groups = &summary.groups;
    groups.by.as_ref()?;
    let all = counted(groups.count, "group", "groups");
    let lines = counted(groups.lines, "line matches", "lines match");
    Some(if groups.whole {
        let words = format!("{all}, none divided; {lines}, the largest has {}", count(groups.largest));
        item("is-good", Icon::Check, html! { <span data-testid="groups">{ words }</span> })
    } else {
        let words = format!("{all}; {} are in both subsets", count(groups.cut));
        item("is-warning", Icon::Warning, html! { <span data-testid="groups">{ words }</span> })
    })
}

/// How many test images look like a training image, by what their names tell.
fn look_alikes(summary: &SplitSummary) -> Option<Html> {
    let found = summary.leak.look_alikes.as_ref()?;
    let title = format!(
        "{} of {} groups are in both subsets, grouped by {}",
        count(found.on_both_sides),
        count(found.groups),
        found.by
    );
    Some(if found.test == 0 {
        item(
            "is-good",
            Icon::Check,
            html! { <span data-testid="leak" {title}>{ "No near-identical names in both subsets" }</span> },
        )
    } else {
        let test = counted(found.test, "test image has", "test images have");
        let words = format!("Possible leakage: {test} near-identical names in train. Keep such groups together.");
        item("is-warning", Icon::Warning, html! { <span data-testid="leak" {title}>{ words }</span> })
    })
}

/// What became of an earlier split.
fn kept(summary: &SplitSummary) -> Option<Html> {
    let keep = summary.keep.as_ref()?;
    let words = format!(
        "{} kept, {} moved; {} added to test; {} missing from this manifest",
        counted(keep.test, "test image", "test images"),
        count(keep.moved),
        count(keep.added_test),
        count(keep.removed_test)
    );
    Some(item("is-good", Icon::Check, html! { <span data-testid="kept">{ words }</span> }))
}

/// The lines that a person moved, and the way back.
fn by_hand(props: &OutcomeProps) -> Html {
    let (moves, id) = (&props.moves, props.id);
    let made = u64::try_from(moves.made().len()).unwrap_or(u64::MAX);
    if made == 0 && !moves.can_redo() {
        return html! {};
    }
    let press = |action: Action| {
        let desk = props.desk.clone();
        Callback::from(move |_| desk.dispatch(action.clone()))
    };
    html! {
        <p class="outcome-moves">
            <span data-testid="moves">{ counted(made, "manual move", "manual moves") }</span>
            <button type="button" class="link" data-testid="undo-move" disabled={made == 0} onclick={press(Action::UndoMove(id))}>{ "Undo" }</button>
            <button type="button" class="link" data-testid="redo-move" disabled={!moves.can_redo()} onclick={press(Action::RedoMove(id))}>{ "Redo" }</button>
        </p>
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

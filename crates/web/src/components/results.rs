//! What can be done about bad lines: go on without them, or take the service's own result files home.

use std::rc::Rc;

use holdout_core::report::Counts;
use holdout_core::rules::{Dataset, Status};
use web_sys::HtmlInputElement;
use yew::prelude::*;

use super::icon::Icon;
use crate::desk::{Desk, Dropping};
use crate::engine::Source;
use crate::format::counted;
use crate::saving::{self, ResultFile};
use crate::state::{Dropped, Id, Manifest};

/// What [`Results`] takes.
#[derive(PartialEq, Properties)]
pub struct ResultsProps {
    /// The page's verbs.
    pub desk: Desk,
    /// The manifest.
    pub open: Manifest,
    /// What it is for, and the other manifest of its pair, if it has one.
    pub partner: Option<(Dataset, Id)>,
}

/// The ways on from the problems of a manifest.
#[component]
pub fn Results(props: &ResultsProps) -> Html {
    let id = props.open.id;
    let input = &props.open.report.input;
    html! {
        <div class="results">
            <GoOn desk={props.desk.clone()} open={props.open.clone()} partner={props.partner} />
            if props.partner.is_none() {
                <p class="results-files">
                    <span>{ "Download as AWS would:" }</span>
                    { file(&props.desk, "save-annotated", "annotated manifest", ResultFile::Annotated(id, annotated_name(&input.name))) }
                    { file(&props.desk, "save-summary", "manifest_summary.json", ResultFile::Summary(id)) }
                </p>
            }
        </div>
    }
}

/// A link that downloads a result file.
pub fn file(desk: &Desk, testid: impl Into<AttrValue>, words: impl Into<AttrValue>, file: ResultFile) -> Html {
    let desk = desk.clone();
    let onclick = move |_| saving::download_result(&desk, file.clone());
    html! { <button type="button" class="link" data-testid={testid.into()} {onclick}>{ words.into() }</button> }
}

/// The files that came of dropping lines from a manifest, if any were: what is left, and what was dropped. `which` tells it
/// apart for tests.
pub fn dropped_files(desk: &Desk, open: &Manifest, which: &'static str) -> Html {
    let save = |testid: &'static str, source: &Source| {
        file(desk, format!("{testid}{which}"), source.name.clone(), ResultFile::Picked(source.clone()))
    };
    html! {
        { for open.dropped.as_deref().map(|dropped| html! {
            <p class="results-files">
                <span>{ "What is left, and what was dropped:" }</span>
                { save("save-kept", &dropped.kept) }
                { for dropped.rejected.iter().map(|source| save("save-dropped", source)) }
            </p>
        }) }
    }
}

/// What [`GoOn`] takes.
#[derive(PartialEq, Properties)]
struct GoOnProps {
    desk: Desk,
    open: Manifest,
    partner: Option<(Dataset, Id)>,
}

/// Goes on with the lines that are left when the bad ones are dropped.
#[component]
fn GoOn(props: &GoOnProps) -> Html {
    let without_ignored = use_state_eq(|| false);
    let Counts { valid, invalid, ignored, removed } = props.open.report.counts;
    let bad = invalid + removed;
    if bad + ignored == 0 || valid == 0 {
        return html! {};
    }
    let drops_ignored = *without_ignored || bad == 0;
    let kept: &'static [Status] = if drops_ignored { &[Status::Valid] } else { &[Status::Valid, Status::Ignored] };
    let lines = bad + if drops_ignored { ignored } else { 0 };
    let onclick = {
        let desk = props.desk.clone();
        let dropping = dropping(&props.open, kept, props.partner);
        move |_| desk.go_on_without(dropping.clone())
    };
    let onchange = {
        let without_ignored = without_ignored.clone();
        Callback::from(move |event: Event| {
            without_ignored.set(event.target_unchecked_into::<HtmlInputElement>().checked());
        })
    };
    html! {
        <div class="results-go-on">
            <button type="button" class="button" data-testid="go-on" {onclick}>
                { Icon::Check.draw() }{ format!("Continue without {}", counted(lines, "bad line", "bad lines")) }
            </button>
            if bad > 0 && ignored > 0 {
                <label class="results-ignored">
                    <input type="checkbox" data-testid="drop-ignored" checked={*without_ignored} {onchange} />
                    { format!("{} too", counted(ignored, "ignored line", "ignored lines")) }
                </label>
            }
            <span class="results-words">{ "Your file isn’t changed." }</span>
        </div>
    }
}

fn dropping(open: &Manifest, kept: &'static [Status], partner: Option<(Dataset, Id)>) -> Dropping {
    let name = &open.report.input.name;
    let before = open.dropped.clone();
    let times = before.as_ref().map_or(0, |before: &Rc<Dropped>| before.rejected.len());
    let (kept_name, rejected_name) = (without(name), rejected_name(name, times));
    Dropping { id: open.id, kept, kept_name, rejected_name, before, partner }
}

/// The name of a manifest with a word put before its ending.
fn named(name: &str, word: &str) -> String {
    match name.rsplit_once('.') {
        Some((stem, ending)) if !stem.is_empty() => format!("{stem}.{word}.{ending}"),
        _ => format!("{name}.{word}.manifest"),
    }
}

fn annotated_name(name: &str) -> String {
    named(name, "annotated")
}

/// The name of what is left of a manifest; dropping twice does not name it twice.
fn without(name: &str) -> String {
    if name.contains(".kept.") { name.to_owned() } else { named(name, "kept") }
}

/// The name of what is dropped from a manifest, from which something was dropped so many times before.
fn rejected_name(name: &str, times: usize) -> String {
    let word = if times == 0 { "rejected".to_owned() } else { format!("rejected-{}", times + 1) };
    named(&name.replacen(".kept.", ".", 1), &word)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_keep_their_endings() {
        assert_eq!(annotated_name("a.b.jsonl"), "a.b.annotated.jsonl");
        assert_eq!(annotated_name("plain"), "plain.annotated.manifest");
        assert_eq!(without(".hidden"), ".hidden.kept.manifest");
        assert_eq!(without(&without("a.manifest")), "a.kept.manifest");
        assert_eq!(rejected_name("a.manifest", 0), "a.rejected.manifest");
        assert_eq!(rejected_name(&without("a.manifest"), 1), "a.rejected-2.manifest");
    }
}

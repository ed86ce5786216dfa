//! What can be done about bad lines: go on without them, or take the service's own result files home.

use holdout_core::report::Counts;
use holdout_core::rules::Status;
use web_sys::HtmlInputElement;
use yew::prelude::*;

use super::icon::Icon;
use crate::desk::Desk;
use crate::format::counted;
use crate::saving::{self, ResultFile};
use crate::state::{Id, Manifest};

/// What [`Results`] takes.
#[derive(PartialEq, Properties)]
pub struct ResultsProps {
    /// The page's verbs.
    pub desk: Desk,
    /// The manifest.
    pub open: Manifest,
}

/// The ways on from the problems of a manifest.
#[component]
pub fn Results(props: &ResultsProps) -> Html {
    let id = props.open.id;
    let input = &props.open.report.input;
    html! {
        <div class="results">
            <GoOn desk={props.desk.clone()} {id} name={input.name.clone()} counts={props.open.report.counts} />
            <p class="results-files">
                <span>{ "The service’s result files:" }</span>
                { file(&props.desk, "save-annotated", "manifest with its findings", ResultFile::Annotated(id, annotated_name(&input.name))) }
                { file(&props.desk, "save-summary", "manifest_summary.json", ResultFile::Summary(id)) }
            </p>
        </div>
    }
}

/// A link that downloads a result file.
pub fn file(desk: &Desk, testid: &'static str, words: &'static str, file: ResultFile) -> Html {
    let desk = desk.clone();
    let onclick = move |_| saving::download_result(&desk, file.clone());
    html! { <button type="button" class="link" data-testid={testid} {onclick}>{ words }</button> }
}

/// What [`GoOn`] takes.
#[derive(PartialEq, Properties)]
struct GoOnProps {
    desk: Desk,
    id: Id,
    name: AttrValue,
    counts: Counts,
}

/// Goes on with the lines that are left when the bad ones are dropped.
#[component]
fn GoOn(props: &GoOnProps) -> Html {
    let without_ignored = use_state_eq(|| false);
    let Counts { valid, invalid, ignored, removed } = props.counts;
    let bad = invalid + removed;
    if bad + ignored == 0 || valid == 0 {
        return html! {};
    }
    let drops_ignored = *without_ignored || bad == 0;
    let statuses: &'static [Status] = if drops_ignored { &[Status::Valid] } else { &[Status::Valid, Status::Ignored] };
    let dropped = bad + if drops_ignored { ignored } else { 0 };
    let onclick = {
        let (desk, id, name) = (props.desk.clone(), props.id, without(&props.name));
        move |_| desk.go_on_with(id, statuses, &name)
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
                { Icon::Check.draw() }{ format!("Drop {} and go on", counted(dropped, "line", "lines")) }
            </button>
            if bad > 0 && ignored > 0 {
                <label class="results-ignored">
                    <input type="checkbox" data-testid="drop-ignored" checked={*without_ignored} {onchange} />
                    { format!("{} too", counted(ignored, "ignored line", "ignored lines")) }
                </label>
            }
            <span class="results-words">{ "Your file stays as it is." }</span>
        </div>
    }
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_keep_their_endings() {
        assert_eq!(annotated_name("a.b.jsonl"), "a.b.annotated.jsonl");
        assert_eq!(annotated_name("plain"), "plain.annotated.manifest");
        assert_eq!(without(".hidden"), ".hidden.kept.manifest");
        assert_eq!(without(&without("a.manifest")), "a.kept.manifest");
    }
}

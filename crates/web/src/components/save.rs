//! The files of a split: saved together, one by one, or made again by a command.

use std::rc::Rc;

use yew::prelude::*;

use super::icon::Icon;
use super::results::dropped_files;
use crate::command;
use crate::desk::Desk;
use crate::engine::Output;
use crate::format::{counted, percent};
use crate::saving::{self, Wanted};
use crate::state::{Action, Manifest, Save, SavedFile};
use crate::wish::Wish;

/// What [`SaveFiles`] takes.
#[derive(PartialEq, Properties)]
pub struct SaveFilesProps {
    /// The page's verbs.
    pub desk: Desk,
    /// The manifest.
    pub open: Manifest,
    /// What the split is to be made of.
    pub wish: Wish,
}

/// The ways to bring a split home.
#[component]
pub fn SaveFiles(props: &SaveFilesProps) -> Html {
    html! {
        <div class="save">
            { match &props.open.save {
                Save::Idle => offer(props),
                Save::Writing { name, share } => writing(&props.desk, name, *share),
                Save::Done(files) => done(&props.desk, files),
            } }
            { dropped_files(&props.desk, &props.open, "") }
            { command_line(props) }
        </div>
    }
}

fn offer(props: &SaveFilesProps) -> Html {
    let id = props.open.id;
    let split = &props.open.split;
    let has_any = split.report.as_ref().is_some_and(|report| report.split.train + report.split.test > 0);
    let is_ready = !split.busy && split.made_for.as_ref() == Some(&props.wish);
    let wanted = split.report.as_deref().map(saving::all).unwrap_or_default();
    let has_rejected = wanted.iter().any(|file| file.0 == Output::Rejected);
    let words = if has_rejected { "Save train + test + rejected" } else { "Save train + test" };
    let single = |file: Wanted| {
        let desk = props.desk.clone();
        let name = file.0.file_name();
        html! {
            <button type="button" class="link" disabled={!is_ready} data-testid={format!("save-{}", file.0.side())}
                onclick={move |_| saving::download(&desk, id, file)}>{ name }</button>
        }
    };
    let onsave = {
        let (desk, wanted) = (props.desk.clone(), wanted.clone());
        Callback::from(move |_| saving::save(&desk, id, wanted.clone()))
    };
    let desk = props.desk.clone();
    html! {
        <>
            <button type="button" class="button is-primary" part="button" data-testid="save" disabled={!is_ready || !has_any} onclick={onsave}>
                { Icon::Download.draw() }{ words }
            </button>
            <p class="save-single">
                <span>{ "or one by one:" }</span>
                { for wanted.into_iter().map(single) }
                <button type="button" class="link" disabled={!is_ready} data-testid="save-certificate"
                    onclick={move |_| saving::download_certificate(&desk, id)}>{ "certificate.json" }</button>
            </p>
        </>
    }
}

fn writing(desk: &Desk, name: &str, share: f64) -> Html {
    let desk = desk.clone();
    html! {
        <div class="save-writing">
            <p>{ "Writing " }{ name }<span class="save-share">{ percent(share) }</span></p>
            <progress aria-label={format!("Writing {name}")} max="1" value={format!("{share:.3}")} />
            <button type="button" class="button" data-testid="cancel-save" onclick={move |_| desk.cancel_saving()}>{ "Cancel" }</button>
        </div>
    }
}

fn done(desk: &Desk, files: &Rc<[SavedFile]>) -> Html {
    let again = {
        let desk = desk.clone();
        move |_| desk.dispatch(Action::LookAgain)
    };
    let over = {
        let desk = desk.clone();
        move |_| desk.dispatch(Action::StartOver)
    };
    html! {
        <div class="save-done">
            <p class="save-title">{ Icon::Check.draw() }{ "Saved" }{ for folder(files) }</p>
            <ul data-testid="saved">{ for files.iter().map(saved) }</ul>
            <div class="save-next">
                <button type="button" class="button" onclick={again}>{ "Back to the split" }</button>
                <button type="button" class="button" data-testid="start-over" onclick={over}>{ "Start over" }</button>
            </div>
        </div>
    }
}

fn folder(files: &[SavedFile]) -> Option<String> {
    let folder = files.first()?.folder.as_ref().filter(|folder| !folder.is_empty())?;
    Some(format!(" in the folder {folder}"))
}

fn saved(file: &SavedFile) -> Html {
    html! {
        <li><span>{ &file.name }</span><span>{ for file.lines.map(|lines| counted(lines, "line", "lines")) }</span></li>
    }
}

fn command_line(props: &SaveFilesProps) -> Html {
    let text = command::split(&props.open.report.input.name, &props.wish);
    let oncopy = {
        let (desk, text) = (props.desk.clone(), text.clone());
        move |_| desk.copy(text.clone(), "Command")
    };
    html! {
        <div class="save-command">
            <code data-testid="command">{ for words(&text) }</code>
            <button type="button" class="button is-quiet is-square" aria-label="Copy as command" title="Copy as command"
                data-testid="copy-command" onclick={oncopy}>{ Icon::Copy.draw() }</button>
        </div>
    }
}

/// The command cut before its options, so that lines are broken there and not at a hyphen.
fn words(command: &str) -> impl Iterator<Item = Html> {
    command.split(" --").enumerate().map(|(index, part)| match index {
        0 => html! { <span>{ part }</span> },
        _ => html! { <>{ " " }<span class="save-option">{ "--" }{ part }</span></> },
    })
}

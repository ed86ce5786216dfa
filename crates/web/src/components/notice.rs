//! A calm word across the page: what went wrong and what to do, what was replaced and the way back, and what is being done.

use yew::prelude::*;

use super::icon::Icon;
use crate::format::percent;
use crate::state::{Manifest, Word, Work};
use crate::trouble::Trouble;

/// What [`Notice`] takes.
#[derive(PartialEq, Properties)]
pub struct NoticeProps {
    /// What went wrong.
    pub trouble: Option<Trouble>,
    /// The manifest that was replaced.
    pub replaced: Option<Manifest>,
    /// Whether another manifest stands in its place.
    pub has_open: bool,
    /// Something worth a word.
    pub note: Option<String>,
    /// What is done and takes a while.
    pub work: Option<Work>,
    /// The work is to be left.
    pub oncancel: Callback<()>,
    /// The replaced manifest is wanted back.
    pub onundo: Callback<()>,
    /// The word was read.
    pub ondismiss: Callback<Word>,
}

/// Words across the page. Trouble is told at once, the rest when there is a pause.
#[component]
pub fn Notice(props: &NoticeProps) -> Html {
    let dismiss = |what: &'static str, word: Word| {
        html! {
            <button type="button" class="button is-quiet is-square" aria-label={what} onclick={props.ondismiss.reform(move |_| word.clone())}>
                { Icon::Cross.draw() }
            </button>
        }
    };
    html! {
        <div class="notices" part="notices">
            <div role="alert">
                if let Some(trouble) = &props.trouble {
                    <div class="notice is-trouble" data-testid="error" data-code={trouble.code.clone()}>
                        <span class="notice-icon">{ Icon::Warning.draw() }</span>
                        <p>{ &trouble.sentence }{ " " }<span class="notice-advice">{ &trouble.advice }</span>
                            <code>{ &trouble.code }</code></p>
                        { dismiss("Dismiss this message", Word::Trouble) }
                    </div>
                }
            </div>
            <div class="notices-corner">
                // Not read out at every step: the bar tells whoever asks.
                { for props.work.as_ref().map(|work| html! {
                    <div class="notice is-work" data-testid="work">
                        <p>{ &work.what }<span class="notice-share">{ percent(work.share) }</span></p>
                        <progress aria-label={work.what.clone()} max="1" value={format!("{:.3}", work.share)} />
                        <button type="button" class="button" data-testid="cancel-work" onclick={props.oncancel.reform(|_| ())}>{ "Cancel" }</button>
                    </div>
                }) }
                <div role="status">
                { for replaced(props).map(|words| html! {
                    <div class="notice" data-testid="replaced">
                        <p>{ words }</p>
                        <button type="button" class="link" data-testid="undo" onclick={props.onundo.reform(|_| ())}>{ "Undo" }</button>
                        { dismiss("Let it go", Word::Replaced) }
                    </div>
                }) }
                if let Some(note) = &props.note {
                    <div class="notice" data-testid="note"><p>{ note }</p>{ dismiss("Dismiss this note", Word::Note(note.clone())) }</div>
                }
                </div>
            </div>
        </div>
    }
}

fn replaced(props: &NoticeProps) -> Option<String> {
    let name = &props.replaced.as_ref()?.report.input.name;
    let what = if props.has_open { "Replaced" } else { "Closed" };
    Some(format!("{what} {name}"))
}

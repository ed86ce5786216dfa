//! The button beside the files of a split, and the dialog that it opens. Off until then: nothing is asked of anybody.

use web_sys::{ClipboardEvent, HtmlDialogElement};
use yew::prelude::*;

use super::account::Account;
use super::ending::Ending;
use super::form::Form;
use crate::components::icon::Icon;
use crate::desk::Desk;
use crate::format::percent;
use crate::state::Manifest;
use crate::submit::agent::Agent;
use crate::submit::arns::{self, Wanted};
use crate::submit::keys::Keys;
use crate::submit::state::{Action, State};
use crate::wish::Wish;

/// What [`Submit`] takes.
#[derive(PartialEq, Properties)]
pub struct SubmitProps {
    /// The page's verbs.
    pub desk: Desk,
    /// The manifest.
    pub open: Manifest,
    /// What the split is to be made of: it has to be made before it can be sent.
    pub wish: Wish,
}

/// The step.
#[component]
pub fn Submit(props: &SubmitProps) -> Html {
    let state = use_reducer_eq(State::default);
    let agent = use_memo((), |()| Agent::new(state.dispatcher(), props.desk.clone()));
    let agent = Agent::clone(&agent);
    let dialog = use_node_ref();
    use_shown(&dialog, state.is_open);
    {
        let agent = agent.clone();
        // Who leaves the manifest leaves what was being sent of it.
        use_effect_with((), move |()| move || agent.stop());
    }
    let is_ready = !props.open.split.busy && props.open.split.made_for.as_ref() == Some(&props.wish);
    let onopen = {
        let agent = agent.clone();
        move |_| agent.open()
    };
    let close = {
        let agent = agent.clone();
        Callback::from(move |()| agent.dispatch(Action::Close))
    };
    let onpaste = {
        let agent = agent.clone();
        move |event: Event| pasted(&agent, &event)
    };
    html! {
        <>
            <button type="button" class="button" data-testid="submit-open" aria-haspopup="dialog" onclick={onopen}>{ words(&state) }</button>
            // Keys and text are this step's own, and not the page's behind it.
            <dialog class="submit" ref={dialog} data-testid="submit" aria-labelledby="submit-title" onclose={close.reform(|_| ())}
                onkeydown={|event: KeyboardEvent| event.stop_propagation()} {onpaste}>
                <header class="submit-head">
                    <h2 id="submit-title">{ "Submit" }</h2>
                    <button type="button" class="button is-quiet is-square" aria-label="Close" data-testid="submit-close"
                        onclick={close.reform(|_| ())}>{ Icon::Cross.draw() }</button>
                </header>
                if state.is_open {
                    { match &state.run {
                        None => html! { <Form agent={agent.clone()} state={(*state).clone()} open={props.open.clone()} {is_ready} /> },
                        Some(run) if run.envelope.is_none() => html! { <Account agent={agent.clone()} run={run.clone()} /> },
                        Some(run) => html! {
                            <Ending agent={agent.clone()} state={(*state).clone()} run={run.clone()} open={props.open.clone()} />
                        },
                    } }
                }
            </dialog>
        </>
    }
}

#[hook]
fn use_shown(dialog: &NodeRef, is_open: bool) {
    let dialog = dialog.clone();
    use_effect_with(is_open, move |is_open| {
        if let Some(dialog) = dialog.cast::<HtmlDialogElement>() {
            match (*is_open, dialog.open()) {
                // A dialog that can't be shown as a modal one is shown as it can.
                (true, false) if dialog.show_modal().is_err() => dialog.show(),
                (false, true) => dialog.close(),
                _ => {}
            }
        }
    });
}

fn words(state: &State) -> String {
    let Some(run) = &state.run else { return "Submit…".to_owned() };
    let sent = run.last.as_ref().and_then(|told| told.sent.as_ref());
    match (&run.envelope, sent) {
        (None, Some(sent)) => {
            format!("Submitting: {}", percent(crate::format::ratio(sent.bytes, sent.total_bytes)))
        }
        (None, None) => "Submitting…".to_owned(),
        (Some(envelope), _) if envelope.success => "Submitted".to_owned(),
        (Some(_), _) => "Submission stopped".to_owned(),
    }
}

/// Text that is pasted anywhere in the step: keys and ARNs are known by their looks, whatever field they were meant for.
fn pasted(agent: &Agent, event: &Event) {
    use wasm_bindgen::JsCast;
    event.stop_propagation();
    let data = event.dyn_ref::<ClipboardEvent>().and_then(ClipboardEvent::clipboard_data);
    let text = data.and_then(|data| data.get_data("text/plain").ok()).unwrap_or_default();
    if let Some(keys) = Keys::read(&text) {
        event.prevent_default();
        agent.dispatch(Action::SetKeys(keys));
    } else if arns::find(&text).count() > 1
        || (arns::find(&text).count() == 1 && text.trim().contains(char::is_whitespace))
    {
        event.prevent_default();
        agent.dispatch(Action::SetArn(Wanted::Project, text));
    }
}

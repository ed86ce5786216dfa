//! Keys: typed one by one or pasted together, then shown by their name alone until they are forgotten. The fields are gone
//! from the page as soon as the keys are taken.

use web_sys::HtmlInputElement;
use yew::prelude::*;

use crate::submit::agent::Agent;
use crate::submit::keys::Keys;
use crate::submit::state::{Action, Place, State};

/// What [`KeysPart`] takes.
#[derive(PartialEq, Properties)]
pub struct KeysPartProps {
    /// The step's verbs.
    pub agent: Agent,
    /// The step.
    pub state: State,
}

/// The keys.
#[component]
pub fn KeysPart(props: &KeysPartProps) -> Html {
    let KeysPartProps { agent, state } = props;
    html! {
        <fieldset class="submit-part">
            <legend>{ "Keys" }</legend>
            { match &state.keys {
                _ if state.is_lent => html! { <p data-testid="submit-lent">{ "The page around this box lends its own when they are needed." }</p> },
                Some(keys) => have(agent, state, keys),
                None => html! { <Give agent={agent.clone()} offer={offer(state)} /> },
            } }
            if !state.is_lent {
            <p class="submit-note">{ "They are held in this page’s memory until you forget them or leave. They sign requests to this endpoint, and are kept nowhere." }</p>
            }
        </fieldset>
    }
}

/// The keys of the local service, where it tells them.
fn offer(state: &State) -> Option<Keys> {
    let local = state.local.as_ref().filter(|_| state.place == Place::Local)?;
    local.keys.clone()
}

fn have(agent: &Agent, state: &State, keys: &Keys) -> Html {
    let onforget = {
        let agent = agent.clone();
        move |_| agent.dispatch(Action::Forget)
    };
    let onaccept = {
        let agent = agent.clone();
        move |event: Event| {
            agent.dispatch(Action::AcceptLongLived(event.target_unchecked_into::<HtmlInputElement>().checked()));
        }
    };
    let what = match keys.token() {
        Some(_) => "temporary",
        None if keys.are_long_lived() => "long-lived",
        None => "no session token",
    };
    html! {
        <>
            <p class="submit-keys" data-testid="submit-keys">
                <span>{ "Using " }<code>{ keys.id() }</code>{ format!(" ({what})") }</span>
                <button type="button" class="link" data-testid="submit-forget" onclick={onforget}>{ "Forget" }</button>
            </p>
            if keys.are_long_lived() {
                <label class="submit-choice">
                    <input type="checkbox" data-testid="submit-long-lived" checked={state.accepts_long_lived} onchange={onaccept} />
                    <span>{ "Use long-lived keys anyway. Anyone who obtains them can use the account until they are deleted. Temporary keys expire." }</span>
                </label>
            }
        </>
    }
}

#[derive(PartialEq, Properties)]
struct GiveProps {
    agent: Agent,
    offer: Option<Keys>,
}

#[component]
fn Give(props: &GiveProps) -> Html {
    let fields = [use_node_ref(), use_node_ref(), use_node_ref()];
    let wrong = use_state_eq(|| false);
    let ontake = {
        let (agent, fields, wrong) = (props.agent.clone(), fields.clone(), wrong.clone());
        move |_| {
            let value =
                |field: &NodeRef| field.cast::<HtmlInputElement>().map(|input| input.value()).unwrap_or_default();
            let [id, secret, token] = fields.each_ref().map(value);
            let keys = Keys::new(&id, &secret, &token);
            wrong.set(keys.is_none());
            if let Some(keys) = keys {
                // The fields go with their text.
                fields.iter().filter_map(NodeRef::cast::<HtmlInputElement>).for_each(|input| input.set_value(""));
                take(&agent, keys);
            }
        }
    };
    let [id, secret, token] = fields;
    html! {
        <>
            { for props.offer.clone().map(|keys| {
                let agent = props.agent.clone();
                html! {
                    <button type="button" class="button" data-testid="submit-local-keys" onclick={move |_| take(&agent, keys.clone())}>
                        { "Use this service’s development keys" }
                    </button>
                }
            }) }
            <p>{ "Paste all lines that AWS’s access portal gives (for a shell, PowerShell or a credentials file) anywhere here, or fill in:" }</p>
            <div class="submit-fields">
                { field("Access key ID", "submit-key-id", id) }
                { field("Secret access key", "submit-key-secret", secret) }
                { field("Session token, if there is one", "submit-key-token", token) }
            </div>
            <div class="submit-do">
                <button type="button" class="button" data-testid="submit-take-keys" onclick={ontake}>{ "Use these keys" }</button>
                if *wrong {
                    <p class="submit-wrong" role="alert">{ "The access key ID and the secret access key are both needed." }</p>
                }
            </div>
        </>
    }
}

fn take(agent: &Agent, keys: Keys) {
    agent.dispatch(Action::SetKeys(keys));
}

fn field(name: &'static str, testid: &'static str, node: NodeRef) -> Html {
    html! {
        <label class="submit-field">
            <span>{ name }</span>
            <input type="password" autocomplete="off" spellcheck="false" data-testid={testid} ref={node} />
        </label>
    }
}

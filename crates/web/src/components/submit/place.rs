//! Where a submission goes.

use web_sys::HtmlInputElement;
use yew::prelude::*;

use crate::browser;
use crate::submit::agent::Agent;
use crate::submit::reach::allows;
use crate::submit::state::{Action, Field, Place, State};

/// What [`PlacePart`] takes.
#[derive(PartialEq, Properties)]
pub struct PlacePartProps {
    /// The step's verbs.
    pub agent: Agent,
    /// The step.
    pub state: State,
}

/// The choice of a place.
#[component]
pub fn PlacePart(props: &PlacePartProps) -> Html {
    let PlacePartProps { agent, state } = props;
    let onendpoint = {
        let agent = agent.clone();
        move |event: InputEvent| {
            agent.dispatch(Action::SetEndpoint(event.target_unchecked_into::<HtmlInputElement>().value()));
        }
    };
    let wrong = state.problems_of_place().into_iter().find(|(field, _)| *field == Field::Endpoint);
    let aws = format!("Amazon Rekognition Custom Labels in {}; the region is that of the ARNs.", state.region());
    html! {
        <fieldset class="submit-part">
            <legend>{ "Where" }</legend>
            { for state.local.as_ref().map(|local| {
                let words = format!("The service at {}, which this page came from. Nothing leaves this machine.", local.endpoint);
                choice(agent, state, Place::Local, "This local service", words)
            }) }
            { choice(agent, state, Place::Aws, "AWS", aws) }
            { choice(agent, state, Place::Other, "Another endpoint", "A local service elsewhere on this machine, a FIPS or a VPC endpoint.".to_owned()) }
            if state.place == Place::Other {
                <label class="submit-field">
                    <span>{ "Address" }</span>
                    <input type="text" inputmode="url" spellcheck="false" data-testid="submit-endpoint" placeholder="http://127.0.0.1:8020"
                        aria-invalid={wrong.is_some().to_string()} value={state.endpoint.clone()} oninput={onendpoint} />
                </label>
            }
            { for (!agent.desk().host().is_guest()).then(|| reach(state)) }
        </fieldset>
    }
}

/// Which addresses this page may reach, and whether that is one of them. On somebody else's page the policy is theirs.
fn reach(state: &State) -> Html {
    let Some(sources) = browser::reachable() else { return html! {} };
    let address = state.address();
    let origin = browser::origin();
    let is_out_of_reach = address.contains("://") && !allows(&sources, &address, origin.as_deref());
    html! {
        <>
            if is_out_of_reach {
                <p class="submit-wrong" role="status" data-testid="submit-reach">
                    { "The policy of this page does not let it reach this address. Whoever serves the page can allow it: " }
                    <code>{ format!("holdout serve --allow-endpoint {}", address.trim_end_matches('/')) }</code>
                    { ", or connect-src in the page’s headers and in its head." }
                </p>
            }
            <details class="submit-text" data-testid="submit-reachable">
                <summary>{ "Addresses that this page can reach" }</summary>
                <ul>{ for sources.iter().map(|source| html! {
                    <li>{ if source == "'self'" { origin.clone().unwrap_or_default() } else { source.clone() } }</li>
                }) }</ul>
                <p class="submit-note">{ "The browser enforces it. No other address gets anything from this page, whatever is typed above." }</p>
            </details>
        </>
    }
}

fn choice(agent: &Agent, state: &State, place: Place, name: &'static str, words: String) -> Html {
    let onchange = {
        let agent = agent.clone();
        move |_| agent.dispatch(Action::SetPlace(place))
    };
    let testid = match place {
        Place::Local => "submit-place-local",
        Place::Aws => "submit-place-aws",
        Place::Other => "submit-place-other",
    };
    html! {
        <label class="submit-choice">
            <input type="radio" name="submit-place" data-testid={testid} checked={state.place == place} {onchange} />
            <span><strong>{ name }</strong><small>{ words }</small></span>
        </label>
    }
}

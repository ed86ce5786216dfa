//! What is set before anything is sent.

use yew::prelude::*;

use super::keys::KeysPart;
use super::names::NamesPart;
use super::place::PlacePart;
use super::plan::PlanPart;
use crate::format::counted;
use crate::state::Manifest;
use crate::submit::agent::Agent;
use crate::submit::client::{Look, kind};
use crate::submit::memory::Kept;
use crate::submit::state::{Action, Fetched, State, Way};

/// What [`Form`] takes.
#[derive(PartialEq, Properties)]
pub struct FormProps {
    /// The step's verbs.
    pub agent: Agent,
    /// The step.
    pub state: State,
    /// The manifest.
    pub open: Manifest,
    /// Whether its split is computed.
    pub is_ready: bool,
}

/// The form.
#[component]
pub fn Form(props: &FormProps) -> Html {
    let FormProps { agent, state, open, is_ready } = props;
    let id = open.id;
    let is_ready = *is_ready || state.way == Way::Distribute;
    let problem = state.problems().first().map(|(_, words)| words.clone());
    let can_plan = is_ready && state.problems_of_place().is_empty();
    let onplan = {
        let (agent, state) = (agent.clone(), state.clone());
        move |_| agent.plan(&state, id)
    };
    let onsubmit = {
        let (agent, state) = (agent.clone(), state.clone());
        move |event: SubmitEvent| {
            event.prevent_default();
            if state.problems().is_empty() {
                agent.submit(&state, id, None);
            }
        }
    };
    let can_submit = is_ready && problem.is_none();
    html! {
        <form class="submit-form" {onsubmit} autocomplete="off">
            { for state.kept.as_ref().map(|kept| before(agent, state, kept, id)) }
            <fieldset class="submit-part">
                <legend>{ "What" }</legend>
                { way(agent, state, Way::Upload, "Send this split", upload_words(open)) }
                { way(agent, state, Way::Distribute, "Let the service move 20%",
                    "It chooses which of its training entries; nothing of this manifest is sent. Takes a training dataset with entries and an empty test dataset.".to_owned()) }
            </fieldset>
            <PlacePart agent={agent.clone()} state={state.clone()} />
            <KeysPart agent={agent.clone()} state={state.clone()} />
            <NamesPart agent={agent.clone()} state={state.clone()} />
            <div class="submit-do">
                <button type="button" class="button" data-testid="submit-plan" disabled={!can_plan} onclick={onplan}>{ "Dry run" }</button>
                <button type="submit" class="button is-primary" data-testid="submit-go" disabled={!can_submit}>
                    { match state.way { Way::Upload => "Send the split", Way::Distribute => "Distribute" } }
                </button>
                <p class="submit-problem" role="status" data-testid="submit-problem">
                    { match (is_ready, problem) {
                        (false, _) => "The split is still being computed.".to_owned(),
                        (true, problem) => problem.unwrap_or_default(),
                    } }
                </p>
            </div>
            <PlanPart agent={agent.clone()} plan={state.plan.clone()} />
        </form>
    }
}

fn upload_words(open: &Manifest) -> String {
    let split = open.split.report.as_ref().map(|report| &report.split);
    let counts = split.map_or_else(String::new, |split| {
        format!(
            "{} for training, {} for test. ",
            counted(split.train, "line", "lines"),
            counted(split.test, "line", "lines")
        )
    });
    format!("{counts}Missing datasets are created; existing ones must be empty.")
}

fn way(agent: &Agent, state: &State, way: Way, name: &'static str, words: String) -> Html {
    let onchange = {
        let agent = agent.clone();
        move |_| agent.dispatch(Action::SetWay(way))
    };
    html! {
        <label class="submit-choice">
            <input type="radio" name="submit-way" data-testid={format!("submit-way-{}", way.name())} checked={state.way == way} {onchange} />
            <span><strong>{ name }</strong><small>{ words }</small></span>
        </label>
    }
}

/// A submission from before the page was loaded again.
fn before(agent: &Agent, state: &State, kept: &Kept, id: crate::state::Id) -> Html {
    let are_known = kept.datasets.iter().any(Option::is_some);
    let onlook = {
        let (agent, state, datasets) = (agent.clone(), state.clone(), kept.datasets.clone());
        move |_| agent.look(&state, datasets.clone(), Action::KeptLooked)
    };
    let onresume = {
        let (agent, kept) = (agent.clone(), kept.clone());
        let resumed = state.resumed(&kept);
        move |_| {
            agent.dispatch(Action::TakeUp(kept.clone()));
            agent.submit(&resumed, id, Some(kept.state.clone()));
        }
    };
    let onforget = {
        let agent = agent.clone();
        move |_| agent.leave()
    };
    let has_keys = state.can_sign();
    html! {
        <section class="submit-before" aria-labelledby="submit-before-title" data-testid="submit-before">
            <h3 id="submit-before-title">{ "A submission was running when this page was closed." }</h3>
            <ul>{ for kept.datasets.iter().flatten().map(|arn| html! { <li><code>{ arn }</code></li> }) }</ul>
            <div class="submit-do">
                <button type="button" class="button" data-testid="submit-before-look" disabled={!has_keys || !are_known} onclick={onlook}>
                    { "Check progress" }
                </button>
                <button type="button" class="button" data-testid="submit-before-resume" disabled={!has_keys} onclick={onresume}>{ "Continue" }</button>
                <button type="button" class="link" onclick={onforget}>{ "Dismiss" }</button>
            </div>
            if !has_keys {
                <p>{ "Enter credentials below to check progress or to continue. To continue an upload, open the same manifest with the same settings." }</p>
            }
            { looks(&state.kept_looks) }
        </section>
    }
}

/// What datasets are like.
pub(super) fn looks(looks: &Fetched<std::rc::Rc<[Look]>>) -> Html {
    match looks {
        Fetched::Not => html! {},
        Fetched::Busy => html! { <p role="status">{ "Looking…" }</p> },
        Fetched::Failed(fault) => {
            html! { <p class="submit-wrong" role="alert"><code>{ &fault.code }</code>{ " " }{ &fault.message }</p> }
        }
        Fetched::There(looks) => html! {
            <table class="submit-table" data-testid="submit-looks">
                <thead><tr><th scope="col">{ "Dataset" }</th><th scope="col">{ "State" }</th><th scope="col">{ "Entries" }</th>
                    <th scope="col">{ "With errors" }</th></tr></thead>
                <tbody>{ for looks.iter().map(|look| html! {
                    <tr><th scope="row">{ kind(&look.dataset_arn) }</th><td>{ look.status.clone().unwrap_or_default() }</td>
                        <td>{ number(look.entries) }</td><td>{ number(look.error_entries) }</td></tr>
                }) }</tbody>
            </table>
        },
    }
}

fn number(value: Option<u64>) -> String {
    value.map(crate::format::count).unwrap_or_default()
}

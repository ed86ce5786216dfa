//! How a submission ended: what the service says beside what we say, or what went wrong and what to do.

use serde_json::json;
use yew::prelude::*;

use super::account::account;
use super::form::looks;
use super::keys::KeysPart;
use crate::browser;
use crate::components::icon::Icon;
use crate::format::count;
use crate::state::Manifest;
use crate::submit::advice::{self, advice};
use crate::submit::agent::Agent;
use crate::submit::client::{Data, Failure};
use crate::submit::reach::is_this_machine;
use crate::submit::state::{Action, Fetched, Run, State, Way};

/// What [`Ending`] takes.
#[derive(PartialEq, Properties)]
pub struct EndingProps {
    /// The step's verbs.
    pub agent: Agent,
    /// The step.
    pub state: State,
    /// The submission.
    pub run: Run,
    /// The manifest.
    pub open: Manifest,
}

/// The end.
#[component]
pub fn Ending(props: &EndingProps) -> Html {
    let EndingProps { agent, state, run, open } = props;
    let Some(envelope) = &run.envelope else { return html! {} };
    let datasets = run.datasets();
    {
        let (agent, state, datasets) = (agent.clone(), state.clone(), datasets.clone());
        // What the service counts is asked for once, of its own accord only where all went well.
        use_effect_with(envelope.success, move |success| {
            if *success && state.can_sign() && datasets.iter().any(Option::is_some) {
                agent.look(&state, datasets, Action::Looked);
            }
        });
    }
    let oncopy = {
        let (agent, text) = (agent.clone(), envelope.text.clone());
        move |_| agent.desk().copy(text.clone(), "Envelope")
    };
    let onleave = {
        let agent = agent.clone();
        move |_| agent.leave()
    };
    html! {
        <div class="submit-end" data-testid="submit-ended" data-success={envelope.success.to_string()}>
            { match (&envelope.data, &envelope.error) {
                (Some(data), _) => done(agent, run, open, data, state.endpoint().as_deref()),
                (_, Some(failure)) => failed(agent, state, run, open, failure),
                _ => html! {},
            } }
            { looks(&run.looks) }
            { for (run.way == Way::Upload && envelope.success).then(|| ours(run, open)) }
            <div class="submit-envelope">
                <code data-testid="submit-envelope">{ &envelope.text }</code>
                <button type="button" class="button is-quiet is-square" aria-label="Copy the envelope" onclick={oncopy}>{ Icon::Copy.draw() }</button>
            </div>
            { account(run) }
            <div class="submit-do">
                <button type="button" class="button" data-testid="submit-leave" onclick={onleave}>{ "Back to the settings" }</button>
            </div>
        </div>
    }
}

fn done(agent: &Agent, run: &Run, open: &Manifest, data: &Data, endpoint: Option<&str>) -> Html {
    let id = open.id;
    let mut submission = json!({
        "mode": run.way.name(),
        "id": data.id,
        "created_at": data.created_at,
        "datasets": run.datasets(),
    });
    if let Some(endpoint) = endpoint {
        submission["endpoint"] = json!(endpoint);
    }
    let onsave = {
        let agent = agent.clone();
        move |_| agent.save_certificate(id, submission.clone())
    };
    let words = match run.way {
        Way::Upload => "Both datasets are complete. The service has as many entries as lines were sent.",
        Way::Distribute => "The service has moved its share; both datasets are complete.",
    };
    html! {
        <>
            <p class="submit-good" role="status">{ Icon::Check.draw() }{ words }</p>
            <dl class="submit-facts">
                <div><dt>{ "Number" }</dt><dd><code>{ &data.id }</code></dd></div>
                <div><dt>{ "Time" }</dt><dd>{ &data.created_at }</dd></div>
            </dl>
            if run.way == Way::Upload {
                <button type="button" class="button" data-testid="submit-certificate" onclick={onsave}>
                    { Icon::Download.draw() }{ "certificate.json with this submission" }
                </button>
            }
        </>
    }
}

/// Our counts, and whether the service's are the same.
fn ours(run: &Run, open: &Manifest) -> Html {
    let (Fetched::There(looks), Some(report)) = (&run.looks, &open.split.report) else { return html! {} };
    let sent = [report.split.train, report.split.test];
    let is_same = looks.iter().map(|look| look.entries).eq(sent.map(Some));
    let words = if is_same { "the same" } else { "not the same: the split was changed since, or the datasets were" };
    html! {
        <p data-testid="submit-ours">{ format!("This split has {} and {} lines: {words}.", count(sent[0]), count(sent[1])) }</p>
    }
}

fn failed(agent: &Agent, state: &State, run: &Run, open: &Manifest, failure: &Failure) -> Html {
    let way = advice::Way {
        is_online: browser::is_online(),
        is_local: state.endpoint().is_some_and(|endpoint| is_this_machine(&endpoint)),
        origin: browser::origin(),
        silence: run.silence,
    };
    let is_paused = failure.code == "CANCELLED";
    let heading = match run.way {
        _ if is_paused => "Paused.",
        Way::Upload => "Upload failed.",
        Way::Distribute => "Distribution failed.",
    };
    let id = open.id;
    let ongo = {
        let (agent, state, from) = (agent.clone(), state.clone(), run.state().map(str::to_owned));
        move |_| agent.submit(&state, id, from.clone())
    };
    let onlook = {
        let (agent, state, datasets) = (agent.clone(), state.clone(), run.datasets());
        move |_| agent.look(&state, datasets.clone(), Action::Looked)
    };
    let has_keys = state.can_sign();
    html! {
        <>
            <div class={if is_paused { "submit-paused" } else { "submit-wrong" }} role="alert" data-testid="submit-failed" data-code={failure.code.clone()}>
                <p><strong>{ heading }</strong>{ " " }{ advice(&failure.code, &failure.message, &way) }</p>
                if !is_paused {
                    <p><code>{ &failure.code }</code>{ " " }{ &failure.message }</p>
                }
            </div>
            if run.can_go_on() {
                <KeysPart agent={agent.clone()} state={state.clone()} />
                <div class="submit-do">
                    <button type="button" class="button is-primary" data-testid="submit-resume" disabled={!has_keys} onclick={ongo}>{ "Go on" }</button>
                    if run.datasets().iter().any(Option::is_some) {
                        <button type="button" class="button" data-testid="submit-look" disabled={!has_keys} onclick={onlook}>{ "Look at the datasets" }</button>
                    }
                </div>
            }
        </>
    }
}

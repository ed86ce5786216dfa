//! What would be done: the calls with their numbers, the least policy, the same as commands.

use std::rc::Rc;

use yew::prelude::*;

use crate::components::icon::Icon;
use crate::format::{bytes, count, counted};
use crate::submit::agent::Agent;
use crate::submit::client::{Plan, Step};
use crate::submit::state::Fetched;

/// What [`PlanPart`] takes.
#[derive(PartialEq, Properties)]
pub struct PlanPartProps {
    /// The step's verbs.
    pub agent: Agent,
    /// The plan, as far as it is there.
    pub plan: Fetched<Rc<Plan>>,
}

/// The plan.
#[component]
pub fn PlanPart(props: &PlanPartProps) -> Html {
    match &props.plan {
        Fetched::Not => html! {},
        Fetched::Busy => html! { <p role="status">{ "Counting…" }</p> },
        Fetched::Failed(fault) => {
            html! { <p class="submit-wrong" role="alert"><code>{ &fault.code }</code>{ " " }{ &fault.message }</p> }
        }
        Fetched::There(plan) => there(&props.agent, plan),
    }
}

fn there(agent: &Agent, plan: &Plan) -> Html {
    let policy = serde_json::to_string_pretty(&plan.policy).unwrap_or_default();
    html! {
        <section class="submit-plan" data-testid="submit-planned" aria-labelledby="submit-plan-title">
            <h3 id="submit-plan-title">{ "Dry run: nothing was sent" }</h3>
            <p>{ "To " }<code>{ &plan.endpoint }</code>{ ", signed for " }<code>{ &plan.region }</code>{ "." }
                if !plan.region_listed { { " The service is not known to be in this region." } }</p>
            if !plan.uploads.is_empty() {
                <table class="submit-table">
                    <thead><tr><th scope="col">{ "Manifest" }</th><th scope="col">{ "Lines" }</th><th scope="col">{ "Size" }</th><th scope="col">{ "Pieces" }</th></tr></thead>
                    <tbody>{ for plan.uploads.iter().map(|upload| html! {
                        <tr><th scope="row">{ &upload.side }</th><td>{ count(upload.lines) }</td><td>{ bytes(upload.bytes) }</td><td>{ count(upload.pieces) }</td></tr>
                    }) }</tbody>
                </table>
            }
            <ol>{ for plan.steps.iter().map(|step| html! { <li>{ &step.words }<small>{ calls(step) }</small></li> }) }</ol>
            { text(agent, "The least policy that the keys need", "submit-policy", policy, "Policy") }
            { text(agent, "The same as a script, with the AWS CLI in either version", "submit-script", plan.script.clone(), "Script") }
        </section>
    }
}

/// The calls of a step: each operation and how often it is called.
fn calls(step: &Step) -> String {
    let mut counts: Vec<(&str, u64)> = Vec::new();
    for call in &step.calls {
        match counts.last_mut() {
            Some((operation, times)) if *operation == call.operation => *times += 1,
            _ => counts.push((&call.operation, 1)),
        }
    }
    let words = |(operation, times): &(&str, u64)| format!("{operation}, {}", counted(*times, "call", "calls"));
    counts.iter().map(words).collect::<Vec<_>>().join("; ")
}

fn text(agent: &Agent, title: &'static str, testid: &'static str, text: String, what: &'static str) -> Html {
    let oncopy = {
        let (agent, text) = (agent.clone(), text.clone());
        move |_| agent.desk().copy(text.clone(), what)
    };
    html! {
        <details class="submit-text">
            <summary>{ title }</summary>
            <div>
                <pre tabindex="0" role="region" aria-label={title} data-testid={testid}>{ text }</pre>
                <button type="button" class="button is-quiet is-square" aria-label={format!("Copy: {title}")} onclick={oncopy}>{ Icon::Copy.draw() }</button>
            </div>
        </details>
    }
}

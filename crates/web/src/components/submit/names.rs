//! The ARNs: typed, pasted or chosen from a list.

use web_sys::{HtmlInputElement, HtmlSelectElement};
use yew::prelude::*;

use crate::submit::agent::Agent;
use crate::submit::arns::{Wanted, check};
use crate::submit::client::Project;
use crate::submit::state::{Action, Fetched, State, Way};

/// What [`NamesPart`] takes.
#[derive(PartialEq, Properties)]
pub struct NamesPartProps {
    /// The step's verbs.
    pub agent: Agent,
    /// The step.
    pub state: State,
}

/// The ARNs.
#[component]
pub fn NamesPart(props: &NamesPartProps) -> Html {
    let NamesPartProps { agent, state } = props;
    html! {
        <fieldset class="submit-part">
            <legend>{ match state.way { Way::Upload => "Project", Way::Distribute => "Datasets" } }</legend>
            { for state.wanted().iter().map(|&wanted| html! { <Name agent={agent.clone()} {wanted} text={state.text(wanted).to_owned()} /> }) }
            if state.can_sign() {
                <Choose agent={agent.clone()} state={state.clone()} />
            } else {
                <p class="submit-note">{ "With keys given, projects can be chosen from a list." }</p>
            }
        </fieldset>
    }
}

#[derive(PartialEq, Properties)]
struct NameProps {
    agent: Agent,
    wanted: Wanted,
    text: String,
}

#[component]
fn Name(props: &NameProps) -> Html {
    let NameProps { agent, wanted, text } = props;
    let wanted = *wanted;
    let (name, testid, hint) = match wanted {
        Wanted::Project => ("ARN of the project", "submit-project", "submit-project-says"),
        Wanted::Train => ("ARN of the training dataset", "submit-train", "submit-train-says"),
        Wanted::Test => ("ARN of the test dataset", "submit-test", "submit-test-says"),
    };
    let is_empty = text.trim().is_empty();
    let checked = check(wanted, text);
    let oninput = {
        let agent = agent.clone();
        move |event: InputEvent| {
            let text = event.target_unchecked_into::<HtmlInputElement>().value();
            agent.dispatch(Action::SetArn(wanted, text));
        }
    };
    html! {
        <label class="submit-field">
            <span>{ name }</span>
            <input type="text" spellcheck="false" autocomplete="off" data-testid={testid} aria-describedby={hint}
                aria-invalid={(!is_empty && checked.is_err()).to_string()} value={text.clone()} {oninput} />
            <small id={hint} aria-live="polite">
                { match checked {
                    _ if is_empty => String::new(),
                    Ok(place) => format!("{} in {} ({})", place.project, place.region, place.partition),
                    Err(words) => words,
                } }
            </small>
        </label>
    }
}

#[derive(PartialEq, Properties)]
struct ChooseProps {
    agent: Agent,
    state: State,
}

/// Projects to choose from, and a new one.
#[component]
fn Choose(props: &ChooseProps) -> Html {
    let ChooseProps { agent, state } = props;
    let onlist = {
        let (agent, state) = (agent.clone(), state.clone());
        move |_| agent.list(&state)
    };
    let onregion = {
        let agent = agent.clone();
        move |event: InputEvent| {
            agent.dispatch(Action::SetRegion(event.target_unchecked_into::<HtmlInputElement>().value()));
        }
    };
    let new = use_node_ref();
    let onmake = {
        let (agent, state, new) = (agent.clone(), state.clone(), new.clone());
        move |_| {
            let name = new.cast::<HtmlInputElement>().map(|input| input.value()).unwrap_or_default();
            if !name.trim().is_empty() {
                agent.create_project(&state, name);
            }
        }
    };
    html! {
        <div class="submit-choose">
            <label class="submit-field is-short">
                <span>{ "Region" }</span>
                <input type="text" spellcheck="false" data-testid="submit-region" value={state.region()} oninput={onregion} />
            </label>
            <button type="button" class="button" data-testid="submit-list" onclick={onlist}>{ "List projects" }</button>
            if state.way == Way::Upload {
                <label class="submit-field is-short">
                    <span>{ "New project" }</span>
                    <input type="text" spellcheck="false" autocomplete="off" data-testid="submit-new-project" placeholder="name" ref={new} />
                </label>
                <button type="button" class="button" data-testid="submit-make-project" onclick={onmake}>{ "Make it" }</button>
            }
            { match &state.projects {
                Fetched::Not => html! {},
                Fetched::Busy => html! { <p role="status">{ "Asking…" }</p> },
                Fetched::Failed(fault) => html! {
                    <p class="submit-wrong" role="alert" data-testid="submit-list-failed"><code>{ &fault.code }</code>{ " " }{ &fault.message }</p>
                },
                Fetched::There(projects) => list(agent, state, projects),
            } }
        </div>
    }
}

fn list(agent: &Agent, state: &State, projects: &std::rc::Rc<[Project]>) -> Html {
    // To distribute takes both datasets.
    let fits = |project: &&Project| {
        state.way == Way::Upload || (project.train_dataset_arn.is_some() && project.test_dataset_arn.is_some())
    };
    let fitting: Vec<Project> = projects.iter().filter(fits).cloned().collect();
    if fitting.is_empty() {
        return html! { <p role="status" data-testid="submit-none">{ "There is no project here that fits." }</p> };
    }
    let onchange = {
        let (agent, fitting) = (agent.clone(), fitting.clone());
        move |event: Event| {
            let arn = event.target_unchecked_into::<HtmlSelectElement>().value();
            if let Some(project) = fitting.iter().find(|project| project.arn == arn) {
                agent.dispatch(Action::Choose(project.clone()));
            }
        }
    };
    html! {
        <label class="submit-field">
            <span>{ "Projects" }</span>
            <select data-testid="submit-projects" {onchange}>
                <option value="">{ "choose…" }</option>
                { for fitting.iter().map(|project| html! {
                    <option value={project.arn.clone()} selected={project.arn == state.project}>{ words(project) }</option>
                }) }
            </select>
        </label>
    }
}

fn words(project: &Project) -> String {
    let datasets = match (&project.train_dataset_arn, &project.test_dataset_arn) {
        (Some(_), Some(_)) => "training and test dataset",
        (Some(_), None) => "training dataset",
        (None, Some(_)) => "test dataset",
        (None, None) => "no datasets",
    };
    format!("{} ({datasets})", project.name)
}

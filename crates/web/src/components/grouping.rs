//! Which lines stay together: nothing, a rule that the names suggest, or one of the person's own.

use std::rc::Rc;

use holdout_core::split::{GroupBy, Suggestion};
use wasm_bindgen_futures::spawn_local;
use web_sys::{HtmlInputElement, HtmlSelectElement};
use yew::prelude::*;

use crate::desk::Desk;
use crate::format::{count, counted};
use crate::names::shown;
use crate::settings::SplitSettings;
use crate::state::{Action, Id};

/// What [`Grouping`] takes.
#[derive(PartialEq, Properties)]
pub struct GroupingProps {
    /// The page's verbs.
    pub desk: Desk,
    /// The manifest.
    pub id: Id,
    /// What its names suggest.
    pub offers: Rc<[Suggestion]>,
    /// As it is set.
    pub settings: SplitSettings,
}

const FOLDER: &str = GroupBy::FOLDER;

/// Values of the list of rules that are no rules.
const NONE: &str = "";
const OWN: &str = "own";

/// What a rule comes to, or why it is none.
type Preview = Result<Suggestion, String>;

/// The choice of a rule, and what it makes of the names.
#[component]
pub fn Grouping(props: &GroupingProps) -> Html {
    let is_own = use_state_eq(|| false);
    let preview = use_state(|| None::<Preview>);
    let rule = props.settings.group_by.clone();
    let set = {
        let (desk, settings) = (props.desk.clone(), props.settings.clone());
        Callback::from(move |group_by: Option<Rc<str>>| {
            desk.dispatch(Action::SetSplit(SplitSettings { group_by, ..settings.clone() }));
        })
    };
    {
        let (desk, preview) = (props.desk.clone(), preview.clone());
        use_effect_with((rule.clone(), props.id), move |(rule, id)| {
            let (rule, id) = (rule.clone(), *id);
            spawn_local(async move {
                let Some(rule) = rule else { return preview.set(None) };
                preview.set(look(&desk, id, &rule).await);
            });
        });
    }
    let offered = |by: &str| by == FOLDER || props.offers.iter().any(|offer| offer.by == by);
    let is_own_rule = rule.as_deref().is_some_and(|by| !offered(by));
    let shows_own = *is_own || is_own_rule;
    let onchoice = {
        let (set, is_own) = (set.clone(), is_own.clone());
        Callback::from(move |event: Event| {
            let value = event.target_unchecked_into::<HtmlSelectElement>().value();
            is_own.set(value == OWN);
            match value.as_str() {
                NONE => set.emit(None),
                OWN => {}
                by => set.emit(Some(by.into())),
            }
        })
    };
    let onown = {
        let (set, preview, desk, id) = (set, preview.clone(), props.desk.clone(), props.id);
        Callback::from(move |event: Event| {
            let text = event.target_unchecked_into::<HtmlInputElement>().value();
            let rule: Rc<str> = text.trim().into();
            if rule.is_empty() {
                return set.emit(None);
            }
            let (set, preview, desk) = (set.clone(), preview.clone(), desk.clone());
            spawn_local(async move {
                // Only a rule that is one is set: what divides the manifest always works.
                let looked = look(&desk, id, &rule).await;
                if matches!(looked, Some(Ok(_))) {
                    set.emit(Some(rule));
                }
                preview.set(looked);
            });
        })
    };
    let option = |value: &str, words: String, is_selected: bool| {
        html! { <option value={value.to_owned()} selected={is_selected}>{ words }</option> }
    };
    let is_set = |by: &str| !shows_own && rule.as_deref() == Some(by);
    let has_folder = props.offers.iter().any(|offer| offer.by == FOLDER);
    let wrong = preview.as_ref().is_some_and(Result::is_err);
    html! {
        <div class="grouping">
            <label class="field">
                <span>{ "Keep groups together" }</span>
                <select data-testid="group-by" aria-describedby="grouping-words" onchange={onchoice}>
                    { option(NONE, "Off".to_owned(), rule.is_none() && !shows_own) }
                    { for props.offers.iter().map(|offer| option(&offer.by, words(offer), is_set(&offer.by))) }
                    { for (!has_folder).then(|| option(FOLDER, "By folder".to_owned(), is_set(FOLDER))) }
                    { option(OWN, "By regular expression…".to_owned(), shows_own) }
                </select>
            </label>
            if shows_own {
                <label class="field">
                    <span>{ "Regular expression; the capture group is the group key" }</span>
                    <input type="text" class="grouping-pattern" data-testid="group-pattern" spellcheck="false" autocomplete="off"
                        placeholder={r"scene-(\d+)"} aria-invalid={wrong.to_string()} aria-describedby="grouping-words"
                        value={rule.as_deref().unwrap_or_default().to_owned()} onchange={onown} />
                </label>
            }
            <div class="grouping-words" id="grouping-words" data-testid="group-preview" aria-live="polite">
                { for preview.as_ref().map(|preview| match preview {
                    Ok(preview) => made(preview),
                    Err(message) => html! { <p class="is-error">{ message }</p> },
                }) }
            </div>
        </div>
    }
}

/// What the engine makes of a rule.
async fn look(desk: &Desk, id: Id, rule: &str) -> Option<Preview> {
    Some(match desk.session(id).ok()?.grouping(rule).await {
        Ok(preview) => Ok(preview),
        Err(fault) if fault.is_cancelled() => return None,
        Err(fault) => Err(fault.message),
    })
}

fn words(offer: &Suggestion) -> String {
    format!("{}, as in {}", offer.title, offer.examples.first().map_or("", |example| &example.name))
}

/// The groups of the sample.
fn made(preview: &Suggestion) -> Html {
    if preview.lines == 0 {
        return html! { <p>{ format!("None of {} matches.", counted(preview.sampled, "name", "names")) }</p> };
    }
    let groups = counted(preview.groups, "group", "groups");
    html! {
        <>
            <p>{ format!("{groups} in a sample of {} names, the largest of {}:", count(preview.sampled), count(preview.largest)) }</p>
            <ul>
                { for preview.examples.iter().map(|example| html! {
                    <li>{ shown(&example.name) }<small>{ counted(example.lines, "line", "lines") }</small></li>
                }) }
            </ul>
        </>
    }
}

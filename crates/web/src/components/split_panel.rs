//! The panel at the side (a sheet at the bottom, on a phone): settings of the split, what it comes to, its files.

use yew::prelude::*;

use super::compare::Compare;
use super::controls::Controls;
use super::grouping::Grouping;
use super::icon::Icon;
use super::keeping::Keeping;
use super::outcome::Outcome;
use super::save::SaveFiles;
use super::submit::Submit;
use crate::desk::Desk;
use crate::format::count;
use crate::settings::SplitSettings;
use crate::state::{Action, Manifest, Save};

/// What [`SplitPanel`] takes.
#[derive(PartialEq, Properties)]
pub struct SplitPanelProps {
    /// The page's verbs.
    pub desk: Desk,
    /// The manifest.
    pub open: Manifest,
    /// As it is set.
    pub settings: SplitSettings,
}

/// The panel of the split.
#[component]
pub fn SplitPanel(props: &SplitPanelProps) -> Html {
    let is_raised = use_state_eq(|| false);
    let onraise = {
        let is_raised = is_raised.clone();
        Callback::from(move |_| is_raised.set(!*is_raised))
    };
    let is_locked = matches!(props.open.save, Save::Writing { .. });
    let desk = props.desk.clone();
    let onchange = Callback::from(move |settings| desk.dispatch(Action::SetSplit(settings)));
    let wish = props.open.wish(&props.settings);
    html! {
        <aside class={classes!("split-panel", is_raised.then_some("is-raised"))} part="panel" aria-labelledby="split-title">
            <h2 class="split-panel-title" id="split-title">{ "Split" }</h2>
            <button type="button" class="split-panel-handle" aria-expanded={is_raised.to_string()} aria-controls="split-body"
                onclick={onraise}>
                <span class="split-panel-chevron">{ Icon::Chevron.draw() }</span>
                <span>{ "Split" }</span>
                <span class="split-panel-summary">{ summary(&props.open) }</span>
            </button>
            <div class="split-panel-body" id="split-body">
                <Controls settings={props.settings.clone()} {is_locked} {onchange}>
                    <Grouping desk={props.desk.clone()} id={props.open.id} offers={props.open.offers.clone()} settings={props.settings.clone()} />
                    <Keeping desk={props.desk.clone()} id={props.open.id} keep={props.open.keep.clone()} />
                </Controls>
                <Outcome desk={props.desk.clone()} id={props.open.id} split={props.open.split.clone()} moves={props.open.moves.clone()}
                    share={props.settings.share} />
                <Compare desk={props.desk.clone()} id={props.open.id} wish={wish.clone()} />
                <SaveFiles desk={props.desk.clone()} open={props.open.clone()} wish={wish.clone()} />
                <Submit desk={props.desk.clone()} open={props.open.clone()} {wish} />
            </div>
        </aside>
    }
}

fn summary(open: &Manifest) -> String {
    open.split.report.as_ref().map_or_else(String::new, |report| {
        format!("train {} · test {}", count(report.split.train), count(report.split.test))
    })
}

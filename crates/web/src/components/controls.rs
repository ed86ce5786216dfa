//! What the person sets for a split: share, strategy, seed.

use web_sys::{HtmlInputElement, HtmlSelectElement};
use yew::prelude::*;

use crate::settings::{STRATEGIES, Share, SplitSettings, seed_from_text, strategy_from_name, strategy_words};

/// What [`Controls`] takes.
#[derive(PartialEq, Properties)]
pub struct ControlsProps {
    /// As it is set.
    pub settings: SplitSettings,
    /// Whether it has to stay as it is for now.
    pub is_locked: bool,
    /// As it should be.
    pub onchange: Callback<SplitSettings>,
    /// More settings.
    #[prop_or_default]
    pub children: Html,
}

/// The settings of a split.
#[component]
pub fn Controls(props: &ControlsProps) -> Html {
    let settings = &props.settings;
    let onshare = {
        let settings = settings.clone();
        props.onchange.reform(move |share| SplitSettings { share, ..settings.clone() })
    };
    let onseed = {
        let settings = settings.clone();
        props.onchange.reform(move |seed| SplitSettings { seed, ..settings.clone() })
    };
    let onstrategy = {
        let (onchange, settings) = (props.onchange.clone(), settings.clone());
        Callback::from(move |event: Event| {
            let name = event.target_unchecked_into::<HtmlSelectElement>().value();
            if let Some(strategy) = strategy_from_name(&name) {
                onchange.emit(SplitSettings { strategy, ..settings.clone() });
            }
        })
    };
    html! {
        <fieldset class="controls" disabled={props.is_locked}>
            <legend class="visually-hidden">{ "Settings of the split" }</legend>
            <ShareControl share={settings.share} onchange={onshare} />
            <label class="field controls-strategy">
                <span>{ "Strategy" }</span>
                <select data-testid="strategy" aria-describedby="strategy-words" onchange={onstrategy}>
                    { for STRATEGIES.iter().map(|(strategy, name, _)| html! {
                        <option value={*name} selected={*strategy == settings.strategy}>{ *name }</option>
                    }) }
                </select>
            </label>
            <SeedControl seed={settings.seed} onchange={onseed} />
            <p class="controls-words" id="strategy-words">{ strategy_words(settings.strategy) }</p>
            { props.children.clone() }
        </fieldset>
    }
}

#[derive(PartialEq, Properties)]
struct ShareControlProps {
    share: Share,
    onchange: Callback<Share>,
}

/// A slider and a number: the same share twice, for two kinds of hands.
#[component]
fn ShareControl(props: &ShareControlProps) -> Html {
    let share = props.share;
    let take = {
        let onchange = props.onchange.clone();
        move |event: &InputEvent| {
            let typed = event.target_unchecked_into::<HtmlInputElement>().value();
            // While a number is being typed it may be none yet: the share stays till it is one.
            let typed =
                typed.parse().ok().filter(|percent| (Share::MIN_PERCENT..=Share::MAX_PERCENT).contains(percent));
            if let Some(share) = typed.and_then(Share::from_percent) {
                onchange.emit(share);
            }
        }
    };
    let oninput = Callback::from(move |event: InputEvent| take(&event));
    let onblur = Callback::from(move |event: FocusEvent| {
        event.target_unchecked_into::<HtmlInputElement>().set_value(&share.percent().to_string());
    });
    let value = share.percent().to_string();
    let (min, max) = (Share::MIN_PERCENT.to_string(), Share::MAX_PERCENT.to_string());
    html! {
        <div class="controls-share" role="group" aria-labelledby="share-name">
            <span class="controls-name" id="share-name">{ "Test share" }</span>
            <input type="range" class="controls-slider" data-testid="fraction" aria-label="Test share, percent"
                min={min.clone()} max={max.clone()} step="1" value={value.clone()}
                aria-valuetext={format!("{value} percent")} oninput={oninput.clone()} />
            <span class="controls-percent">
                <input type="number" data-testid="fraction-number" aria-label="Test share, percent"
                    {min} {max} step="any" inputmode="decimal" {value} {oninput} {onblur} />
                <span aria-hidden="true">{ "%" }</span>
            </span>
        </div>
    }
}

#[derive(PartialEq, Properties)]
struct SeedControlProps {
    seed: u64,
    onchange: Callback<u64>,
}

#[component]
fn SeedControl(props: &SeedControlProps) -> Html {
    let is_wrong = use_state_eq(|| false);
    let oninput = {
        let (onchange, is_wrong) = (props.onchange.clone(), is_wrong.clone());
        Callback::from(move |event: InputEvent| {
            let seed = seed_from_text(&event.target_unchecked_into::<HtmlInputElement>().value());
            is_wrong.set(seed.is_none());
            if let Some(seed) = seed {
                onchange.emit(seed);
            }
        })
    };
    html! {
        <label class="field controls-seed">
            <span>{ "Seed" }</span>
            <input type="text" inputmode="numeric" autocomplete="off" data-testid="seed" aria-invalid={is_wrong.to_string()}
                title="A whole number; the same one gives the same split" value={props.seed.to_string()} {oninput} />
        </label>
    }
}

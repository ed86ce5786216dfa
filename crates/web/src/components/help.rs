//! What a code means and how to fix it, from the catalogue of rules.

use holdout_core::rules::{Code, rule};
use yew::prelude::*;

/// What [`Help`] takes.
#[derive(PartialEq, Properties)]
pub struct HelpProps {
    /// The code.
    pub code: Code,
}

/// The catalogue's words on a code.
#[component]
pub fn Help(props: &HelpProps) -> Html {
    let rule = rule(props.code);
    html! {
        <dl class="help">
            <div><dt>{ "What it means" }</dt><dd>{ rule.explanation }</dd></div>
            <div><dt>{ "How to fix it" }</dt><dd>{ rule.help }</dd></div>
            <div class="help-guide"><dt>{ "In the service’s guide" }</dt><dd>{ rule.guide }</dd></div>
        </dl>
    }
}

//! The documentation of a code: what it checks, why it matters, how to fix it.

use holdout_core::rules::{Code, documentation};
use yew::prelude::*;

use super::problem::code_spans;

/// Properties of [`Help`].
#[derive(PartialEq, Properties)]
pub struct HelpProps {
    /// The code.
    pub code: Code,
}

/// Shows the documentation of a code.
#[component]
pub fn Help(props: &HelpProps) -> Html {
    let documentation = documentation(props.code);
    html! {
        <dl class="help">
            <div><dt>{ "What it checks" }</dt><dd>{ code_spans(documentation.checks) }</dd></div>
            <div><dt>{ "Why it matters" }</dt><dd>{ code_spans(documentation.why) }</dd></div>
            <div><dt>{ "How to fix it" }</dt><dd>{ code_spans(documentation.help) }</dd></div>
            <div class="help-guide">
                <dt>{ "References" }</dt>
                <dd><a class="link" href={documentation.url()} target="_blank" rel="noopener noreferrer">{ "AWS developer guide" }</a></dd>
            </div>
        </dl>
    }
}

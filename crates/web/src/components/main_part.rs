//! The main part of what is shown.

use yew::prelude::*;

/// What [`MainPart`] takes.
#[derive(PartialEq, Properties)]
pub struct MainPartProps {
    /// Whether the page is somebody else's: then it has a main part of its own, and there may be only one.
    pub is_guest: bool,
    /// How it looks.
    pub class: &'static str,
    /// For tests.
    #[prop_or_default]
    pub testid: Option<&'static str>,
    /// What is in it.
    pub children: Html,
}

/// The main part of what is shown.
#[component]
pub fn MainPart(props: &MainPartProps) -> Html {
    let MainPartProps { is_guest, class, testid, children } = props;
    if *is_guest {
        html! { <div class={*class} data-testid={*testid}>{ children.clone() }</div> }
    } else {
        html! { <main class={*class} data-testid={*testid}>{ children.clone() }</main> }
    }
}

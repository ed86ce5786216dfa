//! The line at the top: what this is, which manifest it holds, and the page's own switches.

use yew::prelude::*;

use super::icon::Icon;
use crate::format::{bytes, counted, digest};
use crate::names::shown;
use crate::settings::Theme;
use crate::state::Manifest;

/// What [`Header`] takes.
#[derive(PartialEq, Properties)]
pub struct HeaderProps {
    /// Whether the page is somebody else's: then so are its first heading and its colours.
    pub is_guest: bool,
    /// The manifest that is looked at.
    pub open: Option<Manifest>,
    /// The colours of the page.
    pub theme: Theme,
    /// Whether the way back to the beginning is offered here.
    pub can_start_over: bool,
    /// Other colours are wanted.
    pub ontheme: Callback<Theme>,
    /// The list of keys is wanted.
    pub onhelp: Callback<()>,
    /// Away with the manifest.
    pub onstartover: Callback<()>,
}

/// The line at the top of the page.
#[component]
pub fn Header(props: &HeaderProps) -> Html {
    let start_over = props.onstartover.reform(|_| ());
    html! {
        // Within the section that is the application it would be no landmark by itself.
        <header class="header" part="header" role={(!props.is_guest).then_some("banner")}>
            if props.is_guest {
                <p class="header-name">{ mark() }{ "Holdout" }</p>
            } else {
                <h1 class="header-name">{ mark() }{ "Holdout" }</h1>
            }
            { for props.open.as_ref().map(input) }
            <div class="header-switches">
                if props.can_start_over {
                    <button type="button" class="button is-quiet" data-testid="start-over" onclick={start_over}>
                        { "Start over" }
                    </button>
                }
                if !props.is_guest {
                    { theme_switch(props.theme, &props.ontheme) }
                }
                <button type="button" class="button is-quiet is-square" aria-label="Keys and help" title="Keys and help (?)"
                    aria-haspopup="dialog" onclick={props.onhelp.reform(|_| ())}>
                    <span aria-hidden="true">{ "?" }</span>
                </button>
            </div>
        </header>
    }
}

/// A bar cut at four fifths: the page's mark.
fn mark() -> Html {
    html! {
        <svg class="header-mark" viewBox="0 0 20 20" width="20" height="20" aria-hidden="true" focusable="false">
            <rect class="is-train" x="1" y="3" width="12" height="14" />
            <rect class="is-test" x="14.5" y="3" width="4.5" height="14" />
        </svg>
    }
}

fn input(open: &Manifest) -> Html {
    let input = &open.report.input;
    html! {
        <p class="header-input">
            <span class="header-file" title={input.name.clone()}>{ shown(&input.name) }</span>
            <span>{ counted(input.lines, "line", "lines") }</span>
            <span>{ bytes(input.bytes) }</span>
            if let Some(sha256) = &open.sha256 {
                <span class="header-digest" title={format!("SHA-256 {sha256}")}>{ "sha256 " }{ digest(sha256) }</span>
            }
        </p>
    }
}

fn theme_switch(theme: Theme, ontheme: &Callback<Theme>) -> Html {
    let icon = match theme {
        Theme::Auto => Icon::Auto,
        Theme::Light => Icon::Light,
        Theme::Dark => Icon::Dark,
    };
    let label = format!("Colours: {}; switch to {}", theme.name(), theme.next().name());
    html! {
        <button type="button" class="button is-quiet is-square" aria-label={label.clone()} title={label}
            data-testid="theme" onclick={ontheme.reform(move |_| theme.next())}>
            { icon.draw() }
        </button>
    }
}

//! The application as a whole: one state, the parts that draw it, and what reaches it from outside.

use std::rc::Rc;

use holdout_core::rules::Dataset;
use web_sys::FileList;
use yew::prelude::*;

use crate::announce;
use crate::components::{
    CheatSheet, Empty, Hatch, Header, Labels, Lines, MainPart, Notice, PairPanel, Problems, ReadingView, Results,
    SplitPanel, Tabs, Verdict,
};
use crate::desk::Desk;
use crate::hooks::{open_files, use_drop, use_keys, use_paste, use_sessions, use_settings, use_split};
use crate::host::HostRef;
use crate::state::{Action, Manifest, Phase, State, Tab};

/// What [`App`] takes.
#[derive(PartialEq, Properties)]
pub struct AppProps {
    /// What it stands in.
    pub host: HostRef,
}

/// The application.
#[component]
pub fn App(props: &AppProps) -> Html {
    let host = &props.host;
    let state = use_reducer_eq(|| State::new(host.settings()));
    let desk = use_memo((), |()| Desk::new(host.clone(), state.dispatcher()));
    let help = use_state_eq(|| false);
    use_settings(host, &desk, &state.settings);
    use_sessions(&desk, &state);
    use_split(&desk, &state);
    {
        let host = host.clone();
        use_effect_with(announce::title(&state), move |title| host.set_title(title));
    }
    {
        let (host, state) = (host.clone(), state.clone());
        use_effect(move || host.see(&state));
    }
    use_paste(host, &desk);
    use_keys(host, &desk, (state.phase(), state.open.as_ref().map(|open| open.id)), &help);
    let drag = use_drop(&desk);
    let send = |action: Action| {
        let desk = Desk::clone(&desk);
        Callback::from(move |()| desk.dispatch(action.clone()))
    };
    let ontheme = {
        let desk = Desk::clone(&desk);
        Callback::from(move |theme| desk.dispatch(Action::SetTheme(theme)))
    };
    let ondismiss = {
        let desk = Desk::clone(&desk);
        Callback::from(move |word| desk.dispatch(Action::Dismiss(word)))
    };
    let oncancel = {
        let desk = Desk::clone(&desk);
        Callback::from(move |()| desk.cancel_work())
    };
    let phase = state.phase();
    let onhelp = {
        let help = help.clone();
        Callback::from(move |()| help.set(true))
    };
    let onclose = {
        let help = help.clone();
        Callback::from(move |()| help.set(false))
    };
    let is_guest = host.is_guest();
    html! {
        // On somebody else's page it is a part with a name; a click into it makes its keys work.
        <section class={classes!("app", drag.is_over.then_some("is-dragged-over"))}
            ref={drag.area} lang={is_guest.then_some("en")} aria-label={is_guest.then_some("Holdout")} tabindex={is_guest.then_some("-1")}
            data-testid="state" data-state={phase.name()}
            ondragenter={drag.onover.clone()} ondragover={drag.onover} ondragleave={drag.onleave} ondrop={drag.ondrop}>
            { for (phase == Phase::Checked).then(|| skip(host)) }
            <Hatch />
            <Header {is_guest} open={state.open.as_ref().filter(|_| phase != Phase::Reading).map(|open| open.in_front().clone())} theme={state.settings.theme}
                can_start_over={phase == Phase::Checked} {ontheme} {onhelp} onstartover={send(Action::StartOver)} />
            <Notice trouble={state.trouble.clone()} replaced={state.replaced.clone().filter(|_| phase != Phase::Reading)}
                has_open={state.open.is_some()} note={state.note.clone()} work={state.work.clone()} onundo={send(Action::Undo)}
                {oncancel} {ondismiss} />
            { view(host, &desk, &state) }
            <p class="visually-hidden" role="status" data-testid="announcement">{ announce::sentence(&state) }</p>
            <p class="visually-hidden" role="status" data-testid="announced-split">{ announce::split(&state) }</p>
            <div class="drop-veil" aria-hidden="true"><p>{ "Drop to open" }</p></div>
            <CheatSheet has_address={!is_guest} is_open={*help} {onclose} />
        </section>
    }
}

/// The part that depends on the state.
fn view(host: &HostRef, desk: &Desk, state: &State) -> Html {
    match (state.phase(), &state.reading, &state.open) {
        (Phase::Reading, Some(reading), _) => {
            let desk = desk.clone();
            html! { <ReadingView is_guest={host.is_guest()} reading={reading.clone()} oncancel={Callback::from(move |()| desk.cancel_reading())} /> }
        }
        (Phase::Checked | Phase::Done, _, Some(open)) => checked(host, desk, state, open),
        _ => empty(host, desk, state),
    }
}

fn empty(host: &HostRef, desk: &Desk, state: &State) -> Html {
    let onfiles = {
        let desk = desk.clone();
        Callback::from(move |files: FileList| open_files(&desk, &files))
    };
    let onpaste = {
        let desk = desk.clone();
        Callback::from(move |()| desk.paste())
    };
    let onsample = {
        let desk = desk.clone();
        Callback::from(move |name| desk.open_sample(name))
    };
    html! { <Empty is_guest={host.is_guest()} share={state.settings.split.share} {onfiles} {onpaste} {onsample} /> }
}

fn checked(host: &HostRef, desk: &Desk, state: &State, open: &Manifest) -> Html {
    let shown = open.in_front();
    let report = &shown.report;
    let problems = report.codes.len() + report.findings.len();
    let number = |length: usize| u64::try_from(length).unwrap_or(u64::MAX);
    let counts = [number(problems), number(report.labels.len()), report.input.lines];
    let onselect = {
        let desk = desk.clone();
        Callback::from(move |tab| desk.dispatch(Action::Show(tab)))
    };
    let panel = match &open.pair {
        Some(pair) => html! { <PairPanel desk={desk.clone()} train={open.clone()} pair={(**pair).clone()} /> },
        None => {
            html! { <SplitPanel desk={desk.clone()} open={open.clone()} settings={state.settings.split.clone()} /> }
        }
    };
    let desk = desk.clone();
    let partner = open.pair.as_ref().map(|pair| match pair.in_front {
        Dataset::Training => (pair.in_front, pair.test.id),
        Dataset::Test => (pair.in_front, open.id),
    });
    let results =
        html! { <Results key={format!("results-{}", shown.id)} desk={desk.clone()} open={shown.clone()} {partner} /> };
    html! {
        <MainPart is_guest={host.is_guest()} class="checked">
            <Verdict report={report.clone()} pair={open.pair.as_ref().map(|pair| Rc::clone(&pair.report))} />
            <div class="checked-view">
                <Tabs host={host.clone()} selected={state.tab} {counts} {onselect} />
                <div class="view" part="view" id="view" role="tabpanel" tabindex="-1" aria-labelledby={format!("tab-{}", state.tab.name())}>
                    { match state.tab {
                        Tab::Problems => html! { <>{ results }<Problems key={shown.id} {desk} open={shown.clone()} /></> },
                        Tab::Labels => html! { <Labels report={report.clone()} split={shown.split.clone()} is_divided={open.pair.is_none()} /> },
                        Tab::Lines => html! {
                            <Lines key={shown.id} {desk} id={shown.id} report={report.clone()} revision={shown.split.revision} />
                        },
                    } }
                </div>
            </div>
            { panel }
        </MainPart>
    }
}

/// Over the header, for the keyboard. A button: a link would write into the address, where the settings are.
fn skip(host: &HostRef) -> Html {
    let root = host.root();
    html! { <button type="button" class="skip" onclick={move |_| root.focus("view")}>{ "Skip to the manifest" }</button> }
}

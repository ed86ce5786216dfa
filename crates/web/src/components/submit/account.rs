//! A submission under way: how far it is, and what it told on the way.

use yew::prelude::*;

use crate::format::{bytes, counted, duration, percent, rate, ratio};
use crate::submit::agent::Agent;
use crate::submit::client::Sending;
use crate::submit::state::Run;

/// What [`Account`] takes.
#[derive(PartialEq, Properties)]
pub struct AccountProps {
    /// The step's verbs.
    pub agent: Agent,
    /// The submission.
    pub run: Run,
}

/// The submission.
#[component]
pub fn Account(props: &AccountProps) -> Html {
    let AccountProps { agent, run } = props;
    let sent = run.last.as_ref().and_then(|told| told.sent.clone());
    let onpause = {
        let agent = agent.clone();
        move |_| agent.stop()
    };
    let oncancel = {
        let agent = agent.clone();
        move |_| agent.leave()
    };
    html! {
        <div class="submit-run" data-testid="submit-running">
            { match &sent {
                Some(sent) => sending(sent),
                None => html! { <progress aria-label="Submitting" /> },
            } }
            <p role="status" data-testid="submit-told">{ run.account.last().cloned().unwrap_or_else(|| "Looking at the datasets…".to_owned()) }</p>
            { account(run) }
            <div class="submit-do">
                <button type="button" class="button" data-testid="submit-pause" onclick={onpause}>{ "Pause" }</button>
                <button type="button" class="button is-quiet" data-testid="submit-cancel" onclick={oncancel}>{ "Cancel" }</button>
                <p>{ "This window can be closed; the work goes on while the page is open." }</p>
            </div>
        </div>
    }
}

fn sending(sent: &Sending) -> Html {
    let share = ratio(sent.bytes, sent.total_bytes);
    let left = sent.eta_ms.filter(|_| sent.bytes < sent.total_bytes);
    html! {
        <>
            <progress aria-label="Sending" max="1" value={format!("{share:.3}")} />
            <p class="submit-figures" data-testid="submit-sent">
                { format!("{} of {} ({}), {}", bytes(sent.bytes), bytes(sent.total_bytes), percent(share), counted(sent.lines, "line", "lines")) }
                { for (sent.bytes_per_second > 0.0).then(|| format!(", {}", rate(sent.bytes_per_second))) }
                { for left.map(|left| format!(", {} left", duration(left))) }
            </p>
        </>
    }
}

/// What was told so far.
pub(super) fn account(run: &Run) -> Html {
    html! {
        <details class="submit-text">
            <summary>{ "What happened so far" }</summary>
            <ol data-testid="submit-account">{ for run.account.iter().map(|words| html! { <li>{ words }</li> }) }</ol>
        </details>
    }
}

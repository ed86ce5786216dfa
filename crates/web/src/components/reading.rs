//! The page while a manifest is read: how far, how fast, how long still, and what was found so far.

use holdout_core::rules::{Code, rule};
use yew::prelude::*;

use super::main_part::MainPart;
use crate::format::{bytes, count, counted, duration, percent, rate, ratio};
use crate::state::{Progress, Reading};

/// What [`ReadingView`] takes.
#[derive(PartialEq, Properties)]
pub struct ReadingProps {
    /// Whether the page around it is somebody else's.
    pub is_guest: bool,
    /// How far it has come.
    pub reading: Reading,
    /// It is to be left.
    pub oncancel: Callback<()>,
}

/// The page while a manifest is read.
#[component]
pub fn ReadingView(props: &ReadingProps) -> Html {
    let Reading { name, progress, .. } = &props.reading;
    let share = ratio(progress.bytes, progress.total_bytes);
    html! {
        <MainPart is_guest={props.is_guest} class="reading">
            <h2 class="reading-title" part="reading">{ "Reading " }<span class="reading-name">{ name }</span></h2>
            <progress class="reading-progress" aria-label={format!("Reading {name}")} max="1"
                value={(progress.total_bytes > 0).then(|| format!("{share:.4}"))} />
            <dl class="reading-facts">
                { fact("Read", read(progress)) }
                { fact("Lines", count(progress.lines)) }
                { fact("Speed", speed(progress)) }
                { fact("Time left", left(progress)) }
            </dl>
            <button type="button" class="button" data-testid="cancel" onclick={props.oncancel.reform(|_| ())}>
                { "Cancel" }
            </button>
            if !progress.codes.is_empty() {
                <section class="reading-found" aria-labelledby="reading-found">
                    <h3 id="reading-found">{ "Found so far" }</h3>
                    <ul>{ for progress.codes.iter().map(|(code, times)| found(code, *times)) }</ul>
                </section>
            }
        </MainPart>
    }
}

fn fact(term: &'static str, value: String) -> Html {
    html! { <div><dt>{ term }</dt><dd>{ value }</dd></div> }
}

fn read(progress: &Progress) -> String {
    if progress.total_bytes == 0 {
        return bytes(progress.bytes);
    }
    let share = percent(ratio(progress.bytes, progress.total_bytes));
    format!("{} of {} ({share})", bytes(progress.bytes), bytes(progress.total_bytes))
}

fn speed(progress: &Progress) -> String {
    if progress.bytes_per_second > 0.0 { rate(progress.bytes_per_second) } else { "–".to_owned() }
}

fn left(progress: &Progress) -> String {
    progress.eta_ms.map_or_else(|| "–".to_owned(), duration)
}

fn found(code: &str, times: u64) -> Html {
    let title = Code::parse(code).map_or(code, |code| rule(code).title);
    html! {
        <li>
            <span class="reading-times">{ counted(times, "time", "times") }</span>
            <span>{ title }</span>
            <code>{ code }</code>
        </li>
    }
}

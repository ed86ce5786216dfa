//! The labels and how the split divides them: a table that is sorted by risk and can be filtered.

use std::rc::Rc;

use holdout_core::report::Report;
use web_sys::HtmlInputElement;
use yew::prelude::*;

use super::bar::Bar;
use crate::format::{count, counted, deviation, ratio};
use crate::names::shown;
use crate::ranking::{Balance, Key, Order, Row, arrange};
use crate::state::Split;

/// Rows that are drawn before the person asks for more.
const SHOWN: usize = 300;

/// The columns that can be sorted by, besides risk.
const COLUMNS: [(Key, &str, &str); 5] = [
    (Key::Name, "Label", "is-name"),
    (Key::Images, "Images", "is-number"),
    (Key::Train, "Train", "is-number"),
    (Key::Test, "Test", "is-number"),
    (Key::OffBy, "Images off target", "is-number"),
];

/// What [`Labels`] takes.
#[derive(PartialEq, Properties)]
pub struct LabelsProps {
    /// What is known of the manifest.
    pub report: Rc<Report>,
    /// The split, as far as it is there.
    pub split: Split,
    /// Whether there is to be a split: the manifests of a pair have none.
    pub is_divided: bool,
}

/// The table of labels.
#[component]
pub fn Labels(props: &LabelsProps) -> Html {
    let order = use_state_eq(Order::default);
    let filter = use_state_eq(String::new);
    let all = use_state_eq(|| false);
    let rows = use_memo(
        (props.report.clone(), props.split.report.clone(), (*filter).clone(), *order),
        |(report, split, filter, order)| match split {
            Some(split) => arrange(split.split.labels.iter().map(Row::from), filter, *order),
            None => arrange(report.labels.iter().map(Row::from), filter, *order),
        },
    );
    if props.report.labels.is_empty() {
        return html! { <p class="view-empty">{ "No usable labels" }</p> };
    }
    let oninput = {
        let filter = filter.clone();
        Callback::from(move |event: InputEvent| filter.set(event.target_unchecked_into::<HtmlInputElement>().value()))
    };
    let onsort = {
        let order = order.clone();
        Callback::from(move |key| order.set(order.clicked(key)))
    };
    let shown = if *all { rows.len() } else { SHOWN.min(rows.len()) };
    let onall = Callback::from(move |_| all.set(true));
    let number = |length: usize| u64::try_from(length).unwrap_or(u64::MAX);
    html! {
        <div class="labels">
            <div class="labels-tools">
                <label class="field">
                    <span>{ "Filter" }</span>
                    <input type="search" data-testid="label-filter" value={(*filter).clone()} {oninput} />
                </label>
                <button type="button" class="button is-quiet" aria-pressed={(order.key == Key::Risk).to_string()}
                    onclick={onsort.reform(|_| Key::Risk)}>{ "Sort by risk" }</button>
                <p class="labels-total" aria-live="polite">{ counted(number(rows.len()), "label", "labels") }</p>
            </div>
            <table class={classes!("labels-table", props.split.busy.then_some("is-old"), (!props.is_divided).then_some("is-undivided"))}>
                <caption class="visually-hidden">{ "Labels, and their images on each side of the split" }</caption>
                <thead><tr>
                    { for COLUMNS.iter().map(|column| heading(column, *order, &onsort)) }
                </tr></thead>
                <tbody>{ for rows.iter().take(shown).map(label_row) }</tbody>
            </table>
            if shown < rows.len() {
                <button type="button" class="button" onclick={onall}>
                    { format!("Show all {}", count(number(rows.len()))) }
                </button>
            }
        </div>
    }
}

fn heading(column: &(Key, &'static str, &'static str), order: Order, onsort: &Callback<Key>) -> Html {
    let (key, title, class) = *column;
    let is_sorted = order.key == key;
    // Names grow by nature, numbers fall.
    let grows = (key == Key::Name) != order.reversed;
    let sort = is_sorted.then_some(if grows { "ascending" } else { "descending" });
    let arrow = if grows { " ↑" } else { " ↓" };
    let bar = (key == Key::Images).then(|| html! { <th scope="col" class="is-bar">{ "Train | test" }</th> });
    html! {
        <>
            <th scope="col" {class} aria-sort={sort}>
                <button type="button" class="labels-sort" onclick={onsort.reform(move |_| key)}>
                    { title }<span aria-hidden="true">{ is_sorted.then_some(arrow) }</span>
                </button>
            </th>
            { for bar }
        </>
    }
}

fn label_row(row: &Row) -> Html {
    let is_risky = row.balance.is_some_and(|balance| balance.is_one_sided());
    html! {
        <tr key={row.name.clone()} class={classes!(is_risky.then_some("is-risky"))} data-testid="label-row" data-label={row.name.clone()}>
            <th scope="row" class="is-name"><span title={row.name.clone()}>{ shown(&row.name) }</span></th>
            <td class="is-number">{ count(row.images) }</td>
            { row.balance.map_or_else(no_balance, |balance| balance_cells(row.images, &balance)) }
        </tr>
    }
}

fn balance_cells(images: u64, balance: &Balance) -> Html {
    let target = balance.target / ratio(images.max(1), 1);
    let off = if balance.is_one_sided() {
        one_sided(balance)
    } else {
        html! { { deviation(balance.deviation) } }
    };
    html! {
        <>
            <td class="is-bar"><Bar train={ratio(balance.train, images)} test={ratio(balance.test, images)} target={Some(target)} /></td>
            <td class="is-number">{ count(balance.train) }</td>
            <td class="is-number">{ count(balance.test) }</td>
            <td class="is-number is-off" title={format!("{:.1} wanted in test", balance.target)}>{ off }</td>
        </>
    }
}

fn one_sided(balance: &Balance) -> Html {
    let missing = if balance.test == 0 { "none in test" } else { "none in train" };
    html! { <span class="labels-missing">{ missing }</span> }
}

fn no_balance() -> Html {
    html! { <><td class="is-bar"></td><td class="is-number"></td><td class="is-number"></td><td class="is-number"></td></> }
}

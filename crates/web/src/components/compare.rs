//! Other seeds and strategies beside the one that is set: what each would come to, for whoever wants to choose.

use std::rc::Rc;

use holdout_core::report::SplitSummary;
use holdout_core::split::Strategy;
use wasm_bindgen_futures::spawn_local;
use web_sys::HtmlDetailsElement;
use yew::prelude::*;

use crate::desk::Desk;
use crate::format::count;
use crate::settings::{MAX_SEED, STRATEGIES, SplitSettings, strategy_name};
use crate::state::{Action, Id};
use crate::wish::Wish;

/// Seeds after the one that is set.
const MORE_SEEDS: u64 = 4;

/// What [`Compare`] takes.
#[derive(PartialEq, Properties)]
pub struct CompareProps {
    /// The page's verbs.
    pub desk: Desk,
    /// The manifest.
    pub id: Id,
    /// What its split is made of.
    pub wish: Wish,
}

/// A split that was looked at.
type Looked = Rc<(SplitSettings, SplitSummary)>;

/// The table, once it is asked for.
#[component]
pub fn Compare(props: &CompareProps) -> Html {
    let is_open = use_state_eq(|| false);
    let rows = use_state(Vec::<Looked>::new);
    // The newest comparison: an older one that still runs ends when it sees another number.
    let number = use_mut_ref(|| 0_u32);
    {
        let (desk, rows, number) = (props.desk.clone(), rows.clone(), Rc::clone(&number));
        use_effect_with((props.id, props.wish.clone(), *is_open), move |(id, wish, is_open)| {
            *number.borrow_mut() += 1;
            let mine = *number.borrow();
            rows.set(Vec::new());
            if *is_open {
                let (id, wish) = (*id, wish.clone());
                spawn_local(async move {
                    let mut looked: Vec<Looked> = Vec::new();
                    for settings in variations(&wish.settings) {
                        let wish = Wish { settings: settings.clone(), ..wish.clone() };
                        let Ok(session) = desk.session(id) else { return };
                        let report = session.preview(&wish).await;
                        if *number.borrow() != mine {
                            return;
                        }
                        if let Ok(report) = report {
                            looked.push(Rc::new((settings, report.split)));
                            rows.set(looked.clone());
                        }
                    }
                });
            }
        });
    }
    let ontoggle = {
        let is_open = is_open.clone();
        Callback::from(move |event: Event| is_open.set(event.target_unchecked_into::<HtmlDetailsElement>().open()))
    };
    let wanted = variations(&props.wish.settings).len();
    html! {
        <details class="compare" {ontoggle}>
            <summary data-testid="compare">{ "Compare seeds and strategies" }</summary>
            if *is_open {
                <table class="compare-table" data-testid="compared" data-busy={(rows.len() < wanted).to_string()}>
                    <thead>
                        <tr>
                            <th scope="col">{ "Strategy, seed" }</th>
                            <th scope="col" title="Images off target, summed over the labels">{ "Images off target" }</th>
                            <th scope="col" title="Boxes off target, summed over the labels">{ "Boxes" }</th>
                            <th scope="col" title="Labels that are missing in one subset">{ "Missing" }</th>
                            <th scope="col"><span class="visually-hidden">{ "Choose" }</span></th>
                        </tr>
                    </thead>
                    <tbody>{ for rows.iter().map(|looked| row(props, looked)) }</tbody>
                </table>
            }
        </details>
    }
}

/// The strategies with the seed that is set, then the strategy that is set with other seeds.
fn variations(settings: &SplitSettings) -> Vec<SplitSettings> {
    let strategies = STRATEGIES.iter().map(|&(strategy, ..)| SplitSettings { strategy, ..settings.clone() });
    // The hash has no seed of its own.
    let more = if settings.strategy == Strategy::Hash { 0 } else { MORE_SEEDS };
    let seeds =
        (1..=more).map(|step| SplitSettings { seed: (settings.seed + step) % (MAX_SEED + 1), ..settings.clone() });
    strategies.chain(seeds).collect()
}

fn row(props: &CompareProps, looked: &Looked) -> Html {
    let (settings, summary) = &**looked;
    let is_set = *settings == props.wish.settings;
    let onclick = {
        let (desk, settings) = (props.desk.clone(), settings.clone());
        Callback::from(move |_| desk.dispatch(Action::SetSplit(settings.clone())))
    };
    let missing = summary.missing_in_test.len() + summary.missing_in_train.len();
    let name = match settings.strategy {
        Strategy::Hash => strategy_name(settings.strategy).to_owned(),
        _ => format!("{}, {}", strategy_name(settings.strategy), settings.seed),
    };
    html! {
        <tr key={name.clone()} class={is_set.then_some("is-set")}>
            <th scope="row">{ &name }</th>
            <td>{ format!("{:.1}", summary.balance.deviation) }</td>
            <td>{ format!("{:.1}", summary.balance.box_deviation) }</td>
            <td>{ count(u64::try_from(missing).unwrap_or(u64::MAX)) }</td>
            <td>
                if is_set {
                    <span>{ "set" }</span>
                } else {
                    <button type="button" class="link" aria-label={format!("Use {name}")} {onclick}>{ "Use" }</button>
                }
            </td>
        </tr>
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn all_strategies_and_some_seeds_are_compared_each_once() {
        let settings = SplitSettings { seed: MAX_SEED, ..SplitSettings::default() };
        let all = variations(&settings);
        assert_eq!(all.len(), 7);
        assert_eq!(all.iter().filter(|one| **one == settings).count(), 1);
        assert_eq!(all[3].seed, 0, "seeds go round");
        let hash = SplitSettings { strategy: Strategy::Hash, ..settings };
        assert_eq!(variations(&hash).len(), 3);
    }
}

//! The tabs over the views of a checked manifest.

use yew::prelude::*;

use crate::format::count;
use crate::host::HostRef;
use crate::state::Tab;

/// What [`Tabs`] takes.
#[derive(PartialEq, Properties)]
pub struct TabsProps {
    /// What the application stands in.
    pub host: HostRef,
    /// The one in front.
    pub selected: Tab,
    /// The number that stands on each, in their order.
    pub counts: [u64; 3],
    /// Another one is wanted.
    pub onselect: Callback<Tab>,
}

/// The tabs. Arrow keys go from one to the next, as the pattern for tabs has it.
#[component]
pub fn Tabs(props: &TabsProps) -> Html {
    let onkeydown = {
        let (root, selected, onselect) = (props.host.root(), props.selected, props.onselect.clone());
        Callback::from(move |event: KeyboardEvent| {
            if let Some(tab) = neighbour(selected, &event.key()) {
                event.prevent_default();
                onselect.emit(tab);
                root.focus(&format!("tab-{}", tab.name()));
            }
        })
    };
    let tab = |(tab, number): (Tab, u64)| {
        let is_selected = tab == props.selected;
        html! {
            <button type="button" role="tab" class="tab" id={format!("tab-{}", tab.name())}
                data-testid={format!("tab-{}", tab.name())}
                aria-selected={is_selected.to_string()} aria-controls="view"
                tabindex={if is_selected { "0" } else { "-1" }}
                onclick={props.onselect.reform(move |_| tab)}>
                { tab.title() }{ " " }<span class="tab-count">{ count(number) }</span>
            </button>
        }
    };
    html! {
        <div class="tabs" part="tabs" role="tablist" aria-label="Views of the manifest" {onkeydown}>
            { for Tab::ALL.into_iter().zip(props.counts).map(tab) }
        </div>
    }
}

fn neighbour(tab: Tab, key: &str) -> Option<Tab> {
    let last = Tab::ALL.len() - 1;
    let at = Tab::ALL.iter().position(|other| *other == tab)?;
    let next = match key {
        "ArrowRight" => {
            if at == last {
                0
            } else {
                at + 1
            }
        }
        "ArrowLeft" => {
            if at == 0 {
                last
            } else {
                at - 1
            }
        }
        "Home" => 0,
        "End" => last,
        _ => return None,
    };
    Some(Tab::ALL[next])
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn arrows_go_round() {
        assert_eq!(neighbour(Tab::Lines, "ArrowRight"), Some(Tab::Problems));
        assert_eq!(neighbour(Tab::Problems, "ArrowLeft"), Some(Tab::Lines));
        assert_eq!(neighbour(Tab::Labels, "Home"), Some(Tab::Problems));
        assert_eq!(neighbour(Tab::Labels, "x"), None);
    }
}

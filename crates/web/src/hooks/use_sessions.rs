//! Keeps the engine in step with the state: sessions that are of no more use end, and the split follows the settings.

use yew::prelude::*;

use crate::desk::Desk;
use crate::state::{Id, State};

/// Ends the sessions of manifests that can't be gone back to any more.
#[hook]
pub fn use_sessions(desk: &Desk, state: &State) {
    let live: Vec<Id> = state.live().collect();
    let desk = desk.clone();
    use_effect_with(live, move |live| desk.keep_only(live));
}

/// Divides the manifest that is looked at, again whenever a setting changes. A pair is divided already.
#[hook]
pub fn use_split(desk: &Desk, state: &State) {
    let wanted =
        state.open.as_ref().filter(|open| open.pair.is_none()).map(|open| (open.id, open.wish(&state.settings.split)));
    // While another one is under way, the one that is there will not stay: it has to be asked for again.
    let made = state.open.as_ref().filter(|open| !open.split.busy).and_then(|open| open.split.made_for.clone());
    let desk = desk.clone();
    use_effect_with(wanted, move |wanted| {
        if let Some((id, wish)) = wanted
            && made.as_ref() != Some(wish)
        {
            desk.split(*id, wish.clone());
        }
    });
}

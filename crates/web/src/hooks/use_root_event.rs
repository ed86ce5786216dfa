//! Hears an event wherever in the application's own tree it happens.

use wasm_bindgen::prelude::*;
use web_sys::Event;
use yew::prelude::*;

use crate::host::HostRef;

/// Calls back for every event of that name that reaches the root of the tree, as long as the component is there.
#[hook]
pub fn use_root_event<F>(host: &HostRef, name: &'static str, on_event: F)
where
    F: Fn(Event) + 'static,
{
    // The newest closure is called, without listening anew on each drawing.
    let newest = use_mut_ref(|| None::<Box<dyn Fn(Event)>>);
    *newest.borrow_mut() = Some(Box::new(on_event));
    use_effect_with(host.clone(), move |host| {
        let listener = Closure::<dyn Fn(Event)>::new(move |event| {
            if let Some(on_event) = newest.borrow().as_ref() {
                on_event(event);
            }
        });
        let root = host.root();
        // The name is one of the browser's own: adding can't fail, and neither can removing.
        let _ = root.event_target().add_event_listener_with_callback(name, listener.as_ref().unchecked_ref());
        move || {
            let _ = root.event_target().remove_event_listener_with_callback(name, listener.as_ref().unchecked_ref());
        }
    });
}

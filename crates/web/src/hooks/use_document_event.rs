//! Hears an event wherever on the page it happens.

use wasm_bindgen::prelude::*;
use web_sys::Event;
use yew::prelude::*;

use crate::browser;

/// Calls back for every event of that name that reaches the window, as long as the component is there.
#[hook]
pub fn use_document_event<F>(name: &'static str, on_event: F)
where
    F: Fn(Event) + 'static,
{
    // The newest closure is called, without listening anew on each drawing.
    let newest = use_mut_ref(|| None::<Box<dyn Fn(Event)>>);
    *newest.borrow_mut() = Some(Box::new(on_event));
    use_effect_with((), move |()| {
        let listener = Closure::<dyn Fn(Event)>::new(move |event| {
            if let Some(on_event) = newest.borrow().as_ref() {
                on_event(event);
            }
        });
        let window = browser::window().ok();
        if let Some(window) = &window {
            // The name is one of the browser's own: adding can't fail, and neither can removing.
            let _ = window.add_event_listener_with_callback(name, listener.as_ref().unchecked_ref());
        }
        move || {
            if let Some(window) = window {
                let _ = window.remove_event_listener_with_callback(name, listener.as_ref().unchecked_ref());
            }
        }
    });
}

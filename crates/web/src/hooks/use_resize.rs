//! Notices that an element has another size, whatever the reason.

use wasm_bindgen::prelude::*;
use web_sys::{Element, ResizeObserver};
use yew::prelude::*;

/// Calls back whenever the element has another size, as long as the component is there.
#[hook]
pub fn use_resize<F>(element: &NodeRef, on_resize: F)
where
    F: Fn() + 'static,
{
    let element = element.clone();
    use_effect_with((), move |()| {
        let listener = Closure::<dyn Fn()>::new(on_resize);
        let observer = ResizeObserver::new(listener.as_ref().unchecked_ref()).ok();
        if let (Some(observer), Some(element)) = (&observer, element.cast::<Element>()) {
            observer.observe(&element);
        }
        move || {
            observer.iter().for_each(ResizeObserver::disconnect);
            drop(listener);
        }
    });
}

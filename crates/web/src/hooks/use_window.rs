//! Ties the arithmetic of a virtual list to an element that scrolls.

use web_sys::HtmlElement;
use yew::prelude::*;

use super::use_resize;
use crate::window::{Slice, Window};

/// An element that scrolls over a virtual list.
#[derive(Clone)]
pub struct Scroller {
    /// To put on the element that scrolls.
    pub outer: NodeRef,
    /// To put on the element inside that is as tall as the list.
    pub inner: NodeRef,
    /// To put on the element with the rows, inside that.
    pub rows: NodeRef,
    /// To call when the element has scrolled.
    pub onscroll: Callback<Event>,
    /// The list's geometry now.
    pub window: Window,
    /// The rows to draw.
    pub slice: Slice,
}

impl Scroller {
    /// Scrolls no further than it needs to bring a row wholly into view.
    pub fn reveal(&self, row: u64) {
        if let Some(outer) = self.outer.cast::<HtmlElement>()
            && let Some(top) = self.window.reveal(row, outer_top(&outer))
        {
            set_outer_top(&outer, top);
        }
    }
}

/// A list of `total` rows of that height.
///
/// Heights and offsets go through the element's own style object: the page's policy forbids them in the markup.
#[hook]
pub fn use_window(total: u64, row: f64) -> Scroller {
    let (outer, inner, rows) = (use_node_ref(), use_node_ref(), use_node_ref());
    // Scroll position and height of the box.
    let seen = use_state_eq(|| (0.0, 480.0));
    let look = {
        let (outer, seen) = (outer.clone(), seen.clone());
        move || {
            if let Some(outer) = outer.cast::<HtmlElement>() {
                seen.set((outer_top(&outer), f64::from(outer.client_height().max(1))));
            }
        }
    };
    let window = Window { total, row, viewport: seen.1 };
    let slice = window.slice(seen.0);
    {
        let (inner, look) = (inner.clone(), look.clone());
        use_effect_with((total, window.height()), move |(_, height)| {
            set_style(&inner, "height", &format!("{height}px"));
            look();
        });
    }
    {
        let rows = rows.clone();
        use_effect_with(slice.top, move |top| set_style(&rows, "transform", &format!("translateY({top}px)")));
    }
    let onscroll = {
        let look = look.clone();
        Callback::from(move |_| look())
    };
    use_resize(&outer, look);
    Scroller { outer, inner, rows, onscroll, window, slice }
}

fn outer_top(outer: &HtmlElement) -> f64 {
    js_sys::Reflect::get(outer, &"scrollTop".into()).ok().and_then(|top| top.as_f64()).unwrap_or(0.0)
}

fn set_outer_top(outer: &HtmlElement, top: f64) {
    // A position that can't be set leaves the list where it is.
    let _ = js_sys::Reflect::set(outer, &"scrollTop".into(), &top.into());
}

fn set_style(element: &NodeRef, property: &str, value: &str) {
    if let Some(element) = element.cast::<HtmlElement>() {
        // The names are CSS's own.
        let _ = element.style().set_property(property, value);
    }
}

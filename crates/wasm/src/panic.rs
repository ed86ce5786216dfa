//! The last words of a panic, for the error that the page shows: a trap by itself says only "unreachable".

use std::cell::RefCell;

use wasm_bindgen::prelude::wasm_bindgen;

thread_local! {
    static SAID: RefCell<String> = const { RefCell::new(String::new()) };
}

/// Called once an instance, when it is made.
#[wasm_bindgen(start)]
pub fn start() {
    std::panic::set_hook(Box::new(|info| {
        let said = info.to_string();
        SAID.with(|last| last.replace(said));
    }));
}

/// What the code said when it panicked; empty if it did not.
pub(crate) fn said() -> String {
    SAID.with(RefCell::take)
}

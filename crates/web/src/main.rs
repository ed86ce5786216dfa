//! The page of its own: the whole window is Holdout's.

use holdout_web::host::HostRef;
use holdout_web::{App, AppProps, Page, engine};

fn main() {
    engine::prepare();
    // Without a document there is nobody to draw for, or to tell.
    if let Ok(page) = Page::new() {
        yew::Renderer::<App>::with_props(AppProps { host: HostRef::new(page) }).render();
    }
}

//! The few things that the application asks of the browser directly.

use std::time::Duration;

use js_sys::{Function, Promise, Reflect};
use wasm_bindgen::JsCast;
use wasm_bindgen::prelude::*;
use wasm_bindgen_futures::JsFuture;
use web_sys::{Blob, BlobPropertyBag, Document, Element, Event, HtmlAnchorElement, Response, Url, Window};

use crate::engine::fault;
use crate::trouble::Fault;

/// How long a download may take to begin before its Blob is given back.
const DOWNLOAD_STARTS_WITHIN: Duration = Duration::from_mins(1);

/// The window; the page has no other place to be.
pub fn window() -> Result<Window, Fault> {
    web_sys::window().ok_or_else(|| Fault::new("INTERNAL", "There is no window."))
}

/// The document.
pub fn document() -> Result<Document, Fault> {
    window()?.document().ok_or_else(|| Fault::new("INTERNAL", "There is no document."))
}

/// The address's part after `#`.
pub fn fragment() -> String {
    let hash = |window: Window| window.location().hash().map_err(|thrown| fault(&thrown));
    window().and_then(hash).unwrap_or_default()
}

/// Writes settings into the address without a new entry in the history.
pub fn set_fragment(fragment: &str) -> Result<(), Fault> {
    let window = window()?;
    let location = window.location();
    let url = |thrown: JsValue| fault(&thrown);
    let base = format!("{}{}", location.pathname().map_err(url)?, location.search().map_err(url)?);
    let address = if fragment.is_empty() { base } else { format!("{base}#{fragment}") };
    let history = window.history().map_err(url)?;
    history.replace_state_with_url(&JsValue::NULL, "", Some(&address)).map_err(url)
}

/// Puts text on the clipboard.
pub async fn copy(text: &str) -> Result<(), Fault> {
    let clipboard = clipboard()?;
    JsFuture::from(clipboard.write_text(text)).await.map_err(no_clipboard)?;
    Ok(())
}

/// The text on the clipboard.
pub async fn pasted() -> Result<String, Fault> {
    let clipboard = clipboard()?;
    let text: JsValue = JsFuture::from(clipboard.read_text()).await.map_err(no_clipboard)?;
    Ok(text.as_string().unwrap_or_default())
}

/// Browsers have no clipboard on an insecure page.
fn clipboard() -> Result<web_sys::Clipboard, Fault> {
    let navigator = window()?.navigator();
    let there = Reflect::get(&navigator, &JsValue::from_str("clipboard")).is_ok_and(|found| found.is_object());
    if there { Ok(navigator.clipboard()) } else { Err(Fault::new("NO_CLIPBOARD", "")) }
}

fn no_clipboard(_: JsValue) -> Fault {
    Fault::new("NO_CLIPBOARD", "")
}

/// Fetches a file of the page's own.
pub async fn fetch(path: &str) -> Result<Blob, Fault> {
    let failed = |_| Fault::new("NOT_FETCHED", "");
    let response: JsValue = JsFuture::from(window()?.fetch_with_str(path)).await.map_err(failed)?;
    let response: Response = response.dyn_into().map_err(failed)?;
    if !response.ok() {
        return Err(Fault::new("NOT_FETCHED", ""));
    }
    let blob: JsValue = JsFuture::from(response.blob().map_err(failed)?).await.map_err(failed)?;
    blob.dyn_into().map_err(failed)
}

/// Hands a Blob to the person as a download.
pub fn download(blob: &Blob, name: &str) -> Result<(), Fault> {
    let failed = |thrown: JsValue| fault(&thrown);
    let document = document()?;
    let url = Url::create_object_url_with_blob(blob).map_err(failed)?;
    let anchor: HtmlAnchorElement =
        document.create_element("a").map_err(failed)?.dyn_into().map_err(|element| fault(&element))?;
    anchor.set_href(&url);
    anchor.set_download(name);
    anchor.click();
    after(DOWNLOAD_STARTS_WITHIN, move || {
        // A URL that is already gone is as good as one that is taken back.
        let _ = Url::revoke_object_url(&url);
    })
}

/// Text as a Blob.
pub fn json_blob(text: &str) -> Result<Blob, Fault> {
    let kind = BlobPropertyBag::new();
    kind.set_type("application/json");
    let parts = js_sys::Array::of1(&JsValue::from_str(text));
    Blob::new_with_str_sequence_and_options(&parts, &kind).map_err(|thrown| fault(&thrown))
}

/// Does something later.
pub fn after(delay: Duration, what: impl FnOnce() + 'static) -> Result<(), Fault> {
    let millis = i32::try_from(delay.as_millis()).unwrap_or(i32::MAX);
    let callback = Closure::once_into_js(what);
    let set = window()?.set_timeout_with_callback_and_timeout_and_arguments_0(callback.unchecked_ref(), millis);
    set.map(drop).map_err(|thrown| fault(&thrown))
}

/// Waits.
pub async fn pause(delay: Duration) {
    let waited = Promise::new(&mut |resolve, _| {
        let sooner = resolve.clone();
        let later = after(delay, move || drop(resolve.call0(&JsValue::NULL)));
        if later.is_err() {
            drop(sooner.call0(&JsValue::NULL));
        }
    });
    let _: Result<JsValue, _> = JsFuture::from(waited).await;
}

/// The addresses that the page's own policy lets it reach, where it says so in its head.
pub fn reachable() -> Option<Vec<String>> {
    let policy = document().ok()?.query_selector("meta[http-equiv=Content-Security-Policy]").ok()??;
    let policy = policy.get_attribute("content")?;
    let sources = policy.split(';').find_map(|directive| directive.trim().strip_prefix("connect-src "))?;
    Some(sources.split_whitespace().map(str::to_owned).collect())
}

/// A function of the window that only some browsers have.
pub fn window_function(name: &str) -> Option<Function> {
    let window = web_sys::window()?;
    Reflect::get(&window, &JsValue::from_str(name)).ok()?.dyn_into().ok()
}

/// Whether an event belongs to a control that takes text.
pub fn is_typing(event: &Event) -> bool {
    // The first of the path is where it happened, also when that is within a tree that hides its elements.
    let target = event.composed_path().get(0).dyn_into::<Element>();
    target.is_ok_and(|element| match element.tag_name().as_str() {
        "TEXTAREA" | "SELECT" => true,
        "INPUT" => !matches!(element.get_attribute("type").as_deref(), Some("range" | "checkbox" | "radio" | "file")),
        _ => false,
    })
}

/// Whether the browser says that it is online. Only its no is to be believed.
pub fn is_online() -> bool {
    window().is_ok_and(|window| window.navigator().on_line())
}

/// Where the page came from.
pub fn origin() -> Option<String> {
    window().ok()?.location().origin().ok()
}

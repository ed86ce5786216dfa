//! Why nothing came back. A browser does not tell the page whose request failed; what can be told apart is found out by asking
//! the same address for nothing, without keys: once as a page that wants to read the answer, once as one that does not.

use std::cell::Cell;
use std::rc::Rc;
use std::time::Duration;

use js_sys::{Function, Object, Promise, Reflect};
use wasm_bindgen::prelude::*;
use wasm_bindgen_futures::JsFuture;

use super::reach::is_this_machine;
use crate::browser;

/// Browsers report that a policy was broken in a task of its own, after the request has failed.
const REPORTED_WITHIN: Duration = Duration::from_millis(100);
/// An address that takes longer does not answer.
const PATIENCE: u32 = 10_000;
/// What browsers call the leave to reach this machine, and its network, from a page of another site.
const PERMISSIONS: [&str; 3] = ["loopback-network", "local-network", "local-network-access"];

/// Why nothing came back.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Silence {
    /// The policy of the page forbids the address.
    Policy,
    /// The person has not given the page leave to reach this machine.
    Permission,
    /// Somebody is there, and does not let pages from here ask.
    Foreign,
    /// Somebody is there, and answers this page: it was a moment's trouble.
    Over,
    /// Nobody is there, or something on the way says nothing.
    Nobody,
}

/// Finds out about an address.
pub async fn probe(address: &str) -> Silence {
    let breaches = Breaches::watch();
    if ask(address, "cors").await {
        return Silence::Over;
    }
    if ask(address, "no-cors").await {
        return Silence::Foreign;
    }
    browser::pause(REPORTED_WITHIN).await;
    if breaches.is_some_and(|breaches| breaches.seen.get()) {
        return Silence::Policy;
    }
    // A page from this machine needs no leave to reach it.
    let is_here = browser::origin().is_some_and(|origin| is_this_machine(&origin));
    for name in PERMISSIONS {
        if !is_here && is_this_machine(address) && is_denied(name).await {
            return Silence::Permission;
        }
    }
    Silence::Nobody
}

/// Whether an answer comes, whatever it says. A POST, as all that the service answers: a GET may be led elsewhere.
async fn ask(address: &str, mode: &str) -> bool {
    let init = Object::new();
    for (name, value) in [
        ("method", "POST"),
        ("mode", mode),
        ("credentials", "omit"),
        ("cache", "no-store"),
        ("referrerPolicy", "no-referrer"),
    ] {
        // Setting a member of a fresh plain object can't fail.
        let _ = Reflect::set(&init, &name.into(), &value.into());
    }
    let _ = Reflect::set(&init, &"signal".into(), &web_sys::AbortSignal::timeout_with_u32(PATIENCE));
    let Some(fetch) = browser::window_function("fetch") else { return false };
    let sent = fetch.call2(&JsValue::UNDEFINED, &address.into(), &init).and_then(JsCast::dyn_into::<Promise>);
    match sent {
        Ok(promise) => JsFuture::from(promise).await.is_ok(),
        Err(_) => false,
    }
}

/// Whether the person, or who manages the browser, has said no. Most browsers know no such question.
async fn is_denied(name: &str) -> bool {
    let state = async {
        let navigator = browser::window().ok()?.navigator();
        let permissions = Reflect::get(&navigator, &"permissions".into()).ok()?;
        let query: Function = Reflect::get(&permissions, &"query".into()).ok()?.dyn_into().ok()?;
        let question = Object::new();
        Reflect::set(&question, &"name".into(), &name.into()).ok()?;
        let answer: Promise = query.call1(&permissions, &question).ok()?.dyn_into().ok()?;
        let answer: JsValue = JsFuture::from(answer).await.ok()?;
        Reflect::get(&answer, &"state".into()).ok()?.as_string()
    };
    state.await.as_deref() == Some("denied")
}

/// Hears when the page's policy is broken, until it is dropped.
struct Breaches {
    document: web_sys::Document,
    seen: Rc<Cell<bool>>,
    listener: Closure<dyn FnMut()>,
}

/// What a document says when its policy was broken.
const BREACH: &str = "securitypolicyviolation";

impl Breaches {
    fn watch() -> Option<Self> {
        let document = browser::document().ok()?;
        let seen = Rc::new(Cell::new(false));
        let heard = Rc::clone(&seen);
        let listener = Closure::<dyn FnMut()>::new(move || heard.set(true));
        document.add_event_listener_with_callback(BREACH, listener.as_ref().unchecked_ref()).ok()?;
        Some(Self { document, seen, listener })
    }
}

impl Drop for Breaches {
    fn drop(&mut self) {
        let _ = self.document.remove_event_listener_with_callback(BREACH, self.listener.as_ref().unchecked_ref());
    }
}

//! One application in one element, from JavaScript.

use std::rc::Rc;

use holdout_web::engine::Source;
use holdout_web::host::HostRef;
use holdout_web::state::{Action, Id};
use holdout_web::{App, AppProps, saving};
use js_sys::Function;
use wasm_bindgen::prelude::*;
use web_sys::{Element, ShadowRoot};
use yew::AppHandle;

use crate::embedding::Embedding;
use crate::message::Ear;

/// An application that is drawn in an element.
#[wasm_bindgen]
pub struct Splitter {
    app: AppHandle<App>,
    embedding: Rc<Embedding>,
}

impl std::fmt::Debug for Splitter {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Splitter").finish_non_exhaustive()
    }
}

#[wasm_bindgen]
impl Splitter {
    /// Draws the application into `mount`. Fails if that is not in a shadow root.
    ///
    /// `tell` hears `(kind, manifest, value)`, first of all `"ready"`: until then there is nobody to hand orders to.
    #[wasm_bindgen(constructor)]
    pub fn new(mount: Element, attributes: Vec<String>, tell: Function) -> Result<Self, JsError> {
        let shadow = mount.get_root_node().dyn_into::<ShadowRoot>();
        let shadow = shadow.map_err(|_| JsError::new("The application has to be drawn in a shadow root."))?;
        let embedding = Rc::new(Embedding::new(shadow, Ear(tell)));
        embedding.configure(&pairs(attributes));
        let host = HostRef::from(Rc::clone(&embedding));
        let app = yew::Renderer::<App>::with_root_and_props(mount, AppProps { host }).render();
        Ok(Self { app, embedding })
    }

    /// Takes what the attributes say now: names and values in turns.
    pub fn configure(&self, attributes: Vec<String>) {
        self.embedding.configure(&pairs(attributes));
    }

    /// Takes the credentials that submissions may use, or a function that is asked for them; `null` takes them back.
    pub fn lend(&self, credentials: JsValue) {
        self.embedding.lend(credentials);
    }

    /// Takes an earlier test set that manifests keep; `null` takes it back.
    pub fn keep(&self, value: JsValue, name: String) {
        let given = !value.is_null() && !value.is_undefined();
        self.embedding.keep_test(given.then_some(Source { value, name }).as_ref());
    }

    /// Reads a manifest, and says which one it is in what is told of it.
    pub fn open(&self, value: JsValue, name: String) -> Id {
        if let Some(desk) = self.embedding.desk() {
            desk.open(Source { value, name });
        }
        self.embedding.begun()
    }

    /// Leaves what is being read and what is being written.
    pub fn cancel(&self) {
        if let Some(desk) = self.embedding.desk() {
            desk.cancel_reading();
            desk.cancel_saving();
            desk.cancel_work();
        }
    }

    /// Brings all files of the split home. Says whether there is one.
    pub fn save(&self) -> bool {
        let (Some(desk), Some((id, files))) = (self.embedding.desk(), self.embedding.files()) else { return false };
        saving::save(&desk, id, files);
        true
    }

    /// Puts the manifest away.
    pub fn clear(&self) {
        if let Some(desk) = self.embedding.desk() {
            desk.cancel_reading();
            desk.dispatch(Action::StartOver);
        }
    }

    /// Ends the application, and with it all its work in the engine.
    pub fn end(self) {
        if let Some(desk) = self.embedding.part() {
            desk.close();
        }
        self.app.destroy();
    }
}

fn pairs(flat: Vec<String>) -> Vec<(String, String)> {
    let mut flat = flat.into_iter();
    std::iter::from_fn(|| flat.next().zip(flat.next())).collect()
}

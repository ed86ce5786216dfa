//! What the application stands in. A page of its own gives it the whole window; an element on somebody else's page keeps
//! it to a shadow root, sets it from outside, and wants to hear what becomes of the work.

use std::ops::Deref;
use std::rc::Rc;

use wasm_bindgen::{JsCast, JsValue};
use web_sys::{Document, EventTarget, HtmlElement, ShadowRoot};

use crate::desk::Desk;
use crate::engine::Source;
use crate::settings::Settings;
use crate::state::{Action, State};

/// What the application stands in.
pub trait Host {
    /// The tree that the application is drawn in, and keeps to.
    fn root(&self) -> Root;

    /// The settings to begin with.
    fn settings(&self) -> Settings;

    /// Keeps the settings, which have just changed.
    fn keep(&self, settings: &Settings);

    /// The application is there, and can be asked through its desk.
    fn meet(&self, desk: &Desk);

    /// The sentence that sums up the state has changed.
    fn set_title(&self, _title: &str) {}

    /// The region whose limits a manifest is checked by; the service's general ones where there is none.
    fn region(&self) -> Option<String> {
        None
    }

    /// Credentials that the page around lends to submissions, as AWS's SDKs have them: an object, or a function that is
    /// asked for one.
    fn credentials(&self) -> Option<JsValue> {
        None
    }

    /// The address that submissions go to, instead of the service's own.
    fn endpoint(&self) -> Option<String> {
        None
    }

    /// An earlier test set that manifests keep that are opened from now on.
    fn former_test(&self) -> Option<Source> {
        None
    }

    /// A submission ended with this envelope.
    fn submitted(&self, _envelope: &str) {}

    /// Something happens. Told before the state changes.
    fn hear(&self, _action: &Action) {}

    /// What is drawn now.
    fn see(&self, _state: &State) {}
}

/// A host, shared by all who need it. Equal only to itself.
#[derive(Clone)]
pub struct HostRef(Rc<dyn Host>);

impl HostRef {
    /// Shares a host.
    pub fn new(host: impl Host + 'static) -> Self {
        Self(Rc::new(host))
    }

    /// Whether the page around the application is somebody else's.
    pub fn is_guest(&self) -> bool {
        matches!(self.root(), Root::Shadow(_))
    }
}

impl<H: Host + 'static> From<Rc<H>> for HostRef {
    fn from(host: Rc<H>) -> Self {
        Self(host)
    }
}

impl Deref for HostRef {
    type Target = dyn Host;

    fn deref(&self) -> &Self::Target {
        &*self.0
    }
}

impl PartialEq for HostRef {
    fn eq(&self, other: &Self) -> bool {
        Rc::ptr_eq(&self.0, &other.0)
    }
}

/// The tree that the application is drawn in. Ids are unique in it, and keys are heard there.
#[derive(Clone, Debug)]
pub enum Root {
    /// The whole document.
    Document(Document),
    /// An element's own tree, apart from its page's.
    Shadow(ShadowRoot),
}

impl Root {
    /// Moves the focus to the element of that id, if it is there.
    pub fn focus(&self, id: &str) {
        if let Some(element) = self.find(id) {
            // Focus is a help, not a promise.
            let _ = element.focus();
        }
    }

    /// Presses the control of that id, if it is there.
    pub fn click(&self, id: &str) {
        self.find(id).iter().for_each(HtmlElement::click);
    }

    /// Where the events of the whole tree arrive.
    pub fn event_target(&self) -> &EventTarget {
        match self {
            Self::Document(document) => document,
            Self::Shadow(shadow) => shadow,
        }
    }

    fn find(&self, id: &str) -> Option<HtmlElement> {
        let element = match self {
            Self::Document(document) => document.get_element_by_id(id),
            Self::Shadow(shadow) => shadow.get_element_by_id(id),
        };
        element?.dyn_into().ok()
    }
}

//! The host that is an element: it sets the application from its attributes, and tells what becomes of it.

use std::cell::{Cell, RefCell};

use holdout_web::desk::Desk;
use holdout_web::engine::Source;
use holdout_web::host::{Host, Root};
use holdout_web::saving::{self, Wanted};
use holdout_web::settings::{Settings, SplitSettings};
use holdout_web::state::{Action, Id, Manifest, State};
use js_sys::Array;
use wasm_bindgen::JsValue;
use web_sys::ShadowRoot;

use crate::message::{self, Ear};

/// An application's place in an element.
pub(crate) struct Embedding {
    shadow: ShadowRoot,
    ear: Ear,
    desk: RefCell<Option<Desk>>,
    /// What the attributes say.
    given: RefCell<Settings>,
    region: RefCell<Option<String>>,
    endpoint: RefCell<Option<String>>,
    /// What the page around lends to submissions.
    credentials: RefCell<Option<JsValue>>,
    /// The earlier test set that the page around gave.
    former_test: RefCell<Option<Source>>,
    /// The manifest that was begun last.
    begun: Cell<Id>,
    /// The manifest that is looked at, as it was drawn last.
    open: RefCell<Option<Manifest>>,
    /// That one, and the one that can be gone back to.
    live: RefCell<Vec<Id>>,
    /// The manifest that was told last, and the split of it.
    told: Cell<Option<(Id, Option<Id>)>>,
    told_split: Cell<Option<(Id, u32)>>,
}

impl Embedding {
    pub(crate) fn new(shadow: ShadowRoot, ear: Ear) -> Self {
        Self {
            shadow,
            ear,
            desk: RefCell::default(),
            given: RefCell::default(),
            region: RefCell::default(),
            endpoint: RefCell::default(),
            credentials: RefCell::default(),
            former_test: RefCell::default(),
            live: RefCell::default(),
            begun: Cell::default(),
            open: RefCell::default(),
            told: Cell::default(),
            told_split: Cell::default(),
        }
    }

    /// The application's verbs, once it is there and until it ends.
    pub(crate) fn desk(&self) -> Option<Desk> {
        self.desk.borrow().clone()
    }

    /// Takes what the page around lends to submissions; `null` takes it back.
    pub(crate) fn lend(&self, credentials: JsValue) {
        let given = !credentials.is_null() && !credentials.is_undefined();
        self.credentials.replace(given.then_some(credentials));
    }

    /// Takes an earlier test set that manifests keep, those that are there and those that come.
    pub(crate) fn keep_test(&self, keep: Option<&Source>) {
        self.former_test.replace(keep.cloned());
        let Some(desk) = self.desk() else { return };
        if let Some(open) = self.open.borrow_mut().as_mut() {
            open.keep = keep.cloned();
        }
        // At once, as with a setting.
        let settings = self.given.borrow().split.clone();
        self.tell_split(&settings);
        let live = self.live.borrow().clone();
        for id in live {
            desk.dispatch(Action::Keep(id, keep.cloned()));
        }
    }

    /// Lets go of the earlier test set if a manifest keeps another one from now on: a person chose it, or it can't be read.
    fn drop_former_test(&self, keep: Option<&Source>) {
        let holds = self.former_test.borrow().as_ref() == keep;
        if !holds && self.former_test.take().is_some() {
            self.ear.tell("unkept", 0, &JsValue::UNDEFINED);
        }
    }

    /// Lets go of the application, which holds on to its host in turn.
    pub(crate) fn part(&self) -> Option<Desk> {
        self.desk.take()
    }

    /// The manifest that was begun last.
    pub(crate) fn begun(&self) -> Id {
        self.begun.get()
    }

    /// All files of the split that holds.
    pub(crate) fn files(&self) -> Option<(Id, Vec<Wanted>)> {
        let (id, _) = self.told_split.get()?;
        let open = self.open.borrow();
        let report = open.as_ref().filter(|open| open.id == id)?.split.report.as_ref()?;
        Some((id, saving::all(report)))
    }

    /// Takes what the attributes say; what they don't say, or what makes no sense, is as it is by default.
    pub(crate) fn configure(&self, attributes: &[(String, String)]) {
        let mut settings = Settings::default();
        for (name, value) in attributes {
            settings.take(name, value);
        }
        let given = |wanted: &str| {
            let found = attributes.iter().find(|(name, value)| name == wanted && !value.is_empty());
            found.map(|(_, value)| value.clone())
        };
        self.endpoint.replace(given("endpoint"));
        let region = given("region");
        if self.region.replace(region.clone()) != region {
            self.judge_again();
        }
        if self.given.replace(settings.clone()) != settings
            && let Some(desk) = self.desk()
        {
            // At once: whoever sets an attribute and asks for the split in the same breath means the new one.
            self.tell_split(&settings.split);
            desk.dispatch(Action::SetAll(settings));
        }
    }

    /// Judges by the limits of another region.
    fn judge_again(&self) {
        let Some(desk) = self.desk() else { return };
        let pair = self.open.borrow_mut().as_mut().and_then(|open| {
            open.judged += 1;
            Some((open.id, open.pair.as_ref()?.test.id))
        });
        // At once, as with a setting.
        let settings = self.given.borrow().split.clone();
        self.tell_split(&settings);
        desk.judge_again();
        if let Some(ids) = pair {
            desk.pair_again(ids);
        }
    }

    /// Tells which manifest is looked at, if that is another one than before.
    fn tell_open(&self, desk: &Desk) {
        // Not borrowed: who is told may give an earlier test set in the same breath.
        let open = self.open.borrow().clone();
        let id = open.as_ref().map(|open| (open.id, open.pair.as_ref().map(|pair| pair.test.id)));
        if self.told.replace(id) == id {
            return;
        }
        match open.as_ref() {
            None => self.ear.tell("cleared", 0, &JsValue::UNDEFINED),
            Some(Manifest { id, pair: Some(pair), .. }) => {
                if let Ok(pair) = desk.pair((*id, pair.test.id)) {
                    self.ear.tell("paired", *id, pair.as_js());
                }
            }
            Some(Manifest { id, .. }) => {
                if let Ok(session) = desk.session(*id) {
                    self.ear.tell("checked", *id, session.as_js());
                }
            }
        }
    }

    /// Tells the split that holds with these settings, if that is another one than before, or that there is none.
    fn tell_split(&self, settings: &SplitSettings) {
        let holds = self.open.borrow().as_ref().and_then(|open| {
            let holds = open.split.made_for.as_ref() == Some(&open.wish(settings));
            holds.then_some((open.id, open.split.revision))
        });
        if self.told_split.replace(holds) == holds {
            return;
        }
        let Some((id, _)) = holds else { return self.ear.tell("stale", 0, &JsValue::UNDEFINED) };
        if let Some(Ok(split)) = self.desk().map(|desk| desk.newest_split(id)) {
            self.ear.tell("split", id, split.as_js());
        }
    }
}

impl Host for Embedding {
    fn root(&self) -> Root {
        Root::Shadow(self.shadow.clone())
    }

    fn settings(&self) -> Settings {
        self.given.borrow().clone()
    }

    /// Tells what a person has set, so that the attributes say it as well.
    fn keep(&self, settings: &Settings) {
        let before = self.given.replace(settings.clone());
        let (before, now) = (before.to_pairs(), settings.to_pairs());
        let value_of = |pairs: &[(&'static str, String)], name: &str| {
            pairs.iter().find(|pair| pair.0 == name).map(|pair| pair.1.clone())
        };
        for name in before.iter().chain(&now).map(|pair| pair.0) {
            let value = value_of(&now, name);
            if value != value_of(&before, name) {
                let value = value.map_or(JsValue::NULL, JsValue::from);
                self.ear.tell("set", 0, &Array::of2(&JsValue::from_str(name), &value));
            }
        }
    }

    fn region(&self) -> Option<String> {
        self.region.borrow().clone()
    }

    fn credentials(&self) -> Option<JsValue> {
        self.credentials.borrow().clone()
    }

    fn endpoint(&self) -> Option<String> {
        self.endpoint.borrow().clone()
    }

    fn former_test(&self) -> Option<Source> {
        self.former_test.borrow().clone()
    }

    fn submitted(&self, envelope: &str) {
        if let Ok(envelope) = js_sys::JSON::parse(envelope) {
            self.ear.tell("submitted", 0, &envelope);
        }
    }

    fn meet(&self, desk: &Desk) {
        self.desk.replace(Some(desk.clone()));
        // They may have changed between the first drawing and now.
        desk.dispatch(Action::SetAll(self.settings()));
        self.ear.tell("ready", 0, &JsValue::UNDEFINED);
    }

    fn hear(&self, action: &Action) {
        match action {
            Action::Began { id, .. } => self.begun.set(*id),
            Action::Came(id, progress) => self.ear.tell("progress", *id, &message::progress(progress)),
            Action::NotOpened(id, fault) => self.ear.tell("not-opened", *id, &message::fault(fault)),
            // Told again, with what there is to tell now.
            Action::Judged(id, _) | Action::Paired { ids: (id, _), .. }
                if self.told.get().is_some_and(|(told, _)| told == *id) =>
            {
                self.told.set(None);
            }
            Action::Keep(_, keep) => self.drop_former_test(keep.as_ref()),
            Action::SplitFailed(id, fault) => {
                if fault.is_about_file() {
                    self.drop_former_test(None);
                }
                self.ear.tell("not-split", *id, &message::fault(fault));
            }
            Action::NotSaved(id, fault) => self.ear.tell("not-saved", *id, &message::fault(fault)),
            Action::Failed(fault) => self.ear.tell("failed", 0, &message::fault(fault)),
            Action::Saved(id, files) => {
                let names: Array = files.iter().map(|file| JsValue::from_str(&file.name)).collect();
                self.ear.tell("saved", *id, &names);
            }
            _ => {}
        }
    }

    fn see(&self, state: &State) {
        let Some(desk) = self.desk() else { return };
        self.open.replace(state.open.clone());
        self.live.replace(state.live().collect());
        self.tell_open(&desk);
        self.tell_split(&state.settings.split);
    }
}

//! The engine as the page sees it: typed calls of `engine/index.js`, which does its work in workers.
//!
//! Reports cross as the JSON text that the command prints too, and come out as `holdout-core`'s own types.

use std::rc::Rc;

use holdout_core::report::{LineDetail, PairReport, Report, SplitReport, SplitSummary};
use holdout_core::rules::{Code, Status};
use holdout_core::split::{Move, Suggestion};
use js_sys::{Array, Object, Reflect};
use serde::Deserialize;
use serde::de::DeserializeOwned;
use wasm_bindgen::prelude::*;
use wasm_bindgen_futures::{JsFuture, spawn_local};
use web_sys::{AbortSignal, Blob, WritableStream};

use crate::format::whole;
use crate::settings::strategy_name;
use crate::state::Progress;
use crate::trouble::Fault;
use crate::wish::Wish;

/// Where the bytes of a manifest come from.
#[derive(Clone, Debug, PartialEq)]
pub struct Source {
    /// A `File`, a `Blob`, a string or a `Response`: whatever the engine opens.
    pub value: JsValue,
    /// What to call it.
    pub name: String,
}

impl Source {
    /// What it is, where it is a file or a part of one.
    pub fn blob(&self) -> Result<Blob, Fault> {
        self.value.clone().dyn_into().map_err(|other| fault(&other))
    }
}

/// Which lines of a manifest are wanted.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Query {
    /// Only lines with a finding of this code.
    pub code: Option<Code>,
    /// Only lines of this status.
    pub status: Option<Status>,
    /// Only valid lines that carry this label.
    pub label: Option<Rc<str>>,
    /// Only lines that carry findings themselves, the service's or an earlier check's.
    pub service_findings: bool,
}

/// Lines of a manifest, as many as were asked for.
#[derive(Clone, Debug, Deserialize, PartialEq, Eq)]
pub struct Page {
    /// Lines that match, in all.
    pub total: u64,
    /// Those of this page.
    pub lines: Vec<LineDetail>,
}

/// A file that a split makes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Output {
    /// The training side.
    Train,
    /// The test side.
    Test,
    /// What is neither.
    Rejected,
}

impl Output {
    /// Its name for the engine.
    pub const fn side(self) -> &'static str {
        match self {
            Self::Train => "train",
            Self::Test => "test",
            Self::Rejected => "rejected",
        }
    }

    /// The name that its file gets.
    pub const fn file_name(self) -> &'static str {
        match self {
            Self::Train => "train.manifest",
            Self::Test => "test.manifest",
            Self::Rejected => "rejected.manifest",
        }
    }
}

#[wasm_bindgen(raw_module = "./engine/index.js")]
extern "C" {
    #[wasm_bindgen(js_name = open, catch)]
    async fn open_raw(source: &JsValue, options: &JsValue) -> Result<JsValue, JsValue>;
    #[wasm_bindgen(js_name = init, catch)]
    async fn init_raw() -> Result<JsValue, JsValue>;
}

/// Fetches and compiles the engine while the page is being read, so that the first manifest need not wait for it.
pub fn prepare() {
    spawn_local(async {
        // Whatever fails now fails again, and is told, when a manifest is opened.
        let _ = init_raw().await;
    });
}

#[wasm_bindgen]
extern "C" {
    #[derive(Debug)]
    #[wasm_bindgen(typescript_type = "Session")]
    type RawSession;
    #[wasm_bindgen(method, getter, js_name = reportText)]
    fn report_text(this: &RawSession) -> String;
    #[wasm_bindgen(method)]
    fn check(this: &RawSession, options: &JsValue) -> js_sys::Promise;
    #[wasm_bindgen(method, catch)]
    async fn digest(this: &RawSession) -> Result<JsValue, JsValue>;
    #[wasm_bindgen(method, catch, js_name = pageText)]
    async fn page_text(this: &RawSession, query: &JsValue) -> Result<JsValue, JsValue>;
    #[wasm_bindgen(method, catch)]
    async fn split(this: &RawSession, options: &JsValue) -> Result<JsValue, JsValue>;
    #[wasm_bindgen(method, catch, js_name = groupingsText)]
    async fn groupings_text(this: &RawSession) -> Result<JsValue, JsValue>;
    #[wasm_bindgen(method, catch, js_name = groupingText)]
    async fn grouping_text(this: &RawSession, by: &str) -> Result<JsValue, JsValue>;
    #[wasm_bindgen(method, catch, js_name = previewText)]
    async fn preview_text(this: &RawSession, options: &JsValue) -> Result<JsValue, JsValue>;
    #[wasm_bindgen(method, catch)]
    async fn annotated(this: &RawSession, options: &JsValue) -> Result<JsValue, JsValue>;
    #[wasm_bindgen(method, catch)]
    async fn summary(this: &RawSession) -> Result<JsValue, JsValue>;
    #[wasm_bindgen(method, catch)]
    async fn select(this: &RawSession, options: &JsValue) -> Result<JsValue, JsValue>;
    #[wasm_bindgen(method, catch)]
    async fn pair(this: &RawSession, test: &RawSession) -> Result<JsValue, JsValue>;
    #[wasm_bindgen(method, catch, js_name = lineText)]
    async fn line_text(this: &RawSession, line: &JsValue) -> Result<JsValue, JsValue>;
    #[wasm_bindgen(method)]
    fn close(this: &RawSession);

    #[derive(Debug)]
    #[wasm_bindgen(typescript_type = "Pair")]
    type RawPair;
    #[wasm_bindgen(method, getter, js_name = reportText)]
    fn report_text(this: &RawPair) -> String;
    #[wasm_bindgen(method, catch)]
    fn summary(this: &RawPair) -> Result<JsValue, JsValue>;

    #[derive(Debug)]
    #[wasm_bindgen(typescript_type = "Split")]
    type RawSplit;
    #[wasm_bindgen(method, getter, js_name = reportText)]
    fn report_text(this: &RawSplit) -> String;
    #[wasm_bindgen(method, catch, js_name = certificateText)]
    async fn certificate_text(this: &RawSplit) -> Result<JsValue, JsValue>;
    #[wasm_bindgen(method, catch)]
    async fn blobs(this: &RawSplit, sides: Vec<String>, options: &JsValue) -> Result<JsValue, JsValue>;
    #[wasm_bindgen(method, catch)]
    async fn pipe(
        this: &RawSplit,
        side: &str,
        writable: &WritableStream,
        options: &JsValue,
    ) -> Result<JsValue, JsValue>;

    #[wasm_bindgen(typescript_type = "Progress")]
    type RawProgress;
    #[wasm_bindgen(method, getter)]
    fn bytes(this: &RawProgress) -> f64;
    #[wasm_bindgen(method, getter, js_name = totalBytes)]
    fn total_bytes(this: &RawProgress) -> Option<f64>;
    #[wasm_bindgen(method, getter)]
    fn lines(this: &RawProgress) -> f64;
    #[wasm_bindgen(method, getter, js_name = elapsedMs)]
    fn elapsed_ms(this: &RawProgress) -> f64;
    #[wasm_bindgen(method, getter, js_name = bytesPerSecond)]
    fn bytes_per_second(this: &RawProgress) -> f64;
    #[wasm_bindgen(method, getter, js_name = etaMs)]
    fn eta_ms(this: &RawProgress) -> Option<f64>;
    #[wasm_bindgen(method, getter)]
    fn codes(this: &RawProgress) -> js_sys::Array;
}

/// Hears how far a piece of work has come.
pub type OnProgress = Box<dyn FnMut(Progress)>;

/// A manifest that the engine has read, checked and holds on to.
#[derive(Debug)]
pub struct Session {
    raw: RawSession,
}

impl Session {
    /// Reads and checks a manifest. The digest is left for later; see [`Session::digest`].
    pub async fn open(
        source: &Source,
        region: Option<&str>,
        signal: &AbortSignal,
        on_progress: OnProgress,
    ) -> Result<Self, Fault> {
        let listener = listener(on_progress);
        let mut members = vec![
            ("name", JsValue::from_str(&source.name)),
            ("digest", JsValue::from_str("later")),
            ("signal", signal.into()),
            ("onProgress", listener.as_ref().clone()),
        ];
        members.extend(region.map(|region| ("region", JsValue::from_str(region))));
        let session = open_raw(&source.value, &options(&members)).await.map_err(|thrown| fault(&thrown))?;
        Ok(Self { raw: session.unchecked_into() })
    }

    /// The engine's own object.
    pub fn as_js(&self) -> &JsValue {
        &self.raw
    }

    /// Ends it, and with it whatever it is asked at the moment.
    pub fn close(&self) {
        self.raw.close();
    }

    /// What the check found.
    pub fn report(&self) -> Result<Report, Fault> {
        parsed(&self.raw.report_text())
    }

    /// Judges it by the limits of another region. It is asked for at once: a split that is asked for later is told by them,
    /// whoever waits for which.
    pub fn judge(&self, region: Option<&str>) -> impl Future<Output = Result<(), Fault>> + use<> {
        let members: Vec<_> = region.map(|region| ("region", JsValue::from_str(region))).into_iter().collect();
        let judged = JsFuture::from(self.raw.check(&options(&members)));
        async move { judged.await.map(drop).map_err(|thrown| fault(&thrown)) }
    }

    /// SHA-256 of the input.
    pub async fn digest(&self) -> Result<String, Fault> {
        text(self.raw.digest().await)
    }

    /// Lines that match, from the `offset`th of them on, at most `limit`.
    pub async fn page(&self, query: Query, offset: u64, limit: u32) -> Result<Page, Fault> {
        let mut members = vec![("offset", number(offset)), ("limit", JsValue::from(limit))];
        members.extend(query.code.map(|code| ("code", JsValue::from_str(code.as_str()))));
        members.extend(query.status.map(|status| ("status", JsValue::from_str(status.as_str()))));
        if query.service_findings {
            members.push(("serviceFindings", JsValue::TRUE));
        }
        members.extend(query.label.map(|label| ("label", JsValue::from_str(&label))));
        parsed(&text(self.raw.page_text(&options(&members)).await)?)
    }

    /// The whole text of a line, without its ending.
    pub async fn line_text(&self, line: &LineDetail) -> Result<String, Fault> {
        let place = options(&[("start", number(line.start)), ("bytes", number(line.bytes))]);
        text(self.raw.line_text(&place).await)
    }

    /// The manifest with the findings in its lines.
    pub async fn annotated(&self, signal: &AbortSignal, on_progress: OnProgress) -> Result<Blob, Fault> {
        let listener = listener(on_progress);
        blob(self.raw.annotated(&composing(signal, &listener)).await)
    }

    /// The summary of the manifest.
    pub async fn summary(&self) -> Result<Blob, Fault> {
        blob(self.raw.summary().await)
    }

    /// A manifest of the lines that have one of these statuses.
    pub async fn select(
        &self,
        statuses: &[Status],
        signal: &AbortSignal,
        on_progress: OnProgress,
    ) -> Result<Blob, Fault> {
        let statuses: Array = statuses.iter().map(|status| JsValue::from_str(status.as_str())).collect();
        let listener = listener(on_progress);
        let members =
            [("status", statuses.into()), ("signal", signal.into()), ("onProgress", listener.as_ref().clone())];
        blob(self.raw.select(&options(&members)).await)
    }

    /// This manifest, to train with, and another, to test with.
    pub async fn pair(&self, test: &Self) -> Result<Pair, Fault> {
        let pair = self.raw.pair(&test.raw).await.map_err(|thrown| fault(&thrown))?;
        Ok(Pair { raw: pair.unchecked_into() })
    }

    /// Rules to group by that the names of the images suggest.
    pub async fn groupings(&self) -> Result<Vec<Suggestion>, Fault> {
        parsed(&text(self.raw.groupings_text().await)?)
    }

    /// What a rule makes of a sample of the names. Fails where it is no rule.
    pub async fn grouping(&self, by: &str) -> Result<Suggestion, Fault> {
        parsed(&text(self.raw.grouping_text(by).await)?)
    }

    /// Divides the manifest, unless it is called off. There is progress to hear of where it has to be read again.
    pub async fn split(&self, wish: &Wish, signal: &AbortSignal, on_progress: OnProgress) -> Result<Split, Fault> {
        let listener = listener(on_progress);
        let how = [("signal", signal.into()), ("onProgress", listener.as_ref().clone())];
        let split = self.raw.split(&Self::split_options(wish, &how)).await.map_err(|thrown| fault(&thrown))?;
        Ok(Split { raw: split.unchecked_into() })
    }

    /// What a split would do that is only looked at.
    pub async fn preview(&self, wish: &Wish) -> Result<SplitReport, Fault> {
        split_report(&text(self.raw.preview_text(&Self::split_options(wish, &[])).await)?)
    }

    fn split_options(wish: &Wish, how: &[(&str, JsValue)]) -> JsValue {
        let Wish { settings, keep, moves, .. } = wish;
        let mut members = vec![
            ("fraction", JsValue::from(settings.share.fraction())),
            ("strategy", JsValue::from_str(strategy_name(settings.strategy))),
            ("seed", number(settings.seed)),
        ];
        members.extend(settings.group_by.as_deref().map(|rule| ("groupBy", JsValue::from_str(rule))));
        members.extend(keep.as_ref().map(|keep| ("keep", keep.value.clone())));
        members.extend(how.iter().cloned());
        if !moves.is_empty() {
            let one = |one: &Move| options(&[("line", number(one.line)), ("side", one.side.as_str().into())]);
            members.push(("move", moves.iter().map(one).collect::<Array>().into()));
        }
        options(&members)
    }
}

impl Drop for Session {
    fn drop(&mut self) {
        self.close();
    }
}

/// A training and a test manifest, checked together.
#[derive(Debug)]
pub struct Pair {
    raw: RawPair,
}

impl Pair {
    /// The engine's own object.
    pub fn as_js(&self) -> &JsValue {
        &self.raw
    }

    /// What the check found.
    pub fn report(&self) -> Result<PairReport, Fault> {
        parsed(&self.raw.report_text())
    }

    /// The summary of both.
    pub fn summary(&self) -> Result<Blob, Fault> {
        blob(self.raw.summary())
    }
}

/// A manifest divided. The engine writes its files from the input when they are asked for.
#[derive(Debug)]
pub struct Split {
    raw: RawSplit,
}

impl Split {
    /// The engine's own object.
    pub fn as_js(&self) -> &JsValue {
        &self.raw
    }

    /// What the split does.
    pub fn report(&self) -> Result<SplitReport, Fault> {
        split_report(&self.raw.report_text())
    }

    /// The certificate, as the command writes it.
    pub async fn certificate(&self) -> Result<String, Fault> {
        text(self.raw.certificate_text().await)
    }

    /// Files as Blobs, in the order of `outputs`, made while the manifest is read once.
    pub async fn blobs(
        &self,
        outputs: &[Output],
        signal: &AbortSignal,
        on_progress: OnProgress,
    ) -> Result<Vec<Blob>, Fault> {
        let listener = listener(on_progress);
        let options = composing(signal, &listener);
        let sides = outputs.iter().map(|output| output.side().to_owned()).collect();
        let blobs = self.raw.blobs(sides, &options).await.map_err(|thrown| fault(&thrown))?;
        Array::from(&blobs).iter().map(|blob| blob.dyn_into().map_err(|other| fault(&other))).collect()
    }

    /// One file, chunk by chunk into a stream.
    pub async fn pipe(
        &self,
        output: Output,
        writable: &WritableStream,
        signal: &AbortSignal,
        on_progress: OnProgress,
    ) -> Result<(), Fault> {
        let listener = listener(on_progress);
        let options = composing(signal, &listener);
        self.raw.pipe(output.side(), writable, &options).await.map_err(|thrown| fault(&thrown))?;
        Ok(())
    }
}

/// Whatever JavaScript threw, as a fault. Members that are missing stay empty.
pub fn fault(thrown: &JsValue) -> Fault {
    let member = |of: &JsValue, name: &str| Reflect::get(of, &JsValue::from_str(name)).unwrap_or_default();
    let range = member(thrown, "range");
    let edge = |name| member(&range, name).as_f64().map(whole);
    // Errors of the browser have their code in `name`, and an unrelated number in `code`.
    let code = member(thrown, "code").as_string().or_else(|| member(thrown, "name").as_string());
    let code = if code.as_deref() == Some("AbortError") { Some("CANCELLED".to_owned()) } else { code };
    Fault {
        code: code.unwrap_or_else(|| "INTERNAL".to_owned()),
        message: member(thrown, "message").as_string().or_else(|| thrown.as_string()).unwrap_or_default(),
        hint: member(thrown, "hint").as_string(),
        range: edge("start").zip(edge("end")),
    }
}

fn composing(signal: &AbortSignal, listener: &Closure<dyn FnMut(JsValue)>) -> JsValue {
    options(&[("signal", signal.into()), ("onProgress", listener.as_ref().clone())])
}

fn listener(mut on_progress: OnProgress) -> Closure<dyn FnMut(JsValue)> {
    Closure::new(move |raw: JsValue| on_progress(progress(raw.unchecked_ref())))
}

fn progress(raw: &RawProgress) -> Progress {
    let entry = |entry: JsValue| {
        let member = |name: &str| Reflect::get(&entry, &JsValue::from_str(name)).unwrap_or_default();
        Some((member("code").as_string()?, member("count").as_f64().map(whole)?))
    };
    Progress {
        bytes: whole(raw.bytes()),
        total_bytes: raw.total_bytes().map_or(0, whole),
        lines: whole(raw.lines()),
        elapsed_ms: raw.elapsed_ms(),
        bytes_per_second: raw.bytes_per_second(),
        eta_ms: raw.eta_ms(),
        codes: raw.codes().iter().filter_map(entry).collect(),
    }
}

fn options(members: &[(&str, JsValue)]) -> JsValue {
    let object = Object::new();
    for (name, value) in members {
        // Setting a member of a fresh plain object can't fail.
        let _ = Reflect::set(&object, &JsValue::from_str(name), value);
    }
    object.into()
}

fn number(value: u64) -> JsValue {
    JsValue::from(crate::format::ratio(value, 1))
}

fn blob(answer: Result<JsValue, JsValue>) -> Result<Blob, Fault> {
    answer.and_then(JsCast::dyn_into).map_err(|thrown| fault(&thrown))
}

fn text(answer: Result<JsValue, JsValue>) -> Result<String, Fault> {
    let value = answer.map_err(|thrown| fault(&thrown))?;
    value.as_string().ok_or_else(|| Fault::new("INTERNAL", "The engine gave no text where one was due."))
}

fn parsed<T: DeserializeOwned>(json: &str) -> Result<T, Fault> {
    serde_json::from_str(json)
        .map_err(|error| Fault::new("INTERNAL", format!("The engine's answer could not be read: {error}.")))
}

/// The report of a split, which is that of the check with a member more. Each is read for itself: a reader for both at once
/// takes in everything before it knows what it is, and is several times as large.
fn split_report(json: &str) -> Result<SplitReport, Fault> {
    #[derive(Deserialize)]
    struct Member {
        split: SplitSummary,
    }
    let Member { split } = parsed(json)?;
    Ok(SplitReport { check: parsed(json)?, split })
}

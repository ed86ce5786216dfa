//! What the application tells its element: a kind, the number of the manifest where there is one, and a value.

use holdout_web::state::{Id, Progress};
use holdout_web::trouble::{Fault, Trouble};
use js_sys::{Array, Function, Object, Reflect};
use wasm_bindgen::JsValue;

/// The element's ear.
#[derive(Debug)]
pub(crate) struct Ear(pub(crate) Function);

impl Ear {
    /// Tells of a manifest.
    pub(crate) fn tell(&self, kind: &str, id: Id, value: &JsValue) {
        // Listeners of the host page that throw are reported by the browser; nothing here depends on them.
        let _ = self.0.call3(&JsValue::UNDEFINED, &JsValue::from_str(kind), &JsValue::from(id), value);
    }
}

/// Progress, as the engine's own JavaScript has it.
pub(crate) fn progress(progress: &Progress) -> JsValue {
    let code = |(code, count): &(String, u64)| object(&[("code", JsValue::from_str(code)), ("count", number(*count))]);
    let codes: Array = progress.codes.iter().map(code).collect();
    object(&[
        ("bytes", number(progress.bytes)),
        ("totalBytes", if progress.total_bytes > 0 { number(progress.total_bytes) } else { JsValue::UNDEFINED }),
        ("lines", number(progress.lines)),
        ("elapsedMs", progress.elapsed_ms.into()),
        ("bytesPerSecond", progress.bytes_per_second.into()),
        ("etaMs", progress.eta_ms.into()),
        ("codes", codes.into()),
    ])
}

/// What an error is made of.
pub(crate) fn fault(fault: &Fault) -> JsValue {
    // A fault without a message of its own gets the words that the person is shown.
    let trouble = Trouble::of(fault, "The manifest");
    let message = if fault.message.is_empty() { &trouble.sentence } else { &fault.message };
    let range = fault.range.map(|(start, end)| object(&[("start", number(start)), ("end", number(end))]));
    object(&[
        ("code", JsValue::from_str(&fault.code)),
        ("message", JsValue::from_str(message)),
        ("hint", JsValue::from_str(&trouble.advice)),
        ("range", range.into()),
    ])
}

fn object(members: &[(&str, JsValue)]) -> JsValue {
    let object = Object::new();
    for (name, value) in members {
        // Setting a member of a fresh plain object can't fail.
        let _ = Reflect::set(&object, &JsValue::from_str(name), value);
    }
    object.into()
}

/// A count, which is far below what a double holds exactly.
#[expect(clippy::cast_precision_loss, reason = "bytes and lines of a file stay below 2^53")]
fn number(value: u64) -> JsValue {
    JsValue::from_f64(value as f64)
}

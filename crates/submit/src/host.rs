//! What a submission needs of the page that hired it: credentials when they are asked for, bytes of the manifests when it
//! is their turn, and the machine's clock, as far off as the page knows it to be.

use std::rc::Rc;
use std::time::Duration;

use holdout_client::arn::Kind;
use holdout_client::credentials::{Credentials, CredentialsError, CredentialsSource};
use holdout_client::environment::{Browser, Environment};
use holdout_client::submit::{Envelope, Failure, Lines};
use js_sys::Uint8Array;
use wasm_bindgen::prelude::{JsValue, wasm_bindgen};

use crate::request::Sizes;

#[wasm_bindgen]
extern "C" {
    /// Who asked for the submission: `js/submit/submit_worker.js`.
    pub type Host;

    /// Credentials in the shape of AWS's SDKs.
    #[wasm_bindgen(method, catch)]
    async fn credentials(this: &Host) -> Result<JsValue, JsValue>;

    /// Bytes of a manifest.
    #[wasm_bindgen(method, catch)]
    async fn read(this: &Host, side: &str, from: f64, length: f64) -> Result<JsValue, JsValue>;

    /// Credentials in the shape of AWS's SDKs, with their end in milliseconds since 1970.
    type Identity;

    #[wasm_bindgen(method, getter, js_name = accessKeyId)]
    fn access_key_id(this: &Identity) -> Option<String>;

    #[wasm_bindgen(method, getter, js_name = secretAccessKey)]
    fn secret_access_key(this: &Identity) -> Option<String>;

    #[wasm_bindgen(method, getter, js_name = sessionToken)]
    fn session_token(this: &Identity) -> Option<String>;

    #[wasm_bindgen(method, getter)]
    fn expiration(this: &Identity) -> Option<f64>;
}

/// The host as the client takes it.
#[derive(Clone)]
pub(crate) struct Hosted {
    host: Rc<Host>,
    sizes: Sizes,
}

impl Hosted {
    pub(crate) fn new(host: Host, sizes: Sizes) -> Self {
        Self { host: Rc::new(host), sizes }
    }

    /// Asked whenever the client has none that are good: the page knows whether it has a value or a provider.
    pub(crate) fn credentials(&self) -> CredentialsSource {
        let host = Rc::clone(&self.host);
        CredentialsSource::provider(move || {
            let host = Rc::clone(&host);
            Box::pin(async move {
                let found = host.credentials().await.map_err(|error| CredentialsError(words(&error)))?;
                read(&found.into())
            })
        })
    }
}

fn read(identity: &Identity) -> Result<Credentials, CredentialsError> {
    let full = |text: Option<String>| text.filter(|text| !text.is_empty());
    let (Some(key), Some(secret)) = (full(identity.access_key_id()), full(identity.secret_access_key())) else {
        let words = "an accessKeyId and a secretAccessKey are needed, as AWS's SDKs have them";
        return Err(CredentialsError(words.to_owned()));
    };
    let mut credentials = Credentials::new(key, secret);
    if let Some(token) = full(identity.session_token()) {
        credentials = credentials.with_session_token(token);
    }
    let expiry = identity.expiration().filter(|milliseconds| milliseconds.is_finite() && *milliseconds >= 0.0);
    Ok(match expiry {
        Some(milliseconds) => credentials.with_expiry(Duration::from_secs_f64(milliseconds / 1000.0)),
        None => credentials,
    })
}

impl Lines for Hosted {
    fn size(&self, side: Kind) -> u64 {
        match side {
            Kind::Train => self.sizes.train,
            Kind::Test => self.sizes.test,
        }
    }

    #[expect(clippy::cast_precision_loss, reason = "no file is near 2^53 bytes")]
    async fn read(&self, side: Kind, from: u64, length: u64) -> Result<Vec<u8>, String> {
        let bytes = self.host.read(side.as_str(), from as f64, length as f64).await;
        bytes.map(|bytes| Uint8Array::new(&bytes).to_vec()).map_err(|error| words(&error))
    }
}

/// This machine, with a clock that is known to be off.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Machine {
    /// Milliseconds.
    pub(crate) clock_offset: f64,
}

impl Environment for Machine {
    fn now(&self) -> Duration {
        let now = Browser.now().as_secs_f64() + self.clock_offset / 1000.0;
        Duration::try_from_secs_f64(now).unwrap_or_default()
    }

    fn random(&self) -> f64 {
        Browser.random()
    }

    async fn sleep(&self, time: Duration) {
        Browser.sleep(time).await;
    }
}

/// What an error of JavaScript says.
fn words(error: &JsValue) -> String {
    let message = wasm_bindgen::JsCast::dyn_ref::<js_sys::Error>(error).map(|error| String::from(error.message()));
    message.or_else(|| error.as_string()).unwrap_or_else(|| "unknown error".to_owned())
}

/// A failure as JavaScript throws it: an `Error` with a `code`.
pub(crate) fn thrown(envelope: Envelope) -> JsValue {
    let Failure { code, message } = match envelope {
        Envelope::Failure(failure) => failure,
        Envelope::Success(data) => Failure { code: "INTERNAL".to_owned(), message: data.id },
    };
    let error = js_sys::Error::new(&message);
    // Setting a member of a fresh object can't fail.
    let _ = js_sys::Reflect::set(&error, &"code".into(), &code.into());
    error.into()
}

/// What is refused before anything is sent, as JavaScript throws it.
pub(crate) fn refused(message: String) -> JsValue {
    thrown(Envelope::Failure(Failure { code: "VALIDATION_ERROR".to_owned(), message }))
}

//! By `fetch`, from a page or a worker: no cookies, no cache, no redirection, no referrer, and no header that is not signed.

use http::{HeaderName, HeaderValue, Request, Response, StatusCode};
use js_sys::{Function, Promise, Reflect, Uint8Array};
use wasm_bindgen::{JsCast, JsValue};
use wasm_bindgen_futures::JsFuture;
use web_sys::{
    AbortSignal, ReferrerPolicy, RequestCache, RequestCredentials, RequestInit, RequestMode, RequestRedirect,
};

use super::Transport;
use crate::error::{TransportError, TransportErrorKind};

/// Headers that a browser sets itself, and forbids a page to set.
const BROWSERS_OWN: [&str; 2] = ["host", "content-length"];

/// How long an answer may take, in milliseconds: the largest piece goes up within it on half a megabit a second.
const WHOLE: u32 = 3 * 60 * 1000;

/// The browser's own client.
#[derive(Clone, Copy, Debug, Default)]
pub struct Fetch;

impl Transport for Fetch {
    async fn send(&self, request: Request<Vec<u8>>) -> Result<Response<Vec<u8>>, TransportError> {
        let before = |error: JsValue| TransportError::new(TransportErrorKind::Fetch, words(&error));
        let request = to_browser(&request).map_err(before)?;
        let answer = fetch(&request).await.map_err(before)?;
        let answer: web_sys::Response = answer.unchecked_into();
        let after = |error: JsValue| TransportError::new(TransportErrorKind::Interrupted, words(&error));
        let body = JsFuture::from(answer.array_buffer().map_err(after)?).await.map_err(after)?;
        from_browser(&answer, Uint8Array::new(&body).to_vec()).map_err(after)
    }
}

fn to_browser(request: &Request<Vec<u8>>) -> Result<web_sys::Request, JsValue> {
    let headers = web_sys::Headers::new()?;
    for (name, value) in request.headers() {
        if !BROWSERS_OWN.contains(&name.as_str()) {
            headers.set(name.as_str(), value.to_str().unwrap_or_default())?;
        }
    }
    let init = RequestInit::new();
    init.set_method(request.method().as_str());
    init.set_headers(&headers);
    init.set_body(&Uint8Array::from(request.body().as_slice()));
    init.set_mode(RequestMode::Cors);
    init.set_credentials(RequestCredentials::Omit);
    init.set_redirect(RequestRedirect::Error);
    init.set_cache(RequestCache::NoStore);
    init.set_referrer_policy(ReferrerPolicy::NoReferrer);
    init.set_signal(Some(&AbortSignal::timeout_with_u32(WHOLE)));
    web_sys::Request::new_with_str_and_init(&request.uri().to_string(), &init)
}

/// `fetch` of whatever global object there is: a page's and a worker's differ in type.
async fn fetch(request: &web_sys::Request) -> Result<JsValue, JsValue> {
    let global = js_sys::global();
    let fetch: Function = Reflect::get(&global, &"fetch".into())?.dyn_into()?;
    let promise: Promise = fetch.call1(&global, request)?.dyn_into()?;
    JsFuture::from(promise).await
}

fn from_browser(answer: &web_sys::Response, body: Vec<u8>) -> Result<Response<Vec<u8>>, JsValue> {
    let mut response = Response::new(body);
    *response.status_mut() = StatusCode::from_u16(answer.status()).map_err(|error| error.to_string())?;
    // Those that are read here, and of them those that the endpoint lets a page see.
    for name in ["x-amzn-requestid", "x-amzn-errortype", "x-amz-retry-after", "date", "age"] {
        if let Some(value) = answer.headers().get(name)?
            && let Ok(value) = HeaderValue::from_str(&value)
        {
            response.headers_mut().insert(HeaderName::from_static(name), value);
        }
    }
    Ok(response)
}

fn words(error: &JsValue) -> String {
    let message = error.dyn_ref::<js_sys::Error>().map(|error| String::from(error.message()));
    message.or_else(|| error.as_string()).unwrap_or_else(|| "unknown error".to_owned())
}

//! The headers that sign a request: nothing in them makes the service fail, nothing but the request that was signed is let
//! pass, and no refusal tells anything of the secret.

#![no_main]

mod http_text;

use std::time::Duration;

use holdout_client::error::ErrorCode;
use holdout_service::{Keys, verify};
use http::{HeaderMap, HeaderName, HeaderValue, Method, Uri};
use http_text::Message;
use libfuzzer_sys::fuzz_target;

/// A request that others signed, with which fuzzing begins.
const SIGNED: &str = include_str!("../seeds/signature/signed");
const SECRET: &str = "wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY";
const ANOTHER_SECRET: &str = "another secret, of another length";
/// 2015-08-30T12:36:00Z.
const NOW: Duration = Duration::from_secs(1_440_938_160);

fuzz_target!(|input: &[u8]| {
    let message = Message::read(input);
    let mut headers = HeaderMap::new();
    for (name, value) in &message.headers {
        let name = HeaderName::from_bytes(name.as_bytes()).expect("others were left out");
        headers.append(name, HeaderValue::from_str(value).expect("others were left out"));
    }
    let verify_with = |secret| {
        let keys = Keys::one("AKIDEXAMPLE", secret);
        verify(&keys, &Method::POST, &Uri::from_static("/"), &headers, &message.body, NOW)
    };
    match verify_with(SECRET) {
        Ok(region) => assert_is_signed(&region, &message),
        Err(fault) => {
            assert_eq!(fault.status, 400);
            let refusals = [
                ErrorCode::MissingAuthenticationToken,
                ErrorCode::IncompleteSignature,
                ErrorCode::UnrecognizedClient,
                ErrorCode::InvalidSignature,
            ];
            assert!(refusals.contains(&fault.code), "{}", fault.code);
            // Searching the message for the secret would not do: a request may have it in a field that is cited.
            let other = verify_with(ANOTHER_SECRET).expect_err("nobody signed with that one");
            assert_eq!((fault.code, fault.message), (other.code, other.message));
        }
    }
});

/// What is signed is as it was; spaces and what is not signed may differ.
fn assert_is_signed(region: &str, message: &Message) {
    let signed = Message::read(SIGNED.as_bytes());
    assert_eq!((region, &message.body), ("us-east-1", &signed.body));
    for (name, value) in &signed.headers {
        let found: Vec<_> = message.headers.iter().filter(|(own, _)| own == name).map(|(_, value)| value).collect();
        let [found] = found.as_slice() else { panic!("{name} is there once: {message:?}") };
        if name == "authorization" {
            let parts = value.trim_start_matches("AWS4-HMAC-SHA256 ").split(", ");
            parts.for_each(|part| assert!(found.contains(part), "{part}: {found}"));
        } else {
            let words = |text: &str| text.split_whitespace().map(str::to_owned).collect::<Vec<_>>();
            assert_eq!(words(found), words(value), "{name}");
        }
    }
}

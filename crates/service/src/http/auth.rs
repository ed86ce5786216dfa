//! Signature version 4, checked: written from its specification and not with the library that our client signs with, so that
//! each is a test of the other.

use std::collections::BTreeMap;
use std::time::Duration;

use hmac::digest::array::Array;
use hmac::{Hmac, KeyInit, Mac};
use holdout_client::SERVICE;
use holdout_client::error::ErrorCode;
use http::{HeaderMap, Method, Uri};
use sha2::{Digest, Sha256};

use crate::error::Fault;
use crate::hex;

/// How far the signer's clock may be off.
const SKEW: Duration = Duration::from_mins(5);

/// Access keys, and the secrets that belong to them.
#[derive(Clone, Default)]
pub struct Keys(BTreeMap<String, String>);

impl Keys {
    /// One key.
    pub fn one(access: impl Into<String>, secret: impl Into<String>) -> Self {
        Self(BTreeMap::from([(access.into(), secret.into())]))
    }
}

impl std::fmt::Debug for Keys {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        formatter.debug_set().entries(self.0.keys()).finish()
    }
}

/// The header `authorization`, taken apart.
struct Authorization<'h> {
    access_key: &'h str,
    date: &'h str,
    region: &'h str,
    service: &'h str,
    signed: Vec<&'h str>,
    signature: Vec<u8>,
}

/// The region that a request was signed for, if its signature is good at `now`.
pub fn verify(
    keys: &Keys,
    method: &Method,
    uri: &Uri,
    headers: &HeaderMap,
    body: &[u8],
    now: Duration,
) -> Result<String, Fault> {
    verify_for(SERVICE, keys, method, uri, headers, body, now)
}

fn verify_for(
    service: &str,
    keys: &Keys,
    method: &Method,
    uri: &Uri,
    headers: &HeaderMap,
    body: &[u8],
    now: Duration,
) -> Result<String, Fault> {
    let Checked { parts, time, secret } = check(service, keys, headers, now)?;
    let canonical = canonical(method, uri, headers, &parts.signed, body);
    let scope = format!("{}/{}/{}/aws4_request", parts.date, parts.region, parts.service);
    let text = format!("AWS4-HMAC-SHA256\n{time}\n{scope}\n{}", hex(&Sha256::digest(canonical.as_bytes())));
    let key = [parts.date, parts.region, parts.service, "aws4_request"]
        .iter()
        .fold(format!("AWS4{secret}").into_bytes(), |key, part| mac(&key, part).finalize().into_bytes().to_vec());
    mac(&key, &text).verify_slice(&parts.signature).map_err(|_| {
        invalid(
            "The request signature we calculated does not match the signature you provided. Check your AWS Secret Access \
             Key and signing method.",
        )
    })?;
    Ok(parts.region.to_owned())
}

/// The parts of a signature that the headers contain.
struct Checked<'h> {
    parts: Authorization<'h>,
    time: &'h str,
    secret: &'h str,
}

/// Fails if the headers alone show that the signature is invalid. The body need not be read then.
pub(super) fn check_headers(keys: &Keys, headers: &HeaderMap, now: Duration) -> Result<(), Fault> {
    check(SERVICE, keys, headers, now).map(drop)
}

fn check<'h>(service: &str, keys: &'h Keys, headers: &'h HeaderMap, now: Duration) -> Result<Checked<'h>, Fault> {
    let parts = authorization(headers)?;
    let time =
        single(headers, "x-amz-date").ok_or_else(|| incomplete("the header x-amz-date is missing or repeated"))?;
    let secret = keys.0.get(parts.access_key).ok_or_else(Fault::unknown_key)?;
    insist(&parts, headers)?;
    if parts.service != service {
        return Err(invalid(format!("Credential should be scoped to correct service: '{service}'.")));
    }
    if !time.starts_with(parts.date) || parts.date.len() != 8 {
        return Err(invalid(format!(
            "Date in Credential scope does not match YYYYMMDD from ISO-8601: {} != {time}",
            parts.date
        )));
    }
    check_time(time, now)?;
    if let Some(name) = parts.signed.iter().find(|name| !headers.contains_key(**name)) {
        return Err(invalid(format!("The signed header {name} is missing.")));
    }
    Ok(Checked { parts, time, secret })
}

/// What is signed of a request: its line, the headers that it names, and the digest of its body.
fn canonical(method: &Method, uri: &Uri, headers: &HeaderMap, signed: &[&str], body: &[u8]) -> String {
    let mut lines = String::new();
    for name in signed {
        let values: Vec<_> = headers.get_all(*name).iter().map(|value| collapse(value.as_bytes())).collect();
        for part in [name, ":", &values.join(","), "\n"] {
            lines.push_str(part);
        }
    }
    let pairs = uri.query().unwrap_or_default().split('&').filter(|pair| !pair.is_empty());
    // By name, then by value: in the order of whole pairs the sign between them would count.
    let mut query: Vec<_> = pairs.map(|pair| pair.split_once('=').unwrap_or((pair, ""))).collect();
    query.sort_unstable();
    let query: Vec<_> = query.iter().map(|(name, value)| format!("{name}={value}")).collect();
    format!(
        "{method}\n{}\n{}\n{lines}\n{}\n{}",
        uri.path(),
        query.join("&"),
        signed.join(";"),
        hex(&Sha256::digest(body))
    )
}

/// A header's value without spaces around it, and with one in the place of many.
fn collapse(value: &[u8]) -> String {
    String::from_utf8_lossy(value)
        .split(' ')
        .filter(|part| !part.is_empty())
        .collect::<Vec<_>>()
        .join(" ")
        .trim()
        .to_owned()
}

/// What must be signed where it is sent: without it, others could change it.
fn insist(parts: &Authorization<'_>, headers: &HeaderMap) -> Result<(), Fault> {
    if !parts.signed.is_sorted() || parts.signed.iter().any(|name| name.bytes().any(|byte| byte.is_ascii_uppercase())) {
        return Err(incomplete("SignedHeaders must be in lower case and in order"));
    }
    let always = ["host", "x-amz-date"].into_iter();
    let sent = ["x-amz-security-token", "x-amz-target"].into_iter().filter(|name| headers.contains_key(*name));
    match always.chain(sent).find(|name| !parts.signed.contains(name)) {
        Some(name) => Err(invalid(format!("'{name}' must be a 'SignedHeader' in the AWS Authorization."))),
        None => Ok(()),
    }
}

fn authorization(headers: &HeaderMap) -> Result<Authorization<'_>, Fault> {
    if !headers.contains_key("authorization") {
        return Err(Fault::new(ErrorCode::MissingAuthenticationToken, "Missing Authentication Token"));
    }
    let text =
        single(headers, "authorization").ok_or_else(|| incomplete("authorization cannot be read, or is repeated"))?;
    let fields =
        text.strip_prefix("AWS4-HMAC-SHA256 ").ok_or_else(|| incomplete("the algorithm is not AWS4-HMAC-SHA256"))?;
    let field = |name: &str| {
        let mut values = fields.split(',').filter_map(|field| field.trim().strip_prefix(name)?.strip_prefix('='));
        values.next().filter(|_| values.next().is_none())
    };
    let missing = |name: &str| incomplete(&format!("authorization has not one '{name}'"));
    let credential = field("Credential").ok_or_else(|| missing("Credential"))?;
    let signed = field("SignedHeaders").ok_or_else(|| missing("SignedHeaders"))?;
    let signature = field("Signature").and_then(bytes_of_hex).ok_or_else(|| missing("Signature"))?;
    let mut scope = credential.split('/');
    let mut next = || scope.next().filter(|part| !part.is_empty());
    let (Some(access_key), Some(date), Some(region), Some(service), Some("aws4_request"), None) =
        (next(), next(), next(), next(), next(), next())
    else {
        return Err(incomplete("Credential must be KEY/YYYYMMDD/REGION/SERVICE/aws4_request"));
    };
    Ok(Authorization { access_key, date, region, service, signed: signed.split(';').collect(), signature })
}

/// A header that is sent once.
fn single<'h>(headers: &'h HeaderMap, name: &str) -> Option<&'h str> {
    let mut values = headers.get_all(name).iter();
    let value = values.next()?.to_str().ok()?;
    values.next().is_none().then_some(value)
}

fn check_time(text: &str, now: Duration) -> Result<(), Fault> {
    let signed = seconds(text).ok_or_else(|| incomplete("x-amz-date must be YYYYMMDD'T'HHMMSS'Z'"))?;
    let now = i64::try_from(now.as_secs()).unwrap_or(i64::MAX);
    let skew = SKEW.as_secs().cast_signed();
    if signed < now - skew {
        let (least, now) = (stamp(now - skew), stamp(now));
        return Err(invalid(format!("Signature expired: {text} is now earlier than {least} ({now} - 5 min.)")));
    }
    if signed > now + skew {
        let (most, now) = (stamp(now + skew), stamp(now));
        return Err(invalid(format!("Signature not yet current: {text} is still later than {most} ({now} + 5 min.)")));
    }
    Ok(())
}

/// `20150830T123600Z` as seconds since 1970.
fn seconds(text: &str) -> Option<i64> {
    let bytes = text.as_bytes();
    let digits = |range: std::ops::Range<usize>| text.get(range)?.parse::<i64>().ok();
    let is_shape = bytes.len() == 16
        && bytes.iter().enumerate().all(|(index, byte)| match index {
            8 => *byte == b'T',
            15 => *byte == b'Z',
            _ => byte.is_ascii_digit(),
        });
    if !is_shape {
        return None;
    }
    let (year, month, day) = (digits(0..4)?, digits(4..6)?, digits(6..8)?);
    let (hour, minute, second) = (digits(9..11)?, digits(11..13)?, digits(13..15)?);
    ((1..=12).contains(&month) && (1..=31).contains(&day) && hour < 24 && minute < 60 && second <= 60)
        .then(|| days(year, month, day) * 86_400 + hour * 3600 + minute * 60 + second)
}

/// Days from 1970-01-01 to a date, in the Gregorian calendar.
fn days(year: i64, month: i64, day: i64) -> i64 {
    // Years that begin in March have their leap day at the end.
    let (year, month) = if month > 2 { (year, month - 3) } else { (year - 1, month + 9) };
    let leap_days = year.div_euclid(4) - year.div_euclid(100) + year.div_euclid(400);
    year * 365 + leap_days + (month * 153 + 2) / 5 + day - 1 - 719_468
}

fn stamp(seconds: i64) -> String {
    let time = Duration::from_secs(seconds.unsigned_abs());
    holdout_client::submit::created_at(time).replace(['-', ':'], "")
}

fn mac(key: &[u8], text: &str) -> Hmac<Sha256> {
    // Any length of key will do.
    let mut mac = Hmac::<Sha256>::new_from_slice(key).unwrap_or_else(|_| Hmac::new(&Array::default()));
    mac.update(text.as_bytes());
    mac
}

fn bytes_of_hex(text: &str) -> Option<Vec<u8>> {
    let is_hex = text.len().is_multiple_of(2) && text.bytes().all(|byte| matches!(byte, b'0'..=b'9' | b'a'..=b'f'));
    let byte = |at: usize| u8::from_str_radix(text.get(at..at + 2)?, 16).ok();
    if is_hex { (0..text.len()).step_by(2).map(byte).collect() } else { None }
}

fn incomplete(what: &str) -> Fault {
    Fault::new(ErrorCode::IncompleteSignature, format!("Authorization header is not complete: {what}."))
}

fn invalid(message: impl Into<String>) -> Fault {
    Fault::new(ErrorCode::InvalidSignature, message)
}

#[cfg(test)]
#[path = "auth_tests.rs"]
mod tests;

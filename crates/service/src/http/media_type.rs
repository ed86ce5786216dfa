//! Strict parsing of media types in headers. A content type is exactly one media type. Browsers let a foreign page send
//! `text/plain` without a preflight, so a value that a browser reads as text must never be read as JSON here.

use http::header::{ACCEPT, CONTENT_TYPE};
use http::{HeaderMap, HeaderName};

/// Whether the request's content type is `wanted`: one header, one media type, with or without parameters.
pub(super) fn is_content_type(headers: &HeaderMap, wanted: &str) -> bool {
    let mut values = headers.get_all(CONTENT_TYPE).iter();
    let (Some(value), None) = (values.next(), values.next()) else { return false };
    value.to_str().is_ok_and(|value| one(value).is_some_and(|kind| kind.eq_ignore_ascii_case(wanted)))
}

/// Whether the header `accept` lists `wanted`. A malformed list accepts nothing.
pub(super) fn accepts(headers: &HeaderMap, wanted: &str) -> bool {
    accepted(headers, ACCEPT).is_some_and(|kinds| kinds.iter().any(|kind| kind.eq_ignore_ascii_case(wanted)))
}

fn accepted(headers: &HeaderMap, name: HeaderName) -> Option<Vec<&str>> {
    let mut kinds = Vec::new();
    for value in headers.get_all(name) {
        let mut rest = value.to_str().ok()?;
        loop {
            let (kind, after) = media_type(spaces(rest))?;
            kinds.push(kind);
            match after.strip_prefix(',') {
                Some(after) => rest = after,
                None if after.is_empty() => break,
                None => return None,
            }
        }
    }
    Some(kinds)
}

/// Returns the type and subtype if the text is exactly one media type.
fn one(text: &str) -> Option<&str> {
    media_type(spaces(text)).filter(|(_, rest)| rest.is_empty()).map(|(kind, _)| kind)
}

/// Parses `type/subtype` with its parameters (RFC 9110, 8.3.1). Returns the type, and the rest of the text.
fn media_type(text: &str) -> Option<(&str, &str)> {
    let after = token(text)?.strip_prefix('/').and_then(token)?;
    let kind = &text[..text.len() - after.len()];
    let mut rest = spaces(after);
    while let Some(parameter) = rest.strip_prefix(';') {
        let value = token(spaces(parameter))?.strip_prefix('=')?;
        rest = spaces(if value.starts_with('"') { quoted(value)? } else { token(value)? });
    }
    Some((kind, rest))
}

/// Returns the text after a token.
fn token(text: &str) -> Option<&str> {
    let is_part = |byte: u8| byte.is_ascii_alphanumeric() || b"!#$%&'*+-.^_`|~".contains(&byte);
    let length = text.bytes().take_while(|&byte| is_part(byte)).count();
    (length > 0).then(|| &text[length..])
}

/// Returns the text after a quoted string.
fn quoted(text: &str) -> Option<&str> {
    let mut characters = text.char_indices().skip(1);
    while let Some((place, character)) = characters.next() {
        match character {
            '"' => return Some(&text[place + 1..]),
            '\\' => _ = characters.next()?,
            _ => {}
        }
    }
    None
}

fn spaces(text: &str) -> &str {
    text.trim_start_matches([' ', '\t'])
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    const JSON: &str = "application/json";

    fn headers(name: &HeaderName, values: &[&str]) -> HeaderMap {
        values.iter().map(|value| (name.clone(), value.parse().unwrap())).collect()
    }

    #[test]
    fn one_media_type_is_taken() {
        for value in [
            "application/json",
            "Application/JSON",
            " application/json ",
            "application/json;charset=utf-8",
            "application/json ; charset=\"utf-8\" ;a=b",
            "application/json; a=\"x,y;z\\\"\"",
        ] {
            assert!(is_content_type(&headers(&CONTENT_TYPE, &[value]), JSON), "{value}");
        }
    }

    #[test]
    fn anything_more_or_less_is_refused() {
        for value in [
            "text/plain;a=,application/json",
            "text/plain, application/json",
            "application/json, text/plain",
            "application/json,",
            "application/json;",
            "application/json;a",
            "application/json;a=",
            "application/json; a=\"",
            "application/json; a=\"\\",
            "application/json;a=b c",
            "application/json x",
            "application/ json",
            "application",
            "/json",
            "text/plain;a=\"application/json\"",
            "",
        ] {
            assert!(!is_content_type(&headers(&CONTENT_TYPE, &[value]), JSON), "{value}");
        }
        assert!(!is_content_type(&headers(&CONTENT_TYPE, &["text/plain", "application/json"]), JSON));
        assert!(!is_content_type(&headers(&CONTENT_TYPE, &["application/json", "application/json"]), JSON));
        assert!(!is_content_type(&HeaderMap::new(), JSON));
    }

    #[test]
    fn lists_of_accepted_types_are_read_with_their_quotation_marks() {
        for (values, expected) in [
            (&["application/json"][..], true),
            (&["text/html, application/json;q=0.9, */*"], true),
            (&["text/html", "application/json"], true),
            (&["text/html;a=\",\", application/json"], true),
            (&["text/html;a=\", application/json, \""], false),
            (&["text/html;a=, application/json"], false),
            (&["*/*"], false),
            (&[], false),
        ] {
            assert_eq!(accepts(&headers(&ACCEPT, values), JSON), expected, "{values:?}");
        }
    }

    proptest! {
        /// Any prefix makes another type, or no type.
        #[test]
        fn nothing_before_it_passes(before in "[ -~]{1,20}") {
            let value = format!("{before}application/json");
            prop_assume!(!before.trim_matches([' ', '\t']).is_empty());
            let headers: HeaderMap = [(CONTENT_TYPE, value.parse().unwrap())].into_iter().collect();
            prop_assert!(!is_content_type(&headers, JSON));
        }

        /// A lenient parser reads an accepted value as the same type.
        #[test]
        fn what_passes_is_json_to_anybody(value in "(application/json|text/plain)?[ -~]{0,24}") {
            let Ok(header) = value.parse() else { return Ok(()) };
            let headers: HeaderMap = [(CONTENT_TYPE, header)].into_iter().collect();
            if is_content_type(&headers, JSON) {
                let essence = value.split([';', ',']).next().unwrap_or_default().trim();
                prop_assert!(essence.eq_ignore_ascii_case(JSON));
            }
        }
    }
}

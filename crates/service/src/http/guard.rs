//! Who may ask at all: requests to a name that is ours, from pages that are. The first keeps a foreign site from reaching the
//! service by a name of its own that points here (DNS rebinding), the second from asking in the name of whoever is looking.

use http::{HeaderMap, HeaderValue, Uri};

/// Names and pages that are let in besides those of this machine.
#[derive(Clone, Debug, Default)]
pub struct Allowed {
    /// Names, without a port.
    pub hosts: Vec<String>,
    /// Origins, such as `https://labels.example`.
    pub origins: Vec<String>,
}

/// Why a request is turned away.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Refusal {
    Host,
    Origin,
}

impl Allowed {
    /// Fails unless the request may be looked at. Gives the origin of the page that asks, if it is one.
    pub(super) fn check<'h>(&self, headers: &'h HeaderMap, uri: &Uri) -> Result<Option<&'h HeaderValue>, Refusal> {
        let header = headers.get("host").and_then(|host| host.to_str().ok());
        // A request in absolute form names its host there.
        let host = uri.authority().map(http::uri::Authority::as_str).or(header).ok_or(Refusal::Host)?;
        if headers.get_all("host").iter().count() != 1 || !self.is_host(host) {
            return Err(Refusal::Host);
        }
        let Some(origin) = headers.get("origin") else { return Ok(None) };
        let text = origin.to_str().map_err(|_| Refusal::Origin)?;
        if self.is_origin(text) { Ok(Some(origin)) } else { Err(Refusal::Origin) }
    }

    fn is_host(&self, host: &str) -> bool {
        let name = without_port(host);
        is_this_machine(name) || self.hosts.iter().any(|allowed| allowed.eq_ignore_ascii_case(name))
    }

    fn is_origin(&self, origin: &str) -> bool {
        let named = |allowed: &String| allowed.trim_end_matches('/').eq_ignore_ascii_case(origin);
        if self.origins.iter().any(named) {
            return true;
        }
        let host = origin.strip_prefix("http://").or_else(|| origin.strip_prefix("https://"));
        host.is_some_and(|host| !host.contains('/') && self.is_host(host))
    }
}

fn without_port(host: &str) -> &str {
    match host.rsplit_once(':') {
        Some((name, port))
            if port.bytes().all(|byte| byte.is_ascii_digit()) && (!name.contains(':') || name.ends_with(']')) =>
        {
            name
        }
        _ => host,
    }
}

fn is_this_machine(name: &str) -> bool {
    let address = name.strip_prefix('[').and_then(|name| name.strip_suffix(']')).unwrap_or(name);
    name.eq_ignore_ascii_case("localhost")
        || address.parse::<std::net::IpAddr>().is_ok_and(|address| address.is_loopback())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(allowed: &Allowed, host: &str, origin: Option<&str>) -> Result<bool, Refusal> {
        let mut headers = HeaderMap::new();
        headers.insert("host", host.parse().unwrap());
        if let Some(origin) = origin {
            headers.insert("origin", origin.parse().unwrap());
        }
        allowed.check(&headers, &Uri::from_static("/")).map(|origin| origin.is_some())
    }

    #[test]
    fn this_machine_is_let_in_by_all_its_names() {
        let allowed = Allowed::default();
        for host in ["127.0.0.1:8020", "127.0.0.1", "localhost:1", "LOCALHOST", "[::1]:8020", "127.1.2.3:80"] {
            assert_eq!(check(&allowed, host, None), Ok(false), "{host}");
            assert_eq!(check(&allowed, host, Some("http://localhost:3000")), Ok(true), "{host}");
        }
    }

    #[test]
    fn others_are_not() {
        let allowed = Allowed::default();
        for host in [
            "evil.example",
            "127.0.0.1.evil.example:80",
            "localhost.evil.example",
            "10.0.0.1",
            "",
            "[::2]:80",
            "::1:80x",
        ] {
            assert_eq!(check(&allowed, host, None), Err(Refusal::Host), "{host}");
        }
        for origin in
            ["http://evil.example", "null", "https://localhost.evil.example", "file://", "http://127.0.0.1/x", ""]
        {
            assert_eq!(check(&allowed, "localhost", Some(origin)), Err(Refusal::Origin), "{origin}");
        }
    }

    #[test]
    fn unless_they_are_named() {
        let allowed = Allowed { hosts: vec!["box.lan".to_owned()], origins: vec!["https://labels.example".to_owned()] };
        assert_eq!(check(&allowed, "box.lan:8020", Some("https://labels.example")), Ok(true));
        assert_eq!(check(&allowed, "box.lan:8020", Some("http://box.lan:8020")), Ok(true));
        assert_eq!(check(&allowed, "labels.example", None), Err(Refusal::Host));
        assert_eq!(check(&allowed, "box.lan", Some("https://labels.example.evil")), Err(Refusal::Origin));
    }

    #[test]
    fn two_hosts_are_none() {
        let mut headers = HeaderMap::new();
        headers.append("host", "localhost".parse().unwrap());
        headers.append("host", "evil.example".parse().unwrap());
        assert_eq!(Allowed::default().check(&headers, &Uri::from_static("/")), Err(Refusal::Host));
        let mut headers = HeaderMap::new();
        headers.insert("host", "localhost".parse().unwrap());
        assert_eq!(Allowed::default().check(&headers, &Uri::from_static("http://evil.example/")), Err(Refusal::Host));
    }
}

//! Which addresses a page may reach, by the sources that its policy names in `connect-src`.

/// Whether these sources allow an address. `own` is where the page came from.
pub fn allows(sources: &[String], address: &str, own: Option<&str>) -> bool {
    let Some(wanted) = Origin::of(address) else { return false };
    sources.iter().any(|source| match source.as_str() {
        "*" => true,
        "'self'" => own.and_then(Origin::of).is_some_and(|own| own == wanted),
        source => Origin::of(source).is_some_and(|source| source.covers(&wanted)),
    })
}

/// Whether an address is one of this machine.
pub fn is_this_machine(address: &str) -> bool {
    let is_v4 = |host: &str| host.starts_with("127.") && host.bytes().all(|byte| byte.is_ascii_digit() || byte == b'.');
    let is_loopback = |host: &str| host == "localhost" || host == "[::1]" || is_v4(host);
    Origin::of(address).is_some_and(|origin| is_loopback(origin.host))
}

/// A scheme, a host and a port.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct Origin<'a> {
    scheme: &'a str,
    host: &'a str,
    port: &'a str,
}

impl<'a> Origin<'a> {
    fn of(address: &'a str) -> Option<Self> {
        let (scheme, rest) = address.trim().split_once("://")?;
        let authority = rest.split(['/', '?', '#']).next().filter(|authority| !authority.is_empty())?;
        let usual = if scheme == "https" { "443" } else { "80" };
        let (host, port) = match authority.rsplit_once(':') {
            // The colons within brackets are those of an address.
            Some((host, port)) if !port.ends_with(']') => (host, port),
            _ => (authority, usual),
        };
        Some(Self { scheme, host, port })
    }

    /// Whether a source of a policy, in which a host may begin and a port may be a star, covers an address.
    fn covers(&self, wanted: &Self) -> bool {
        let host = match self.host.strip_prefix('*') {
            Some(end) => wanted.host.len() > end.len() && wanted.host.ends_with(end),
            None => self.host.eq_ignore_ascii_case(wanted.host),
        };
        host && self.scheme == wanted.scheme && (self.port == "*" || self.port == wanted.port)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn this_machine_has_several_names() {
        for (address, expected) in [
            ("http://127.0.0.1:8020", true),
            ("http://localhost/", true),
            ("http://[::1]:8020", true),
            ("http://127.evil.example:8020", false),
            ("https://localhost.evil.example", false),
            ("https://rekognition.us-east-1.amazonaws.com", false),
        ] {
            assert_eq!(is_this_machine(address), expected, "{address}");
        }
    }

    #[test]
    fn an_address_is_allowed_as_browsers_allow_it() {
        let sources: Vec<String> =
            ["'self'", "https://rekognition.us-east-1.amazonaws.com", "http://127.0.0.1:*", "https://*.vpce.example"]
                .map(str::to_owned)
                .to_vec();
        let own = Some("https://page.example");
        for (address, expected) in [
            ("https://rekognition.us-east-1.amazonaws.com/", true),
            ("https://rekognition.us-east-1.amazonaws.com:443", true),
            ("https://rekognition.us-east-1.amazonaws.com:8443", false),
            ("http://rekognition.us-east-1.amazonaws.com", false),
            ("https://rekognition.us-east-2.amazonaws.com", false),
            ("http://127.0.0.1:8020", true),
            ("http://127.0.0.1", true),
            ("http://[::1]:8020", false),
            ("https://page.example", true),
            ("https://a.b.vpce.example", true),
            ("https://vpce.example", false),
            ("https://evil-vpce.example", false),
            ("nonsense", false),
        ] {
            assert_eq!(allows(&sources, address, own), expected, "{address}");
        }
        assert!(allows(&["*".to_owned()], "https://any.example", None));
    }
}

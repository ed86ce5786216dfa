//! A message as text, so that seeds can be read: a status on the first line where it is an answer, then headers, an empty
//! line, and the body.

use http::{HeaderName, HeaderValue};

/// The parts of a message that can be sent.
#[derive(Debug)]
pub(crate) struct Message {
    /// Nothing where the first line is none.
    pub(crate) status: Option<u16>,
    /// Only such as HTTP can carry.
    pub(crate) headers: Vec<(String, String)>,
    pub(crate) body: Vec<u8>,
}

impl Message {
    pub(crate) fn read(input: &[u8]) -> Self {
        let end = input.windows(2).position(|pair| pair == b"\n\n");
        let (head, body) = end.map_or((input, [].as_slice()), |end| (&input[..end], &input[end + 2..]));
        let head = String::from_utf8_lossy(head);
        let mut lines = head.lines();
        let status = lines.next().and_then(|line| line.parse().ok()).filter(|status| (200..600).contains(status));
        let headers = lines.filter_map(|line| line.split_once(": ")).filter(|(name, value)| {
            HeaderName::from_bytes(name.as_bytes()).is_ok() && HeaderValue::from_str(value).is_ok()
        });
        let headers = headers.map(|(name, value)| (name.to_ascii_lowercase(), value.to_owned())).collect();
        Self { status, headers, body: body.to_vec() }
    }

    /// The first header of a name.
    pub(crate) fn header(&self, name: &str) -> Option<&str> {
        self.headers.iter().find(|(own, _)| own == name).map(|(_, value)| value.as_str())
    }
}

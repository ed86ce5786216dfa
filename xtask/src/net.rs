//! Whether a host answers, so that nothing waits long for one that does not.

use std::env;
use std::net::{TcpStream, ToSocketAddrs};
use std::time::Duration;

/// How long to wait for an answer.
const PATIENCE: Duration = Duration::from_secs(3);

/// Whether github.com can be reached. Behind a proxy only the proxy knows, so the answer is yes there.
pub(crate) fn reaches_github() -> bool {
    ["HTTPS_PROXY", "https_proxy", "ALL_PROXY", "all_proxy"].iter().any(|name| env::var_os(name).is_some())
        || answers("github.com:443")
}

fn answers(host: &str) -> bool {
    let addresses = host.to_socket_addrs().into_iter().flatten();
    addresses.take(2).any(|address| TcpStream::connect_timeout(&address, PATIENCE).is_ok())
}

#[cfg(test)]
mod tests {
    use std::net::TcpListener;

    use super::*;

    #[test]
    fn a_host_that_listens_answers_and_another_does_not() -> std::io::Result<()> {
        let listener = TcpListener::bind("127.0.0.1:0")?;
        let address = listener.local_addr()?.to_string();
        assert!(answers(&address));
        drop(listener);
        assert!(!answers(&address));
        assert!(!answers("no-such-host.invalid:443"));
        Ok(())
    }
}

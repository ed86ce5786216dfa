//! How a request gets to the endpoint and its answer back.

#[cfg(target_arch = "wasm32")]
mod browser;
#[cfg(all(feature = "native", not(target_arch = "wasm32")))]
mod native;

#[cfg(target_arch = "wasm32")]
pub use browser::Fetch;
use http::{Request, Response};
#[cfg(all(feature = "native", not(target_arch = "wasm32")))]
pub use native::Http;

use crate::error::TransportError;

/// The largest answer that is read: a page of a hundred entries of 100,000 characters is smaller.
pub const MAX_ANSWER: usize = 64 << 20;

/// Sends one request and waits for all of its answer. It follows no redirection: that would send the signature elsewhere.
#[expect(async_fn_in_trait, reason = "a browser's futures stay on their thread, and so do ours")]
pub trait Transport {
    /// Sends a request.
    async fn send(&self, request: Request<Vec<u8>>) -> Result<Response<Vec<u8>>, TransportError>;
}

impl<T: Transport> Transport for &T {
    async fn send(&self, request: Request<Vec<u8>>) -> Result<Response<Vec<u8>>, TransportError> {
        T::send(self, request).await
    }
}

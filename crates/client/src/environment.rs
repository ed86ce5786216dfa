//! What a client needs of the machine it runs on besides the network: a clock, chance, and patience.

use std::time::Duration;

/// A clock, chance, and patience. Tests bring their own.
#[expect(async_fn_in_trait, reason = "a browser's futures stay on their thread, and so do ours")]
pub trait Environment {
    /// The time since 1970, as the machine's clock has it, right or wrong.
    fn now(&self) -> Duration;

    /// A number in `0..1`.
    fn random(&self) -> f64;

    /// Waits.
    async fn sleep(&self, time: Duration);
}

/// The machine that a native program runs on, under Tokio.
#[cfg(all(feature = "native", not(target_arch = "wasm32")))]
#[derive(Clone, Copy, Debug, Default)]
pub struct Native;

#[cfg(all(feature = "native", not(target_arch = "wasm32")))]
impl Environment for Native {
    fn now(&self) -> Duration {
        std::time::SystemTime::now().duration_since(std::time::UNIX_EPOCH).unwrap_or_default()
    }

    fn random(&self) -> f64 {
        // Without chance the waits are the longest ones, which harms nobody.
        getrandom::u32().map_or(1.0, |number| f64::from(number) / (f64::from(u32::MAX) + 1.0))
    }

    async fn sleep(&self, time: Duration) {
        tokio::time::sleep(time).await;
    }
}

/// The page or the worker that this runs in.
#[cfg(target_arch = "wasm32")]
#[derive(Clone, Copy, Debug, Default)]
pub struct Browser;

#[cfg(target_arch = "wasm32")]
mod browser {
    use wasm_bindgen::prelude::wasm_bindgen;

    #[wasm_bindgen]
    extern "C" {
        #[wasm_bindgen(js_name = setTimeout)]
        pub(super) fn set_timeout(callback: &js_sys::Function, milliseconds: f64);
    }
}

#[cfg(target_arch = "wasm32")]
impl Environment for Browser {
    fn now(&self) -> Duration {
        Duration::from_secs_f64(js_sys::Date::now().max(0.0) / 1000.0)
    }

    fn random(&self) -> f64 {
        js_sys::Math::random()
    }

    async fn sleep(&self, time: Duration) {
        let milliseconds = time.as_secs_f64() * 1000.0;
        let promise = js_sys::Promise::new(&mut |resolve, _| browser::set_timeout(&resolve, milliseconds));
        // A timer does not fail.
        let _ = wasm_bindgen_futures::JsFuture::from(promise).await;
    }
}

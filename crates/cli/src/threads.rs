//! Starting threads. The system may refuse one, for want of memory or by a limit of the user: an error, and no panic.

use std::thread::{Builder, JoinHandle, Scope, ScopedJoinHandle};

use crate::error::Failure;

/// Starts a thread of a scope.
///
/// # Errors
///
/// Fails where the system gives no thread.
pub fn spawn<'scope, T: Send + 'scope>(
    scope: &'scope Scope<'scope, '_>,
    work: impl FnOnce() -> T + Send + 'scope,
) -> Result<ScopedJoinHandle<'scope, T>, Failure> {
    Builder::new().spawn_scoped(scope, work).map_err(Failure::Thread)
}

/// Starts a thread that outlives its caller.
///
/// # Errors
///
/// Fails where the system gives no thread.
pub fn detach<T: Send + 'static>(work: impl FnOnce() -> T + Send + 'static) -> std::io::Result<JoinHandle<T>> {
    Builder::new().spawn(work)
}

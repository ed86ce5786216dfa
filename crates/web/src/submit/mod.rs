//! Submitting a split, or the service's own distribution. What is set and what becomes of it is one pure [`state`]; the
//! [`agent`] does it, through the [`client`]'s worker; components draw the one and call the other. Nothing is asked of
//! anybody before the step is opened, and keys are nowhere but in this state and that worker.

pub mod advice;
pub mod agent;
pub mod arns;
pub mod client;
pub mod keys;
pub mod memory;
pub mod probe;
pub mod reach;
pub mod state;

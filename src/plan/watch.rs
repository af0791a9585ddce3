//! What a caller knows of a running search: what is done, and the word that ends it.

use std::sync::atomic::AtomicBool;

/// Nobody sets it.
pub(super) static NEVER: AtomicBool = AtomicBool::new(false);

/// What a search tells and hears; may be used from any thread.
#[derive(Clone, Copy)]
pub struct Watch<'a> {
    /// Once it is set, every search ends after its running round, and those not begun make a first plan only.
    /// What comes out is whole and keeps every rule, but depends on the moment.
    pub stop: &'a AtomicBool,
    /// Called once for each jurisdiction, or connected piece of a bare network, when it is done.
    pub done: &'a (dyn Fn() + Sync),
}

impl Default for Watch<'_> {
    /// Hears nothing and never stops.
    fn default() -> Self {
        Self {
            stop: &NEVER,
            done: &|| (),
        }
    }
}

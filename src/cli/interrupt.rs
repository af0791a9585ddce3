//! Ctrl-C while a search runs: the first ends the search, the second the program.
//!
//! Nothing is set up before: until the search begins Ctrl-C ends the program as the system does, with nothing written.

use std::process::exit;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use super::progress::Bars;

/// Exit status of a program that Ctrl-C ended.
const INTERRUPTED: i32 = 130;

/// From now on the first Ctrl-C sets `stop` and says so, and the second ends the program at once.
pub fn stop_on_ctrl_c(stop: &Arc<AtomicBool>, bars: &Arc<Bars>) {
    let (stop, bars) = (Arc::clone(stop), Arc::clone(bars));
    let set = ctrlc::set_handler(move || {
        if stop.swap(true, Ordering::Relaxed) {
            exit(INTERRUPTED);
        }
        bars.say("stopping: the best result so far will be written; Ctrl-C again leaves at once without it");
    });
    // A system without signals ends the program at the first Ctrl-C, as before the search.
    drop(set);
}

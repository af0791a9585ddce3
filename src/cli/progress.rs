//! Bars for the stages on a terminal; silence when piped or asked for.

use std::io::IsTerminal as _;
use std::sync::Mutex;
use std::time::Duration;

use indicatif::{ProgressBar, ProgressStyle};
use wangge::pipeline::Progress;

/// The bar of the running stage.
pub struct Bars {
    quiet: bool,
    shown: bool,
    current: Mutex<Option<ProgressBar>>,
}

impl Bars {
    /// Bars on standard error, when it is a terminal and nobody asked for silence.
    pub fn new(quiet: bool) -> Self {
        Self {
            quiet,
            shown: !quiet && std::io::stderr().is_terminal(),
            current: Mutex::new(None),
        }
    }

    /// Shows what a run says.
    pub fn hear(&self, progress: Progress<'_>) {
        if !self.shown {
            return;
        }
        let mut current = self.current.lock().expect("no bar panics");
        match progress {
            Progress::Step => {
                if let Some(bar) = current.as_ref() {
                    bar.inc(1);
                }
            }
            Progress::Stage(name) => Self::next(&mut current, Self::spinner(name)),
            Progress::Steps(name, steps) => Self::next(&mut current, Self::bar(name, steps)),
        }
    }

    /// Says a line on standard error, unless asked for silence.
    pub fn say(&self, line: &str) {
        if self.quiet {
            return;
        }
        match self.current.lock().expect("no bar panics").as_ref() {
            Some(bar) => bar.suspend(|| eprintln!("wangge: {line}")),
            None => eprintln!("wangge: {line}"),
        }
    }

    /// Takes the last bar away.
    pub fn finish(&self) {
        if let Some(bar) = self.current.lock().expect("no bar panics").take() {
            bar.finish_and_clear();
        }
    }

    fn next(current: &mut Option<ProgressBar>, bar: ProgressBar) {
        if let Some(old) = current.replace(bar) {
            old.finish_and_clear();
        }
    }

    fn spinner(name: &str) -> ProgressBar {
        let bar = ProgressBar::new_spinner().with_message(name.to_owned());
        bar.enable_steady_tick(Duration::from_millis(100));
        bar
    }

    fn bar(name: &str, steps: usize) -> ProgressBar {
        let bar = ProgressBar::new(steps as u64).with_message(name.to_owned());
        let style = ProgressStyle::with_template("{msg} [{bar:30}] {pos}/{len}, {elapsed}");
        bar.set_style(style.expect("the template is valid"));
        bar.enable_steady_tick(Duration::from_millis(100));
        bar
    }
}

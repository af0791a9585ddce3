//! The map of a plan folder in the browser.

use std::io::Write as _;
use std::path::PathBuf;
use std::process::ExitCode;
use std::thread;

use clap::Args;
use wangge::error::Result;
use wangge::serve::{Limits, Server};

#[derive(Args)]
pub struct ViewArgs {
    /// The folder of outputs.
    dir: PathBuf,
    /// Port of the loopback address; 0 for any free one.
    #[arg(long, value_name = "N", default_value_t = 0)]
    port: u16,
    /// Print the address and open no browser.
    #[arg(long)]
    no_browser: bool,
}

/// Serves the folder until Ctrl-C.
pub fn view(args: &ViewArgs) -> Result<ExitCode> {
    let server = Server::bind(&args.dir, args.port)?;
    let url = format!("http://{}/", server.address());
    let told = format!(
        "{url}\n{} for this machine only; Ctrl-C stops. 仅限本机访问，按 Ctrl-C 停止。\n",
        args.dir.display()
    );
    // Whoever has read the address may close the pipe; the page stays.
    let _ = std::io::stdout().write_all(told.as_bytes());
    if !args.no_browser {
        // A launcher may take its time, and the page is already waited for.
        thread::spawn(move || browse(&url));
    }
    server.run(&Limits::default())
}

fn browse(url: &str) {
    if let Err(error) = open::that_detached(url) {
        eprintln!("wangge: no browser was opened ({error}); open {url} in one");
    }
}

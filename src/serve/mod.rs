//! A plan folder as web pages of this machine, for browsers that refuse pages from files.
//!
//! The rule it keeps: whatever is asked, only regular files directly in the folder are read, and only pages of this very
//! server are told (RFC 9110 and 9112 say what a request is; `hyper` reads them).
//!
//! - It listens on the loopback address and answers requests that name it as their host. A page elsewhere whose name is
//!   pointed at this machine (DNS rebinding) names another.
//! - The text of a request is never part of a path: it is compared with the names in the folder.
//! - A connection is good for one request and ends after a time; connections, open files and memory are bounded, and more
//!   connections wait in line.

mod answer;
mod folder;
mod request;

use std::convert::Infallible;
use std::io;
use std::net::{Ipv4Addr, SocketAddr};
use std::path::Path;
use std::sync::Arc;
use std::time::Duration;

use hyper::server::conn::http1;
use hyper::service::service_fn;
use hyper_util::rt::{TokioIo, TokioTimer};
use tokio::net::{TcpListener, TcpSocket, TcpStream};
use tokio::runtime::{Builder, Runtime};
use tokio::sync::Semaphore;
use tokio::time::{sleep, timeout};

use crate::error::{Error, Result};

use answer::Site;
use folder::Folder;

/// The page that `/` leads to.
pub const PAGE: &str = "map.html";

/// What a server spends at most.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Limits {
    /// Connections that are open at once; fewer where the system allows fewer files. More wait in line.
    pub connections: usize,
    /// Files that are sent at once; fewer where the system allows fewer files. More answers wait.
    pub answers: usize,
    /// Bytes of the head of a request; at least 8192.
    pub head_bytes: usize,
    /// Milliseconds until the head of a request is there.
    pub head_ms: u64,
    /// Milliseconds from the beginning of a connection to its end: a reader slower than that is cut off.
    pub connection_ms: u64,
    /// Milliseconds of rest when the system has no more connections to give.
    pub pause_ms: u64,
}

impl Default for Limits {
    fn default() -> Self {
        Self {
            connections: 10_000,
            answers: 128,
            head_bytes: 16 * 1024,
            head_ms: 10_000,
            connection_ms: 120_000,
            pause_ms: 50,
        }
    }
}

/// Files of the process beside connections and answers: standard streams, the runtime's, listings of the folder.
const OTHER_FILES: usize = 32;

/// Connections that wait in line, where the system does not allow fewer. Beyond them it drops what a browser says, which
/// takes seconds to come again.
const LINE: u32 = 10_000;

/// A folder that is about to be served: connections already wait in line.
pub struct Server {
    runtime: Runtime,
    listener: TcpListener,
    folder: Folder,
    address: SocketAddr,
}

impl Server {
    /// Listens on a port of the loopback address, 0 for any free one. `dir` may be a link; the folder that it leads to now
    /// is the one that is served.
    ///
    /// # Errors
    /// [`Error::Io`] when `dir` cannot be read, [`Error::Usage`] when it has no map or the port cannot be had.
    pub fn bind(dir: &Path, port: u16) -> Result<Self> {
        let folder = Folder::of(dir)?;
        if folder.open(PAGE).is_ok_and(|file| file.is_none()) {
            return Err(Error::Usage {
                message: format!("{}: there is no {PAGE} in this folder", dir.display()),
                remedy: "run `wangge plan` again without --no-map, or name a folder of its outputs"
                    .to_owned(),
            });
        }
        let listening = || {
            let runtime = Builder::new_current_thread()
                .enable_io()
                .enable_time()
                .build()?;
            let listener = runtime.block_on(async { listen(port) })?;
            let address = listener.local_addr()?;
            Ok((runtime, listener, address))
        };
        let (runtime, listener, address) = listening().map_err(|e: io::Error| Error::Usage {
            message: format!("port {port} of {}: {e}", Ipv4Addr::LOCALHOST),
            remedy: "choose another with --port, or leave it out for a free one".to_owned(),
        })?;
        Ok(Self {
            runtime,
            listener,
            folder,
            address,
        })
    }

    /// Where it listens.
    #[must_use]
    pub fn address(&self) -> SocketAddr {
        self.address
    }

    /// Answers until the process ends.
    pub fn run(self, limits: &Limits) -> ! {
        let limits = within_the_system(limits);
        let site = Arc::new(Site::new(self.folder, self.address, limits.answers));
        self.runtime
            .block_on(accept(&self.listener, &site, &limits))
    }
}

fn listen(port: u16) -> io::Result<TcpListener> {
    let socket = TcpSocket::new_v4()?;
    // The port of a server that has just ended is free again; on Windows this would share the port of a running one.
    #[cfg(unix)]
    socket.set_reuseaddr(true)?;
    socket.bind((Ipv4Addr::LOCALHOST, port).into())?;
    socket.listen(LINE)
}

/// The limits, lowered to what the system lets this process open.
fn within_the_system(limits: &Limits) -> Limits {
    let wanted = limits.connections + limits.answers + OTHER_FILES;
    let files = files_allowed(wanted).saturating_sub(OTHER_FILES);
    let answers = limits.answers.min(files / 4).max(1);
    Limits {
        connections: limits.connections.min(files.saturating_sub(answers)).max(1),
        answers,
        ..limits.clone()
    }
}

/// How many files the process may open, after asking the system for `wanted`.
#[cfg(unix)]
fn files_allowed(wanted: usize) -> usize {
    use rustix::process::{Resource, Rlimit, getrlimit, setrlimit};

    let wanted = wanted as u64;
    let Rlimit { current, maximum } = getrlimit(Resource::Nofile);
    let most = maximum.map_or(wanted, |maximum| maximum.min(wanted));
    let now = current.unwrap_or(wanted);
    let raised = Rlimit {
        current: Some(most),
        maximum,
    };
    let allowed = if now < most && setrlimit(Resource::Nofile, raised).is_ok() {
        most
    } else {
        now.min(wanted)
    };
    usize::try_from(allowed).unwrap_or(usize::MAX)
}

/// Here the system sets no limit of its own.
#[cfg(not(unix))]
fn files_allowed(wanted: usize) -> usize {
    wanted
}

async fn accept(listener: &TcpListener, site: &Arc<Site>, limits: &Limits) -> ! {
    let slots = Arc::new(Semaphore::new(limits.connections));
    loop {
        let slot = Arc::clone(&slots).acquire_owned().await;
        let slot = slot.expect("the slots are never closed");
        // A connection that broke in line, or no more files: the next one may fare better.
        let Ok((stream, _)) = listener.accept().await else {
            sleep(Duration::from_millis(limits.pause_ms)).await;
            continue;
        };
        let (site, limits) = (Arc::clone(site), limits.clone());
        tokio::spawn(async move {
            converse(stream, &site, &limits).await;
            drop(slot);
        });
    }
}

/// One request and its answer. What goes wrong here is for the other side to notice.
async fn converse(stream: TcpStream, site: &Arc<Site>, limits: &Limits) {
    let service = service_fn(|request| {
        let site = Arc::clone(site);
        async move { Ok::<_, Infallible>(site.answer(&request).await) }
    });
    let connection = http1::Builder::new()
        .keep_alive(false)
        .timer(TokioTimer::new())
        .header_read_timeout(Duration::from_millis(limits.head_ms))
        .max_buf_size(limits.head_bytes)
        .serve_connection(TokioIo::new(stream), service);
    let _ = timeout(Duration::from_millis(limits.connection_ms), connection).await;
}

//! `wangge view` in a crowd: 10 000 connections at once, few files, slow and silent readers.
#![allow(
    clippy::print_stderr,
    reason = "it says what this system does not allow"
)]

mod viewed;

use std::fs;
use std::io::Write as _;
use std::net::{SocketAddr, TcpStream};
use std::path::Path;
use std::sync::{Mutex, MutexGuard, PoisonError};
use std::thread;

use viewed::{Reply, Viewed, bytes_of, connect, hear, plan_folder};
use wangge::serve::{Limits, Server};

const CROWD: usize = 10_000;

/// Crowds of several tests would be more than this process may hold.
static ONE_CROWD: Mutex<()> = Mutex::new(());

fn alone() -> MutexGuard<'static, ()> {
    // A test that failed leaves no crowd behind.
    ONE_CROWD.lock().unwrap_or_else(PoisonError::into_inner)
}

/// How many connections this process may hold, after asking the system for a whole crowd.
#[cfg(unix)]
fn room() -> usize {
    use rustix::process::{Resource, Rlimit, getrlimit, setrlimit};

    let wanted = CROWD as u64 + 200;
    let Rlimit { current, maximum } = getrlimit(Resource::Nofile);
    let most = maximum.map_or(wanted, |maximum| maximum.min(wanted));
    let raised = Rlimit {
        current: Some(most),
        maximum,
    };
    let now = current.unwrap_or(wanted);
    let allowed = if now < most && setrlimit(Resource::Nofile, raised).is_ok() {
        most
    } else {
        now
    };
    CROWD.min((allowed as usize).saturating_sub(200)).max(1)
}

#[cfg(not(unix))]
fn room() -> usize {
    CROWD
}

fn head(port: u16) -> String {
    format!("GET / HTTP/1.1\r\nHost: 127.0.0.1:{port}\r\n\r\n")
}

fn is_page(reply: &Reply) -> bool {
    reply.status() == Some(200) && reply.body == bytes_of("map.html")
}

/// A crowd in rounds of as many connections as this process may hold at once, and how many of them got the page.
fn served(port: u16, mut open: impl FnMut() -> TcpStream, speak: impl Fn(&mut TcpStream)) -> usize {
    let room = room();
    if room < CROWD {
        eprintln!("the system allows {room} connections at once: the crowd comes in rounds");
    }
    let mut pages = 0;
    let mut left = CROWD;
    while left > 0 {
        let round = left.min(room);
        left -= round;
        let mut crowd: Vec<TcpStream> = (0..round).map(|_| open()).collect();
        crowd.iter_mut().for_each(&speak);
        for stream in crowd {
            let reply = hear(stream);
            // The head of a connection that said nothing for long is no longer waited for.
            assert!(
                is_page(&reply) || reply.head.is_empty(),
                "{port}: {reply:?}"
            );
            pages += usize::from(is_page(&reply));
        }
    }
    pages
}

#[test]
fn ten_thousand_requests_at_once_all_get_the_page() {
    let _alone = alone();
    let viewed = Viewed::new();
    let head = head(viewed.port);
    let open = || {
        let mut stream = viewed.connect();
        stream.write_all(head.as_bytes()).expect("a request");
        stream
    };
    assert_eq!(served(viewed.port, open, |_| {}), CROWD);
    viewed.assert_alive();
}

#[test]
fn ten_thousand_who_connect_before_they_speak_get_the_page_or_are_sent_away() {
    let _alone = alone();
    let viewed = Viewed::new();
    let head = head(viewed.port);
    let speak = |stream: &mut TcpStream| {
        // Whoever was sent away cannot be heard.
        let _ = stream.write_all(head.as_bytes());
    };
    let pages = served(viewed.port, || viewed.connect(), speak);
    assert!(pages > 0);
    viewed.assert_alive();
}

#[test]
fn ten_thousand_silent_connections_keep_nobody_out() {
    let _alone = alone();
    let viewed = Viewed::new();
    // All places may be taken: the next is free when the first of the silent ones is no longer waited for.
    let silent: Vec<TcpStream> = (0..room()).map(|_| viewed.connect()).collect();
    viewed.assert_alive();
    drop(silent);
    viewed.assert_alive();
}

#[cfg(unix)]
#[test]
fn a_system_that_allows_few_files_makes_the_others_wait() {
    let viewed = Viewed::of(plan_folder(), |plan| {
        let mut command = std::process::Command::new("sh");
        let line = "ulimit -n 40; exec \"$0\" view --no-browser \"$1\"";
        command.args(["-c", line, env!("CARGO_BIN_EXE_wangge")]);
        command.arg(plan);
        command
    });
    let head = head(viewed.port);
    let mut crowd: Vec<TcpStream> = (0..200).map(|_| viewed.connect()).collect();
    for stream in &mut crowd {
        stream.write_all(head.as_bytes()).expect("a request");
    }
    for stream in crowd {
        let reply = hear(stream);
        assert!(is_page(&reply), "{reply:?}");
    }
}

/// A server of this process, which runs to its end.
fn serve(plan: &Path, limits: Limits) -> SocketAddr {
    let server = Server::bind(plan, 0).expect("a server");
    let address = server.address();
    thread::spawn(move || server.run(&limits));
    address
}

fn get(address: SocketAddr) -> Reply {
    let mut stream = connect(address);
    // It may be closed before.
    let _ = stream.write_all(head(address.port()).as_bytes());
    hear(stream)
}

#[test]
fn a_silent_connection_is_closed_and_the_next_in_line_is_heard() {
    let root = plan_folder();
    let limits = Limits {
        connections: 1,
        head_ms: 100,
        ..Limits::default()
    };
    let address = serve(&root.path().join("plan"), limits);
    let silent = connect(address);
    assert!(is_page(&get(address)));
    assert!(!is_page(&hear(silent)));
}

#[test]
fn a_head_that_trickles_is_not_waited_for_to_its_end() {
    let root = plan_folder();
    let limits = Limits {
        head_ms: 100,
        ..Limits::default()
    };
    let address = serve(&root.path().join("plan"), limits);
    let mut stream = connect(address);
    let start = head(address.port()).replace("\r\n\r\n", "\r\nX: ");
    stream.write_all(start.as_bytes()).expect("a start");
    // Far fewer than the bytes of the longest head.
    let told = (0..1000).all(|_| {
        thread::sleep(std::time::Duration::from_millis(5));
        stream.write_all(b"x").is_ok()
    });
    assert!(!told, "all was taken");
}

#[test]
fn a_reader_who_does_not_read_is_cut_off_and_gives_its_place() {
    let root = plan_folder();
    let plan = root.path().join("plan");
    let big = fs::File::create(plan.join("big.csv")).expect("a file");
    big.set_len(1 << 28).expect("a long file");
    let limits = Limits {
        answers: 1,
        connection_ms: 300,
        ..Limits::default()
    };
    let address = serve(&plan, limits);
    let mut slow = connect(address);
    let request = head(address.port()).replace("GET /", "GET /big.csv");
    slow.write_all(request.as_bytes()).expect("a request");
    // Whoever waits for the place as long as a connection may last is sent away as well.
    assert!((0..1000).any(|_| is_page(&get(address))));
    let reply = hear(slow);
    assert!(reply.body.len() < 1 << 28, "{} bytes", reply.body.len());
}

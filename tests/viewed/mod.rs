//! A plan folder with secrets around it, `wangge view` on it, and raw requests to that.

#![allow(dead_code, reason = "every test file takes the helpers that it needs")]

use std::fs;
use std::io::{BufRead as _, BufReader, Read as _, Write as _};
use std::net::{SocketAddr, TcpStream};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::time::Duration;

use tempfile::TempDir;

/// Stands in every file that must never be read.
pub const SECRET: &str = "this is a secret";

/// What the folder holds for everybody, and its media types.
pub const FILES: [(&str, &str); 9] = [
    ("map.html", "text/html; charset=utf-8"),
    ("plan.json", "application/json; charset=utf-8"),
    ("grids.geojson", "application/geo+json; charset=utf-8"),
    ("register.csv", "text/csv; charset=utf-8"),
    ("overview.png", "image/png"),
    ("overview.svg", "image/svg+xml; charset=utf-8"),
    ("网格 100%.csv", "text/csv; charset=utf-8"),
    ("empty.txt", "text/plain; charset=utf-8"),
    ("tool", "application/octet-stream"),
];

/// Nobody waits longer than this: a test fails then, and does not hang.
const PATIENCE: Duration = Duration::from_secs(300);

/// The folder `plan` with `FILES`, and secrets beside it, below it, hidden in it and behind links.
pub fn plan_folder() -> TempDir {
    let root = tempfile::tempdir().expect("a temporary folder");
    let plan = root.path().join("plan");
    fs::create_dir_all(plan.join("sub")).expect("a folder");
    for (name, _) in FILES {
        fs::write(plan.join(name), bytes_of(name)).expect("a file");
    }
    for secret in ["secret", "plan/sub/secret", "plan/.hidden"] {
        fs::write(root.path().join(secret), SECRET).expect("a file");
    }
    #[cfg(unix)]
    {
        use std::os::unix::fs::symlink;
        symlink("../secret", plan.join("link")).expect("a link");
        symlink(root.path().join("secret"), plan.join("link.html")).expect("a link");
        symlink("..", plan.join("up")).expect("a link");
        fs::write(plan.join("back\\slash"), SECRET).expect("a file");
        fs::write(plan.join("co:lon"), SECRET).expect("a file");
    }
    root
}

/// What a file of the folder holds: the larger ones more than is sent at once.
pub fn bytes_of(name: &str) -> Vec<u8> {
    let times = match name {
        "empty.txt" => 0,
        "grids.geojson" => 200_000,
        _ => 100,
    };
    format!("{name} 网格\n").repeat(times).into_bytes()
}

/// The program with these arguments; it opens no browser of this machine.
pub fn wangge(arguments: &[&str]) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_wangge"));
    command.args(arguments).stdin(Stdio::null());
    command
}

/// A running `wangge view`.
pub struct Viewed {
    child: Child,
    /// What it printed first.
    pub url: String,
    /// Its port.
    pub port: u16,
    /// Where `plan` lies.
    pub root: TempDir,
}

impl Viewed {
    /// On a folder of its own.
    pub fn new() -> Self {
        Self::of(plan_folder(), |plan| {
            let mut command = wangge(&["view", "--no-browser"]);
            command.arg(plan);
            command
        })
    }

    /// Started by a command for the folder `plan` in `root`.
    pub fn of(root: TempDir, command: impl FnOnce(&Path) -> Command) -> Self {
        let mut command = command(&root.path().join("plan"));
        let mut child = command.stdout(Stdio::piped()).spawn().expect("the program");
        let out = child.stdout.take().expect("a pipe");
        let mut url = String::new();
        BufReader::new(out).read_line(&mut url).expect("a line");
        let url = url.trim_end().to_owned();
        let port = url.strip_prefix("http://127.0.0.1:");
        let port = port.and_then(|rest| rest.strip_suffix('/')?.parse().ok());
        Self {
            child,
            port: port.unwrap_or_else(|| panic!("no loopback address: {url:?}")),
            url,
            root,
        }
    }

    /// The folder that is served.
    pub fn plan(&self) -> PathBuf {
        self.root.path().join("plan")
    }

    /// A connection that has said nothing yet.
    pub fn connect(&self) -> TcpStream {
        connect(SocketAddr::from(([127, 0, 0, 1], self.port)))
    }

    /// The answer to these very bytes, in which `PORT` stands for the port.
    pub fn ask(&self, request: &str) -> Reply {
        let request = request.replace("PORT", &self.port.to_string());
        ask(self.connect(), request.as_bytes())
    }

    /// The answer to a plain request for a target.
    pub fn get(&self, target: &str) -> Reply {
        self.ask(&format!(
            "GET {target} HTTP/1.1\r\nHost: 127.0.0.1:PORT\r\n\r\n"
        ))
    }

    /// It still answers with its map.
    pub fn assert_alive(&self) {
        let reply = self.get("/");
        assert_eq!(reply.status(), Some(200), "{reply:?}");
        assert_eq!(reply.body, bytes_of("map.html"));
    }
}

impl Drop for Viewed {
    fn drop(&mut self) {
        // It may have ended by itself.
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

/// A connection to an address of this machine.
pub fn connect(address: SocketAddr) -> TcpStream {
    let stream = TcpStream::connect(address).expect("a connection");
    stream
        .set_read_timeout(Some(PATIENCE))
        .and_then(|()| stream.set_write_timeout(Some(PATIENCE)))
        .expect("a time-out");
    stream
}

/// Says these bytes and reads to the end.
pub fn ask(mut stream: TcpStream, request: &[u8]) -> Reply {
    // A server that refuses early closes before everything is said.
    let _ = stream.write_all(request);
    hear(stream)
}

/// Reads to the end.
pub fn hear(mut stream: TcpStream) -> Reply {
    let mut bytes = Vec::new();
    let end = stream.read_to_end(&mut bytes);
    let waited = end.is_err_and(|e| {
        use std::io::ErrorKind::{TimedOut, WouldBlock};
        matches!(e.kind(), TimedOut | WouldBlock)
    });
    assert!(!waited, "no end of the answer came");
    Reply::of(&bytes)
}

/// An answer; an empty head when the connection was closed without one.
#[derive(Debug)]
pub struct Reply {
    /// Status line and headers.
    pub head: String,
    /// What follows.
    pub body: Vec<u8>,
}

impl Reply {
    /// Whatever the answer is, it tells no secret.
    fn of(bytes: &[u8]) -> Self {
        let text = String::from_utf8_lossy(bytes);
        assert!(!text.contains(SECRET), "a secret was told: {text}");
        let end = bytes.windows(4).position(|four| four == b"\r\n\r\n");
        let (head, body) = bytes.split_at(end.map_or(bytes.len(), |end| end + 4));
        Self {
            head: String::from_utf8_lossy(head).into_owned(),
            body: body.to_owned(),
        }
    }

    /// The status; nothing when there was no answer.
    pub fn status(&self) -> Option<u16> {
        self.head.split(' ').nth(1)?.parse().ok()
    }

    /// The value of a header.
    pub fn header(&self, name: &str) -> Option<&str> {
        let lines = self.head.lines().filter_map(|line| line.split_once(": "));
        let mut values = lines.filter(|(key, _)| key.eq_ignore_ascii_case(name));
        let value = values.next().map(|(_, value)| value);
        assert!(values.next().is_none(), "{name} twice: {}", self.head);
        value
    }

    /// An answer that says no, or none at all.
    pub fn is_refusal(&self) -> bool {
        match self.status() {
            Some(status) => (400..600).contains(&status),
            None => self.head.is_empty(),
        }
    }
}

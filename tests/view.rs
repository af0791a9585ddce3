//! `wangge view`: the files of the folder for browsers of this machine, nothing else and for nobody else.
#![allow(
    clippy::print_stderr,
    reason = "it says what this system does not allow"
)]

mod viewed;

use std::fs;
use std::io::Write as _;
use std::net::{SocketAddr, TcpStream, UdpSocket};

use viewed::{FILES, Viewed, ask, bytes_of};

/// Every byte but letters and digits percent-encoded.
fn encoded(name: &str) -> String {
    let byte = |b: u8| match b {
        b if b.is_ascii_alphanumeric() => char::from(b).to_string(),
        b => format!("%{b:02x}"),
    };
    name.bytes().map(byte).collect()
}

#[test]
fn every_file_of_the_folder_is_answered_whole_with_its_type() {
    let viewed = Viewed::new();
    for (name, kind) in FILES {
        let reply = viewed.get(&format!("/{}", encoded(name)));
        assert_eq!(reply.status(), Some(200), "{reply:?}");
        assert_eq!(reply.header("content-type"), Some(kind));
        assert_eq!(reply.body, bytes_of(name), "{name}");
        let length = reply.body.len().to_string();
        assert_eq!(reply.header("content-length"), Some(length.as_str()));
        assert_eq!(reply.header("connection"), Some("close"));
    }
}

#[test]
fn the_root_is_the_map_and_a_query_changes_nothing() {
    let viewed = Viewed::new();
    for target in ["/", "/?lang=zh", "/map.html?../secret", "/map%2Ehtml"] {
        let reply = viewed.get(target);
        assert_eq!(reply.status(), Some(200), "{target}: {reply:?}");
        assert_eq!(reply.body, bytes_of("map.html"));
    }
    let whole = "GET http://localhost:PORT/ HTTP/1.1\r\nHost: LocalHost:PORT\r\n\r\n";
    assert_eq!(viewed.ask(whole).body, bytes_of("map.html"));
    let old = "GET / HTTP/1.0\r\nHost: 127.0.0.1:PORT\r\n\r\n";
    assert_eq!(viewed.ask(old).body, bytes_of("map.html"));
}

#[test]
fn a_head_request_has_the_headers_and_no_body() {
    let viewed = Viewed::new();
    let reply = viewed.ask("HEAD /grids.geojson HTTP/1.1\r\nHost: 127.0.0.1:PORT\r\n\r\n");
    assert_eq!(reply.status(), Some(200), "{reply:?}");
    let length = bytes_of("grids.geojson").len().to_string();
    assert_eq!(reply.header("content-length"), Some(length.as_str()));
    assert!(reply.body.is_empty());
    let missing = viewed.ask("HEAD /none HTTP/1.1\r\nHost: 127.0.0.1:PORT\r\n\r\n");
    assert_eq!((missing.status(), missing.body.len()), (Some(404), 0));
}

#[test]
fn answers_and_refusals_keep_other_sites_out() {
    let viewed = Viewed::new();
    for target in ["/", "/plan.json", "/../secret"] {
        let reply = viewed.get(target);
        for (name, value) in [
            ("x-content-type-options", "nosniff"),
            ("cache-control", "no-store"),
            ("cross-origin-resource-policy", "same-origin"),
            ("referrer-policy", "no-referrer"),
        ] {
            assert_eq!(reply.header(name), Some(value), "{target}");
        }
        let policy = reply.header("content-security-policy");
        assert!(policy.is_some_and(|policy| policy.contains("frame-ancestors 'none'")));
        assert_eq!(reply.header("access-control-allow-origin"), None);
    }
}

#[test]
fn no_way_leads_out_of_the_folder() {
    let viewed = Viewed::new();
    let secret = viewed.root.path().join("secret");
    let secret = secret.to_str().expect("a plain path");
    let mut targets = vec![secret.to_owned(), format!("/{secret}"), encoded(secret)];
    targets.push(format!("/{}", encoded(secret)));
    targets.push(format!("file://{secret}"));
    targets.extend(
        [
            "../secret",
            "/../secret",
            "/./../secret",
            "/sub/../../secret",
            "/%2e%2e/secret",
            "/%2E%2E%2Fsecret",
            "/..%2fsecret",
            "/%252e%252e/secret",
            "/%252e%252e%252fsecret",
            "/%c0%ae%c0%ae/secret",
            "/%u002e%u002e/secret",
            "/..%5csecret",
            "/..\\secret",
            "/..;/secret",
            "/....//secret",
            "/%2fetc%2fpasswd",
            "/etc/passwd",
            "//etc/passwd",
            "///etc/passwd",
            "/plan/../secret",
            "/map.html/../../secret",
            "/map.html%00",
            "/%00",
            "/secret%00.html",
            "/sub",
            "/sub/",
            "/sub/secret",
            "/sub%2fsecret",
            "/.hidden",
            "/%2ehidden",
            "/.",
            "/..",
            "/%2e%2e",
            "/secret",
            "/back%5cslash",
            "/co%3alon",
            "/map.html::$DATA",
            "/MAP.HTML",
            "/map.html.",
            "/map.html%20",
            "/map.html/",
            "/C:%5csecret",
            "/%5c%5chost%5cshare",
            "*",
            "",
        ]
        .map(str::to_owned),
    );
    for target in &targets {
        let reply = viewed.get(target);
        assert!(reply.is_refusal(), "{target}: {reply:?}");
    }
    viewed.assert_alive();
}

#[cfg(unix)]
#[test]
fn links_in_the_folder_are_not_followed() {
    let viewed = Viewed::new();
    for target in ["/link", "/link.html", "/up", "/up/secret", "/up%2fsecret"] {
        assert_eq!(viewed.get(target).status(), Some(404), "{target}");
    }
    // The map itself, exchanged for a link while it is served.
    let map = viewed.plan().join("map.html");
    fs::remove_file(&map).expect("removed");
    std::os::unix::fs::symlink("../secret", &map).expect("a link");
    assert_eq!(viewed.get("/").status(), Some(404));
}

#[cfg(unix)]
#[test]
fn a_pipe_in_the_folder_is_no_file_and_nobody_waits_for_it() {
    let viewed = Viewed::new();
    let made = std::process::Command::new("mkfifo")
        .arg(viewed.plan().join("pipe.csv"))
        .status();
    assert!(made.expect("mkfifo").success());
    assert_eq!(viewed.get("/pipe.csv").status(), Some(404));
    viewed.assert_alive();
}

#[test]
fn other_hosts_and_odd_heads_are_refused() {
    let viewed = Viewed::new();
    let own = "Host: 127.0.0.1:PORT\r\n";
    let line = "GET / HTTP/1.1\r\n";
    for (status, request) in [
        (421, format!("{line}Host: evil.example:PORT\r\n\r\n")),
        (421, format!("{line}Host: 127.0.0.1\r\n\r\n")),
        (421, format!("{line}Host: 127.0.0.1:1\r\n\r\n")),
        (
            421,
            format!("{line}Host: 127.0.0.1:PORT.evil.example\r\n\r\n"),
        ),
        (421, format!("{line}Host: 0.0.0.0:PORT\r\n\r\n")),
        (421, format!("{line}Host:\r\n\r\n")),
        (400, format!("{line}\r\n")),
        (400, format!("{line}{own}{own}\r\n")),
        (400, format!("{line}{own}Host: evil.example:PORT\r\n\r\n")),
        (400, "GET / HTTP/1.0\r\n\r\n".to_owned()),
        (421, format!("GET http://other/ HTTP/1.1\r\n{own}\r\n")),
        (
            421,
            "GET http://127.0.0.1:PORT/ HTTP/1.1\r\nHost: other\r\n\r\n".to_owned(),
        ),
        (
            421,
            format!("GET https://localhost:PORT/ HTTP/1.1\r\n{own}\r\n"),
        ),
        (400, format!("GET localhost:PORT HTTP/1.1\r\n{own}\r\n")),
        (400, format!("GET * HTTP/1.1\r\n{own}\r\n")),
        (
            405,
            format!("POST / HTTP/1.1\r\n{own}Content-Length: 2\r\n\r\nhi"),
        ),
        (405, format!("PUT /plan.json HTTP/1.1\r\n{own}\r\n")),
        (405, format!("DELETE /plan.json HTTP/1.1\r\n{own}\r\n")),
        (405, format!("OPTIONS * HTTP/1.1\r\n{own}\r\n")),
        (405, format!("TRACE / HTTP/1.1\r\n{own}\r\n")),
        (405, format!("CONNECT other:443 HTTP/1.1\r\n{own}\r\n")),
        (400, format!("{line}{own}Content-Length: 2\r\n\r\nhi")),
        (
            400,
            format!("{line}{own}Transfer-Encoding: chunked\r\n\r\n2\r\nhi\r\n0\r\n\r\n"),
        ),
    ] {
        let reply = viewed.ask(&request);
        assert_eq!(reply.status(), Some(status), "{request:?}: {reply:?}");
        let allowed = (status == 405).then_some("GET, HEAD");
        assert_eq!(reply.header("allow"), allowed, "{request:?}");
    }
    viewed.assert_alive();
}

#[test]
fn what_is_no_request_is_refused() {
    let viewed = Viewed::new();
    let own = "Host: 127.0.0.1:PORT\r\n";
    for request in [
        "\0\0\0\0\r\n\r\n".to_owned(),
        "\u{16}\u{3}\u{1}\u{2}\0\u{1}\0\u{1}".repeat(100),
        "网格\r\n\r\n".to_owned(),
        "GET /\r\n\r\n".to_owned(),
        "GET / HTTP/9.9\r\n\r\n".to_owned(),
        "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n".to_owned(),
        format!("GET /\0 HTTP/1.1\r\n{own}\r\n"),
        format!("GET /map.html secret HTTP/1.1\r\n{own}\r\n"),
        format!("GET / HTTP/1.1\r\n{own}Host : other\r\n\r\n"),
        format!("GET / HTTP/1.1\r\n{own} folded\r\n\r\n"),
        format!("GET / HTTP/1.1\r\n{own}Content-Length: -1\r\n\r\n"),
        format!("GET / HTTP/1.1\r\n{own}Content-Length: 1\r\nContent-Length: 2\r\n\r\nhi"),
        format!("GET / HTTP/1.1\r\n{own}X: {}\r\n\r\n", "x".repeat(1 << 20)),
        format!("GET / HTTP/1.1\r\n{own}{}\r\n", "X: x\r\n".repeat(10_000)),
        format!("GET /{} HTTP/1.1\r\n{own}\r\n", "x".repeat(1 << 20)),
    ] {
        let reply = viewed.ask(&request);
        let start: String = request.chars().take(60).collect();
        assert!(reply.is_refusal(), "{start:?}: {reply:?}");
    }
    viewed.assert_alive();
}

#[test]
fn only_the_first_request_of_a_connection_is_answered() {
    let viewed = Viewed::new();
    let one = "GET /plan.json HTTP/1.1\r\nHost: 127.0.0.1:PORT\r\n\r\n";
    let reply = viewed.ask(&one.repeat(2));
    assert_eq!(reply.status(), Some(200));
    assert_eq!(reply.body, bytes_of("plan.json"));
}

#[test]
fn a_head_may_come_byte_by_byte_and_may_break_off() {
    let viewed = Viewed::new();
    let head = format!("GET / HTTP/1.1\r\nHost: 127.0.0.1:{}\r\n\r\n", viewed.port);
    let mut stream = viewed.connect();
    stream.set_nodelay(true).expect("no delay");
    for byte in head.bytes() {
        stream.write_all(&[byte]).expect("a byte");
    }
    assert_eq!(viewed::hear(stream).body, bytes_of("map.html"));
    for length in 0..head.len() {
        let mut stream = viewed.connect();
        stream.write_all(&head.as_bytes()[..length]).expect("bytes");
    }
    viewed.assert_alive();
}

#[test]
fn readers_who_leave_hold_nothing() {
    let viewed = Viewed::new();
    for _ in 0..500 {
        let mut stream = viewed.connect();
        let head = format!(
            "GET /grids.geojson HTTP/1.1\r\nHost: 127.0.0.1:{}\r\n\r\n",
            viewed.port
        );
        stream.write_all(head.as_bytes()).expect("a request");
    }
    viewed.assert_alive();
}

#[test]
fn a_plan_written_anew_is_shown_and_a_map_taken_away_is_missing() {
    let viewed = Viewed::new();
    fs::write(viewed.plan().join("plan.json"), "{}").expect("a file");
    assert_eq!(viewed.get("/plan.json").body, b"{}");
    fs::rename(viewed.plan(), viewed.root.path().join("old")).expect("renamed");
    assert_eq!(viewed.get("/").status(), Some(404));
    fs::create_dir(viewed.plan()).expect("a folder");
    fs::write(viewed.plan().join("map.html"), "new").expect("a file");
    assert_eq!(viewed.get("/").body, b"new");
}

#[test]
fn nobody_but_this_machine_reaches_it() {
    let viewed = Viewed::new();
    assert_eq!(viewed.url, format!("http://127.0.0.1:{}/", viewed.port));
    // Asking the way to another network sends nothing and tells the own address there.
    let outside = UdpSocket::bind("0.0.0.0:0")
        .and_then(|socket| socket.connect("192.0.2.1:9").and(socket.local_addr()))
        .map(|address| address.ip());
    let mut own: Vec<_> = outside.into_iter().filter(|ip| !ip.is_loopback()).collect();
    if own.is_empty() {
        eprintln!("skipped: this machine has no address but the loopback one");
    }
    if cfg!(target_os = "linux") {
        own.push([127, 0, 0, 2].into());
    }
    for ip in own {
        let reached = TcpStream::connect(SocketAddr::new(ip, viewed.port));
        assert!(reached.is_err(), "reached by {ip}");
    }
}

#[test]
fn raw_bytes_above_ascii_are_refused_or_decoded_as_names() {
    let viewed = Viewed::new();
    let head = |name: &[u8]| {
        let end = format!(" HTTP/1.1\r\nHost: 127.0.0.1:{}\r\n\r\n", viewed.port);
        [b"GET /", name, end.as_bytes()].concat()
    };
    for name in [&b"\xff\xfe"[..], b"..\xc0\xafsecret", b"\xe7\xbd\x91"] {
        let reply = ask(viewed.connect(), &head(name));
        assert!(reply.is_refusal(), "{name:?}: {reply:?}");
    }
    viewed.assert_alive();
}

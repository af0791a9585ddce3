//! What a request asks for: one file by its name, or nothing that is answered.
//!
//! Host and target: RFC 9112, section 3.2. An unknown host is 421 (RFC 9110, section 15.5.20).

use std::net::SocketAddr;

use hyper::body::Body;
use hyper::header::HOST;
use hyper::{HeaderMap, Method, Request, StatusCode, Uri};
use percent_encoding::percent_decode_str;

use super::PAGE;

/// Why a request is not answered with a file.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Refusal {
    /// It names no host, or several.
    NoHost,
    /// It is meant for another host.
    OtherHost,
    /// It wants more than to read.
    Method,
    /// It brings something along.
    Body,
    /// Its target is no path.
    Target,
    /// The folder has no such file.
    Missing,
    /// The file is there and cannot be read.
    Unreadable,
}

impl Refusal {
    /// Status and words of the answer.
    pub fn told(self) -> (StatusCode, &'static str) {
        match self {
            Self::NoHost => (StatusCode::BAD_REQUEST, "one Host header is needed"),
            Self::OtherHost => (
                StatusCode::MISDIRECTED_REQUEST,
                "this host is not served here",
            ),
            Self::Method => (StatusCode::METHOD_NOT_ALLOWED, "only GET and HEAD"),
            Self::Body => (StatusCode::BAD_REQUEST, "a request has no body here"),
            Self::Target => (StatusCode::BAD_REQUEST, "the target is no path"),
            Self::Missing => (
                StatusCode::NOT_FOUND,
                "no such file in the folder 文件夹中没有此文件",
            ),
            Self::Unreadable => (
                StatusCode::SERVICE_UNAVAILABLE,
                "the file cannot be read now, try again 暂时无法读取,请重试",
            ),
        }
    }
}

/// What a browser of this machine calls a server at `address`.
pub fn own_hosts(address: SocketAddr) -> Vec<String> {
    let port = address.port();
    let names = [address.ip().to_string(), "localhost".to_owned()];
    let mut hosts: Vec<String> = names.iter().map(|name| format!("{name}:{port}")).collect();
    // The port of the scheme is left out.
    if port == 80 {
        hosts.extend(names);
    }
    hosts
}

/// Name of the file that is asked for.
pub fn file_name(request: &Request<impl Body>, hosts: &[String]) -> Result<String, Refusal> {
    check_host(request.headers(), hosts)?;
    if !matches!(*request.method(), Method::GET | Method::HEAD) {
        return Err(Refusal::Method);
    }
    check_target(request.uri(), hosts)?;
    if !request.body().is_end_stream() {
        return Err(Refusal::Body);
    }
    let path = request.uri().path();
    name_in(path.strip_prefix('/').ok_or(Refusal::Target)?)
}

fn check_host(headers: &HeaderMap, hosts: &[String]) -> Result<(), Refusal> {
    let mut named = headers.get_all(HOST).iter();
    let (Some(host), None) = (named.next(), named.next()) else {
        return Err(Refusal::NoHost);
    };
    match host.to_str() {
        Ok(host) if is_own(host, hosts) => Ok(()),
        _ => Err(Refusal::OtherHost),
    }
}

/// A whole address as target is good when it is ours.
fn check_target(uri: &Uri, hosts: &[String]) -> Result<(), Refusal> {
    match (uri.scheme_str(), uri.authority()) {
        (None, None) => Ok(()),
        (Some("http"), Some(named)) if is_own(named.as_str(), hosts) => Ok(()),
        (Some(_), _) => Err(Refusal::OtherHost),
        (None, Some(_)) => Err(Refusal::Target),
    }
}

fn is_own(host: &str, hosts: &[String]) -> bool {
    hosts.iter().any(|own| own.eq_ignore_ascii_case(host))
}

/// The name in a path, decoded once: what is still encoded then is part of the name.
fn name_in(path: &str) -> Result<String, Refusal> {
    if path.is_empty() {
        return Ok(PAGE.to_owned());
    }
    let name = percent_decode_str(path).decode_utf8();
    let name = name.map_err(|_| Refusal::Missing)?;
    if is_plain(&name) {
        Ok(name.into_owned())
    } else {
        Err(Refusal::Missing)
    }
}

/// Whether it is the name of a visible file on every system, and nothing else.
fn is_plain(name: &str) -> bool {
    let odd = |c: char| matches!(c, '/' | '\\' | ':') || c.is_control();
    !name.is_empty() && !name.starts_with('.') && !name.contains(odd)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn hosts() -> Vec<String> {
        own_hosts(SocketAddr::from(([127, 0, 0, 1], 4000)))
    }

    fn asked(method: &str, target: &str, host: &[&str], body: &str) -> Result<String, Refusal> {
        let mut request = Request::builder().method(method).uri(target);
        for host in host {
            request = request.header(HOST, *host);
        }
        let request = request.body(body.to_owned()).expect("a request");
        file_name(&request, &hosts())
    }

    fn got(target: &str) -> Result<String, Refusal> {
        asked("GET", target, &["127.0.0.1:4000"], "")
    }

    #[test]
    fn a_path_is_decoded_once_and_is_one_plain_name() {
        for (target, name) in [
            ("/", "map.html"),
            ("/?lang=zh", "map.html"),
            ("/plan.json?x=/../y", "plan.json"),
            ("/%E7%BD%91%E6%A0%BC.csv", "网格.csv"),
            ("/a%20b.csv", "a b.csv"),
            ("/100%25.csv", "100%.csv"),
            ("/%252e%252e%252fsecret", "%2e%2e%2fsecret"),
            ("http://localhost:4000/plan.json", "plan.json"),
            ("http://127.0.0.1:4000", "map.html"),
        ] {
            assert_eq!(got(target), Ok(name.to_owned()), "{target}");
        }
    }

    #[test]
    fn what_is_no_plain_name_is_missing() {
        for target in [
            "//",
            "//etc/passwd",
            "/etc/passwd",
            "/..",
            "/../secret",
            "/%2e%2e/secret",
            "/..%2fsecret",
            "/%2fetc%2fpasswd",
            "/..%5csecret",
            "/c:secret",
            "/map.html::$DATA",
            "/map.html%00",
            "/a%0ab",
            "/.hidden",
            "/%2ehidden",
            "/map.html/",
            "/%ff",
        ] {
            assert_eq!(got(target), Err(Refusal::Missing), "{target}");
        }
    }

    #[test]
    fn a_request_names_this_host_once() {
        let asked = |host: &[&str]| asked("GET", "/", host, "").err();
        assert_eq!(asked(&["LOCALHOST:4000"]), None);
        assert_eq!(asked(&[]), Some(Refusal::NoHost));
        assert_eq!(
            asked(&["127.0.0.1:4000", "127.0.0.1:4000"]),
            Some(Refusal::NoHost)
        );
        for other in [
            "",
            "127.0.0.1",
            "localhost",
            "127.0.0.1:4001",
            "evil.example:4000",
            "localhost.evil.example:4000",
            "127.0.0.1:4000.evil.example",
            "user@127.0.0.1:4000",
            "127.0.0.1:4000, evil.example",
            "0.0.0.0:4000",
            "[::1]:4000",
        ] {
            assert_eq!(asked(&[other]), Some(Refusal::OtherHost), "{other}");
        }
    }

    #[test]
    fn the_port_of_the_scheme_may_be_left_out() {
        let hosts = own_hosts(SocketAddr::from(([127, 0, 0, 1], 80)));
        assert!(is_own("127.0.0.1", &hosts) && is_own("localhost:80", &hosts));
    }

    #[test]
    fn other_targets_methods_and_bodies_are_refused() {
        let own = ["127.0.0.1:4000"];
        for (method, target, body, refusal) in [
            ("GET", "http://evil.example/", "", Refusal::OtherHost),
            ("GET", "https://127.0.0.1:4000/", "", Refusal::OtherHost),
            ("GET", "http://user@127.0.0.1:4000/", "", Refusal::OtherHost),
            ("GET", "*", "", Refusal::Target),
            ("GET", "127.0.0.1:4000", "", Refusal::Target),
            ("CONNECT", "evil.example:80", "", Refusal::Method),
            ("OPTIONS", "*", "", Refusal::Method),
            ("POST", "/", "", Refusal::Method),
            ("PUT", "/plan.json", "x", Refusal::Method),
            ("GET", "/", "x", Refusal::Body),
        ] {
            let asked = asked(method, target, &own, body);
            assert_eq!(asked, Err(refusal), "{method} {target}");
        }
    }
}

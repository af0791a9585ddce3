//! Answers: a file in pieces, or a line that says why there is none.

use std::fs::File;
use std::io::{self, Read as _};
use std::net::SocketAddr;
use std::path::Path;
use std::pin::Pin;
use std::sync::Arc;
use std::task::{Context, Poll};

use hyper::body::{Body, Bytes, Frame, SizeHint};
use hyper::header::{ALLOW, CONTENT_LENGTH, CONTENT_TYPE, HeaderMap, HeaderValue};
use hyper::{Method, Request, Response, StatusCode};
use tokio::sync::{OwnedSemaphorePermit, Semaphore};

use super::folder::Folder;
use super::request::{Refusal, file_name, own_hosts};

/// Bytes of a file that are in memory at once.
const PIECE: u64 = 64 * 1024;

/// Headers of every answer: pages of other sites learn nothing, frames do not show it, nothing is kept, and what a page
/// says it is it stays. A page of the folder reads this server and no other: nothing leaves the machine.
const HEADERS: [(&str, &str); 5] = [
    ("x-content-type-options", "nosniff"),
    ("cache-control", "no-store"),
    ("cross-origin-resource-policy", "same-origin"),
    ("referrer-policy", "no-referrer"),
    (
        "content-security-policy",
        "default-src 'self' 'unsafe-inline' data: blob:; frame-ancestors 'none'",
    ),
];

/// A folder under the names of its server.
pub struct Site {
    folder: Folder,
    hosts: Vec<String>,
    answers: Arc<Semaphore>,
}

impl Site {
    /// The folder at `address`, with this many files open at once.
    pub fn new(folder: Folder, address: SocketAddr, answers: usize) -> Self {
        Self {
            folder,
            hosts: own_hosts(address),
            answers: Arc::new(Semaphore::new(answers)),
        }
    }

    /// The answer to a request.
    pub async fn answer(&self, request: &Request<impl Body>) -> Response<Content> {
        let mut response = match self.file(request).await {
            Ok((name, content)) => told(StatusCode::OK, kind(&name), content),
            Err(refusal) => {
                let (status, words) = refusal.told();
                let words = Bytes::from(format!("{words}\n"));
                told(status, TEXT, Content::Words(words))
            }
        };
        if *request.method() == Method::HEAD {
            *response.body_mut() = Content::Words(Bytes::new());
        }
        response
    }

    async fn file(&self, request: &Request<impl Body>) -> Result<(String, Content), Refusal> {
        let name = file_name(request, &self.hosts)?;
        let permit = Arc::clone(&self.answers).acquire_owned().await;
        let permit = permit.expect("the permits are never closed");
        // Waiting for a local disk here is shorter than a way to another thread and back.
        match self.folder.open(&name) {
            Ok(Some((file, left))) => {
                let content = Content::File {
                    file,
                    left,
                    _permit: permit,
                };
                Ok((name, content))
            }
            Ok(None) => Err(Refusal::Missing),
            Err(e) if e.kind() == io::ErrorKind::NotFound => Err(Refusal::Missing),
            Err(_) => Err(Refusal::Unreadable),
        }
    }
}

fn told(status: StatusCode, kind: &'static str, content: Content) -> Response<Content> {
    let bytes = content.left();
    let mut response = Response::new(content);
    *response.status_mut() = status;
    let headers: &mut HeaderMap = response.headers_mut();
    headers.insert(CONTENT_TYPE, HeaderValue::from_static(kind));
    headers.insert(CONTENT_LENGTH, HeaderValue::from(bytes));
    for (name, value) in HEADERS {
        headers.insert(name, HeaderValue::from_static(value));
    }
    if status == StatusCode::METHOD_NOT_ALLOWED {
        headers.insert(ALLOW, HeaderValue::from_static("GET, HEAD"));
    }
    response
}

const TEXT: &str = "text/plain; charset=utf-8";

/// Media type of a file by its name.
fn kind(name: &str) -> &'static str {
    let end = Path::new(name).extension().and_then(|end| end.to_str());
    match end.map(str::to_ascii_lowercase).as_deref() {
        Some("html") => "text/html; charset=utf-8",
        Some("geojson") => "application/geo+json; charset=utf-8",
        Some("json") => "application/json; charset=utf-8",
        Some("csv") => "text/csv; charset=utf-8",
        Some("svg") => "image/svg+xml; charset=utf-8",
        Some("txt" | "md" | "toml") => TEXT,
        Some("png") => "image/png",
        _ => "application/octet-stream",
    }
}

/// What follows the head of an answer.
pub enum Content {
    /// A text.
    Words(Bytes),
    /// A file as long as it was when it was opened.
    File {
        /// The rest of it.
        file: File,
        /// Bytes of the rest.
        left: u64,
        /// One of the files that are sent at once.
        _permit: OwnedSemaphorePermit,
    },
}

impl Content {
    fn left(&self) -> u64 {
        match self {
            Self::Words(words) => words.len() as u64,
            Self::File { left, .. } => *left,
        }
    }

    fn next(&mut self) -> io::Result<Bytes> {
        match self {
            Self::Words(words) => Ok(std::mem::take(words)),
            Self::File { file, left, .. } => piece(file, left),
        }
    }
}

/// The next bytes of a file of which `left` are still to come.
fn piece(file: &mut File, left: &mut u64) -> io::Result<Bytes> {
    let mut bytes = vec![0; PIECE.min(*left) as usize];
    let read = file.read(&mut bytes)?;
    // The file has become shorter: the connection breaks off, so that nobody takes it for whole.
    if read == 0 {
        return Err(io::ErrorKind::UnexpectedEof.into());
    }
    bytes.truncate(read);
    *left -= read as u64;
    Ok(bytes.into())
}

impl Body for Content {
    type Data = Bytes;
    type Error = io::Error;

    fn poll_frame(
        self: Pin<&mut Self>,
        _: &mut Context<'_>,
    ) -> Poll<Option<io::Result<Frame<Bytes>>>> {
        let content = self.get_mut();
        Poll::Ready((content.left() > 0).then(|| content.next().map(Frame::data)))
    }

    fn is_end_stream(&self) -> bool {
        self.left() == 0
    }

    fn size_hint(&self) -> SizeHint {
        SizeHint::with_exact(self.left())
    }
}

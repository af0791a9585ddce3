//! Data inside a page: compressed, as text. The browser unpacks it with its `DecompressionStream`.

use std::io::{self, Write as _};

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use flate2::Compression;
use flate2::write::GzEncoder;

/// Effort of the compression, 0 to 9: beyond this a page gets hardly smaller.
const LEVEL: u32 = 6;

/// Gzip, then base64.
///
/// # Errors
/// When memory runs out.
pub fn packed(bytes: &[u8]) -> io::Result<String> {
    let mut encoder = GzEncoder::new(Vec::new(), Compression::new(LEVEL));
    encoder.write_all(bytes)?;
    Ok(STANDARD.encode(encoder.finish()?))
}

#[cfg(test)]
mod tests {
    use std::io::Read as _;

    use flate2::read::GzDecoder;

    use super::*;

    #[test]
    fn what_is_packed_comes_back_and_is_the_same_each_time() {
        let text = "网格, grid; ".repeat(1000);
        let once = packed(text.as_bytes()).expect("memory");
        assert_eq!(once, packed(text.as_bytes()).expect("memory"));
        assert!(once.len() < text.len() / 20, "{}", once.len());
        let bytes = STANDARD.decode(once).expect("base64");
        let mut back = String::new();
        let read = GzDecoder::new(&bytes[..]).read_to_string(&mut back);
        read.expect("gzip");
        assert_eq!(back, text);
    }
}

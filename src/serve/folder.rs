//! The folder that is served, and nothing around it.
//!
//! A name that came over the network is compared with the names in the folder and never joined to a path. Links are not
//! followed, neither when the folder is listed nor when the file is opened.

use std::fs::{self, File};
use std::io;
use std::path::{Path, PathBuf};

use crate::error::{Error, Result};

/// A folder whose regular files may be read.
#[derive(Debug)]
pub struct Folder {
    /// Absolute, without links.
    dir: PathBuf,
}

impl Folder {
    /// The folder that `dir` leads to.
    ///
    /// # Errors
    /// [`Error::Io`] when there is none, or it cannot be read.
    pub fn of(dir: &Path) -> Result<Self> {
        let found = fs::canonicalize(dir).and_then(|found| {
            fs::read_dir(&found)?;
            Ok(found)
        });
        let dir = found.map_err(|source| Error::Io {
            path: dir.to_owned(),
            source,
            remedy: "name the folder of outputs that `wangge plan` wrote",
        })?;
        Ok(Self { dir })
    }

    /// The regular file of this name directly in the folder, and its size in bytes.
    ///
    /// # Errors
    /// What the system says about a folder or a file that cannot be read.
    pub fn open(&self, name: &str) -> io::Result<Option<(File, u64)>> {
        // A link that was put in the place of the folder or of one above it would lead away.
        if fs::canonicalize(&self.dir)? != self.dir {
            return Ok(None);
        }
        for entry in fs::read_dir(&self.dir)? {
            let entry = entry?;
            if entry.file_name() == *name && entry.file_type()?.is_file() {
                return open_regular(&entry.path());
            }
        }
        Ok(None)
    }
}

/// Opens a file that was regular when it was listed; nothing when it no longer is.
fn open_regular(path: &Path) -> io::Result<Option<(File, u64)>> {
    let file = open_itself(path)?;
    let data = file.metadata()?;
    Ok(data.is_file().then_some((file, data.len())))
}

/// Fails on a link, and does not wait for the other end of a pipe.
#[cfg(unix)]
fn open_itself(path: &Path) -> io::Result<File> {
    use rustix::fs::{Mode, OFlags, open};

    let flags = OFlags::RDONLY | OFlags::NOFOLLOW | OFlags::NONBLOCK | OFlags::CLOEXEC;
    Ok(File::from(open(path, flags, Mode::empty())?))
}

/// Links to files need a privilege here, and pipes are not in folders.
#[cfg(not(unix))]
fn open_itself(path: &Path) -> io::Result<File> {
    File::open(path)
}

#[cfg(test)]
mod tests {
    use std::io::Read as _;

    use super::*;

    fn text(folder: &Folder, name: &str) -> Option<String> {
        let (mut file, bytes) = folder.open(name).expect("a folder that can be read")?;
        let mut text = String::new();
        file.read_to_string(&mut text).expect("a text");
        assert_eq!(bytes, text.len() as u64);
        Some(text)
    }

    #[test]
    fn files_in_the_folder_are_opened_by_their_exact_name() {
        let temporary = tempfile::tempdir().expect("a temporary folder");
        fs::write(temporary.path().join("图.csv"), "a,b").expect("a file");
        let folder = Folder::of(temporary.path()).expect("a folder");
        assert_eq!(text(&folder, "图.csv").as_deref(), Some("a,b"));
        for name in ["图.CSV", "./图.csv", "", ".", "..", "图.csv/"] {
            assert_eq!(text(&folder, name), None, "{name}");
        }
    }

    #[test]
    fn folders_are_not_files() {
        let temporary = tempfile::tempdir().expect("a temporary folder");
        fs::create_dir(temporary.path().join("sub")).expect("a folder");
        fs::write(temporary.path().join("sub/secret"), "secret").expect("a file");
        let folder = Folder::of(temporary.path()).expect("a folder");
        assert_eq!(text(&folder, "sub"), None);
        assert_eq!(text(&folder, "sub/secret"), None);
    }

    #[cfg(unix)]
    #[test]
    fn a_link_put_in_place_of_a_listed_file_is_not_followed() {
        let temporary = tempfile::tempdir().expect("a temporary folder");
        let link = temporary.path().join("link");
        std::os::unix::fs::symlink("/etc/passwd", &link).expect("a link");
        assert!(open_itself(&link).is_err());
        let folder = Folder::of(temporary.path()).expect("a folder");
        assert_eq!(text(&folder, "link"), None);
    }

    #[cfg(unix)]
    #[test]
    fn a_link_put_in_place_of_the_folder_is_not_followed() {
        let temporary = tempfile::tempdir().expect("a temporary folder");
        let (own, other) = (temporary.path().join("own"), temporary.path().join("other"));
        for dir in [&own, &other] {
            fs::create_dir(dir).expect("a folder");
            fs::write(dir.join("map.html"), "page").expect("a file");
        }
        let folder = Folder::of(&own).expect("a folder");
        assert!(text(&folder, "map.html").is_some());
        fs::remove_dir_all(&own).expect("removed");
        std::os::unix::fs::symlink(&other, &own).expect("a link");
        assert_eq!(text(&folder, "map.html"), None);
    }
}

//! Errors stop a run: each names the file or key, the layer, the feature and the remedy.

use std::path::PathBuf;

/// Why a run cannot go on. Nothing has been written when one is returned.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// A file could not be read or written.
    #[error("{path}: {source}; {remedy}")]
    Io {
        /// The file or folder.
        path: PathBuf,
        /// What the system said.
        source: std::io::Error,
        /// What the user can do.
        remedy: &'static str,
    },
    /// The project file is wrong.
    #[error("{path}: {message}; {remedy}")]
    Project {
        /// The project file.
        path: PathBuf,
        /// What is wrong, with the key and the line where known.
        message: String,
        /// What the user can do.
        remedy: String,
    },
    /// The command line asks for something that there is not.
    #[error("{message}; {remedy}")]
    Usage {
        /// What is wrong.
        message: String,
        /// What the user can do.
        remedy: String,
    },
    /// A layer cannot be used.
    #[error("{path} (layer {layer}{}): {message}; {remedy}", feature.as_ref().map(|f| format!(", feature {f}")).unwrap_or_default())]
    Layer {
        /// The layer's file.
        path: PathBuf,
        /// The layer's name in the project file, for instance `buildings`.
        layer: &'static str,
        /// The feature, when one is to blame.
        feature: Option<String>,
        /// What is wrong.
        message: String,
        /// What the user can do.
        remedy: String,
    },
    /// An invariant of the engine does not hold; the run stops and nothing is written.
    #[error("{stage}: {message}; nothing was written. Please report this with the input layers")]
    Broken {
        /// The stage that noticed.
        stage: &'static str,
        /// What does not hold, with places.
        message: String,
    },
}

/// Result of a stage.
pub type Result<T> = std::result::Result<T, Error>;

//! A bare graph from a file, and its parts to a file: for people who bring their own units.
//!
//! In: JSON with `nodes` (`id`, `households`, `persons`), `edges` (`u`, `v`, `shared_length`), `lo`, `hi`, `target`
//! and `persons_cap`. Out: JSON with `assignment`, the part of each node in the order of the file.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};

use serde::Deserialize;

use crate::error::{Error, Result};
use crate::plan::{Bounds, Edge, MEAN_BORDER_COST, Network, Range};
use crate::unit::Counts;

/// Largest count of one node.
const MOST: i64 = 1 << 40;
/// Largest cost of an edge.
const MOST_COST: f64 = 2_000_000.0;

/// A bare graph with its bounds.
#[derive(Clone, Debug)]
pub struct Instance {
    /// Its name in the file.
    pub name: String,
    /// Nodes in the order of the file; an edge of mean length costs [`MEAN_BORDER_COST`].
    pub network: Network,
    /// Bounds of every part.
    pub bounds: Bounds,
    length: Vec<(u32, u32, f64)>,
}

impl Instance {
    /// The same graph with edges of equal length: the number of cut edges counts.
    #[must_use]
    pub fn unweighted(mut self) -> Self {
        for (_, _, long) in &mut self.length {
            *long = 1.0;
        }
        self.network = Network::new(self.network.load, edges_of(&self.length));
        self
    }

    /// Length of the edges whose ends lie in different parts, in the unit of the file.
    #[must_use]
    pub fn cut_length(&self, labels: &[u32]) -> f64 {
        let cut = self.length.iter();
        let cut = cut.filter(|(u, v, _)| labels[*u as usize] != labels[*v as usize]);
        cut.map(|(_, _, length)| length).sum()
    }
}

#[derive(Deserialize)]
struct File {
    #[serde(default)]
    name: String,
    #[serde(default = "households")]
    attr: String,
    target: Option<f64>,
    lo: Option<i64>,
    hi: Option<i64>,
    persons_cap: Option<i64>,
    nodes: Vec<Node>,
    edges: Vec<Link>,
}

fn households() -> String {
    "households".to_owned()
}

#[derive(Deserialize)]
struct Node {
    id: i64,
    households: Option<i64>,
    persons: Option<i64>,
}

#[derive(Deserialize)]
struct Link {
    u: i64,
    v: i64,
    shared_length: Option<f64>,
}

/// Reads a bare graph.
///
/// # Errors
/// When the file cannot be read or is not such a graph; the message names the node or edge and the remedy.
pub fn read_instance(path: &Path) -> Result<Instance> {
    let bytes = fs::read(path).map_err(|source| Error::Io {
        path: path.to_owned(),
        source,
        remedy: "check the path and the permissions",
    })?;
    let wrong = |feature: Option<String>, message: String, remedy: &str| Error::Layer {
        path: path.to_owned(),
        layer: "instance",
        feature,
        message,
        remedy: remedy.to_owned(),
    };
    let text = bytes.strip_prefix(b"\xef\xbb\xbf").unwrap_or(&bytes);
    let file: File = serde_json::from_slice(text).map_err(|e| {
        let remedy = "give `nodes`, `edges`, `lo`, `hi` and `target` as numbers";
        wrong(None, e.to_string(), remedy)
    })?;
    drop(bytes);
    if file.attr != "households" {
        let message = format!("`attr` is `{}`", file.attr);
        let remedy = "only `households` is supported; put the count there";
        return Err(wrong(None, message, remedy));
    }
    let bounds = bounds_of(&file).map_err(|message| {
        let remedy = "correct `lo`, `hi`, `target` or `persons_cap`";
        wrong(None, message, remedy)
    })?;
    let mut index = BTreeMap::new();
    let mut load = Vec::with_capacity(file.nodes.len());
    for (i, node) in file.nodes.iter().enumerate() {
        let id = Some(format!("node {}", node.id));
        if index.insert(node.id, i as u32).is_some() {
            return Err(wrong(id, "its id is not unique".to_owned(), "renumber it"));
        }
        let counts = [node.households.unwrap_or(0), node.persons.unwrap_or(0)];
        if let Some(count) = counts.iter().find(|c| !(0..=MOST).contains(*c)) {
            let message = format!("{count} is no count");
            return Err(wrong(id, message, "give a whole number, 0 or more"));
        }
        load.push(Counts {
            households: counts[0],
            persons: counts[1],
            ..Counts::default()
        });
    }
    let mut length = Vec::with_capacity(file.edges.len());
    for link in &file.edges {
        let id = || Some(format!("edge {} - {}", link.u, link.v));
        let (Some(&u), Some(&v)) = (index.get(&link.u), index.get(&link.v)) else {
            let message = "an end is no node".to_owned();
            return Err(wrong(id(), message, "add the node or drop the edge"));
        };
        let long = link.shared_length.unwrap_or(1.0);
        if !(0.0..=1e12).contains(&long) {
            let message = format!("{long} is no length");
            return Err(wrong(id(), message, "give a number from 0 to 1e12"));
        }
        length.push((u, v, long));
    }
    Ok(Instance {
        name: file.name,
        network: Network::new(load, edges_of(&length)),
        bounds,
        length,
    })
}

fn bounds_of(file: &File) -> std::result::Result<Bounds, String> {
    let range = |min: Option<i64>, max: Option<i64>| {
        let inside = |n: Option<i64>| n.is_none_or(|n| (0..=MOST).contains(&n));
        let ordered = min.zip(max).is_none_or(|(min, max)| min <= max);
        if inside(min) && inside(max) && ordered {
            Ok(())
        } else {
            Err(format!("no count lies from {min:?} to {max:?}"))
        }
    };
    range(file.lo, file.hi)?;
    range(None, file.persons_cap)?;
    let target = match file.target {
        Some(t) if !(0.0..=MOST as f64).contains(&t) => return Err(format!("target {t}")),
        t => t.map(|t| t.round() as i64),
    };
    Ok(Bounds {
        households: Range {
            min: file.lo,
            target,
            max: file.hi,
        },
        persons: Range {
            max: file.persons_cap,
            ..Range::default()
        },
        ..Bounds::default()
    })
}

fn edges_of(length: &[(u32, u32, f64)]) -> Vec<Edge> {
    let total: f64 = length.iter().map(|(_, _, long)| long).sum();
    let mean = total / length.len().max(1) as f64;
    let cost = |long: f64| {
        if mean > 0.0 {
            (long / mean * MEAN_BORDER_COST as f64)
                .round()
                .min(MOST_COST) as i32
        } else {
            0
        }
    };
    let edges = length.iter().map(|&(a, b, long)| Edge {
        a,
        b,
        cost: cost(long),
    });
    edges.collect()
}

/// Writes the part of each node; an old file stays whole when that fails.
///
/// # Errors
/// When the file cannot be written.
pub fn write_assignment(path: &Path, labels: &[u32]) -> Result<()> {
    let mut fresh = path.as_os_str().to_owned();
    fresh.push(format!(".tmp-{}", std::process::id()));
    let fresh = PathBuf::from(fresh);
    let text = serde_json::json!({ "assignment": labels }).to_string();
    let written = fs::write(&fresh, text).and_then(|()| fs::rename(&fresh, path));
    written.map_err(|source| {
        // A rest that cannot be removed either says nothing new.
        let _ = fs::remove_file(&fresh);
        Error::Io {
            path: path.to_owned(),
            source,
            remedy: "choose a folder that exists and can be written",
        }
    })
}

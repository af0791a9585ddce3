//! A plan folder in memory: made by a run, spoilt in one place, written to a temporary folder.

#![allow(dead_code, reason = "every test file takes the helpers that it needs")]

use std::collections::BTreeMap;
use std::fs;
use std::sync::atomic::AtomicBool;

use serde_json::{Value, json};
use tempfile::TempDir;
use wangge::pipeline::run;
use wangge::project::Project;
use wangge::rng::Rng;

use super::fault_town::{Layers, ring, set_ring, text, write};

/// Which way a line is dented, seen from the part whose edge it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Side {
    In,
    Out,
}

/// The files of a plan.
#[derive(Clone, Debug)]
pub struct Plan {
    pub layers: Layers,
    /// Files that are no layers of land.
    documents: BTreeMap<String, Vec<u8>>,
    /// Documents that are not written.
    pub left_out: Vec<String>,
}

impl Plan {
    /// The plan of a project.
    pub fn of(project: &Project) -> Self {
        let out = project.output_dir.as_path();
        run(project, out, &|_| {}, &AtomicBool::new(false)).expect("a plan");
        let (mut layers, mut documents) = (Layers::new(), BTreeMap::new());
        for entry in fs::read_dir(out).expect("a folder") {
            let path = entry.expect("an entry").path();
            let name = path
                .file_name()
                .expect("a name")
                .to_string_lossy()
                .into_owned();
            let bytes = fs::read(&path).expect("a file");
            match name.strip_suffix(".geojson") {
                Some(layer) if layer != "issues" => {
                    let mut collection: Value = serde_json::from_slice(&bytes).expect("JSON");
                    let features = collection["features"].take();
                    let features = features.as_array().expect("features").clone();
                    layers.insert(layer.to_owned(), features);
                }
                _ => {
                    documents.insert(name, bytes);
                }
            }
        }
        Self {
            layers,
            documents,
            left_out: Vec::new(),
        }
    }

    /// Writes the folder.
    pub fn write(&self) -> TempDir {
        let folder = tempfile::tempdir().expect("a temporary folder");
        write(folder.path(), &self.layers);
        for (name, bytes) in &self.documents {
            if !self.left_out.contains(name) {
                fs::write(folder.path().join(name), bytes).expect("a temporary file");
            }
        }
        folder
    }

    pub fn features(&mut self, layer: &str) -> &mut Vec<Value> {
        self.layers.get_mut(layer).expect("a layer of the plan")
    }

    /// A random feature of a layer: its position.
    pub fn any(&self, layer: &str, rng: &mut Rng) -> usize {
        rng.below(self.layers[layer].len())
    }

    /// Code or id.
    pub fn name(&self, layer: &str, at: usize) -> String {
        let feature = &self.layers[layer][at];
        let code = text(feature, "code");
        if code.is_empty() {
            text(feature, "id")
        } else {
            code
        }
    }

    pub fn set(&mut self, layer: &str, at: usize, key: &str, value: Value) {
        self.features(layer)[at]["properties"][key] = value;
    }

    /// Sets a property of a random feature, and names it.
    pub fn set_any(
        &mut self,
        layer: &str,
        key: &str,
        value: Value,
        rng: &mut Rng,
    ) -> Option<String> {
        let at = self.any(layer, rng);
        let name = self.name(layer, at);
        self.set(layer, at, key, value);
        Some(name)
    }

    /// Adds to a number of a random feature.
    pub fn add_to(&mut self, layer: &str, key: &str, rng: &mut Rng) -> Option<String> {
        let at = self.any(layer, rng);
        let old = self.layers[layer][at]["properties"][key]
            .as_i64()
            .expect("a count");
        self.set(layer, at, key, json!(old + 1 + rng.below(50) as i64));
        Some(self.name(layer, at))
    }

    /// Makes a measure of a random feature larger by 5 % and more.
    pub fn stretch(&mut self, layer: &str, key: &str, rng: &mut Rng) -> Option<String> {
        let at = self.any(layer, rng);
        let old = self.layers[layer][at]["properties"][key]
            .as_f64()
            .expect("a number");
        self.set(layer, at, key, json!(old * (1.05 + 9.0 * rng.unit())));
        Some(self.name(layer, at))
    }

    /// Gives a feature what a feature of another value says.
    pub fn swap(&mut self, layer: &str, key: &str, rng: &mut Rng) -> Option<String> {
        let at = self.any(layer, rng);
        let own = self.layers[layer][at]["properties"][key].clone();
        let all = self.layers[layer]
            .iter()
            .map(|f| f["properties"][key].clone());
        let others: Vec<Value> = all.filter(|value| *value != own).collect();
        self.set(layer, at, key, others[rng.below(others.len())].clone());
        Some(self.name(layer, at))
    }

    /// Changes the ring of a random feature.
    pub fn reshape(
        &mut self,
        layer: &str,
        rng: &mut Rng,
        change: fn(&mut Vec<[i64; 2]>, &mut Rng),
    ) -> Option<String> {
        let at = self.any(layer, rng);
        let mut line = ring(&self.layers[layer][at]);
        change(&mut line, rng);
        set_ring(&mut self.features(layer)[at], &line);
        Some(self.name(layer, at))
    }

    /// Gives one part a corner that its neighbour does not know, on either side of their line.
    pub fn dent(&mut self, layer: &str, side: Side, rng: &mut Rng) -> Option<String> {
        let edges = interior_edges(&self.layers[layer]);
        let (part, edge) = edges[rng.below(edges.len())];
        let mut line = ring(&self.layers[layer][part]);
        let depth = [3, 10, 40, 150][rng.below(4)];
        line.insert(edge + 1, displaced(&line, edge, side, depth));
        set_ring(&mut self.features(layer)[part], &line);
        None
    }

    /// Bends the line between two features, on both sides alike.
    pub fn bend(&mut self, layer: &str, rng: &mut Rng) -> Option<String> {
        let edges = interior_edges(&self.layers[layer]);
        let (part, edge) = edges[rng.below(edges.len())];
        let line = ring(&self.layers[layer][part]);
        let depth = [3, 10, 40, 150][rng.below(4)];
        let corner = displaced(&line, edge, Side::Out, depth);
        self.insert_in_all(layer, (line[edge], line[(edge + 1) % line.len()]), corner);
        Some(self.name(layer, part))
    }

    fn insert_in_all(&mut self, layer: &str, (a, b): ([i64; 2], [i64; 2]), corner: [i64; 2]) {
        for feature in self.features(layer) {
            let mut line = ring(feature);
            let ends = |i: usize| (line[i], line[(i + 1) % line.len()]);
            let here = (0..line.len()).find(|&i| ends(i) == (a, b) || ends(i) == (b, a));
            if let Some(edge) = here {
                line.insert(edge + 1, corner);
                set_ring(feature, &line);
            }
        }
    }

    /// Gives one part a vertex on a line that runs on through it.
    pub fn t_junction(&mut self, layer: &str, rng: &mut Rng) -> Option<String> {
        let mut open: Vec<([i64; 2], usize, usize)> = Vec::new();
        for (part, edge) in interior_edges(&self.layers[layer]) {
            let line = ring(&self.layers[layer][part]);
            let (a, b) = (line[edge], line[(edge + 1) % line.len()]);
            let steps = gcd((b[0] - a[0]).abs(), (b[1] - a[1]).abs());
            if steps > 1 {
                let step = 1 + rng.below(steps as usize - 1) as i64;
                let on = [0, 1].map(|i| a[i] + (b[i] - a[i]) / steps * step);
                open.push((on, part, edge));
            }
        }
        let (point, part, edge) = open[rng.below(open.len())];
        let mut line = ring(&self.layers[layer][part]);
        line.insert(edge + 1, point);
        set_ring(&mut self.features(layer)[part], &line);
        None
    }

    /// Leads the line between two micro-grids through a house.
    pub fn cut(&mut self, rng: &mut Rng) -> Option<String> {
        let micro = self.layers["micro_grids"].clone();
        let edges = interior_edges(&micro);
        let houses = self.layers["buildings"].clone();
        let mut near: Vec<(i64, usize, usize, usize)> = Vec::new();
        for &(part, edge) in &edges {
            let line = ring(&micro[part]);
            let (a, b) = (line[edge], line[(edge + 1) % line.len()]);
            if length2(a, b) < 300 * 300 {
                continue;
            }
            for (house, feature) in houses.iter().enumerate() {
                if text(feature, "micro_grid") == text(&micro[part], "code") {
                    let middle = [a[0].midpoint(b[0]), a[1].midpoint(b[1])];
                    near.push((length2(centre(feature), middle), house, part, edge));
                }
            }
        }
        near.sort_unstable();
        let (_, house, part, edge) = near[rng.below(40)];
        let line = ring(&micro[part]);
        let (a, b) = (line[edge], line[(edge + 1) % line.len()]);
        self.insert_in_all("micro_grids", (a, b), centre(&houses[house]));
        Some(text(&houses[house], "id"))
    }
}

fn centre(feature: &Value) -> [i64; 2] {
    let line = ring(feature);
    let sum = |i: usize| line.iter().map(|p| p[i]).sum::<i64>() / line.len() as i64;
    [sum(0), sum(1)]
}

fn length2(a: [i64; 2], b: [i64; 2]) -> i64 {
    (a[0] - b[0]).pow(2) + (a[1] - b[1]).pow(2)
}

fn gcd(a: i64, b: i64) -> i64 {
    if b == 0 { a } else { gcd(b, a % b) }
}

fn edges(feature: &Value) -> Vec<([i64; 2], [i64; 2])> {
    let line = ring(feature);
    (0..line.len())
        .map(|i| (line[i], line[(i + 1) % line.len()]))
        .collect()
}

/// Edges of at least 2 m (about 200 units) that two features share: feature and position in its ring.
pub fn interior_edges(features: &[Value]) -> Vec<(usize, usize)> {
    let all: Vec<Vec<_>> = features.iter().map(edges).collect();
    let mut reverse: Vec<_> = all.iter().flatten().map(|&(a, b)| (b, a)).collect();
    reverse.sort_unstable();
    let mut found = Vec::new();
    for (part, edges) in all.iter().enumerate() {
        for (at, edge) in edges.iter().enumerate() {
            if length2(edge.0, edge.1) >= 200 * 200 && reverse.binary_search(edge).is_ok() {
                found.push((part, at));
            }
        }
    }
    found
}

/// Whether two features share an edge.
pub fn neighbours(a: &Value, b: &Value) -> bool {
    let other = edges(b);
    edges(a).iter().any(|&(p, q)| other.contains(&(q, p)))
}

/// A place beside the middle of an edge, `depth` units away or a little more. Rings run counter-clockwise.
pub fn displaced(line: &[[i64; 2]], edge: usize, side: Side, depth: i64) -> [i64; 2] {
    let (a, b) = (line[edge], line[(edge + 1) % line.len()]);
    let (dx, dy) = (b[0] - a[0], b[1] - a[1]);
    let far = ((dx * dx + dy * dy) as f64).sqrt();
    let out = if side == Side::Out { 1.0 } else { -1.0 };
    let away = |d: i64| (out * depth as f64 * d as f64 / far).round() as i64;
    [
        a[0].midpoint(b[0]) + away(dy),
        a[1].midpoint(b[1]) - away(dx),
    ]
}

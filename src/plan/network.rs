//! The graph that the solver sees: nodes with counts, links with an integer cost of being cut.
//!
//! It knows nothing of communities, beats or metres, so that the same solver serves a jurisdiction, the
//! quotient of its finer parts, a window of a few regions, or a bare graph from a file.

use crate::id::UnitId;
use crate::layer::BarrierClass;
use crate::unit::{Counts, Graph};

/// What a plain border of mean length costs when it is cut; a barrier makes it cheaper.
pub const MEAN_BORDER_COST: i64 = 100;

/// An undirected link with the cost of cutting it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Edge {
    /// The end with the lower index.
    pub a: u32,
    /// The end with the higher index.
    pub b: u32,
    /// Cost of having the ends in different parts; not negative.
    pub cost: i32,
}

/// A link seen from one of its ends.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Link {
    /// The other end.
    pub to: u32,
    /// Cost of having the ends in different parts.
    pub cost: i32,
}

/// Nodes with counts and links with costs, in compressed rows.
#[derive(Clone, Debug, Default)]
pub struct Network {
    /// Counts of each node.
    pub load: Vec<Counts>,
    /// Every link once, from its lower to its higher end, ascending.
    pub edges: Vec<Edge>,
    offsets: Vec<u32>,
    links: Vec<Link>,
}

impl Network {
    /// A network of nodes with counts `load`; parallel edges add up, loops are dropped.
    ///
    /// # Panics
    /// When an edge names a node that does not exist.
    #[must_use]
    pub fn new(load: Vec<Counts>, mut edges: Vec<Edge>) -> Self {
        for edge in &mut edges {
            (edge.a, edge.b) = (edge.a.min(edge.b), edge.a.max(edge.b));
        }
        edges.retain(|edge| edge.a != edge.b);
        edges.sort_unstable();
        edges.dedup_by(|next, kept| {
            let same = (next.a, next.b) == (kept.a, kept.b);
            if same {
                kept.cost = kept.cost.saturating_add(next.cost);
            }
            same
        });
        let mut network = Self {
            load,
            edges,
            ..Self::default()
        };
        network.index();
        network
    }

    /// The units of one jurisdiction (ascending) and the borders among them.
    ///
    /// A border costs its length over the mean length of these borders, times `MEAN_BORDER_COST`, times the
    /// share that its barrier leaves; at least 1.
    #[must_use]
    pub fn of_units(graph: &Graph, units: &[UnitId]) -> Self {
        let mut edges = Vec::new();
        let mut length_dm = 0i64;
        for (a, &unit) in units.iter().enumerate() {
            for border in graph.neighbours(unit) {
                let Ok(b) = units.binary_search(&border.unit) else {
                    continue;
                };
                if a < b {
                    length_dm += i64::from(border.border_dm);
                    edges.push((a as u32, b as u32, *border));
                }
            }
        }
        let mean_dm = (length_dm / edges.len().max(1) as i64).max(1);
        let cost = |border_dm: u32, barrier| {
            let whole = i64::from(border_dm) * MEAN_BORDER_COST * percent_left(barrier);
            (whole / (100 * mean_dm)).clamp(1, i64::from(i32::MAX / 1024)) as i32
        };
        let edges = edges.into_iter().map(|(a, b, border)| Edge {
            a,
            b,
            cost: cost(border.border_dm, border.barrier),
        });
        let load = units.iter().map(|unit| graph.counts[unit.index()]);
        Self::new(load.collect(), edges.collect())
    }

    /// The same network with other costs of its links.
    #[must_use]
    pub fn with_costs(&self, cost: impl Fn(&Edge) -> i32) -> Self {
        let cost = |edge: &Edge| Edge {
            cost: cost(edge),
            ..*edge
        };
        Self::new(self.load.clone(), self.edges.iter().map(cost).collect())
    }

    /// The same network with those links only that `keep` accepts.
    #[must_use]
    pub fn with_links(&self, keep: impl Fn(&Edge) -> bool) -> Self {
        let edges = self.edges.iter().filter(|edge| keep(edge));
        Self::new(self.load.clone(), edges.copied().collect())
    }

    /// Number of nodes.
    #[must_use]
    pub fn len(&self) -> usize {
        self.load.len()
    }

    /// Whether there is no node.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.load.is_empty()
    }

    /// The links of one node, by their other end.
    #[must_use]
    pub fn links(&self, node: usize) -> &[Link] {
        &self.links[self.offsets[node] as usize..self.offsets[node + 1] as usize]
    }

    /// Number of links, each counted from both its ends.
    #[must_use]
    pub fn link_count(&self) -> usize {
        self.links.len()
    }

    /// Sum over all nodes.
    #[must_use]
    pub fn total(&self) -> Counts {
        self.load.iter().copied().sum()
    }

    /// Summed cost of the links whose ends carry different labels.
    #[must_use]
    pub fn cut(&self, labels: &[u32]) -> i64 {
        let cut = self
            .edges
            .iter()
            .filter(|edge| labels[edge.a as usize] != labels[edge.b as usize]);
        cut.map(|edge| i64::from(edge.cost)).sum()
    }

    /// Makes `window` the network of `nodes` and the links among them, node `i` being `nodes[i]`.
    ///
    /// `place` holds `u32::MAX` for every node of this network, before and after.
    pub fn fill_window(&self, nodes: &[u32], place: &mut [u32], window: &mut Self) {
        for (i, &node) in nodes.iter().enumerate() {
            place[node as usize] = i as u32;
        }
        window.load.clear();
        window.edges.clear();
        window.offsets.clear();
        window.links.clear();
        window.offsets.push(0);
        for (i, &node) in nodes.iter().enumerate() {
            window.load.push(self.load[node as usize]);
            for link in self.links(node as usize) {
                let to = place[link.to as usize];
                if to == u32::MAX {
                    continue;
                }
                let cost = link.cost;
                window.links.push(Link { to, cost });
                if (i as u32) < to {
                    window.edges.push(Edge {
                        a: i as u32,
                        b: to,
                        cost,
                    });
                }
            }
            window.offsets.push(window.links.len() as u32);
        }
        for &node in nodes {
            place[node as usize] = u32::MAX;
        }
    }

    /// The network of `nodes` (ascending) and the links among them.
    #[must_use]
    pub fn part(&self, nodes: &[u32]) -> Self {
        let mut window = Self::default();
        self.fill_window(nodes, &mut vec![u32::MAX; self.len()], &mut window);
        window
    }

    /// One node a label, with summed counts and costs; `labels` are dense from 0.
    #[must_use]
    pub fn quotient(&self, labels: &[u32]) -> Self {
        let edges = self.edges.iter().map(|edge| Edge {
            a: labels[edge.a as usize],
            b: labels[edge.b as usize],
            cost: edge.cost,
        });
        Self::new(self.quotient_load(labels), edges.collect())
    }

    /// Counts of each label; `labels` are dense from 0.
    #[must_use]
    pub fn quotient_load(&self, labels: &[u32]) -> Vec<Counts> {
        let count = labels.iter().max().map_or(0, |&most| most as usize + 1);
        let mut load = vec![Counts::default(); count];
        for (&label, &counts) in labels.iter().zip(&self.load) {
            load[label as usize] += counts;
        }
        load
    }

    /// Connected components, each ascending, by their lowest node.
    #[must_use]
    pub fn components(&self) -> Vec<Vec<u32>> {
        self.components_where(|_| true)
    }

    /// Connected components of the nodes that `keep` accepts, each ascending, by their lowest node.
    #[must_use]
    pub fn components_where(&self, keep: impl Fn(usize) -> bool) -> Vec<Vec<u32>> {
        let mut seen: Vec<bool> = (0..self.len()).map(|node| !keep(node)).collect();
        let mut components = Vec::new();
        for start in 0..self.len() {
            if seen[start] {
                continue;
            }
            seen[start] = true;
            let mut component = vec![start as u32];
            let mut next = 0;
            while let Some(&node) = component.get(next) {
                next += 1;
                for link in self.links(node as usize) {
                    if !seen[link.to as usize] {
                        seen[link.to as usize] = true;
                        component.push(link.to);
                    }
                }
            }
            component.sort_unstable();
            components.push(component);
        }
        components
    }

    fn index(&mut self) {
        let mut offsets = vec![0u32; self.len() + 1];
        for edge in &self.edges {
            offsets[edge.a as usize + 1] += 1;
            offsets[edge.b as usize + 1] += 1;
        }
        for i in 1..offsets.len() {
            offsets[i] += offsets[i - 1];
        }
        let mut next = offsets.clone();
        let mut links = vec![Link { to: 0, cost: 0 }; self.edges.len() * 2];
        for edge in &self.edges {
            for (from, to) in [(edge.a, edge.b), (edge.b, edge.a)] {
                let slot = &mut next[from as usize];
                let cost = edge.cost;
                links[*slot as usize] = Link { to, cost };
                *slot += 1;
            }
        }
        (self.offsets, self.links) = (offsets, links);
    }
}

/// How much of the cost of a border its barrier leaves, in percent.
fn percent_left(barrier: Option<BarrierClass>) -> i64 {
    match barrier {
        None => 100,
        Some(BarrierClass::Minor) => 40,
        Some(BarrierClass::Wall) => 30,
        Some(BarrierClass::Major) => 10,
        Some(BarrierClass::River | BarrierClass::Rail) => 2,
    }
}

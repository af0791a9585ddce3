//! Which units with counts touch: directly, or across land without counts, which joins its neighbours for nothing.
//!
//! More units touch in this sense than in any plan at once, so what is impossible here is impossible.

use super::network::Network;
use super::score::Score;

/// Land that touches more units than this is not looked across: the units around it have too many ways out.
const MOST_AROUND: usize = 64;

/// The neighbours of every unit with counts.
#[derive(Clone, Debug, Default)]
pub struct Near {
    rows: Vec<Vec<u32>>,
    is_vague: Vec<bool>,
    is_land: Vec<bool>,
    has_land: bool,
}

impl Near {
    /// Looks around every unit of `network`.
    #[must_use]
    pub fn new(network: &Network, score: &Score) -> Self {
        let count = network.len();
        let is_land: Vec<bool> = (0..count)
            .map(|node| score.is_weightless(&network.load[node]))
            .collect();
        let counted = |nodes: &mut Vec<u32>| {
            nodes.retain(|&node| !is_land[node as usize]);
            nodes.sort_unstable();
            nodes.dedup();
        };
        let mut rows: Vec<Vec<u32>> = (0..count)
            .map(|node| network.links(node).iter().map(|link| link.to).collect())
            .collect();
        let mut is_vague = vec![false; count];
        for piece in network.components_where(|node| is_land[node]) {
            let links = piece.iter().flat_map(|&node| network.links(node as usize));
            let mut around: Vec<u32> = links.map(|link| link.to).collect();
            counted(&mut around);
            for &node in &around {
                if around.len() > MOST_AROUND {
                    is_vague[node as usize] = true;
                } else {
                    rows[node as usize].extend(&around);
                }
            }
        }
        for (node, row) in rows.iter_mut().enumerate() {
            counted(row);
            row.retain(|&other| other as usize != node);
        }
        Self {
            rows,
            is_vague,
            has_land: is_land.contains(&true),
            is_land,
        }
    }

    /// The units with counts that touch this one, ascending.
    #[must_use]
    pub fn of(&self, node: u32) -> &[u32] {
        &self.rows[node as usize]
    }

    /// Whether more units touch this one than [`Near::of`] tells.
    #[must_use]
    pub fn is_vague(&self, node: u32) -> bool {
        self.is_vague[node as usize]
    }

    /// Whether there is any land without counts.
    #[must_use]
    pub fn has_land(&self) -> bool {
        self.has_land
    }

    /// Whether this is land without counts.
    #[must_use]
    pub fn is_land(&self, node: u32) -> bool {
        self.is_land[node as usize]
    }
}

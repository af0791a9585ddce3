//! The nodes that fit into what a set may still take in: looked up by the households left, in steps.

use crate::unit::Counts;

/// Steps in which the room left is looked up.
const STEPS: usize = 64;

/// The nodes by what they need.
#[derive(Clone, Debug)]
pub struct Room {
    /// By steps of room.
    nodes: [u64; STEPS],
    /// Households of the heaviest node.
    most: i64,
    /// Bits of the households in one step.
    step: u32,
}

impl Default for Room {
    fn default() -> Self {
        Self {
            nodes: [0; STEPS],
            most: 0,
            step: 0,
        }
    }
}

impl Room {
    /// Sorts nodes with these counts.
    pub fn fill(&mut self, load: &[Counts]) {
        let most = load.iter().map(|load| load.households).max();
        self.most = most.unwrap_or(0);
        self.step = (i64::BITS - self.most.leading_zeros()).saturating_sub(STEPS.ilog2());
        self.nodes.fill(0);
        for (node, load) in load.iter().enumerate() {
            self.nodes[(load.households >> self.step) as usize] |= 1 << node;
        }
        for step in 1..STEPS {
            self.nodes[step] |= self.nodes[step - 1];
        }
    }

    /// The nodes of no more than so many households, and a few of those in the same step.
    #[must_use]
    pub fn nodes(&self, households: i64) -> u64 {
        self.nodes[(households.clamp(0, self.most) >> self.step) as usize]
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn all_nodes_that_fit_are_found_and_none_two_steps_larger() {
        let households = [0, 1, 63, 64, 65, 127, 1_000, 4_095];
        let load = households.map(|households| Counts {
            households,
            ..Counts::default()
        });
        let mut room = Room::default();
        room.fill(&load);
        for left in [-5, 0, 1, 62, 64, 130, 999, 1_000, 4_094, 4_095, 90_000] {
            let nodes = room.nodes(left);
            for (node, &households) in households.iter().enumerate() {
                let has = nodes >> node & 1 == 1;
                assert!(has || households > left.max(0), "{households} in {left}");
                assert!(
                    !has || households < left.max(0) + 64,
                    "{households} in {left}"
                );
            }
        }
    }
}

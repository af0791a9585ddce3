//! The better of two partitions, group by group.
//!
//! Regions of both partitions that share a node belong to one group; groups cover the same nodes in both, and
//! costs add up over regions, so every group may take its cheaper side alone. Only the number of regions belongs
//! to all of them: groups are taken in turn, and one that changes the number pays for it.

use super::hold::Hold;
use super::network::Network;
use super::parting::compact;
use super::score::Score;

/// Takes over from `other` every group in which it is cheaper than `best`. Both hold dense labels.
pub fn take_better(network: &Network, score: &Score, hold: &Hold, best: &mut [u32], other: &[u32]) {
    let best_count = best.iter().max().map_or(0, |&most| most as usize + 1);
    let other_count = other.iter().max().map_or(0, |&most| most as usize + 1);
    let mut group = Groups((0..(best_count + other_count) as u32).collect());
    for (&a, &b) in best.iter().zip(other) {
        group.join(a, best_count as u32 + b);
    }
    let mut gain = vec![0i64; best_count + other_count];
    let mut more = vec![0i64; best_count + other_count];
    for (labels, shift, sign) in [(&*best, 0, 2), (other, best_count, -2)] {
        for (label, counts) in network.quotient_load(labels).iter().enumerate() {
            let group = group.of((shift + label) as u32) as usize;
            gain[group] += sign * score.part(counts);
            more[group] -= sign.signum();
        }
    }
    for edge in &network.edges {
        let cost = i64::from(edge.cost);
        let [a, b] = [edge.a as usize, edge.b as usize];
        let ends = [a, b].map(|end| group.of(best[end]) as usize);
        for (labels, sign) in [(&*best, 1), (other, -1)] {
            if labels[a] != labels[b] {
                gain[ends[0]] += sign * cost;
                gain[ends[1]] += sign * cost;
            }
        }
    }
    let mut count = best_count;
    let mut takes = vec![false; gain.len()];
    for (i, take) in takes.iter_mut().enumerate() {
        // Gains are counted twice, as a cut link is seen from both its ends.
        *take = gain[i] > 2 * hold.change(count, more[i]);
        if *take {
            count = (count as i64 + more[i]) as usize;
        }
    }
    for (slot, &label) in best.iter_mut().zip(other) {
        if takes[group.of(*slot) as usize] {
            *slot = best_count as u32 + label;
        }
    }
    compact(best);
}

struct Groups(Vec<u32>);

impl Groups {
    fn of(&mut self, mut label: u32) -> u32 {
        while self.0[label as usize] != label {
            let above = self.0[self.0[label as usize] as usize];
            self.0[label as usize] = above;
            label = above;
        }
        label
    }

    fn join(&mut self, a: u32, b: u32) {
        let (a, b) = (self.of(a), self.of(b));
        self.0[a as usize] = b;
    }
}

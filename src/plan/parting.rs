//! A partition that moves change: the label of every node, the nodes and counts of every region.

use crate::unit::Counts;

use super::network::Network;
use super::score::Score;

/// A partition of a network into regions; emptied regions keep their label until it is used again.
#[derive(Clone, Debug)]
pub struct Parting<'a> {
    /// The network that is parted.
    pub network: &'a Network,
    /// The region of each node.
    pub label: Vec<u32>,
    /// Counts of each region.
    pub load: Vec<Counts>,
    /// Nodes of each region, in no order.
    pub members: Vec<Vec<u32>>,
    free: Vec<u32>,
}

impl<'a> Parting<'a> {
    /// The partition with these labels.
    #[must_use]
    pub fn new(network: &'a Network, label: Vec<u32>) -> Self {
        let mut parting = Self {
            network,
            label,
            load: Vec::new(),
            members: Vec::new(),
            free: Vec::new(),
        };
        parting.refresh();
        parting
    }

    /// Number of labels in use or emptied.
    #[must_use]
    pub fn labels(&self) -> usize {
        self.members.len()
    }

    /// Number of regions that hold a node.
    #[must_use]
    pub fn regions(&self) -> usize {
        self.members.len() - self.free.len()
    }

    /// Recomputes members and counts from the labels, after labels were changed one by one.
    pub fn refresh(&mut self) {
        let labels = self.label.iter().max().map_or(0, |&most| most as usize + 1);
        let labels = labels.max(self.members.len());
        self.members.iter_mut().for_each(Vec::clear);
        self.members.resize_with(labels, Vec::new);
        self.load.clear();
        self.load.resize(labels, Counts::default());
        for (node, &label) in self.label.iter().enumerate() {
            self.members[label as usize].push(node as u32);
            self.load[label as usize] += self.network.load[node];
        }
        self.free.clear();
        let empty = (0..labels)
            .rev()
            .filter(|&label| self.members[label].is_empty());
        self.free.extend(empty.map(|label| label as u32));
    }

    /// Gives `nodes`, the whole of the regions `old`, their `new` labels `0..count`.
    pub fn replace(&mut self, old: &[u32], nodes: &[u32], new: &[u32], count: usize) {
        for &region in old {
            self.members[region as usize].clear();
            self.load[region as usize] = Counts::default();
        }
        let names: Vec<u32> = (0..count)
            .map(|i| old.get(i).copied().unwrap_or_else(|| self.fresh()))
            .collect();
        self.free.extend(old.iter().skip(count));
        for (&node, &label) in nodes.iter().zip(new) {
            let region = names[label as usize];
            self.label[node as usize] = region;
            self.members[region as usize].push(node);
            self.load[region as usize] += self.network.load[node as usize];
        }
    }

    fn fresh(&mut self) -> u32 {
        self.free.pop().unwrap_or_else(|| {
            self.members.push(Vec::new());
            self.load.push(Counts::default());
            self.members.len() as u32 - 1
        })
    }
}

/// Renumbers labels from 0 in the order of their first node; returns how many there are.
pub fn compact(labels: &mut [u32]) -> usize {
    let most = labels.iter().max().map_or(0, |&most| most as usize + 1);
    let mut name = vec![u32::MAX; most];
    let mut count = 0;
    for label in labels {
        let slot = &mut name[*label as usize];
        if *slot == u32::MAX {
            *slot = count;
            count += 1;
        }
        *label = *slot;
    }
    count as usize
}

/// Nodes of each label, ascending; `labels` are dense from 0.
#[must_use]
pub fn members_of(labels: &[u32]) -> Vec<Vec<u32>> {
    let count = labels.iter().max().map_or(0, |&most| most as usize + 1);
    let mut members = vec![Vec::new(); count];
    for (node, &label) in labels.iter().enumerate() {
        members[label as usize].push(node as u32);
    }
    members
}

/// Writes the labels of a part of a network, dense from 0, into those of the whole, after the `used` ones before;
/// returns how many are used then.
#[must_use]
pub fn join_labels(labels: &mut [u32], used: u32, nodes: &[u32], fresh: &[u32]) -> u32 {
    for (&node, &label) in nodes.iter().zip(fresh) {
        labels[node as usize] = used + label;
    }
    used + fresh.iter().max().map_or(0, |most| most + 1)
}

/// Cost of a labelling as a whole: parts and cut; `labels` are dense from 0.
#[must_use]
pub fn cost_of(network: &Network, score: &Score, labels: &[u32]) -> i64 {
    let parts = network.quotient_load(labels);
    let parts: i64 = parts.iter().map(|counts| score.part(counts)).sum();
    parts + network.cut(labels)
}

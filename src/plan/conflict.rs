//! For parts outside their bounds with nothing proved: a core of units around them that no plan can serve.
//!
//! Two units whose clusters all hold the same third unit, or need the same land, are a core. Any other grows from the
//! part over what its clusters reach, units with the fewest clusters first: they are the ones that stand in each
//! other's way. `cover` says whether the core is impossible. A core excuses one part.

use std::collections::{BTreeMap, BTreeSet};

use super::cluster::{Clusters, Grower};
use super::cover::{Answer, Core};
use super::enclosed::enclosed_units;
use super::near::Near;
use super::network::Network;
use super::parting::members_of;
use super::proof::{Proof, Proofs, Verdict, most_parts, total_of, whole_parts};
use super::score::{Count, Score};

/// Most units of a core.
const MOST_CORE: usize = 40;
/// Cores of these sizes are tried, small ones first: they are quick and explain best.
const SIZES: [usize; 5] = [1, 6, 12, 24, MOST_CORE];
/// Most sets tried for one unit.
const MOST_TRIED: usize = 160_000;
/// Most sets tried in one network for all its parts.
const MOST_SETS: usize = 3 * MOST_TRIED;

/// Adds proofs for parts that are [`Verdict::Open`] and judges those parts anew; `labels` are dense from 0.
pub fn prove_open(
    (proofs, verdicts): (&mut Proofs, &mut [Verdict]),
    network: &Network,
    score: &Score,
    labels: &[u32],
) {
    if !verdicts.contains(&Verdict::Open) {
        return;
    }
    let near = Near::new(network, score);
    let mut search = Search::new(network, score, &near);
    let members = members_of(labels);
    for label in 0..verdicts.len() {
        if verdicts[label] == Verdict::Open
            && let Some(core) = search.core_of(&members[label])
        {
            verdicts[label] = Verdict::Proved(proofs.list.len());
            let needed = search.needed_by_all(&core);
            let proof = Proof::of_core(network, score, core, needed);
            proofs.list.push(proof);
        }
    }
    if verdicts.contains(&Verdict::Open) {
        prove_by_total((proofs, verdicts), network, (score, &near), labels);
    }
}

/// Tries the open parts again under the bounds that follow from the total of their component.
///
/// A component without a unit above the bounds is cut into parts that are all within them, or some part is
/// outside. The number of parts is then between `total / max` and `total / min`, and no part may have what the
/// others lack.
fn prove_by_total(
    (proofs, verdicts): (&mut Proofs, &mut [Verdict]),
    network: &Network,
    (score, near): (&Score, &Near),
    labels: &[u32],
) {
    for nodes in network.components() {
        let open = nodes.iter().map(|&node| labels[node as usize]);
        let open = open.filter(|&label| verdicts[label as usize] == Verdict::Open);
        let Some(label) = open.min() else { continue };
        let mut loads = nodes.iter().map(|&node| &network.load[node as usize]);
        if loads.any(|load| score.is_above(load)) {
            continue;
        }
        let total = total_of(network, &nodes, Count::Households);
        let range = &score.bounds().households;
        let (least, _) = whole_parts(range, total);
        let most = most_parts(network, &nodes, (Count::Households, range));
        let within = score.for_counts(total, (least, most));
        if least > most || within.bounds() == score.bounds() {
            continue;
        }
        if let Some(core) = core_within(network, (&within, near), &nodes) {
            verdicts[label as usize] = Verdict::Proved(proofs.list.len());
            let proof = Proof::of_total(score, core, (total, within.bounds().households));
            proofs.list.push(proof);
        }
    }
}

/// Units of a component that cannot all be in parts within these bounds, if there are some.
fn core_within(
    network: &Network,
    (score, near): (&Score, &Near),
    nodes: &[u32],
) -> Option<Vec<u32>> {
    let asked = |node: usize| nodes.binary_search(&(node as u32)).is_ok();
    if let Some(enclosed) = enclosed_units(network, score, asked).into_iter().next() {
        return Some(vec![enclosed.node]);
    }
    Search::new(network, score, near).core_of(nodes)
}

struct Search<'a> {
    network: &'a Network,
    score: &'a Score,
    near: &'a Near,
    grower: Grower<'a>,
    /// The clusters of units that were asked for.
    listed: BTreeMap<u32, Clusters>,
    /// Units of cores that have excused a part.
    is_used: Vec<bool>,
    sets_left: usize,
}

impl<'a> Search<'a> {
    fn new(network: &'a Network, score: &'a Score, near: &'a Near) -> Self {
        Self {
            network,
            score,
            near,
            grower: Grower::new(network, near).trying(MOST_TRIED),
            listed: BTreeMap::new(),
            is_used: vec![false; network.len()],
            sets_left: MOST_SETS,
        }
    }

    fn core_of(&mut self, members: &[u32]) -> Option<Vec<u32>> {
        // Growing lists the clusters of the units that have few first, while there is time to find their doors.
        let core = self.grow(members);
        let found = self
            .pair_among(members)
            .or_else(|| impossible_among(&core))?;
        for &unit in &found {
            self.is_used[unit as usize] = true;
        }
        Some(found)
    }

    /// Other units, and land, that every cluster of every unit of a core holds, ascending.
    fn needed_by_all(&self, core: &[u32]) -> Vec<u32> {
        let sets = core.iter().flat_map(|unit| &self.listed[unit].sets);
        let mut needed = held_by_all(sets);
        needed.retain(|node| !core.contains(node));
        needed
    }

    /// Two units, of `members` or beside them, all of whose clusters hold the same third unit or land, and none both.
    fn pair_among(&mut self, members: &[u32]) -> Option<Vec<u32>> {
        let mut met = BTreeSet::new();
        let mut waiting = BTreeSet::new();
        for &node in members {
            self.meet(node, &mut met, &mut waiting);
            for &other in self.near.of(node) {
                self.meet(other, &mut met, &mut waiting);
            }
        }
        let mut wanted: BTreeMap<u32, Vec<u32>> = BTreeMap::new();
        for (_, unit) in waiting {
            for node in held_by_all(&self.listed[&unit].sets) {
                let wanting = wanted.entry(node).or_default();
                let apart = |&&other: &&u32| {
                    let sets = &self.listed[&other].sets;
                    sets.iter().all(|set| set.binary_search(&unit).is_err())
                };
                if let Some(&other) = wanting.iter().find(apart) {
                    return Some(vec![unit.min(other), unit.max(other)]);
                }
                wanting.push(unit);
            }
        }
        None
    }

    /// The clusters of a unit; cut short once too many sets had to be tried.
    fn clusters_of(&mut self, node: u32) -> &Clusters {
        let (grower, left) = (&mut self.grower, &mut self.sets_left);
        self.listed.entry(node).or_insert_with(|| {
            if *left < MOST_TRIED {
                return Clusters::cut_short();
            }
            let clusters = grower.clusters(self.score, node);
            *left -= clusters.tried.min(MOST_TRIED);
            clusters
        })
    }

    fn grow(&mut self, members: &[u32]) -> Core {
        let mut core = Core::default();
        let mut met: BTreeSet<u32> = BTreeSet::new();
        let mut waiting: BTreeSet<(usize, u32)> = BTreeSet::new();
        for &node in members {
            self.meet(node, &mut met, &mut waiting);
        }
        while core.units.len() < MOST_CORE
            && let Some((_, node)) = waiting.pop_first()
        {
            let clusters = self.clusters_of(node);
            if !core.add(node, clusters) {
                continue;
            }
            let reached: BTreeSet<u32> = clusters.sets.iter().flatten().copied().collect();
            let near = self.near;
            for unit in reached.into_iter().filter(|&unit| !near.is_land(unit)) {
                self.meet(unit, &mut met, &mut waiting);
                for &other in self.near.of(unit) {
                    self.meet(other, &mut met, &mut waiting);
                }
            }
        }
        core
    }

    /// Lets a unit wait with the number of its clusters; one above the bounds, used before or with too many to list
    /// is no part of a core. Around a used one others are met at once: a second core may be behind the first.
    fn meet(&mut self, node: u32, met: &mut BTreeSet<u32>, waiting: &mut BTreeSet<(usize, u32)>) {
        let near = self.near;
        let mut queue = vec![node];
        while let Some(node) = queue.pop() {
            let is_above = self.score.is_above(&self.network.load[node as usize]);
            if !met.insert(node) || is_above || near.is_land(node) {
                continue;
            }
            if self.is_used[node as usize] {
                queue.extend(near.of(node));
                continue;
            }
            let clusters = self.clusters_of(node);
            if !clusters.is_cut_short {
                waiting.insert((clusters.sets.len(), node));
            }
        }
    }
}

/// The nodes that each of these sets (ascending) holds, ascending; none where there is no set.
fn held_by_all<'a>(sets: impl IntoIterator<Item = &'a Vec<u32>>) -> Vec<u32> {
    let mut sets = sets.into_iter();
    let mut held = sets.next().cloned().unwrap_or_default();
    for set in sets {
        held.retain(|node| set.binary_search(node).is_ok());
    }
    held
}

/// Units of a core that cannot have disjoint clusters, if so many of its first ones are enough.
fn impossible_among(core: &Core) -> Option<Vec<u32>> {
    let sizes = SIZES.into_iter();
    let mut sizes = sizes.take_while(|&size| core.units.len() > smaller(size));
    let size = sizes.find(|&size| core.answer(size) == Answer::Impossible)?;
    Some(core.reduced(size))
}

/// The size that is tried before this one.
fn smaller(size: usize) -> usize {
    SIZES.into_iter().rev().find(|s| *s < size).unwrap_or(0)
}

#[cfg(test)]
mod tests {
    use super::super::bounds::{Bounds, Range};
    use super::super::network::Edge;
    use super::super::proof::Scope;
    use super::super::result::Exception;
    use super::*;
    use crate::unit::Counts;

    /// Units under [100, 150], all in one part, each beside the next and those of `more`, and the proofs about them.
    fn proofs_of_row(households: &[i64], more: &[(u32, u32)]) -> Proofs {
        let load = households.iter().map(|&households| Counts {
            households,
            ..Counts::default()
        });
        let row = (1..households.len() as u32).map(|b| (b - 1, b));
        let edges = row.chain(more.iter().copied());
        let edges = edges.map(|(a, b)| Edge { a, b, cost: 100 });
        let network = Network::new(load.collect(), edges.collect());
        let bounds = Bounds::of_households(100, 150);
        let score = Score::new(&bounds, 0);
        let labels = vec![0; network.len()];
        let mut proofs = Proofs::find(&network, &score);
        let mut verdicts = proofs.judge(&network, &score, &labels);
        prove_open((&mut proofs, &mut verdicts), &network, &score, &labels);
        proofs
    }

    /// 309 need three parts; with the 120 in one of them the others have 189.
    #[test]
    fn a_heavy_unit_leaves_too_little_for_the_other_parts() {
        let proofs = proofs_of_row(&[120, 63, 63, 63], &[]);
        let told: Vec<Exception> = proofs.list.iter().map(|proof| proof.exception).collect();
        assert_eq!(told, [Exception::TotalInGap]);
        assert!(proofs_of_row(&[120, 30, 50, 50, 50], &[]).list.is_empty());
    }

    /// 83 and 82 both have the yard between them as their only way to a 60: it serves one.
    #[test]
    fn two_houses_behind_one_yard_cannot_both_be_served() {
        let more = [(1, 4), (1, 5)];
        let proofs = proofs_of_row(&[83, 0, 82, 149, 60, 60], &more);
        let [proof] = &proofs.list[..] else {
            panic!("{proofs:?}")
        };
        assert_eq!(
            (proof.scope, &proof.nodes[..], &proof.enclosing[..]),
            (Scope::Core, &[0, 2][..], &[1][..])
        );
        let another_way = [(0, 4), (1, 4), (1, 5)];
        let row = [83, 0, 82, 149, 60, 60];
        assert!(proofs_of_row(&row, &another_way).list.is_empty());
    }

    /// 331 need three parts of at most 131, and the 4 is only beside the 129; 66 houses of 3 have too many groups
    /// to list.
    #[test]
    fn a_total_leaves_each_part_less_than_its_upper_bound() {
        let row: Vec<i64> = [4, 129].into_iter().chain([3; 66]).collect();
        let rungs: Vec<(u32, u32)> = (2..34).map(|i| (i, 69 - i)).collect();
        let proofs = proofs_of_row(&row, &rungs);
        let within = Range {
            min: Some(100),
            target: None,
            max: Some(131),
        };
        let scope = Scope::Total { total: 331, within };
        assert_eq!(proofs.list.len(), 1);
        assert_eq!(
            (proofs.list[0].scope, &*proofs.list[0].nodes),
            (scope, &[0][..])
        );
    }
}

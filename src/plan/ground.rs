//! The labels of one jurisdiction: first as they should be, then as the bounds allow.
//!
//! First no part crosses a river or a railway, and every compound that fits the finest level is one node. Where that
//! leaves parts outside their bounds without proof, they are solved anew with their neighbours and without these
//! wishes, and kept where that is cheaper: bounds come before whole compounds and dry parts, these before short
//! lines.

use crate::id::UnitId;
use crate::rng::Rng;
use crate::unit::{Counts, Graph};

use super::budget::Budget;
use super::contract::{Contracted, contract};
use super::network::{Edge, Network};
use super::parting::{compact, join_labels};
use super::repair::{is_explained, polish, repair, replan_around};
use super::score::Score;
use super::stack::{Stack, solve_levels};
use super::tiers::{self, Kinship, Tiers};

/// No label yet.
const NONE: u32 = u32::MAX;

/// Labels of every level, finest first.
type Labels = Vec<Vec<u32>>;

/// A network with all that the search is to respect.
#[derive(Clone, Debug)]
pub struct Ground {
    /// The networks of the levels, finest first.
    pub tiers: Tiers,
    /// The compounds of the nodes.
    pub kinship: Kinship,
    /// Links across rivers and railways, sorted.
    wet: Vec<(u32, u32)>,
}

impl Ground {
    /// The ground of a jurisdiction, whose `units` are ascending; `scores` finest first.
    #[must_use]
    pub fn of(graph: &Graph, units: &[UnitId], scores: &[Score]) -> Self {
        let network = Network::of_units(graph, units);
        let compounds: Vec<_> = units.iter().map(|&unit| graph.compound(unit)).collect();
        let kinship = Kinship::new(&compounds, &network.load);
        Self {
            tiers: kinship.tiers(&network, scores),
            kinship,
            wet: wet_links(graph, units),
        }
    }

    /// A network on one level, without compounds, water and rails.
    #[must_use]
    pub fn plain(network: &Network, score: &Score) -> Self {
        let kinship = Kinship::new(&vec![None; network.len()], &network.load);
        Self {
            tiers: kinship.tiers(network, std::slice::from_ref(score)),
            kinship,
            wet: Vec::new(),
        }
    }

    /// Labels of every level, finest first, dense from 0.
    #[must_use]
    pub fn solve(&self, scores: &[Score], budget: &Budget, rng: &mut Rng) -> Labels {
        let mut labels = vec![vec![0; self.tiers[0].len()]; scores.len()];
        let mut used = vec![0; scores.len()];
        for nodes in self.tiers[0].components() {
            let fresh = self.part(&nodes).solve_piece(scores, budget, rng);
            for (level, fresh) in fresh.iter().enumerate() {
                used[level] = join_labels(&mut labels[level], used[level], &nodes, fresh);
            }
        }
        labels
    }

    /// Whether a border runs along a river or railway.
    #[must_use]
    pub fn has_water(&self) -> bool {
        !self.wet.is_empty()
    }

    /// Whether a link crosses neither a river nor a railway.
    #[must_use]
    pub fn is_dry(&self, edge: &Edge) -> bool {
        self.wet.binary_search(&(edge.a, edge.b)).is_err()
    }

    fn part(&self, nodes: &[u32]) -> Self {
        let place = |end: u32| nodes.binary_search(&end).ok().map(|i| i as u32);
        let wet = self.wet.iter();
        let wet = wet.filter_map(|&(a, b)| place(a).zip(place(b)));
        Self {
            tiers: tiers::part(&self.tiers, nodes),
            kinship: self.kinship.part(nodes),
            wet: wet.collect(),
        }
    }

    fn solve_piece(&self, scores: &[Score], budget: &Budget, rng: &mut Rng) -> Labels {
        if self.wet.is_empty() && self.kinship.compounds.is_empty() {
            return solve_free(&self.tiers, scores, budget, rng);
        }
        let dry = self.dry();
        let groups = self.groups(&dry[0], &scores[0]);
        let is_free = self.wet.is_empty() && groups.iter().zip(0..).all(|(&group, i)| group == i);
        if is_free {
            return solve_free(&self.tiers, scores, budget, rng);
        }
        let strict = tiers::quotient(&dry, &groups);
        let whole = self.tiers[0].quotient(&groups);
        let first = budget.with_few_repairs();
        let labels = solve_strict(&strict, &whole, scores, &first, rng);
        let expand = |labels: &Vec<u32>| groups.iter().map(|&g| labels[g as usize]).collect();
        let labels = labels.iter().map(expand).collect();
        self.relax(scores, labels, budget, rng)
    }

    /// Solves parts outside their bounds anew with their neighbours, then those of compounds that are split.
    fn relax(&self, scores: &[Score], labels: Labels, budget: &Budget, rng: &mut Rng) -> Labels {
        let is_inside = labels.iter().zip(scores).all(|(labels, score)| {
            let loads = self.tiers[0].quotient_load(labels);
            loads.iter().all(|load| score.is_inside(load))
        });
        let is_whole = self.split_nodes(scores, &labels).is_empty();
        if is_inside && is_whole {
            return labels;
        }
        let contracted = without_land(&self.tiers[0], scores);
        let small = Self {
            tiers: tiers::quotient(&self.tiers, &contracted.node_of),
            kinship: self.kinship.part(&contracted.hosts),
            wet: Vec::new(),
        };
        // Land goes with its host: what it connected stays connected, and parts of nothing else are gone.
        let kept = labels.iter().map(|labels| {
            let kept = contracted.hosts.iter().map(|&host| labels[host as usize]);
            let mut kept: Vec<u32> = kept.collect();
            compact(&mut kept);
            kept
        });
        let mut stack = Stack::of(&small.tiers, scores, kept.collect());
        if !is_inside {
            stack = small.repaired(scores, budget, stack, rng);
        }
        let stack = small.reunite(scores, budget, stack, rng);
        let labels = stack.labels.iter();
        labels.map(|labels| contracted.expanded(labels)).collect()
    }

    /// Repairs a stack; where parts stay outside their bounds without proof, a search from the beginning may be
    /// cheaper.
    fn repaired(&self, scores: &[Score], budget: &Budget, stack: Stack, rng: &mut Rng) -> Stack {
        let stack = repair(&self.tiers, scores, budget, stack, rng);
        if budget.is_over() || is_explained(&self.tiers[0], scores, &stack) {
            return stack;
        }
        let free = solve_freely(&self.tiers, scores, budget, rng);
        if free.cost < stack.cost { free } else { stack }
    }

    /// Solves coarse parts that hold a piece of a split compound anew with their neighbours, one try a piece; keeps
    /// what is cheaper.
    fn reunite(&self, scores: &[Score], budget: &Budget, mut stack: Stack, rng: &mut Rng) -> Stack {
        let window = budget.of_window();
        let mut split = self.split_nodes(scores, &stack.labels);
        let mut tries = split.len();
        while tries > 0 && !split.is_empty() && !budget.is_over() {
            tries -= 1;
            let node = split[rng.below(split.len())];
            if replan_around(&self.tiers, scores, &window, (&mut stack, node), rng) {
                split = self.split_nodes(scores, &stack.labels);
            }
        }
        stack
    }

    /// One node of each part that a compound has people in, of the compounds that lie in several parts of a level
    /// whose bounds they fit.
    fn split_nodes(&self, scores: &[Score], labels: &Labels) -> Vec<u32> {
        let mut split = Vec::new();
        for (labels, score) in labels.iter().zip(scores) {
            let load = &self.tiers[0].load;
            let nodes = self.kinship.of.iter().zip(labels).zip(load).zip(0..);
            let kin = nodes.filter_map(|(((&compound, &label), load), node)| {
                let compound = compound.filter(|&c| self.kinship.fits(c, score))?;
                load.has_people().then_some((compound, label, node))
            });
            let mut kin: Vec<(u32, u32, u32)> = kin.collect();
            kin.sort_unstable();
            kin.dedup_by_key(|(compound, label, _)| (*compound, *label));
            let several = kin.chunk_by(|a, b| a.0 == b.0).filter(|run| run.len() > 1);
            split.extend(several.flatten().map(|&(_, _, node)| node));
        }
        split
    }

    /// The networks without links across water and rails.
    fn dry(&self) -> Tiers {
        let tiers = self.tiers.iter();
        tiers
            .map(|tier| tier.with_links(|edge| self.is_dry(edge)))
            .collect()
    }

    /// One label for each connected piece of a compound that fits the finest level, and for every other node.
    fn groups(&self, dry: &Network, finest: &Score) -> Vec<u32> {
        let fits = |compound: &u32| self.kinship.fits(*compound, finest);
        let own = |node: u32| self.kinship.of[node as usize].filter(fits);
        let kin = dry.with_links(|edge| own(edge.a).is_some() && own(edge.a) == own(edge.b));
        let mut groups = vec![0; dry.len()];
        for (group, nodes) in kin.components().iter().enumerate() {
            for &node in nodes {
                groups[node as usize] = group as u32;
            }
        }
        groups
    }
}

/// Borders across rivers and railways, by the places of their units, sorted.
fn wet_links(graph: &Graph, units: &[UnitId]) -> Vec<(u32, u32)> {
    let mut wet = Vec::new();
    for (a, &unit) in units.iter().enumerate() {
        let rows = graph.neighbours(unit).iter();
        let across = rows.filter(|border| border.unit > unit && border.is_wet());
        let places = across.filter_map(|border| units.binary_search(&border.unit).ok());
        wet.extend(places.map(|b| (a as u32, b as u32)));
    }
    wet
}

/// Solves every piece of the `strict` networks alone; land that none of them reaches joins a part next to it in the
/// `whole` network.
fn solve_strict(
    strict: &[Network],
    whole: &Network,
    scores: &[Score],
    budget: &Budget,
    rng: &mut Rng,
) -> Labels {
    let mut labels = vec![vec![NONE; whole.len()]; scores.len()];
    let mut used = vec![0; scores.len()];
    let components = strict[0].components();
    let inhabited = |nodes: &Vec<u32>| {
        nodes
            .iter()
            .any(|&n| !is_land(&whole.load[n as usize], scores))
    };
    let all_land = !components.iter().any(inhabited);
    for nodes in components
        .iter()
        .filter(|nodes| all_land || inhabited(nodes))
    {
        let fresh = solve_free(&tiers::part(strict, nodes), scores, budget, rng);
        for (level, fresh) in fresh.iter().enumerate() {
            used[level] = join_labels(&mut labels[level], used[level], nodes, fresh);
        }
    }
    spread_to_land(whole, &mut labels);
    labels
}

/// Gives nodes without label that of the neighbour with the dearest link, those next to labelled ones first.
fn spread_to_land(network: &Network, labels: &mut Labels) {
    loop {
        let open = (0..network.len()).filter(|&node| labels[0][node] == NONE);
        let joined = open.filter_map(|node| {
            let links = network.links(node).iter();
            let known = links.filter(|link| labels[0][link.to as usize] != NONE);
            let host = known.max_by_key(|link| (link.cost, std::cmp::Reverse(link.to)))?;
            Some((node, host.to as usize))
        });
        let joined: Vec<(usize, usize)> = joined.collect();
        if joined.is_empty() {
            return;
        }
        for (node, host) in joined {
            for level in labels.iter_mut() {
                level[node] = level[host];
            }
        }
    }
}

/// Labels of a connected piece, with no wishes but low costs.
fn solve_free(tiers: &[Network], scores: &[Score], budget: &Budget, rng: &mut Rng) -> Labels {
    let contracted = without_land(&tiers[0], scores);
    let small = tiers::quotient(tiers, &contracted.node_of);
    let stack = solve_freely(&small, scores, budget, rng);
    let labels = stack.labels.iter();
    labels.map(|labels| contracted.expanded(labels)).collect()
}

fn solve_freely(tiers: &[Network], scores: &[Score], budget: &Budget, rng: &mut Rng) -> Stack {
    let stack = solve_levels(tiers, scores, budget, rng);
    let stack = repair(tiers, scores, budget, stack, rng);
    polish(tiers, scores, budget, stack, rng)
}

fn without_land(network: &Network, scores: &[Score]) -> Contracted {
    contract(network, |node| is_land(&network.load[node], scores))
}

/// Whether no level has a bound on what is there.
fn is_land(counts: &Counts, scores: &[Score]) -> bool {
    scores.iter().all(|score| score.is_weightless(counts))
}

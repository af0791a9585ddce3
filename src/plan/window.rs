//! The best partition of a window of a few regions, or the proof that the present one is best.
//!
//! All connected sets that a cheaper partition could hold are listed under their first node. Prices of the nodes
//! that no set undercuts bound what is left to cover, so that a set too dear for its nodes is in no cheaper
//! partition (reduced costs of set partitioning). Then the first node not yet covered is covered, over and over:
//! states are the covered nodes, kept sorted. A window with too many sets or states stays as it is.
//! Source: Garfinkel and Nemhauser 1970, DOI 10.1287/mnsc.16.8.B495.

use super::hold::Hold;
use super::network::Network;
use super::score::Score;
use super::sets::{Caps, Lister, MOST_NODES, Set, nodes_of};

/// Steps of a price in one hundredth of a plain border.
const FINENESS: i64 = 16;
/// Rounds of raising prices and leaving out sets.
const ROUNDS: usize = 2;
/// States pushed for each state that may be kept.
const PUSHED_A_STATE: usize = 8;

/// What is to be beaten.
#[derive(Clone, Copy, Debug)]
pub struct Present {
    /// Cost of the window.
    pub cost: i64,
    /// Its regions.
    pub regions: usize,
    /// What another number of regions costs.
    pub hold: Hold,
    /// Regions of the whole network.
    pub all_regions: usize,
}

/// What a search ended with.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Answer {
    /// The best partition, and its parts.
    Best(usize),
    /// A cheaper partition, perhaps not the best, and its parts.
    Better(usize),
    /// The present one is best.
    Present,
    /// Too many sets or states to say.
    Unknown,
}

/// Scratch of the search in windows.
#[derive(Clone, Debug, Default)]
pub struct Windows {
    lister: Lister,
    sets: Vec<Set>,
    /// Where the sets of each first node start.
    starts: Vec<usize>,
    prices: Vec<i64>,
    /// States by the first node that they leave uncovered; the last row covers all.
    rows: Vec<Vec<State>>,
}

#[derive(Clone, Copy, Debug, Default)]
struct State {
    covered: u64,
    parts: u32,
    /// The state before, in the row of the first node of `set`.
    from: u32,
    set: u32,
    spare: i64,
}

impl Windows {
    /// Looks for a cheaper partition of `window` and writes it to `labels`.
    pub fn solve(
        &mut self,
        window: &Network,
        score: &Score,
        present: &Present,
        caps: Caps,
        labels: &mut Vec<u32>,
    ) -> Answer {
        let nodes = window.len();
        if nodes > MOST_NODES {
            return Answer::Unknown;
        }
        let most = present.cost + present.hold.cost(present.all_regions);
        if !self
            .lister
            .list(window, score, (most, caps), &mut self.sets)
        {
            return Answer::Unknown;
        }
        let Some(gap) = self.leave_out(window, most) else {
            return Answer::Present;
        };
        let by_number = present.hold.is_priced();
        let is_whole = self.cover(nodes, (gap, by_number), caps);
        let found = self.cheapest(nodes, (gap, most), present);
        let parts = found.map(|state| self.read_back(nodes, state, labels));
        match (parts, is_whole) {
            (Some(parts), true) => Answer::Best(parts),
            (Some(parts), false) => Answer::Better(parts),
            (None, true) => Answer::Present,
            (None, false) => Answer::Unknown,
        }
    }

    /// Sets prices and leaves out all sets too dear for them; returns how much all sets of a partition may cost
    /// above the prices, none when no partition is below `most`.
    fn leave_out(&mut self, window: &Network, most: i64) -> Option<i64> {
        self.first_prices(window)?;
        let mut gap = 0;
        for _ in 0..ROUNDS {
            self.raise_prices();
            gap = 2 * most * FINENESS - self.prices.iter().sum::<i64>();
            if gap <= 0 {
                return None;
            }
            self.sets.retain(|set| set.spare < gap);
        }
        self.sets
            .sort_unstable_by_key(|set| (set.nodes.trailing_zeros(), set.spare, set.nodes));
        self.starts.clear();
        for first in 0..=window.len() as u32 {
            let start = self
                .sets
                .partition_point(|set| set.nodes.trailing_zeros() < first);
            self.starts.push(start);
        }
        Some(gap)
    }

    /// Every set shared out among its nodes by their households, the least share of each node being its price.
    fn first_prices(&mut self, window: &Network) -> Option<()> {
        let weight = |node: usize| window.load[node].households + 1;
        self.prices.clear();
        self.prices.resize(window.len(), i64::MAX);
        for set in &mut self.sets {
            set.spare *= FINENESS;
            let whole: i64 = nodes_of(set.nodes).map(weight).sum();
            for node in nodes_of(set.nodes) {
                let price = &mut self.prices[node];
                *price = (*price).min(set.spare * weight(node) / whole);
            }
        }
        for set in &mut self.sets {
            set.spare -= nodes_of(set.nodes)
                .map(|node| self.prices[node])
                .sum::<i64>();
        }
        (!self.prices.contains(&i64::MAX)).then_some(())
    }

    /// Raises the price of each node as far as all sets allow.
    fn raise_prices(&mut self) {
        for (node, price) in self.prices.iter_mut().enumerate() {
            let with = |set: &&mut Set| set.nodes >> node & 1 == 1;
            let spare = self.sets.iter_mut().filter(with).map(|set| set.spare).min();
            let rise = spare.unwrap_or(0);
            if rise > 0 {
                *price += rise;
                for set in self.sets.iter_mut().filter(with) {
                    set.spare -= rise;
                }
            }
        }
    }

    /// Covers the first uncovered node in every way, over and over; returns whether nothing was cut short.
    fn cover(&mut self, nodes: usize, (mut gap, by_number): (i64, bool), caps: Caps) -> bool {
        self.rows.iter_mut().for_each(Vec::clear);
        if self.rows.len() <= nodes {
            self.rows.resize_with(nodes + 1, Vec::new);
        }
        self.rows[0].push(State::default());
        let (mut kept, mut pushed) = (0, 0);
        for first in 0..nodes {
            let mut row = std::mem::take(&mut self.rows[first]);
            row.sort_unstable_by_key(|s| (s.covered, s.parts, s.spare, s.set, s.from));
            row.dedup_by_key(|state| (state.covered, state.parts));
            kept += row.len();
            for (from, state) in row.iter().enumerate() {
                pushed += self.go_on(nodes, first, (from as u32, state), (&mut gap, by_number));
            }
            self.rows[first] = row;
            if kept > caps.states || pushed > caps.states * PUSHED_A_STATE {
                return false;
            }
        }
        true
    }

    /// Pushes what follows a state by a set that begins with `first`; returns how many states.
    fn go_on(
        &mut self,
        nodes: usize,
        first: usize,
        (from, state): (u32, &State),
        (gap, by_number): (&mut i64, bool),
    ) -> usize {
        let mut pushed = 0;
        for set in self.starts[first]..self.starts[first + 1] {
            let Set { nodes: more, spare } = self.sets[set];
            let spare = state.spare + spare;
            if spare >= *gap {
                break;
            }
            if more & state.covered != 0 {
                continue;
            }
            let covered = state.covered | more;
            let next = (!covered).trailing_zeros() as usize;
            self.rows[next].push(State {
                covered,
                parts: state.parts + u32::from(by_number),
                from,
                set: set as u32,
                spare,
            });
            if next == nodes && !by_number {
                *gap = spare;
            }
            pushed += 1;
        }
        pushed
    }

    /// The cheapest state that covers all, by the hold as well; none if it saves nothing.
    fn cheapest(&self, nodes: usize, (gap, most): (i64, i64), present: &Present) -> Option<State> {
        let cost = |state: &State| {
            let cost = most - (gap - state.spare) / (2 * FINENESS);
            let change = i64::from(state.parts) - present.regions as i64;
            let change = if present.hold.is_priced() { change } else { 0 };
            cost + present.hold.change(present.all_regions, change)
        };
        let states = self.rows[nodes].iter();
        let least = states.min_by_key(|state| (cost(state), state.covered, state.set, state.from));
        least.filter(|state| cost(state) < present.cost).copied()
    }

    fn read_back(&self, nodes: usize, last: State, labels: &mut Vec<u32>) -> usize {
        labels.clear();
        labels.resize(nodes, 0);
        let (mut state, mut count) = (last, 0);
        while state.covered != 0 {
            let set = self.sets[state.set as usize].nodes;
            for node in nodes_of(set) {
                labels[node] = count;
            }
            count += 1;
            state = self.rows[set.trailing_zeros() as usize][state.from as usize];
        }
        count as usize
    }
}

/// Nodes of a connected window from one end to the other, so that few states are open at once.
pub fn sweep(window: &Network, order: &mut Vec<u32>) {
    let mut from = 0;
    for _ in 0..2 {
        let mut seen = 1u64 << from;
        order.clear();
        order.push(from);
        let mut next = 0;
        while let Some(&node) = order.get(next) {
            next += 1;
            for link in window.links(node as usize) {
                if seen >> link.to & 1 == 0 {
                    seen |= 1 << link.to;
                    order.push(link.to);
                }
            }
        }
        from = order[order.len() - 1];
    }
}

//! The best partition of a window of a few regions, or the proof that the present one is best.
//!
//! All connected sets that a cheaper partition could hold are listed under their first node. Prices of the nodes
//! that no set undercuts bound what is left to cover, so that a set too dear for its nodes is in no cheaper
//! partition (reduced costs of set partitioning). Then the first node not yet covered is covered, over and over:
//! states are the covered nodes, each kept once. A window with too many sets or states stays as it is.
//! Source: Garfinkel and Nemhauser 1970, DOI 10.1287/mnsc.16.8.B495.

use super::hold::Hold;
use super::network::Network;
use super::places::Places;
use super::score::Score;
use super::sets::{Caps, Lister, MOST_NODES, Most, Set, Window, nodes_of, sweep};

/// Steps of a price in one hundredth of a plain border.
const FINENESS: i64 = 16;
/// Steps of a share in one step of a price.
const SHARE: i64 = 1 << 6;

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

impl Present {
    /// Its cost, by the hold as well.
    fn most(&self) -> i64 {
        self.cost + self.hold.cost(self.all_regions)
    }
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
    order: Vec<u32>,
    sets: Vec<Set>,
    /// Where the sets of each first node start.
    starts: Vec<usize>,
    prices: Vec<i64>,
    states: Vec<State>,
    /// States by the first node that they leave uncovered; the last row covers all.
    rows: Vec<Vec<u32>>,
    /// Where states are kept, by the nodes covered and the number of parts.
    places: Places,
}

#[derive(Clone, Copy, Debug, Default)]
struct State {
    covered: u64,
    parts: u32,
    /// The state before.
    from: u32,
    set: u32,
    spare: i64,
}

impl Windows {
    /// The nodes of the network solved last, in the order that their labels come in.
    #[must_use]
    pub fn order(&self) -> &[u32] {
        &self.order
    }

    /// Looks for a cheaper partition of a connected `network` and writes it to `labels`, in its own
    /// [order](Self::order).
    pub fn solve(
        &mut self,
        network: &Network,
        score: &Score,
        present: &Present,
        caps: Caps,
        labels: &mut Vec<u32>,
    ) -> Answer {
        if network.len() > MOST_NODES {
            return Answer::Unknown;
        }
        let mut order = std::mem::take(&mut self.order);
        sweep(network, &mut order);
        let window = Window {
            network,
            order: &order,
        };
        let mut sets = std::mem::take(&mut self.sets);
        let most = Most {
            part: present.most(),
            plan: present.most(),
        };
        let is_listed = (self.lister).list(&window, score, (most, caps), &mut sets);
        let answer = if is_listed {
            self.choose(&window, sets, present, caps, labels)
        } else {
            self.sets = sets;
            Answer::Unknown
        };
        self.order = order;
        answer
    }

    /// The same among given sets, which come by their first nodes; labels are in the order of the window.
    pub fn choose(
        &mut self,
        window: &Window,
        sets: Vec<Set>,
        present: &Present,
        caps: Caps,
        labels: &mut Vec<u32>,
    ) -> Answer {
        self.sets = sets;
        let nodes = window.order.len();
        let most = present.most();
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
    fn leave_out(&mut self, window: &Window, most: i64) -> Option<i64> {
        self.first_prices(window)?;
        self.find_starts();
        self.raise_prices();
        let gap = 2 * most * FINENESS - self.prices.iter().sum::<i64>();
        if gap <= 0 {
            return None;
        }
        self.sets.retain(|set| set.spare < gap);
        self.find_starts();
        for row in self.starts.windows(2) {
            self.sets[row[0]..row[1]].sort_unstable_by_key(|set| (set.spare, set.nodes));
        }
        Some(gap)
    }

    fn find_starts(&mut self) {
        self.starts.clear();
        let mut start = 0;
        for node in 0..self.prices.len() as u32 {
            self.starts.push(start);
            let row = self.sets[start..].iter();
            start += row
                .take_while(|set| set.nodes.trailing_zeros() == node)
                .count();
        }
        self.starts.push(start);
    }

    /// Every set shared out among its nodes by their households, the least share of each node being its price.
    fn first_prices(&mut self, window: &Window) -> Option<()> {
        // The least share of one household over the sets with each node.
        let mut least = [i64::MAX; MOST_NODES];
        for set in &mut self.sets {
            set.spare *= FINENESS;
            let share = set.spare * SHARE / set.weight;
            for node in nodes_of(set.nodes) {
                least[node] = least[node].min(share);
            }
        }
        if least[..window.order.len()].contains(&i64::MAX) {
            return None;
        }
        let prices = least.iter().zip(window.loads());
        let prices = prices.map(|(share, load)| share * (load.households + 1) / SHARE);
        self.prices.clear();
        self.prices.extend(prices);
        for set in &mut self.sets {
            let prices = nodes_of(set.nodes).map(|node| self.prices[node]);
            set.spare -= prices.sum::<i64>();
        }
        Some(())
    }

    /// Raises the price of each node as far as all sets allow.
    fn raise_prices(&mut self) {
        for (node, price) in self.prices.iter_mut().enumerate() {
            let sets = &mut self.sets[..self.starts[node + 1]];
            let has = |set: &Set| set.nodes >> node & 1 == 1;
            let spare = |set: &Set| if has(set) { set.spare } else { i64::MAX };
            let rise = sets.iter().map(spare).fold(i64::MAX, i64::min);
            if rise > 0 {
                *price += rise;
                for set in sets {
                    set.spare -= if has(set) { rise } else { 0 };
                }
            }
        }
    }

    /// Covers the first uncovered node in every way, over and over; returns whether nothing was cut short.
    fn cover(&mut self, nodes: usize, (mut gap, by_number): (i64, bool), caps: Caps) -> bool {
        self.places.clear();
        self.states.clear();
        self.rows.iter_mut().for_each(Vec::clear);
        if self.rows.len() <= nodes {
            self.rows.resize_with(nodes + 1, Vec::new);
        }
        self.reach(State::default(), 0);
        for first in 0..nodes {
            let row = std::mem::take(&mut self.rows[first]);
            for &from in &row {
                self.go_on(nodes, first, from, (&mut gap, by_number));
            }
            self.rows[first] = row;
            if self.states.len() > caps.states {
                return false;
            }
        }
        true
    }

    /// Reaches what follows a state by a set that begins with `first`.
    fn go_on(&mut self, nodes: usize, first: usize, from: u32, (gap, by_number): (&mut i64, bool)) {
        let state = self.states[from as usize];
        for set in self.starts[first]..self.starts[first + 1] {
            let Set {
                nodes: more, spare, ..
            } = self.sets[set];
            let spare = state.spare + spare;
            if spare >= *gap {
                break;
            }
            if more & state.covered != 0 {
                continue;
            }
            let covered = state.covered | more;
            let next = State {
                covered,
                parts: state.parts + u32::from(by_number),
                from,
                set: set as u32,
                spare,
            };
            let first = (!covered).trailing_zeros() as usize;
            self.reach(next, first);
            if first == nodes && !by_number {
                *gap = spare;
            }
        }
    }

    /// Keeps a state if none with the same nodes covered is as cheap.
    fn reach(&mut self, state: State, first: usize) {
        let place = self.places.of((state.covered, state.parts));
        if place == self.states.len() {
            self.rows[first].push(place as u32);
            self.states.push(state);
        } else if state.spare < self.states[place].spare {
            self.states[place] = state;
        }
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
        let states = states.map(|&state| self.states[state as usize]);
        let least = states.min_by_key(|state| (cost(state), state.parts));
        least.filter(|state| cost(state) < present.cost)
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
            state = self.states[state.from as usize];
        }
        count as usize
    }
}

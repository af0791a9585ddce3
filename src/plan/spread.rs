//! Shares for a lower bound where many units make a part: flows that a plan has to cut.
//!
//! Every unit `v` sends flow to the units around it, together two and a half of the largest parts, along links that
//! hold no more than their cost. Flow between two parts crosses the lines between them, so all lines together cost
//! at least the flow that is parted. A part of `w` households that holds `v` keeps at most the flow to the best
//! `w − w(v)` households around; the rest of what `v` sends is its share, with its part of the distance from the
//! target, for the `w` that makes this least. Flow to a unit above max is always parted.
//! Dual of the spreading metrics of Even, Naor, Rao and Schieber 1999, DOI 10.1137/S0097539796308217.

use std::cmp::Reverse;

use super::lower::{Frame, SCALE};
use super::network::Network;
use super::queue::{Queue, ROWS};

/// Households around a unit that it sends flow to, in halves of a part of the largest size.
const AROUND: i64 = 5;
/// Most units that a unit sends flow to, and least where the network is large.
const MOST_AROUND: (usize, usize) = (300, 60);
/// Units looked at from all units together, beyond which less is looked at from each.
const MOST_LOOKS: usize = 6_000_000;
/// Fewer units than this around each leave time for more rounds.
const FEW_AROUND: usize = 100;
/// Most rounds in which the flow is sent, if few units are around each: more rounds use the links more evenly.
const MOST_ROUNDS: usize = 2;
/// The flow tried, in percent of what would fill all links if it were spread evenly: not all of it finds room.
const TRIED_PERCENT: i128 = 150;
/// Units send in so many turns, so that neighbours do not follow one another.
const TURNS: usize = 7;
/// Units whose surroundings tell how much flow the links hold.
const SAMPLES: usize = 24;
/// Sizes of a part are tried in this many steps.
const STEPS: i64 = 16;
/// The length of a link without use, in steps, and of a nearly full one: few steps give better bounds than many.
const LENGTH: i64 = 7;
const MOST_LENGTH: i64 = 1 + LENGTH * LENGTH;
const _: () = assert!(MOST_LENGTH < ROWS as i64);
/// The length of a link that is to be computed again.
const UNKNOWN: u32 = 0;
/// The length of a link that holds no more.
const FULL: u32 = u32::MAX;
/// The distance of a node not reached.
const FAR: u32 = u32::MAX;

/// The share of every node in parts of a cost, at most `most` a household.
#[must_use]
pub fn spread(network: &Network, frame: &Frame<'_>, most: i64) -> Vec<i64> {
    let range = frame.score.bounds().households;
    let total = network.total().households;
    let max = range.max.unwrap_or(total).clamp(1, total.max(1));
    let mut flow = Flow::new(network, max);
    let above = network.load.iter().map(|load| frame.score.is_above(load));
    let is_above: Vec<bool> = above.collect();
    let sends = |node: usize| !is_above[node] && network.load[node].households > 0;
    let (quantum, around) = flow.quantum(sends);
    let rounds = (FEW_AROUND / around).clamp(1, MOST_ROUNDS);
    for _ in 0..rounds {
        let order = (0..TURNS).flat_map(|turn| (turn..network.len()).step_by(TURNS));
        for node in order.filter(|&node| sends(node)) {
            flow.send(node as u32, quantum / rounds as i128);
        }
    }
    let sizes = Sizes {
        least: range.min.unwrap_or(1).max(1),
        most: max,
    };
    let mut amounts = vec![0; network.len()];
    let shares = (0..network.len()).map(|node| {
        if !sends(node) {
            return 0;
        }
        summed(&mut flow.sent[node], &mut amounts);
        let households = network.load[node].households;
        let share = sizes.share(frame, network, (households, &flow.sent[node]), &is_above);
        share.clamp(0, most * households)
    });
    shares.collect()
}

struct Flow<'a> {
    network: &'a Network,
    /// Households around a unit that it sends to.
    reach: i64,
    /// Units around a unit that it sends to.
    most: usize,
    /// What each link can still hold, by position in `network.edges`.
    left: Vec<i64>,
    mean: i64,
    /// The length of each link, by position in `network.edges`; [`UNKNOWN`] after more went through.
    length: Vec<u32>,
    /// The links of each node: their other ends and their positions in `network.edges`.
    rows: Vec<Vec<(u32, u32)>>,
    /// Where the flow of each node went.
    sent: Vec<Vec<(u32, i64)>>,
    around: Around,
}

/// The nodes around one, nearest first, and the way to each.
#[derive(Default)]
struct Around {
    nodes: Vec<u32>,
    distance: Vec<u32>,
    /// The node before and the link from it.
    from: Vec<(u32, u32)>,
    queue: Queue,
    touched: Vec<u32>,
    /// What is wished to be sent to each of `nodes`.
    wished: Vec<i64>,
    /// What goes over the link to each node; 0 between two sends.
    through: Vec<i64>,
}

impl<'a> Flow<'a> {
    fn new(network: &'a Network, max: i64) -> Self {
        let left: Vec<i64> = network
            .edges
            .iter()
            .map(|edge| i64::from(edge.cost) * SCALE)
            .collect();
        let mut rows: Vec<Vec<(u32, u32)>> = vec![Vec::new(); network.len()];
        for (i, edge) in network.edges.iter().enumerate() {
            rows[edge.a as usize].push((edge.b, i as u32));
            rows[edge.b as usize].push((edge.a, i as u32));
        }
        Self {
            network,
            reach: AROUND * max / 2,
            most: (MOST_LOOKS / network.len().max(1)).clamp(MOST_AROUND.1, MOST_AROUND.0),
            mean: (left.iter().sum::<i64>() / left.len().max(1) as i64).max(1),
            length: vec![UNKNOWN; left.len()],
            left,
            rows,
            sent: vec![Vec::new(); network.len()],
            around: Around {
                distance: vec![FAR; network.len()],
                from: vec![(0, 0); network.len()],
                through: vec![0; network.len()],
                ..Around::default()
            },
        }
    }

    /// Flow to try for each pair of households, in 2^-32, and the mean number of units around one.
    fn quantum(&mut self, sends: impl Fn(usize) -> bool) -> (i128, usize) {
        let mut use_of_links = 0i128;
        let (mut looks, mut seen) = (0, 0);
        let count = self.network.len();
        let mut links_to = vec![0i128; count];
        let step = (count / SAMPLES).max(1);
        for node in (0..count).step_by(step).filter(|&node| sends(node)) {
            self.look_around(node as u32);
            looks += 1;
            seen += self.around.nodes.len();
            links_to[node] = 0;
            let mut use_of_node = 0i128;
            for &to in self.around.nodes.iter().skip(1) {
                let before = self.around.from[to as usize].0;
                links_to[to as usize] = links_to[before as usize] + 1;
                use_of_node += links_to[to as usize] * i128::from(self.weight(to));
            }
            use_of_links += use_of_node * i128::from(self.weight(node as u32)) * step as i128;
        }
        let room: i128 = self.left.iter().map(|&left| i128::from(left)).sum();
        let tried = (room << 32) / 100 * TRIED_PERCENT;
        (tried / use_of_links.max(1), seen / looks.max(1) + 1)
    }

    fn weight(&self, node: u32) -> i64 {
        self.network.load[node as usize].households.min(self.reach)
    }

    /// Sends from `node` to all around it, as far as the links on the way hold it.
    fn send(&mut self, node: u32, quantum: i128) {
        self.look_around(node);
        let own = i128::from(self.weight(node));
        let mut wished = std::mem::take(&mut self.around.wished);
        wished.clear();
        wished.extend(self.around.nodes.iter().map(|&to| {
            let wished = (quantum * own * i128::from(self.weight(to))) >> 32;
            wished.min(i128::from(i64::MAX / MOST_AROUND.0 as i64)) as i64
        }));
        if !self.send_all(&wished) {
            self.send_each(&wished);
        }
        self.around.wished = wished;
    }

    /// Sends all that is wished at once, with the same outcome as one after another, if the links hold it; returns
    /// whether they do.
    fn send_all(&mut self, wished: &[i64]) -> bool {
        let around = &mut self.around;
        let mut is_held = true;
        for (&to, wished) in around.nodes.iter().zip(wished).skip(1).rev() {
            let (before, edge) = around.from[to as usize];
            let through = around.through[to as usize] + wished;
            around.through[to as usize] = through;
            around.through[before as usize] += through;
            is_held &= through <= self.left[edge as usize];
        }
        let node = around.nodes[0];
        let sent = &mut self.sent[node as usize];
        sent.reserve(around.nodes.len());
        let through = &mut around.through;
        through[node as usize] = 0;
        for (&to, &wished) in around.nodes.iter().zip(wished).skip(1) {
            let through = std::mem::take(&mut through[to as usize]);
            if !is_held {
                continue;
            }
            let edge = around.from[to as usize].1;
            self.left[edge as usize] -= through;
            self.length[edge as usize] = UNKNOWN;
            if wished > 0 {
                sent.push((to, wished));
            }
        }
        is_held
    }

    /// Sends what the links hold to one node after another.
    fn send_each(&mut self, wished: &[i64]) {
        let node = self.around.nodes[0];
        for (&to, &wished) in self.around.nodes.iter().zip(wished).skip(1) {
            let mut amount = wished;
            let mut at = to;
            while at != node && amount > 0 {
                let (before, edge) = self.around.from[at as usize];
                amount = amount.min(self.left[edge as usize]);
                at = before;
            }
            if amount <= 0 {
                continue;
            }
            at = to;
            while at != node {
                let (before, edge) = self.around.from[at as usize];
                self.left[edge as usize] -= amount;
                self.length[edge as usize] = UNKNOWN;
                at = before;
            }
            self.sent[node as usize].push((to, amount));
        }
    }

    /// The nearest nodes, where links in use are long.
    fn look_around(&mut self, node: u32) {
        let around = &mut self.around;
        for &touched in &around.touched {
            around.distance[touched as usize] = FAR;
        }
        around.touched.clear();
        around.nodes.clear();
        around.queue.clear();
        around.distance[node as usize] = 0;
        around.touched.push(node);
        around.queue.push(0, node);
        let mut households = 0;
        while let Some((distance, at)) = around.queue.pop() {
            if distance > around.distance[at as usize] {
                continue;
            }
            around.nodes.push(at);
            households += self.network.load[at as usize].households;
            if households >= self.reach || around.nodes.len() >= self.most {
                break;
            }
            for &(to, edge) in &self.rows[at as usize] {
                let length = &mut self.length[edge as usize];
                if *length == UNKNOWN {
                    *length = length_of(self.left[edge as usize], self.mean);
                }
                if *length == FULL {
                    continue;
                }
                let known = &mut around.distance[to as usize];
                let next = distance + *length;
                if next < *known {
                    if *known == FAR {
                        around.touched.push(to);
                    }
                    *known = next;
                    around.from[to as usize] = (at, edge);
                    around.queue.push(next, to);
                }
            }
        }
    }
}

/// The length of a link that can still hold so much: long when it is nearly full.
fn length_of(left: i64, mean: i64) -> u32 {
    if left == 0 {
        return FULL;
    }
    let length = 1 + LENGTH * mean / (left + mean / LENGTH);
    length.min(MOST_LENGTH) as u32
}

/// Sums what was sent to each node in all rounds; `amounts` are 0 before and after.
fn summed(sent: &mut Vec<(u32, i64)>, amounts: &mut [i64]) {
    sent.retain(|&(to, amount)| {
        let sum = &mut amounts[to as usize];
        let is_first = *sum == 0;
        *sum += amount;
        is_first
    });
    for (to, amount) in sent {
        *amount = std::mem::take(&mut amounts[*to as usize]);
    }
}

/// The households that a part within the bounds can have.
struct Sizes {
    least: i64,
    most: i64,
}

impl Sizes {
    /// The least share over all sizes of the part that holds a unit of `households`.
    fn share(
        &self,
        frame: &Frame<'_>,
        network: &Network,
        (households, sent): (i64, &[(u32, i64)]),
        is_above: &[bool],
    ) -> i64 {
        let all: i64 = sent.iter().map(|(_, amount)| amount).sum();
        let weight = |node: u32| network.load[node as usize].households;
        // Most flow a household first, in whole steps: any choice keeps at most one step a household more.
        let inside = sent.iter().filter(|(to, _)| !is_above[*to as usize]);
        let rated = inside.map(|&(to, amount)| (Reverse(amount / weight(to)), to, amount));
        let mut sent: Vec<(Reverse<i64>, u32, i64)> = rated.collect();
        sent.sort_unstable_by_key(|&(rate, ..)| rate);
        let (mut next, mut kept, mut room_used) = (0, 0i64, 0i64);
        let mut least = i64::MAX;
        let width = (self.most - self.least).max(0);
        for step in 0..STEPS {
            let from = self.least + width * step / STEPS;
            let to = self.least + width * (step + 1) / STEPS;
            let room = (to - households).max(0);
            while let Some(&(_, node, amount)) = sent.get(next) {
                if room_used + weight(node) > room {
                    break;
                }
                room_used += weight(node);
                kept += amount;
                next += 1;
            }
            let part = sent.get(next).map_or(0, |&(_, node, amount)| {
                let room = i128::from(room - room_used);
                (i128::from(amount) * room / i128::from(weight(node))) as i64 + 1
            });
            let best = frame.score.target().unwrap_or(from).clamp(from, to);
            let balance = frame.by_households.part(&crate::unit::Counts {
                households: best,
                ..Default::default()
            });
            let own = i128::from(balance * SCALE) * i128::from(households) / i128::from(to.max(1));
            least = least.min(own as i64 + all - kept - part - room);
        }
        least
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::plan::network::Edge;
    use crate::rng::Rng;
    use crate::unit::Counts;

    #[test]
    fn flow_sent_at_once_is_flow_sent_one_after_another() {
        let mut rng = Rng::new(8, 1);
        let load = (0..40).map(|node| Counts {
            households: node % 9,
            ..Counts::default()
        });
        let links = (0..33).flat_map(|a| [(a, a + 1), (a, a + 7)]);
        let edges = links.zip((1..9).cycle());
        let edges = edges.map(|((a, b), cost)| Edge { a, b, cost });
        let network = Network::new(load.collect(), edges.collect());
        let mut flows = [(); 2].map(|()| Flow::new(&network, 20));
        let mut held = 0;
        for node in (0..33).cycle().take(120) {
            for flow in &mut flows {
                flow.look_around(node);
            }
            let nodes = &flows[0].around.nodes;
            let wished: Vec<i64> = nodes.iter().map(|_| rng.below(20_000) as i64).collect();
            if flows[0].send_all(&wished) {
                held += 1;
                flows[1].send_each(&wished);
            }
            assert_eq!(flows[0].left, flows[1].left);
            assert_eq!(flows[0].sent, flows[1].sent);
        }
        assert!((10..110).contains(&held), "{held} of 120");
    }
}

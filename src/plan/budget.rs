//! Budgets in rounds, and the mix of moves that suits a network.

use std::sync::atomic::{AtomicBool, Ordering};

use super::bounds::Effort;
use super::heat::Cooling;
use super::network::Network;
use super::score::Score;
use super::watch::NEVER;

/// One step of the ladder of efforts: a search from its beginning.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Rung {
    /// Coolings: one of the whole, then reheats of small blocks that keep of each block what is cheaper.
    pub cycles: usize,
    /// Rounds of one cooling.
    pub rounds: usize,
}

/// Steps of a ladder.
const RUNGS: usize = 5;

/// Steps that are climbed where several levels are solved.
const RUNGS_IN_STACK: usize = 3;

/// How much the search may do. Counted in rounds, so that results do not depend on the machine.
#[derive(Clone, Copy, Debug)]
pub struct Budget<'a> {
    /// Searches of a whole piece, of which the best of every group is kept; a jurisdiction has one.
    pub searches: usize,
    /// Trees whose split is tried as a start.
    pub trees: usize,
    /// Steps of growing effort.
    pub rungs: [Rung; RUNGS],
    /// Rungs that are always climbed; the rest only while a part is outside bounds that could hold.
    pub required: usize,
    /// Rungs that are climbed at most.
    pub climbed: usize,
    /// Rounds without heat at the end of a cooling.
    pub cold_rounds: usize,
    /// Most nodes of a start by dynamic program; larger networks start greedily.
    pub largest_split: usize,
    /// Windows searched anew for each part that a cooling left outside its bounds; none in a jurisdiction, which is
    /// repaired on all levels at once.
    pub mends: usize,
    /// How far the number of parts is held below households / target, in percent of it; none where one cooling has
    /// to do, since it may lose parts more.
    pub fewer_percent: usize,
    /// Most nodes of a whole network that is parted in the best way there is: with more it is rarely worth the try.
    pub settled: usize,
    /// Numbers of finer parts that are tried under a coarser level.
    pub candidates: usize,
    /// Whether one of them is drawn instead of all being tried.
    pub draws_candidate: bool,
    /// Windows that all levels are solved anew in for each coarse part with something outside its bounds.
    pub repairs: usize,
    /// Windows that are solved anew though all is within bounds, in percent of the coarse parts.
    pub polish_percent: usize,
    /// Ends the search early, once somebody sets it.
    stop: &'a AtomicBool,
}

/// Nodes up to which many short coolings do better than few long ones.
const COOLED_SHORTLY: usize = 700;
/// Nodes below which a small network gets more rounds, so that rounds times nodes stay.
const SMALL_NODES: usize = 2_400;
/// The same for a larger one, whose rounds are cheaper.
const LARGE_NODES: usize = 2_900;
/// Rounds of a short cooling, two for each part: fewest and most.
const SHORT_ROUNDS: (usize, usize) = (8, 36);
/// Coolings after which a small network is searched from its beginning again.
const CYCLES_A_SEARCH: usize = 24;
/// What a reheat costs of a whole cooling, in percent.
const REHEAT_COST_PERCENT: usize = 75;

/// Trees whose split is tried as a start of a bare network.
const BARE_TREES: usize = 6;

/// The work on a bare network.
struct Work {
    /// Rounds in all for a large network.
    rounds: usize,
    /// Most rounds in all, for a network of a few nodes.
    most: usize,
    /// Rounds of one cooling of a large network.
    cooling: usize,
    /// Windows searched anew for each part that is outside its bounds.
    mends: usize,
    /// How far the number of parts is held below households / target, in percent.
    fewer_percent: usize,
}

impl Work {
    fn of(effort: Effort) -> Self {
        let (rounds, most, cooling, mends, fewer_percent) = match effort {
            Effort::Quick => (36, 700, 36, 4, 0),
            Effort::Standard => (120, 2_500, 120, 8, 1),
            Effort::Thorough => (500, 7_000, 80, 16, 1),
        };
        Self {
            rounds,
            most,
            cooling,
            mends,
            fewer_percent,
        }
    }
}

const fn rung(cycles: usize, rounds: usize) -> Rung {
    Rung { cycles, rounds }
}

impl Budget<'_> {
    /// The same budget, spent no further once `stop` is set.
    #[must_use]
    pub fn until(self, stop: &AtomicBool) -> Budget<'_> {
        Budget { stop, ..self }
    }

    /// Whether the search is to end with what it has.
    #[must_use]
    pub fn is_over(&self) -> bool {
        self.stop.load(Ordering::Relaxed)
    }

    /// The budget of a bare network to be cut into about `parts`, which is alone and may take longer than one
    /// jurisdiction of many.
    #[must_use]
    pub fn of_bare(effort: Effort, nodes: usize, parts: usize) -> Self {
        let work = Work::of(effort);
        let is_small = nodes <= COOLED_SHORTLY;
        let (whole, rounds) = if is_small {
            (
                SMALL_NODES,
                (2 * parts).clamp(SHORT_ROUNDS.0, SHORT_ROUNDS.1),
            )
        } else {
            (LARGE_NODES, work.cooling)
        };
        let total = (work.rounds * whole / nodes.clamp(1, whole)).min(work.most);
        let reheats = total.saturating_sub(rounds) * 100 / (rounds * REHEAT_COST_PERCENT);
        let searches = if is_small {
            (1 + reheats).div_ceil(CYCLES_A_SEARCH)
        } else {
            1
        };
        Self {
            searches,
            rungs: [rung((1 + reheats).div_ceil(searches), rounds); RUNGS],
            required: 1,
            mends: work.mends,
            fewer_percent: work.fewer_percent,
            trees: BARE_TREES,
            ..Self::of(effort)
        }
    }

    /// The budget of the least effort. Over when this one is.
    #[must_use]
    pub fn quick(&self) -> Self {
        Self {
            stop: self.stop,
            ..Self::of(Effort::Quick)
        }
    }

    /// The budget of a window that all levels are solved anew in: many first looks find more than one long one. Over
    /// when this one is.
    #[must_use]
    pub fn of_window(&self) -> Self {
        Self {
            climbed: 1,
            draws_candidate: true,
            settled: SETTLED_AT_ONCE,
            ..self.quick()
        }
    }

    /// The same budget for one of several levels: what is still outside its bounds is better repaired on all of them.
    #[must_use]
    pub fn of_stack(&self) -> Self {
        Self {
            climbed: self.climbed.min(RUNGS_IN_STACK),
            ..*self
        }
    }

    /// The same budget with the repairs of a window, for a plan that is repaired again later.
    #[must_use]
    pub fn with_few_repairs(&self) -> Self {
        Self {
            repairs: self.quick().repairs,
            ..*self
        }
    }

    /// The budget of an effort.
    #[must_use]
    pub fn of(effort: Effort) -> Self {
        const QUICK: [Rung; RUNGS] = [rung(1, 6); RUNGS];
        const STANDARD: [Rung; RUNGS] = [
            rung(3, 12),
            rung(3, 14),
            rung(3, 16),
            rung(4, 24),
            rung(6, 32),
        ];
        const THOROUGH: [Rung; RUNGS] = [
            rung(1, 6),
            rung(4, 16),
            rung(4, 32),
            rung(6, 48),
            rung(8, 64),
        ];
        let quick = Self {
            searches: 1,
            trees: 2,
            rungs: QUICK,
            required: 1,
            climbed: RUNGS,
            cold_rounds: 1,
            largest_split: 2000,
            mends: 0,
            fewer_percent: 0,
            settled: MOST_SETTLED,
            candidates: 3,
            draws_candidate: false,
            repairs: 40,
            polish_percent: 0,
            stop: &NEVER,
        };
        match effort {
            Effort::Quick => quick,
            Effort::Standard => Self {
                trees: 3,
                rungs: STANDARD,
                candidates: 4,
                repairs: 120,
                polish_percent: 50,
                ..quick
            },
            Effort::Thorough => Self {
                trees: 6,
                rungs: THOROUGH,
                required: 2,
                cold_rounds: 3,
                candidates: 6,
                repairs: 400,
                polish_percent: 300,
                ..quick
            },
        }
    }
}

/// Which moves, how many, how hot.
#[derive(Clone, Copy, Debug)]
pub struct Mix {
    /// Rounds for each round of the budget.
    pub rounds_factor: usize,
    /// Proposed flips a node and round.
    pub flips_a_node: usize,
    /// Best cuts on pairs, in thousandths of the regions, a round.
    pub recut_permille: usize,
    /// New splits of a few regions, in thousandths of the regions, a round.
    pub resplit_permille: usize,
    /// Exact windows, in thousandths of the regions, a round without heat.
    pub window_permille: usize,
    /// What a third of the moves around regions outside their bounds are; the others are new splits.
    pub focus_on: Focus,
    /// Moves around regions outside their bounds, in thousandths of the regions, a round.
    pub focus_permille: usize,
    /// Most moves a round for each region outside its bounds.
    pub most_focus_an_outsider: usize,
    /// Most further regions in a new split.
    pub most_others: usize,
    /// Heat, in cost.
    pub cooling: Cooling,
}

/// A move around a region outside its bounds.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Focus {
    /// The best cut of a pair.
    Recut,
    /// An exact window.
    Window,
}

/// Nodes with households a region up to which windows are small enough to be solved at the cold end.
const COARSE_NODES_A_REGION: i64 = 4;

/// Nodes with households a region from which flips alone do most of the work.
const FINE_NODES_A_REGION: i64 = 7;

/// Nodes up to which the best partition of all is sought from the start; a larger network is cooled once before, for
/// the better a partition is the fewer others have to be looked at.
pub const SETTLED_AT_ONCE: usize = 20;

/// Most nodes of a whole network that is parted in the best way there is.
const MOST_SETTLED: usize = 30;

/// Nodes from which on a network is cooled in blocks, and fewer trees do as well.
pub const LARGE: usize = 6_000;

/// Half-width of the bounds below which a range is tight, in percent of the target.
const TIGHT_PERCENT: i64 = 10;

/// The same, below which only exchanges help, and those need heat.
const TIGHTEST_PERCENT: i64 = 2;

impl Mix {
    /// Flips for fine units and wide ranges; more trees for chunky units or tight ranges, exact windows at the cold
    /// end for the chunkiest; heat for the tightest.
    #[must_use]
    pub fn for_network(network: &Network, score: &Score) -> Self {
        let target = score.target().unwrap_or(1).max(1);
        let regions = (network.total().households / target).max(1);
        let inhabited = network
            .load
            .iter()
            .filter(|load| load.households > 0)
            .count() as i64;
        let fine = inhabited >= FINE_NODES_A_REGION * regions
            && score.half_width() * 100 >= TIGHT_PERCENT * target;
        let tightest = score.half_width() * 100 < TIGHTEST_PERCENT * target;
        let coarse = inhabited <= COARSE_NODES_A_REGION * regions;
        match (fine, coarse) {
            (true, _) if network.len() < LARGE => Self::fine(),
            (true, _) => Self {
                recut_permille: 80,
                ..Self::fine()
            },
            (false, true) => Self::coarse(),
            (false, false) if tightest => Self::tightest(),
            (false, false) => Self::chunky(),
        }
    }

    fn fine() -> Self {
        Self {
            rounds_factor: 6,
            flips_a_node: 4,
            recut_permille: 100,
            resplit_permille: 0,
            window_permille: 0,
            focus_on: Focus::Recut,
            focus_permille: 100,
            most_focus_an_outsider: 2,
            most_others: 5,
            cooling: Cooling {
                hottest: 100,
                coldest: 15,
            },
        }
    }

    fn coarse() -> Self {
        Self {
            window_permille: 1_000,
            ..Self::chunky()
        }
    }

    fn tightest() -> Self {
        Self {
            recut_permille: 600,
            cooling: Cooling {
                hottest: 500,
                coldest: 50,
            },
            ..Self::chunky()
        }
    }

    fn chunky() -> Self {
        Self {
            rounds_factor: 2,
            flips_a_node: 8,
            recut_permille: 300,
            resplit_permille: 70,
            window_permille: 0,
            focus_on: Focus::Window,
            focus_permille: 200,
            most_focus_an_outsider: 4,
            most_others: 5,
            cooling: Cooling {
                hottest: 100,
                coldest: 20,
            },
        }
    }
}

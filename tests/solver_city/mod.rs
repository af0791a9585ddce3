//! Synthetic cities for the solver: a jittered net of parcels with houses, walk-ups, towers and empty land.

use wangge::id::{BeatId, CommunityId, UnitId};
use wangge::layer::BarrierClass;
use wangge::plan::{Bounds, LevelRule, Range};
use wangge::rng::Rng;
use wangge::unit::{Counts, Graph, Jurisdiction, Neighbour};

/// What is built.
#[derive(Clone, Copy, Debug)]
pub struct Blend {
    /// Percent of units without households.
    pub empty: usize,
    /// Percent of units that are towers of 60 to 400 households.
    pub towers: usize,
    /// Percent of units that are walk-ups of 12 to 60 households; the rest are houses of 1 to 4.
    pub walk_ups: usize,
}

/// Old town: houses, few towers.
pub const HOUSES: Blend = Blend {
    empty: 25,
    towers: 0,
    walk_ups: 3,
};
/// Estates of walk-ups.
pub const ESTATES: Blend = Blend {
    empty: 15,
    towers: 0,
    walk_ups: 60,
};
/// Houses between towers.
pub const MIXED: Blend = Blend {
    empty: 30,
    towers: 2,
    walk_ups: 8,
};

const BLOCK: usize = 8;
const LENGTH_DM: usize = 200;

/// A city of about `units` units in jurisdictions of 40 to about 360 units, the same for the same seed.
pub fn city(units: usize, blend: Blend, seed: u64) -> (Graph, Vec<Jurisdiction>) {
    let mut rng = Rng::new(seed, units as u64);
    let width = units.isqrt().max(4);
    let height = units / width;
    let mut rows = vec![Vec::new(); width * height];
    for y in 0..height {
        for x in 0..width {
            let at = y * width + x;
            let falling = rng.below(2) == 0;
            let mut link = |a: usize, b: usize, barrier| {
                let border_dm = (LENGTH_DM / 2 + rng.below(LENGTH_DM)) as u32;
                for (from, to) in [(a, b), (b, a)] {
                    rows[from].push(Neighbour {
                        unit: UnitId::new(to),
                        border_dm,
                        barrier,
                    });
                }
            };
            if x + 1 < width {
                link(at, at + 1, barrier(x + 1));
            }
            if y + 1 < height {
                link(at, at + width, barrier(y + 1));
            }
            if x + 1 < width && y + 1 < height {
                let across = barrier(x + 1).max(barrier(y + 1));
                if falling {
                    link(at, at + width + 1, across);
                } else {
                    link(at + 1, at + width, across);
                }
            }
        }
    }
    let mut graph = Graph::default();
    graph.offsets.push(0);
    for (at, mut row) in rows.into_iter().enumerate() {
        row.sort_by_key(|neighbour| neighbour.unit);
        graph.neighbours.extend(row);
        graph.offsets.push(graph.neighbours.len() as u32);
        graph.counts.push(counts(blend, &mut rng));
        let jitter = [rng.below(LENGTH_DM / 2), rng.below(LENGTH_DM / 2)];
        graph.position_dm.push([
            (at % width * LENGTH_DM + jitter[0]) as i32,
            -((at / width * LENGTH_DM + jitter[1]) as i32),
        ]);
    }
    let jurisdictions = jurisdictions(width, height, &mut rng);
    (graph, jurisdictions)
}

fn barrier(line: usize) -> Option<BarrierClass> {
    match line {
        line if line % (4 * BLOCK) == 0 => Some(BarrierClass::Major),
        line if line % BLOCK == 0 => Some(BarrierClass::Minor),
        _ => None,
    }
}

fn counts(blend: Blend, rng: &mut Rng) -> Counts {
    let die = rng.below(100);
    let households = if die < blend.empty {
        0
    } else if die < blend.empty + blend.towers {
        60 + rng.below(340)
    } else if die < blend.empty + blend.towers + blend.walk_ups {
        12 + rng.below(49)
    } else {
        1 + rng.below(4)
    };
    Counts {
        households: households as i64,
        persons: (households * 5 / 2 + rng.below(households + 1)) as i64,
        ..Counts::default()
    }
}

/// Rectangles that tile the city.
fn jurisdictions(width: usize, height: usize, rng: &mut Rng) -> Vec<Jurisdiction> {
    let mut list = Vec::new();
    let mut top = 0;
    while top < height {
        let bottom = (top + 6 + rng.below(14)).min(height);
        let mut left = 0;
        while left < width {
            let right = (left + 6 + rng.below(14)).min(width);
            let rows = top..bottom;
            let units = rows.flat_map(|y| (left..right).map(move |x| UnitId::new(y * width + x)));
            list.push(Jurisdiction {
                community: CommunityId::new(list.len()),
                beat: BeatId::new(0),
                kind: wangge::layer::Kind::Urban,
                dedicated: None,
                key: list.len() as u64,
                units: units.collect(),
            });
            left = right;
        }
        top = bottom;
    }
    list
}

/// Grids of 200 to 400 households (300 wished for, at most 1500 persons) over micro-grids of 100 to 150.
pub fn rules() -> Vec<LevelRule> {
    let households = |min, target, max| Range {
        min: Some(min),
        target,
        max: Some(max),
    };
    let grid = Bounds {
        households: households(200, Some(300), 400),
        persons: Range {
            max: Some(1500),
            ..Range::default()
        },
        ..Bounds::default()
    };
    let micro_grid = Bounds {
        households: households(100, None, 150),
        ..Bounds::default()
    };
    let rule = |name: &str, bounds| LevelRule {
        name: name.into(),
        bounds,
        ..LevelRule::default()
    };
    vec![rule("grid", grid), rule("micro_grid", micro_grid)]
}

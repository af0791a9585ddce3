//! Boards drawn as text: one unit a character, neighbours share a side; drawn again with the part of each unit.

#![allow(dead_code, reason = "every test file takes the helpers that it needs")]

use wangge::id::{BeatId, CommunityId, CompoundId, UnitId};
use wangge::layer::{BarrierClass, Kind};
use wangge::plan::{Bounds, LevelReport, LevelRule, Plan, Range, SolveOptions, Watch, solve};
use wangge::unit::{Counts, Graph, Jurisdiction, Neighbour};

/// Length of a border where a board does not say otherwise, in decimetres.
pub const SIDE_DM: u32 = 100;

/// A board of units.
pub struct Board {
    pub graph: Graph,
    width: usize,
}

impl Board {
    /// A digit is a unit with ten times as many households, three persons each.
    pub fn of(picture: &str) -> Self {
        let rows = rows(picture);
        let width = rows[0].len();
        let digits = rows.iter().flatten();
        let counts = digits.map(|c| {
            let households = 10 * i64::from(c.to_digit(10).expect("a digit"));
            Counts {
                households,
                persons: 3 * households,
                ..Counts::default()
            }
        });
        let mut graph = Graph {
            counts: counts.collect(),
            offsets: vec![0],
            ..Graph::default()
        };
        for (y, row) in rows.iter().enumerate() {
            for x in 0..row.len() {
                let unit = |x: usize, y: usize| UnitId::new(y * width + x);
                let around = [
                    y.checked_sub(1).map(|y| unit(x, y)),
                    x.checked_sub(1).map(|x| unit(x, y)),
                    (x + 1 < width).then(|| unit(x + 1, y)),
                    (y + 1 < rows.len()).then(|| unit(x, y + 1)),
                ];
                let border = |unit| Neighbour {
                    unit,
                    border_dm: SIDE_DM,
                    barrier: None,
                };
                graph
                    .neighbours
                    .extend(around.into_iter().flatten().map(border));
                graph.offsets.push(graph.neighbours.len() as u32);
                graph.position_dm.push([x as i32 * 100, y as i32 * -100]);
            }
        }
        Self { graph, width }
    }

    /// Letters are compounds, `.` is none.
    pub fn compounds(mut self, picture: &str) -> Self {
        let letters = rows(picture).concat();
        let compound = |c: &char| (*c != '.').then(|| CompoundId::new(*c as usize - 'A' as usize));
        let compounds: Vec<_> = letters.iter().map(compound).collect();
        self.graph = self.graph.with_compounds(&compounds);
        self
    }

    /// Another border between units that lie side by side, counted from 0 row by row.
    pub fn border(
        mut self,
        (a, b): (usize, usize),
        border_dm: u32,
        barrier: Option<BarrierClass>,
    ) -> Self {
        for (from, to) in [(a, b), (b, a)] {
            let row = self.graph.offsets[from] as usize..self.graph.offsets[from + 1] as usize;
            let row = &mut self.graph.neighbours[row];
            let found = row.iter_mut().find(|n| n.unit == UnitId::new(to));
            let found = found.expect("they lie side by side");
            (found.border_dm, found.barrier) = (border_dm, barrier);
        }
        self
    }

    /// A barrier along the whole board between two rows: below row `y`.
    pub fn along_row(mut self, y: usize, class: BarrierClass) -> Self {
        for x in 0..self.width {
            let (a, b) = (y * self.width + x, (y + 1) * self.width + x);
            self = self.border((a, b), SIDE_DM, Some(class));
        }
        self
    }

    /// The board as one jurisdiction.
    pub fn jurisdiction(&self) -> Jurisdiction {
        Jurisdiction {
            community: CommunityId::new(0),
            beat: BeatId::new(0),
            kind: Kind::Urban,
            dedicated: None,
            key: 1,
            units: (0..self.graph.len()).map(UnitId::new).collect(),
        }
    }

    /// Plans levels with these bounds on households, coarsest first.
    pub fn plan(&self, levels: &[(i64, i64)]) -> Planned<'_> {
        let rules: Vec<LevelRule> = levels.iter().map(|&range| rule(range)).collect();
        let options = SolveOptions::default();
        let jurisdiction = [self.jurisdiction()];
        let plan = solve(
            &self.graph,
            &jurisdiction,
            &rules,
            &options,
            &Watch::default(),
        );
        Planned { board: self, plan }
    }
}

/// A level with these bounds on households.
pub fn rule((min, max): (i64, i64)) -> LevelRule {
    let bounds = Bounds {
        households: Range {
            min: Some(min),
            target: None,
            max: Some(max),
        },
        ..Bounds::default()
    };
    LevelRule {
        name: format!("level_{max}"),
        bounds,
        ..LevelRule::default()
    }
}

/// A planned board.
pub struct Planned<'a> {
    board: &'a Board,
    pub plan: Plan,
}

impl Planned<'_> {
    /// The parts of a level, named `a`, `b` and so on in reading order.
    pub fn picture(&self, level: usize) -> String {
        let mut names: Vec<usize> = Vec::new();
        let parts = self.plan.levels[level].part_of.iter();
        let letters = parts.map(|part| {
            let known = names.iter().position(|name| *name == part.index());
            let place = known.unwrap_or_else(|| {
                names.push(part.index());
                names.len() - 1
            });
            (b'a' + place as u8) as char
        });
        let letters: Vec<char> = letters.collect();
        let rows = letters.chunks(self.board.width);
        rows.map(|row| row.iter().collect::<String>())
            .collect::<Vec<_>>()
            .join("\n")
    }

    /// What is said of a level.
    pub fn report(&self, level: usize) -> &LevelReport {
        &self.plan.jurisdictions[0].levels[level]
    }

    /// Parts of a level outside their bounds.
    pub fn outside(&self, level: usize) -> usize {
        let parts = self.plan.levels[level].parts.iter();
        parts.filter(|part| !part.exceptions.is_empty()).count()
    }
}

fn rows(picture: &str) -> Vec<Vec<char>> {
    let rows = picture.lines().map(|row| row.trim().chars().collect());
    rows.filter(|row: &Vec<char>| !row.is_empty()).collect()
}

//! The drawing board: straight lines cut the district into convex cells, the blocks between streets.
//!
//! Lines that cross everything come first (river, railway, arterials), then every piece is halved across its
//! longer side until it has the size of a block. A street that halves a piece ends at the lines around it,
//! so only arterials have bridges.

use super::dice::between;
use super::preset::{Preset, Stroke};
use super::shape::{
    Xy, add, area, cross, distance, dot, inside, left, length, middle, sub, turned, unit,
};
use crate::rng::{Rng, key_of};

/// What a line is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum LineClass {
    /// The edge of the district.
    Edge,
    /// The river.
    River,
    /// The railway.
    Rail,
    /// An arterial.
    Primary,
    /// A street between arterials.
    Secondary,
    /// A street between blocks, or a lane in the country.
    Residential,
}

/// A straight line on the board.
#[derive(Clone, Copy, Debug)]
pub struct Line {
    /// A place on it.
    pub at: Xy,
    /// Its direction, of length 1.
    pub along: Xy,
    /// What it is.
    pub class: LineClass,
    /// Half the width that it takes from the blocks beside it.
    pub half_m: f64,
}

impl Line {
    /// How far along the line a place is.
    pub fn position(&self, p: Xy) -> f64 {
        dot(sub(p, self.at), self.along)
    }

    /// How far to the left of the line a place is.
    pub fn side(&self, p: Xy) -> f64 {
        cross(self.along, sub(p, self.at))
    }

    /// The same line moved to its left.
    pub fn moved(&self, by_m: f64) -> Self {
        Self {
            at: add(self.at, by_m, left(self.along)),
            ..*self
        }
    }
}

/// Where two lines meet.
pub fn meet(a: &Line, b: &Line) -> Xy {
    let t = cross(sub(b.at, a.at), b.along) / cross(a.along, b.along);
    add(a.at, t, a.along)
}

/// What stands in a cell, roughly.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Zone {
    /// A block of the town with this index.
    Town(usize),
    /// Fields and hamlets.
    Country,
}

/// A convex piece of the district.
#[derive(Clone, Debug)]
pub struct Cell {
    /// Corners, counter-clockwise.
    pub corners: Vec<Xy>,
    /// The line of the edge that starts at each corner.
    pub lines: Vec<usize>,
    /// Town or country.
    pub zone: Zone,
    /// Which bank of the river: 0 or 1.
    pub bank: usize,
}

/// A street that was drawn, from one line to another.
#[derive(Clone, Copy, Debug)]
pub struct Cut {
    /// The line it runs on.
    pub line: usize,
    /// The lines where it starts and ends.
    pub ends: [usize; 2],
}

/// The board.
#[derive(Clone, Debug)]
pub struct Board {
    /// Lines; a line that crosses everything is one line.
    pub lines: Vec<Line>,
    /// Cells in the order they were cut out.
    pub cells: Vec<Cell>,
    /// Streets, one for each halved cell; arterials, river and railway are not among them.
    pub cuts: Vec<Cut>,
    /// The lines that cross everything.
    pub through: Vec<usize>,
}

/// The outline of every district before it is bent: convex, no corner square.
const OUTLINE: [Xy; 6] = [
    [0.0, 0.06],
    [0.35, 0.0],
    [1.0, 0.04],
    [0.97, 0.8],
    [0.7, 1.0],
    [0.05, 0.95],
];

/// Seeds move the ends of lines that cross everything by up to this share of the width or height.
const SHAKE: f64 = 0.008;
/// Half the width of the land that a railway takes.
const RAIL_HALF_M: f64 = 12.0;
/// Larger pieces than this are halved by an arterial.
const PRIMARY_ABOVE_M2: f64 = 6e6;
/// Larger pieces than this are halved by a street with traffic.
const SECONDARY_ABOVE_M2: f64 = 5e5;
/// Half the widths of streets: arterial, with traffic, between blocks.
const STREET_HALF_M: [f64; 3] = [19.0, 13.0, 7.0];
/// Pieces of country at the edge of a town are halved down to this.
const FRINGE_M2: f64 = 3e5;

/// Draws the board of a preset.
pub fn draw(preset: &Preset, seed: u64) -> Board {
    let size = |p: Xy| [p[0] * preset.width_m, p[1] * preset.height_m];
    let corners: Vec<Xy> = OUTLINE.map(size).to_vec();
    let mut board = Board {
        lines: Vec::new(),
        cells: Vec::new(),
        cuts: Vec::new(),
        through: Vec::new(),
    };
    let lines = (0..corners.len())
        .map(|i| {
            let to = corners[(i + 1) % corners.len()];
            board.add(corners[i], sub(to, corners[i]), LineClass::Edge, 0.0)
        })
        .collect();
    board.cells.push(Cell {
        corners,
        lines,
        zone: Zone::Country,
        bank: 0,
    });
    let mut rng = Rng::new(seed, key_of("demo lines"));
    let river = Stroke {
        from: preset.river.from,
        to: preset.river.to,
    };
    let mut lines = vec![(river, LineClass::River, preset.river.half_m)];
    let rail = preset.rail.iter();
    lines.extend(rail.map(|&s| (s, LineClass::Rail, RAIL_HALF_M)));
    let arterials = preset.arterials.iter();
    lines.extend(arterials.map(|&s| (s, LineClass::Primary, STREET_HALF_M[0])));
    for (stroke, class, half_m) in lines {
        let ends = [stroke.from, stroke.to].map(|p| size(shaken(p, &mut rng)));
        board.cross(ends, class, half_m);
    }
    board.halve_all(preset, seed);
    board
}

impl Board {
    /// A corner of the district's outline, counter-clockwise.
    pub fn corner(&self, i: usize) -> Xy {
        meet(
            &self.lines[(i + OUTLINE.len() - 1) % OUTLINE.len()],
            &self.lines[i],
        )
    }

    fn add(&mut self, at: Xy, along: Xy, class: LineClass, half_m: f64) -> usize {
        self.lines.push(Line {
            at,
            along: unit(along),
            class,
            half_m,
        });
        self.lines.len() - 1
    }

    /// Draws a line through every cell in its way.
    fn cross(&mut self, [from, to]: [Xy; 2], class: LineClass, half_m: f64) {
        let line = self.add(from, sub(to, from), class, half_m);
        self.through.push(line);
        for cell in std::mem::take(&mut self.cells) {
            let Some((mut a, mut b)) = split(&cell, line, &self.lines[line]) else {
                self.cells.push(Cell {
                    bank: self.bank(&cell),
                    ..cell
                });
                continue;
            };
            a.bank = self.bank(&a);
            b.bank = self.bank(&b);
            self.cells.extend([a, b]);
        }
    }

    /// The river is the first line that crosses everything.
    fn bank(&self, cell: &Cell) -> usize {
        usize::from(self.lines[self.through[0]].side(middle(&cell.corners)) > 0.0)
    }

    /// Halves every cell until it has the size that its place wants.
    fn halve_all(&mut self, preset: &Preset, seed: u64) {
        let mut rng = Rng::new(seed, key_of("demo streets"));
        let mut waiting = std::mem::take(&mut self.cells);
        waiting.reverse();
        while let Some(mut cell) = waiting.pop() {
            let size = area(&cell.corners);
            let (zone, wanted) = wanted_m2(preset, &cell);
            cell.zone = zone;
            if size < wanted * between(&mut rng, 1.15, 1.8) {
                self.cells.push(cell);
                continue;
            }
            match self.halve(&cell, size, &mut rng) {
                Some((a, b)) => waiting.extend([b, a]),
                None => self.cells.push(cell),
            }
        }
    }

    /// Halves a cell across its longer side by a street.
    fn halve(&mut self, cell: &Cell, size: f64, rng: &mut Rng) -> Option<(Cell, Cell)> {
        let (class, half_m) = match size {
            s if s > PRIMARY_ABOVE_M2 => (LineClass::Primary, STREET_HALF_M[0]),
            s if s > SECONDARY_ABOVE_M2 => (LineClass::Secondary, STREET_HALF_M[1]),
            _ => (LineClass::Residential, STREET_HALF_M[2]),
        };
        let axis = best_axis(&cell.corners);
        let [low, high] = extent(&cell.corners, axis);
        let at = low + (high - low) * between(rng, 0.44, 0.56);
        let along = turned(left(axis), between(rng, -0.06, 0.06));
        let centre = middle(&cell.corners);
        let start = add(centre, at - dot(centre, axis), axis);
        let line = self.add(start, along, class, half_m);
        let (a, b) = split(cell, line, &self.lines[line])?;
        let edge = a.lines.iter().position(|&l| l == line)?;
        let count = a.lines.len();
        self.cuts.push(Cut {
            line,
            ends: [
                a.lines[(edge + count - 1) % count],
                a.lines[(edge + 1) % count],
            ],
        });
        Some((a, b))
    }
}

/// A place moved at random by up to [`SHAKE`] either way.
fn shaken(p: Xy, rng: &mut Rng) -> Xy {
    p.map(|v| v + between(rng, -SHAKE, SHAKE))
}

/// The zone of a cell and the size that it should have.
fn wanted_m2(preset: &Preset, cell: &Cell) -> (Zone, f64) {
    let centre = middle(&cell.corners);
    for (i, town) in preset.towns.iter().enumerate() {
        let at = [town.at[0] * preset.width_m, town.at[1] * preset.height_m];
        let count = cell.corners.len();
        let near = inside(&cell.corners, at)
            || (0..count).any(|c| {
                distance(at, cell.corners[c], cell.corners[(c + 1) % count]) < town.radius_m
            });
        let small = area(&cell.corners) < FRINGE_M2;
        if near && (!small || length(sub(centre, at)) < town.radius_m) {
            return (
                Zone::Town(i),
                if small {
                    preset.block_ha * 1e4
                } else {
                    FRINGE_M2 / 1.8
                },
            );
        }
    }
    (Zone::Country, preset.rural_ha * 1e4)
}

/// Lowest and highest position of the corners along an axis.
fn extent(corners: &[Xy], axis: Xy) -> [f64; 2] {
    let values = corners.iter().map(|&p| dot(p, axis));
    [
        values.clone().fold(f64::MAX, f64::min),
        values.fold(f64::MIN, f64::max),
    ]
}

/// The axis, along or across an edge, whose halves are the least narrow.
fn best_axis(corners: &[Xy]) -> Xy {
    let mut best = ([1.0, 0.0], 0.0);
    for i in 0..corners.len() {
        let edge = unit(sub(corners[(i + 1) % corners.len()], corners[i]));
        for axis in [edge, left(edge)] {
            let [low, high] = extent(corners, axis);
            let score = roundness(corners, axis, 0.5 * (low + high));
            if score > best.1 * 1.001 {
                best = (axis, score);
            }
        }
    }
    best.0
}

/// The less compact half when a ring is cut at a position along an axis: area over square of perimeter.
fn roundness(corners: &[Xy], axis: Xy, at: f64) -> f64 {
    let mut halves = [Vec::new(), Vec::new()];
    for i in 0..corners.len() {
        let (a, b) = (corners[i], corners[(i + 1) % corners.len()]);
        let (here, there) = (dot(a, axis) - at, dot(b, axis) - at);
        halves[usize::from(here > 0.0)].push(a);
        if (here > 0.0) != (there > 0.0) {
            let p = add(a, here / (here - there), sub(b, a));
            for half in &mut halves {
                half.push(p);
            }
        }
    }
    let score = |ring: &Vec<Xy>| {
        let round = (0..ring.len()).map(|i| length(sub(ring[(i + 1) % ring.len()], ring[i])));
        let perimeter: f64 = round.sum();
        if ring.len() < 3 {
            0.0
        } else {
            area(ring) / (perimeter * perimeter)
        }
    };
    score(&halves[0]).min(score(&halves[1]))
}

/// Cuts a convex cell by a line: left part first; `None` when the line misses it.
fn split(cell: &Cell, id: usize, line: &Line) -> Option<(Cell, Cell)> {
    let sides: Vec<f64> = cell.corners.iter().map(|&p| line.side(p)).collect();
    if sides.iter().all(|&s| s <= 0.0) || sides.iter().all(|&s| s >= 0.0) {
        return None;
    }
    let empty = Cell {
        corners: Vec::new(),
        lines: Vec::new(),
        ..*cell
    };
    let mut parts = [empty.clone(), empty];
    for i in 0..sides.len() {
        let next = (i + 1) % sides.len();
        let (here, there) = (
            usize::from(sides[i] <= 0.0),
            usize::from(sides[next] <= 0.0),
        );
        parts[here].corners.push(cell.corners[i]);
        parts[here].lines.push(cell.lines[i]);
        if here != there {
            let share = sides[i] / (sides[i] - sides[next]);
            let p = add(
                cell.corners[i],
                share,
                sub(cell.corners[next], cell.corners[i]),
            );
            parts[here].corners.push(p);
            parts[here].lines.push(id);
            parts[there].corners.push(p);
            parts[there].lines.push(cell.lines[i]);
        }
    }
    let [a, b] = parts;
    Some((a, b))
}

//! Setting out buildings on the ground of a block: in rows, along a street, or scattered.
//!
//! Everything is a box in a local frame; a box is set only where all of it is on the ground.

use super::blocks::Front;
use super::dice::between;
use super::shape::{Frame, Xy, boxed, inside, length, middle, sub, turned, unit};
use crate::rng::Rng;

/// A box in a frame, with what is to stand there.
#[derive(Clone, Copy, Debug)]
pub struct Lot<T> {
    /// Lower left corner.
    pub low: Xy,
    /// Upper right corner.
    pub high: Xy,
    /// What is to stand there.
    pub what: T,
}

/// Rows run about east, so fronts look south.
pub fn facing_south(ring: &[Xy], tilt: f64) -> Frame {
    Frame {
        at: middle(ring),
        along: turned([1.0, 0.0], tilt),
    }
}

/// How rows are laid.
#[derive(Clone, Copy, Debug)]
pub struct Rows {
    /// From front to back of a building.
    pub depth_m: f64,
    /// From row to row, front to front.
    pub pitch_m: f64,
    /// Least and most metres between neighbours.
    pub between: [f64; 2],
}

/// Times that a shorter building is asked for at the end of a row.
const LAST_TRIES: usize = 4;

/// Fills a ring with rows along the frame's x axis; `propose` gives the length of the next building.
pub fn rows<T>(
    ring: &[Xy],
    frame: Frame,
    style: Rows,
    rng: &mut Rng,
    mut propose: impl FnMut(&mut Rng) -> (f64, T),
) -> Vec<Lot<T>> {
    let local: Vec<Xy> = ring.iter().map(|&p| frame.into(p)).collect();
    let low = local.iter().map(|p| p[1]).fold(f64::MAX, f64::min);
    let high = local.iter().map(|p| p[1]).fold(f64::MIN, f64::max);
    let mut lots = Vec::new();
    let spare = (high - low - style.depth_m) % style.pitch_m;
    let mut y = low + 0.5 * spare.max(0.0);
    while y + style.depth_m <= high {
        let row = row(&local, y, style, rng, &mut propose);
        lots.extend(row.into_iter().filter(|lot| stands(&local, lot)));
        y += style.pitch_m;
    }
    lots
}

/// One row: as many buildings as fit, evenly spread.
fn row<T>(
    local: &[Xy],
    y: f64,
    style: Rows,
    rng: &mut Rng,
    propose: &mut impl FnMut(&mut Rng) -> (f64, T),
) -> Vec<Lot<T>> {
    let (front, back) = (span(local, y), span(local, y + style.depth_m));
    let (start, end) = (front[0].max(back[0]), front[1].min(back[1]));
    let mut lots: Vec<Lot<T>> = Vec::new();
    let (mut x, mut tries) = (start, 0);
    while tries < LAST_TRIES {
        let (long, what) = propose(rng);
        if x + long > end {
            tries += 1;
            continue;
        }
        lots.push(Lot {
            low: [x, y],
            high: [x + long, y + style.depth_m],
            what,
        });
        x += long + between(rng, style.between[0], style.between[1]);
    }
    let Some(last) = lots.last() else {
        return lots;
    };
    let rest = (end - last.high[0]).max(0.0);
    let share = (rest / lots.len() as f64).min(style.between[1]);
    let mut shift = 0.5 * (rest - share * (lots.len() - 1) as f64);
    for lot in &mut lots {
        lot.low[0] += shift;
        lot.high[0] += shift;
        shift += share;
    }
    lots
}

/// The widest stretch of a ring at one height; empty (start after end) where there is none.
fn span(local: &[Xy], y: f64) -> [f64; 2] {
    let mut xs = Vec::new();
    let mut a = local[local.len() - 1];
    for &b in local {
        if (a[1] > y) != (b[1] > y) {
            xs.push(a[0] + (y - a[1]) / (b[1] - a[1]) * (b[0] - a[0]));
        }
        a = b;
    }
    xs.sort_by(f64::total_cmp);
    let pairs = xs.chunks_exact(2).map(|c| [c[0], c[1]]);
    pairs.fold([0.0, -1.0], |best, c| {
        if c[1] - c[0] > best[1] - best[0] {
            c
        } else {
            best
        }
    })
}

/// Whether the corners and the middles of the sides of a box are on the ground.
fn stands<T>(local: &[Xy], lot: &Lot<T>) -> bool {
    let (x, y) = ([lot.low[0], lot.high[0]], [lot.low[1], lot.high[1]]);
    let middle = [0.5 * (x[0] + x[1]), 0.5 * (y[0] + y[1])];
    let points = [
        [x[0], y[0]],
        [x[1], y[0]],
        [x[0], y[1]],
        [x[1], y[1]],
        [middle[0], y[0]],
        [middle[0], y[1]],
        [x[0], middle[1]],
        [x[1], middle[1]],
    ];
    points.iter().all(|&p| inside(local, p))
}

/// Tries for each box that is scattered.
const SCATTER_TRIES: usize = 30;

/// Sets boxes of these sizes at random, `apart_m` from each other; those that find no place are left out.
pub fn scatter<T: Copy>(
    ring: &[Xy],
    frame: Frame,
    apart_m: f64,
    sizes: &[(Xy, T)],
    rng: &mut Rng,
) -> Vec<Lot<T>> {
    let local: Vec<Xy> = ring.iter().map(|&p| frame.into(p)).collect();
    let range = |i: usize| {
        let low = local.iter().map(|p| p[i]).fold(f64::MAX, f64::min);
        let high = local.iter().map(|p| p[i]).fold(f64::MIN, f64::max);
        [low, high]
    };
    let (xs, ys) = (range(0), range(1));
    let mut lots: Vec<Lot<T>> = Vec::new();
    for &(size, what) in sizes {
        for _ in 0..SCATTER_TRIES {
            let low = [
                between(rng, xs[0], (xs[1] - size[0]).max(xs[0])),
                between(rng, ys[0], (ys[1] - size[1]).max(ys[0])),
            ];
            let high = [low[0] + size[0], low[1] + size[1]];
            let lot = Lot { low, high, what };
            if stands(&local, &lot) && lots.iter().all(|other| apart(other, &lot, apart_m)) {
                lots.push(lot);
                break;
            }
        }
    }
    lots
}

fn apart<T>(a: &Lot<T>, b: &Lot<T>, by_m: f64) -> bool {
    (0..2).any(|i| a.high[i] + by_m <= b.low[i] || b.high[i] + by_m <= a.low[i])
}

/// Rings of a depth set along a street, one on each stretch that is long enough.
pub fn along(front: &Front, depth_m: f64, gap_m: f64) -> Vec<Vec<Xy>> {
    let inner = 1..front.path.len().saturating_sub(2);
    inner
        .filter_map(|i| {
            let (a, b) = (front.path[i], front.path[i + 1]);
            let long = length(sub(b, a)) - gap_m;
            let frame = Frame {
                at: a,
                along: unit(sub(b, a)),
            };
            let ring = boxed([gap_m, 0.5], [long, 0.5 + depth_m]);
            (long > 3.0 * gap_m).then(|| ring.into_iter().map(|p| frame.out(p)).collect())
        })
        .collect()
}

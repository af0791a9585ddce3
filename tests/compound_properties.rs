//! Random boards with compounds and rivers against all partitions: bounds first, then wishes, and true reports.

mod board;

use std::collections::{BTreeMap, BTreeSet};

use board::{Board, SIDE_DM};
use wangge::id::{PartId, UnitId};
use wangge::layer::BarrierClass;
use wangge::plan::CompoundState;
use wangge::rng::Rng;

const MIN: i64 = 50;
const MAX: i64 = 100;
const WIDTH: usize = 3;

/// Three columns, two or three rows, up to three compounds, some borders along a river.
fn draw(rng: &mut Rng) -> (Board, Vec<Option<usize>>) {
    let height = 2 + rng.below(2);
    let text = |letters: &[char]| {
        let rows = letters
            .chunks(WIDTH)
            .map(|row| row.iter().collect::<String>());
        rows.collect::<Vec<_>>().join("\n")
    };
    let units = height * WIDTH;
    let digits: Vec<char> = (0..units)
        .map(|_| ['0', '1', '2', '3', '4', '5'][rng.below(6)])
        .collect();
    let letters: Vec<char> = (0..units)
        .map(|_| ['.', '.', 'A', 'B', 'C'][rng.below(5)])
        .collect();
    let mut board = Board::of(&text(&digits));
    for at in 0..units - WIDTH {
        if rng.below(3) == 0 {
            board = board.border((at, at + WIDTH), SIDE_DM, Some(BarrierClass::River));
        }
    }
    let compound = |c: &char| (*c != '.').then(|| *c as usize - 'A' as usize);
    let compounds = letters.iter().map(compound).collect();
    (board.compounds(&text(&letters)), compounds)
}

/// Whether the units of each label are connected, through dry borders only where `wet` says so.
fn connected(board: &Board, labels: &[u8], crosses: impl Fn(Option<BarrierClass>) -> bool) -> bool {
    (0..labels.len()).all(|first| {
        let mut reached = BTreeSet::from([first]);
        let mut queue = vec![first];
        while let Some(unit) = queue.pop() {
            for border in board.graph.neighbours(UnitId::new(unit)) {
                let to = border.unit.index();
                if labels[to] == labels[first] && crosses(border.barrier) && reached.insert(to) {
                    queue.push(to);
                }
            }
        }
        reached.len()
            == labels
                .iter()
                .copied()
                .filter(|l| *l == labels[first])
                .count()
    })
}

fn in_bounds(board: &Board, labels: &[u8]) -> bool {
    let mut sums = BTreeMap::new();
    for (label, counts) in labels.iter().zip(&board.graph.counts) {
        *sums.entry(label).or_insert(0) += counts.households;
    }
    sums.values().all(|sum| (MIN..=MAX).contains(sum))
}

/// The fitting compounds that people of these labels share out among several.
fn split(board: &Board, compounds: &[Option<usize>], labels: &[u8]) -> BTreeSet<usize> {
    let mut of: BTreeMap<usize, (i64, BTreeSet<u8>)> = BTreeMap::new();
    for ((compound, label), counts) in compounds.iter().zip(labels).zip(&board.graph.counts) {
        if let (Some(compound), true) = (compound, counts.households > 0) {
            let entry = of.entry(*compound).or_default();
            entry.0 += counts.households;
            entry.1.insert(*label);
        }
    }
    let fits = of
        .into_iter()
        .filter(|(_, (sum, parts))| *sum <= MAX && parts.len() > 1);
    fits.map(|(compound, _)| compound).collect()
}

/// Every partition of so many units, labels in the order of their first unit.
fn partitions(units: usize) -> Vec<Vec<u8>> {
    let mut all: Vec<Vec<u8>> = vec![Vec::new()];
    for _ in 0..units {
        let longer = all.iter().flat_map(|labels| {
            let next = labels.iter().max().map_or(0, |most| most + 1);
            (0..=next).map(move |label| {
                let mut labels = labels.clone();
                labels.push(label);
                labels
            })
        });
        all = longer.collect();
    }
    all
}

#[test]
fn bounds_hold_where_they_can_and_wishes_where_all_of_them_can() {
    let mut rng = Rng::new(23, 5);
    let all = [partitions(6), partitions(9)];
    let is_wet = |barrier: Option<BarrierClass>| barrier == Some(BarrierClass::River);
    let (mut feasible, mut wished, mut crossed) = (0, 0, 0);
    for _ in 0..150 {
        let (board, compounds) = draw(&mut rng);
        let partitions = &all[usize::from(compounds.len() > 6)];
        let planned = board.plan(&[(MIN, MAX)]);
        let parts = planned.plan.levels[0].part_of.iter();
        let labels: Vec<u8> = parts.map(|part| part.index() as u8).collect();
        assert!(connected(&board, &labels, |_| true));
        let report = planned.report(0);
        let told: BTreeSet<usize> = report
            .compounds
            .iter()
            .filter(|c| c.state == CompoundState::Split)
            .map(|c| c.compound.index())
            .collect();
        assert_eq!(told, split(&board, &compounds, &labels));
        assert_eq!(report.across, across(&board, &labels));
        crossed += usize::from(!report.across.is_empty());
        let valid = || {
            let inside = partitions.iter().filter(|labels| in_bounds(&board, labels));
            inside.filter(|labels| connected(&board, labels, |_| true))
        };
        if valid().next().is_some() {
            feasible += 1;
            assert_eq!(planned.outside(0), 0, "{}", planned.picture(0));
        }
        let inhabited_dry = |labels: &[u8]| across(&board, labels).is_empty();
        let dry_pieces = |labels: &[u8]| connected(&board, labels, |barrier| !is_wet(barrier));
        // Compounds that are connected on dry land, so that they can be one node of the search.
        let one: Vec<u8> = compounds.iter().map(|c| c.map_or(9, |c| c as u8)).collect();
        let apart =
            (0..one.len()).any(|at| one[at] < 9 && !is_whole_piece(&board, &one, at, is_wet));
        let wish = valid()
            .any(|labels| dry_pieces(labels) && split(&board, &compounds, labels).is_empty());
        if wish && !apart {
            wished += 1;
            assert!(
                told.is_empty() && inhabited_dry(&labels),
                "{}",
                planned.picture(0)
            );
        }
    }
    assert!(
        feasible > 30 && wished > 10 && crossed > 5,
        "{feasible} {wished} {crossed}"
    );
}

/// Whether the compound of a unit is connected through dry borders.
fn is_whole_piece(
    board: &Board,
    compound: &[u8],
    at: usize,
    is_wet: impl Fn(Option<BarrierClass>) -> bool,
) -> bool {
    let own: Vec<u8> = compound
        .iter()
        .map(|c| u8::from(*c == compound[at]))
        .collect();
    let mut reached = BTreeSet::from([at]);
    let mut queue = vec![at];
    while let Some(unit) = queue.pop() {
        for border in board.graph.neighbours(UnitId::new(unit)) {
            let to = border.unit.index();
            if own[to] == 1 && !is_wet(border.barrier) && reached.insert(to) {
                queue.push(to);
            }
        }
    }
    reached.len() == own.iter().copied().filter(|own| *own == 1).count()
}

/// Parts with people on several pieces of dry land.
fn across(board: &Board, labels: &[u8]) -> Vec<PartId> {
    let parts = labels.iter().max().map_or(0, |most| most + 1);
    let several = (0..parts).filter(|part| {
        let mut left: BTreeSet<usize> = (0..labels.len()).filter(|&u| labels[u] == *part).collect();
        let mut pieces = 0;
        while let Some(&first) = left.first() {
            left.remove(&first);
            let mut piece = vec![first];
            let mut next = 0;
            while let Some(&unit) = piece.get(next) {
                next += 1;
                for border in board.graph.neighbours(UnitId::new(unit)) {
                    let dry = border.barrier != Some(BarrierClass::River);
                    if dry && left.remove(&border.unit.index()) {
                        piece.push(border.unit.index());
                    }
                }
            }
            let people = |&unit: &usize| board.graph.counts[unit].households > 0;
            pieces += usize::from(piece.iter().any(people));
        }
        pieces > 1
    });
    several.map(|part| PartId::new(usize::from(part))).collect()
}

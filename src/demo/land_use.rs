//! What each block is for, and how many blocks must be lived in for the preset's households.

use super::board::{Board, Cell, LineClass, Zone};
use super::build::build;
use super::dice::{shuffle, weighted};
use super::estate::{Estate, LandUse, Plot};
use super::preset::Preset;
use super::shape::{length, middle, sub};
use crate::rng::{Rng, key_of, mix};

/// The uses of a town, in the order of the weights below.
const TOWN_USES: [LandUse; 12] = [
    LandUse::Walkup,
    LandUse::Midrise,
    LandUse::Tower,
    LandUse::Villa,
    LandUse::OldTown,
    LandUse::Office,
    LandUse::Market,
    LandUse::School,
    LandUse::Hospital,
    LandUse::Factory,
    LandUse::Park,
    LandUse::Vacant,
];

/// Shares of the uses in 1000, by place.
const CENTRE: [u32; 12] = [170, 90, 190, 0, 0, 300, 110, 40, 20, 0, 80, 0];
const OLD: [u32; 12] = [300, 40, 40, 0, 400, 50, 90, 40, 10, 0, 30, 0];
const BANK: [u32; 12] = [140, 170, 250, 180, 0, 30, 20, 30, 10, 0, 150, 20];
const USUAL: [u32; 12] = [350, 130, 170, 20, 0, 60, 50, 50, 10, 40, 60, 60];
const OUTER: [u32; 12] = [230, 110, 120, 30, 0, 50, 40, 40, 5, 220, 50, 105];
const SMALL_TOWN: [u32; 12] = [430, 110, 40, 30, 60, 30, 70, 50, 15, 60, 35, 70];

/// Blocks smaller than this stay green.
const LEAST_M2: f64 = 7000.0;
/// A town smaller than this has no quarters of its own.
const SMALL_TOWN_M: f64 = 1000.0;
/// How near the households come to the preset's, in parts of 1000.
const NEAR_PER_MILLE: u64 = 2;

/// Everything that stands in the district: blocks with their use and their buildings.
#[derive(Clone, Debug)]
pub struct Built {
    /// The use of each cell.
    pub uses: Vec<LandUse>,
    /// The estates of each cell.
    pub estates: Vec<Vec<Estate>>,
}

/// Builds every cell so that the households come out as the preset says.
pub fn settle(preset: &Preset, board: &Board, plots: &[Plot], seed: u64) -> Built {
    let stream = |cell: usize| Rng::new(seed, mix(key_of("demo estate") ^ cell as u64));
    let mut rng = Rng::new(seed, key_of("demo land use"));
    let uses: Vec<LandUse> = board
        .cells
        .iter()
        .zip(plots)
        .map(|(cell, plot)| usual_use(preset, board, cell, plot, &mut rng))
        .collect();
    let estates = (0..uses.len())
        .map(|i| build(uses[i], &plots[i], &mut stream(i)))
        .collect();
    let mut built = Built { uses, estates };
    let mut order: Vec<usize> = (0..plots.len()).collect();
    shuffle(&mut rng, &mut order);
    let wanted = u64::from(preset.households);
    let near = wanted * NEAR_PER_MILLE / 1000;
    let mut total: u64 = built.estates.iter().map(|e| homes(e)).sum();
    for cell in order {
        let other = match built.uses[cell] {
            _ if total.abs_diff(wanted) <= near => break,
            _ if plots[cell].block.area_m2 < LEAST_M2 => continue,
            LandUse::Vacant | LandUse::Park | LandUse::Factory if total < wanted => LandUse::Walkup,
            LandUse::Walkup | LandUse::Midrise | LandUse::Tower if total > wanted => {
                LandUse::Vacant
            }
            _ => continue,
        };
        let estates = build(other, &plots[cell], &mut stream(cell));
        let after = total - homes(&built.estates[cell]) + homes(&estates);
        if after.abs_diff(wanted) < total.abs_diff(wanted) {
            total = after;
            built.uses[cell] = other;
            built.estates[cell] = estates;
        }
    }
    built
}

/// Households of the estates of a cell.
pub fn homes(estates: &[Estate]) -> u64 {
    estates.iter().map(|e| u64::from(e.homes())).sum()
}

/// The use that a cell has before the households are counted.
fn usual_use(preset: &Preset, board: &Board, cell: &Cell, plot: &Plot, rng: &mut Rng) -> LandUse {
    let Zone::Town(town) = cell.zone else {
        return LandUse::Hamlets;
    };
    let mut weights = *weights(preset, board, cell, town);
    for (weight, land_use) in weights.iter_mut().zip(TOWN_USES) {
        *weight = *weight * preset.mix.get(&land_use).copied().unwrap_or(100) / 100;
    }
    let drawn = TOWN_USES[weighted(rng, &weights)];
    if plot.block.area_m2 < LEAST_M2 {
        LandUse::Park
    } else {
        drawn
    }
}

fn weights<'a>(preset: &Preset, board: &Board, cell: &Cell, town: usize) -> &'a [u32; 12] {
    let centre = middle(&cell.corners);
    let from = |share: [f64; 2]| {
        let at = [share[0] * preset.width_m, share[1] * preset.height_m];
        length(sub(centre, at))
    };
    let on_bank =
        (0..cell.lines.len()).any(|i| board.lines[cell.lines[i]].class == LineClass::River);
    let radius = preset.towns[town].radius_m.min(2800.0);
    let away = from(preset.towns[town].at);
    match () {
        () if radius < SMALL_TOWN_M => &SMALL_TOWN,
        () if from(preset.warp.swirl_at) < 0.27 * radius => &OLD,
        () if away < 0.25 * radius => &CENTRE,
        () if on_bank => &BANK,
        () if away < 0.85 * radius => &USUAL,
        () => &OUTER,
    }
}

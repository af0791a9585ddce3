//! The buildings of one block, by its use.

use super::blocks::{Block, Front};
use super::dice::{between, chance, pick, whole};
use super::land_use::LandUse;
use super::rural;
use super::shape::{Frame, Xy, boxed, length, middle, sub, turned, unit};
use super::site::{Lot, Rows, along, rows, scatter};
use crate::rng::Rng;

/// The ground of a cell in the two forms that building needs.
#[derive(Clone, Debug)]
pub struct Plot {
    /// All of it.
    pub block: Block,
    /// Without a strip for shops along `front`.
    pub inner: Block,
    /// The stretch of street where shops may stand.
    pub front: Option<Front>,
    /// Households that this cell has when it is country.
    pub rural_homes: u32,
}

/// What a building is used for, as written to the file.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Usage {
    /// People live here.
    Residential,
    /// Shops, markets, malls.
    Commercial,
    /// Offices.
    Office,
    /// Schools.
    School,
    /// Hospitals.
    Hospital,
    /// Factories and sheds.
    Industrial,
    /// Halls, stations, pavilions.
    Public,
}

impl Usage {
    /// The word in the file.
    pub fn word(self) -> &'static str {
        match self {
            Self::Residential => "residential",
            Self::Commercial => "commercial",
            Self::Office => "office",
            Self::School => "school",
            Self::Hospital => "hospital",
            Self::Industrial => "industrial",
            Self::Public => "public",
        }
    }
}

/// A building on the ground.
#[derive(Clone, Debug)]
pub struct Draft {
    /// Footprint in metres, counter-clockwise.
    pub ring: Vec<Xy>,
    /// Use.
    pub usage: Usage,
    /// Households.
    pub homes: u32,
    /// Floors.
    pub floors: u32,
    /// Entrances.
    pub entrances: u32,
    /// Merchants.
    pub merchants: u32,
}

/// Buildings that belong together: a compound, a campus, a hamlet.
#[derive(Clone, Debug)]
pub struct Estate {
    /// Its ground.
    pub ring: Vec<Xy>,
    /// Its use.
    pub land_use: LandUse,
    /// Its buildings.
    pub drafts: Vec<Draft>,
}

impl Estate {
    /// Its households.
    pub fn homes(&self) -> u32 {
        self.drafts.iter().map(|d| d.homes).sum()
    }
}

/// Depth of shops along a street, and the strip that is kept for them.
const SHOP_DEPTH_M: f64 = 9.0;
/// Width of the strip along a street that is kept for shops.
pub const SHOP_STRIP_M: f64 = 19.0;

/// Builds a plot.
pub fn build(land_use: LandUse, plot: &Plot, rng: &mut Rng) -> Vec<Estate> {
    if plot.block.ring.is_empty() {
        return Vec::new();
    }
    if land_use == LandUse::Hamlets {
        return rural::hamlets(plot, rng);
    }
    let shops = match land_use {
        LandUse::Walkup => chance(rng, 60),
        LandUse::Midrise | LandUse::Tower | LandUse::Office => chance(rng, 35),
        _ => false,
    };
    let front = plot.front.as_ref().filter(|_| shops);
    let block = if front.is_some() {
        &plot.inner
    } else {
        &plot.block
    };
    let mut drafts = Vec::new();
    if block.ring.len() > 2 {
        drafts = main_buildings(land_use, block, rng);
    }
    drafts.extend(front.iter().flat_map(|f| street_shops(f, rng)));
    vec![Estate {
        ring: plot.block.ring.clone(),
        land_use,
        drafts,
    }]
}

fn main_buildings(land_use: LandUse, block: &Block, rng: &mut Rng) -> Vec<Draft> {
    let ring = &block.ring;
    match land_use {
        LandUse::Walkup => walkups(ring, rng),
        LandUse::Midrise => midrises(ring, rng),
        LandUse::Tower => towers(ring, rng),
        LandUse::Villa => villas(ring, rng),
        LandUse::OldTown => old_town(block, rng),
        LandUse::Office => scattered(
            ring,
            rng,
            Usage::Office,
            [4, 9],
            [[22.0, 20.0], [46.0, 30.0]],
        ),
        LandUse::Market => scattered(
            ring,
            rng,
            Usage::Commercial,
            [3, 8],
            [[30.0, 24.0], [80.0, 46.0]],
        ),
        LandUse::School => scattered(
            ring,
            rng,
            Usage::School,
            [3, 6],
            [[44.0, 12.0], [72.0, 18.0]],
        ),
        LandUse::Hospital => scattered(
            ring,
            rng,
            Usage::Hospital,
            [3, 6],
            [[36.0, 18.0], [70.0, 30.0]],
        ),
        LandUse::Factory => scattered(
            ring,
            rng,
            Usage::Industrial,
            [4, 10],
            [[36.0, 22.0], [96.0, 44.0]],
        ),
        LandUse::Park => scattered(ring, rng, Usage::Public, [0, 2], [[9.0, 8.0], [18.0, 12.0]]),
        LandUse::Vacant | LandUse::Hamlets => Vec::new(),
    }
}

/// Rows run about east, so fronts look south.
pub fn facing_south(ring: &[Xy], tilt: f64) -> Frame {
    Frame {
        at: middle(ring),
        along: turned([1.0, 0.0], tilt),
    }
}

/// A house of a row: entrances, households on a floor behind one entrance, floors.
#[derive(Clone, Copy, Debug)]
struct House {
    entrances: u32,
    doors: u32,
    floors: u32,
}

impl House {
    fn draft(self, ring: Vec<Xy>) -> Draft {
        Draft {
            ring,
            usage: Usage::Residential,
            homes: self.entrances * self.doors * self.floors,
            floors: self.floors,
            entrances: self.entrances,
            merchants: 0,
        }
    }
}

fn walkups(ring: &[Xy], rng: &mut Rng) -> Vec<Draft> {
    let frame = facing_south(ring, between(rng, -0.16, 0.16));
    let (doors, stair_m) = if chance(rng, 80) {
        (2, 12.5)
    } else {
        (3, 15.5)
    };
    let floors = whole(rng, 5, 6);
    let depth_m = between(rng, 11.0, 12.5);
    let style = Rows {
        depth_m,
        pitch_m: depth_m + f64::from(floors) * between(rng, 3.0, 3.5),
        gap_m: [7.0, 12.0],
    };
    let stairs: &[u32] = if doors == 2 {
        &[2, 3, 3, 4, 4, 5]
    } else {
        &[2, 2, 3, 3, 4]
    };
    let lots = rows(ring, frame, style, rng, |rng| {
        let entrances = pick(rng, stairs);
        let house = House {
            entrances,
            doors,
            floors,
        };
        (f64::from(entrances) * stair_m, house)
    });
    let stepped = chance(rng, 30);
    let kept = lots.iter().filter(|_| !chance(rng, 4));
    kept.map(|lot| {
        let outline = if stepped && lot.what.entrances % 2 == 0 {
            step(lot)
        } else {
            boxed(lot.low, lot.high)
        };
        lot.what
            .draft(outline.into_iter().map(|p| frame.out(p)).collect())
    })
    .collect()
}

/// Two halves, one 2.4 m behind the other.
fn step<T>(lot: &Lot<T>) -> Vec<Xy> {
    let ([x0, y0], [x1, y1], back) = (lot.low, lot.high, 2.4);
    let x = 0.5 * (x0 + x1);
    vec![
        [x0, y0],
        [x, y0],
        [x, y0 + back],
        [x1, y0 + back],
        [x1, y1],
        [x, y1],
        [x, y1 - back],
        [x0, y1 - back],
    ]
}

fn midrises(ring: &[Xy], rng: &mut Rng) -> Vec<Draft> {
    let frame = facing_south(ring, between(rng, -0.16, 0.16));
    let floors = pick(rng, &[11, 11, 18]);
    let depth_m = between(rng, 12.5, 14.5);
    let style = Rows {
        depth_m,
        pitch_m: depth_m + if floors == 11 { 31.0 } else { 40.0 },
        gap_m: [13.0, 22.0],
    };
    let stairs: &[u32] = if floors == 11 { &[2, 2, 3] } else { &[1, 2, 2] };
    let lots = rows(ring, frame, style, rng, |rng| {
        let entrances = pick(rng, stairs);
        (
            f64::from(entrances) * 15.0,
            House {
                entrances,
                doors: 2,
                floors,
            },
        )
    });
    lots.iter()
        .map(|lot| lot.what.draft(bayed(lot, frame)))
        .collect()
}

/// A slab with a shallow bay in the middle of its back.
fn bayed<T>(lot: &Lot<T>, frame: Frame) -> Vec<Xy> {
    let ([x0, y0], [x1, y1]) = (lot.low, lot.high);
    let (a, b) = (x0 + 0.4 * (x1 - x0), x0 + 0.6 * (x1 - x0));
    let back = y1 - 2.0;
    let ring = [
        [x0, y0],
        [x1, y0],
        [x1, back],
        [b, back],
        [b, y1],
        [a, y1],
        [a, back],
        [x0, back],
    ];
    ring.map(|p| frame.out(p)).to_vec()
}

/// Chance in 100 that a compound of towers has some above the usual size.
const LARGE_TOWERS: usize = 45;

fn towers(ring: &[Xy], rng: &mut Rng) -> Vec<Draft> {
    let frame = facing_south(ring, between(rng, -0.16, 0.16));
    let style = Rows {
        depth_m: 22.0,
        pitch_m: between(rng, 58.0, 68.0),
        gap_m: [20.0, 32.0],
    };
    let floors = whole(rng, 25, 33);
    let large = chance(rng, LARGE_TOWERS);
    let lots = rows(ring, frame, style, rng, |rng| match rng.below(10) {
        0..=4 => (
            25.0,
            House {
                entrances: 1,
                doors: 4,
                floors,
            },
        ),
        5..=8 => (
            34.0,
            House {
                entrances: 2,
                doors: 2,
                floors: 18,
            },
        ),
        _ if large => (
            40.0,
            House {
                entrances: 2,
                doors: 3,
                floors: floors.max(27),
            },
        ),
        _ => (
            25.0,
            House {
                entrances: 1,
                doors: 4,
                floors,
            },
        ),
    });
    lots.iter()
        .map(|lot| lot.what.draft(crossed(lot, frame)))
        .collect()
}

/// A tower with a notch at each corner, so that every home has two sides.
fn crossed<T>(lot: &Lot<T>, frame: Frame) -> Vec<Xy> {
    let ([x0, y0], [x1, y1], n) = (lot.low, lot.high, 4.5);
    let ring = [
        [x0 + n, y0],
        [x1 - n, y0],
        [x1 - n, y0 + n],
        [x1, y0 + n],
        [x1, y1 - n],
        [x1 - n, y1 - n],
        [x1 - n, y1],
        [x0 + n, y1],
        [x0 + n, y1 - n],
        [x0, y1 - n],
        [x0, y0 + n],
        [x0 + n, y0 + n],
    ];
    ring.map(|p| frame.out(p)).to_vec()
}

fn villas(ring: &[Xy], rng: &mut Rng) -> Vec<Draft> {
    let frame = facing_south(ring, between(rng, -0.3, 0.3));
    let style = Rows {
        depth_m: 12.0,
        pitch_m: 29.0,
        gap_m: [9.0, 15.0],
    };
    let lots = rows(ring, frame, style, rng, |rng| {
        if chance(rng, 30) {
            (22.0, 2)
        } else {
            (between(rng, 12.0, 14.0), 1)
        }
    });
    lots.iter()
        .map(|lot| {
            let house = House {
                entrances: lot.what,
                doors: 1,
                floors: 1,
            };
            let ring = boxed(lot.low, lot.high)
                .into_iter()
                .map(|p| frame.out(p))
                .collect();
            Draft {
                floors: 3,
                ..house.draft(ring)
            }
        })
        .collect()
}

/// Terraces back to back: neighbours share their side walls and rear walls, corner for corner.
fn old_town(block: &Block, rng: &mut Rng) -> Vec<Draft> {
    let longest = block
        .fronts
        .iter()
        .max_by(|a, b| chord(a).total_cmp(&chord(b)));
    let along = longest.map_or([1.0, 0.0], |f| {
        unit(sub(f.path[f.path.len() - 1], f.path[0]))
    });
    let frame = Frame {
        at: middle(&block.ring),
        along,
    };
    let depth_m = between(rng, 9.0, 11.0);
    let style = Rows {
        depth_m: 2.0 * depth_m,
        pitch_m: 2.0 * depth_m + between(rng, 3.5, 5.0),
        gap_m: [2.5, 4.0],
    };
    let lots = rows(&block.ring, frame, style, rng, |rng| {
        let count = whole(rng, 4, 9);
        let wide = between(rng, 6.5, 9.0);
        (f64::from(count) * wide, count)
    });
    lots.iter()
        .flat_map(|lot| terrace(lot, frame, rng))
        .collect()
}

fn chord(front: &Front) -> f64 {
    length(sub(front.path[front.path.len() - 1], front.path[0]))
}

fn terrace(lot: &Lot<u32>, frame: Frame, rng: &mut Rng) -> Vec<Draft> {
    let wide = (lot.high[0] - lot.low[0]) / f64::from(lot.what);
    let middle = 0.5 * (lot.low[1] + lot.high[1]);
    let mut drafts = Vec::new();
    for (y0, y1) in [(lot.low[1], middle), (middle, lot.high[1])] {
        for i in 0..lot.what {
            let x = |k: u32| lot.low[0] + wide * f64::from(k);
            let ring = boxed([x(i), y0], [x(i + 1), y1])
                .into_iter()
                .map(|p| frame.out(p))
                .collect();
            let house = House {
                entrances: 1,
                doors: pick(rng, &[1, 1, 2, 2, 3]),
                floors: 1,
            };
            drafts.push(Draft {
                floors: 2,
                ..house.draft(ring)
            });
        }
    }
    drafts
}

fn street_shops(front: &Front, rng: &mut Rng) -> Vec<Draft> {
    let rings = along(front, SHOP_DEPTH_M, 1.5);
    let shop = |ring: Vec<Xy>| Draft {
        merchants: whole(rng, 2, 6),
        floors: whole(rng, 1, 3),
        usage: Usage::Commercial,
        homes: 0,
        entrances: 1,
        ring,
    };
    rings.into_iter().map(shop).collect()
}

/// Few large buildings of one use, square to each other.
fn scattered(
    ring: &[Xy],
    rng: &mut Rng,
    usage: Usage,
    count: [u32; 2],
    size: [Xy; 2],
) -> Vec<Draft> {
    let frame = facing_south(ring, between(rng, -0.25, 0.25));
    let sizes: Vec<(Xy, ())> = (0..whole(rng, count[0], count[1]))
        .map(|_| ([0, 1].map(|i| between(rng, size[0][i], size[1][i])), ()))
        .collect();
    let lots = scatter(ring, frame, 12.0, &sizes, rng);
    lots.iter()
        .map(|lot| civic(lot, frame, usage, rng))
        .collect()
}

fn civic(lot: &Lot<()>, frame: Frame, usage: Usage, rng: &mut Rng) -> Draft {
    let (floors, merchants) = match usage {
        Usage::Office => (whole(rng, 6, 32), whole(rng, 8, 60)),
        Usage::Commercial => (whole(rng, 2, 6), whole(rng, 20, 120)),
        Usage::School => (whole(rng, 3, 5), 0),
        Usage::Hospital => (whole(rng, 4, 14), 1),
        Usage::Industrial => (whole(rng, 1, 2), whole(rng, 1, 3)),
        Usage::Public | Usage::Residential => (1, 0),
    };
    let notch = chance(rng, 35) && usage != Usage::Public;
    let ring = if notch {
        elbow(lot)
    } else {
        boxed(lot.low, lot.high)
    };
    Draft {
        ring: ring.into_iter().map(|p| frame.out(p)).collect(),
        usage,
        homes: 0,
        floors,
        entrances: 1,
        merchants,
    }
}

/// An L.
fn elbow<T>(lot: &Lot<T>) -> Vec<Xy> {
    let ([x0, y0], [x1, y1]) = (lot.low, lot.high);
    let (x, y) = (0.5 * (x0 + x1), 0.5 * (y0 + y1));
    vec![[x0, y0], [x1, y0], [x1, y], [x, y], [x, y1], [x0, y1]]
}

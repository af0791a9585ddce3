//! Blocks, estates and buildings: what building works with.

use serde::Deserialize;

use super::blocks::{Block, Front};
use super::shape::Xy;

/// What a block is for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum LandUse {
    /// Slabs of five or six floors without lift.
    Walkup,
    /// Slabs of 11 or 18 floors.
    Midrise,
    /// Towers of 25 to 33 floors.
    Tower,
    /// Detached and semi-detached houses.
    Villa,
    /// Row houses wall to wall.
    OldTown,
    /// Offices.
    Office,
    /// Markets and malls.
    Market,
    /// A school.
    School,
    /// A hospital.
    Hospital,
    /// Factories.
    Factory,
    /// A park.
    Park,
    /// Not built yet.
    Vacant,
    /// Hamlets between fields.
    Hamlets,
}

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
    /// Lanes of its own, in metres.
    pub lanes: Vec<Vec<Xy>>,
}

impl Estate {
    /// Its households.
    pub fn homes(&self) -> u32 {
        self.drafts.iter().map(|d| d.homes).sum()
    }
}

/// Width of the strip along a street that is kept for shops.
pub const SHOP_STRIP_M: f64 = 19.0;

//! Random towns from small numbers, so that a failing one shrinks to a few houses.
//!
//! Communities are a net of cells with shaken knots, beats the same net drifted by metres or a net of their own;
//! houses overlap, touch, nest and repeat one another. Everything is laid out in centimetres.
#![allow(dead_code, reason = "each test file uses a part of it")]

mod draw;

use proptest::collection::vec;
use proptest::prelude::*;
use wangge::coverage::{AlignOptions, Authority};

/// A point in centimetres.
type Cm = (i32, i32);

/// A town in numbers.
#[derive(Clone, Debug)]
pub struct Spec {
    /// Latitude of the origin, in degrees.
    pub latitude: i32,
    /// Where the town starts, in lattice units from the origin.
    pub shift: (i32, i32),
    /// Cells of the net of communities, east and north.
    pub net: (usize, usize),
    /// Side of a cell, in centimetres.
    pub cell: i32,
    /// Moves of the knots that cells share.
    pub knots: Vec<Cm>,
    /// Moves of the corners of single cells: gaps and overlaps.
    pub corners: Vec<Cm>,
    /// How beats are drawn.
    pub beats: Beats,
    /// Moves of the knots of the beats.
    pub drift: Vec<Cm>,
    /// Houses.
    pub houses: Vec<House>,
    /// Streets and rivers.
    pub streets: Vec<(u8, Vec<Cm>)>,
    /// Tolerance in metres.
    pub tolerance_m: u8,
    /// Whose line wins.
    pub authority: bool,
}

/// How beats are drawn.
#[derive(Clone, Debug)]
pub enum Beats {
    /// Every community is a beat.
    None,
    /// The net of the communities, drifted.
    Drifted,
    /// A net of their own over the whole town.
    Own(usize, usize),
    /// A net of their own over the western part only.
    Part(usize, usize),
}

/// One house.
#[derive(Clone, Debug)]
pub struct House {
    pub form: Form,
    /// Centre, in thousandths of the town.
    pub at: (i32, i32),
    /// Half sides in centimetres.
    pub half: Cm,
    /// Turned by so many degrees.
    pub turn: i32,
    pub households: Option<u32>,
}

/// The outline of a house.
#[derive(Clone, Debug)]
pub enum Form {
    Block,
    Angle,
    Court,
    BowTie,
    TwoParts,
    Point,
    /// A triangle of a few lattice units.
    Tiny(i32, i32),
    /// The same outline as an earlier house.
    Copy(usize),
    /// A smaller house inside an earlier one.
    Inside(usize),
    /// An earlier house moved by so many lattice units.
    Moved(usize, i32, i32),
}

/// Towns of up to `houses` houses.
pub fn specs(houses: usize) -> impl Strategy<Value = Spec> {
    let frame = (
        prop::sample::select(vec![0, 32, -33, 60]),
        prop::sample::select(vec![(0, 0), (1_234_567, -7_654_321), (-40_000, 33_333)]),
        (1..4usize, 1..4usize),
        3_000..9_000i32,
    );
    let nets = (
        vec(within(900), 16),
        prop_oneof![2 => Just(Vec::new()), 1 => vec(within(800), 36)],
        beats(),
        vec(within(800), 16),
    );
    let things = (vec(house(), 0..houses), vec(street(), 0..4));
    let rules = (prop::sample::select(vec![15u8, 15, 5, 0]), any::<bool>());
    (frame, nets, things, rules).prop_map(|(frame, nets, things, rules)| Spec {
        latitude: frame.0,
        shift: frame.1,
        net: frame.2,
        cell: frame.3,
        knots: nets.0,
        corners: nets.1,
        beats: nets.2,
        drift: nets.3,
        houses: things.0,
        streets: things.1,
        tolerance_m: rules.0,
        authority: rules.1,
    })
}

fn within(most: i32) -> impl Strategy<Value = Cm> {
    (-most..=most, -most..=most)
}

fn beats() -> impl Strategy<Value = Beats> {
    prop_oneof![
        1 => Just(Beats::None),
        3 => Just(Beats::Drifted),
        2 => (1..4usize, 1..4usize).prop_map(|(x, y)| Beats::Own(x, y)),
        1 => (1..4usize, 1..4usize).prop_map(|(x, y)| Beats::Part(x, y)),
    ]
}

/// A house whose outline crosses itself.
pub fn crossing_house() -> impl Strategy<Value = House> {
    house().prop_map(|house| House {
        form: Form::BowTie,
        ..house
    })
}

fn house() -> impl Strategy<Value = House> {
    let form = prop_oneof![
        8 => Just(Form::Block),
        3 => Just(Form::Angle),
        1 => Just(Form::Court),
        2 => Just(Form::TwoParts),
        1 => Just(Form::Point),
        1 => (1..6i32, 1..6i32).prop_map(|(x, y)| Form::Tiny(x, y)),
        1 => (0..40usize).prop_map(Form::Copy),
        1 => (0..40usize).prop_map(Form::Inside),
        3 => (0..40usize, -40..40i32, -40..40i32).prop_map(|(i, x, y)| Form::Moved(i, x, y)),
        1 => (0..40usize, -900..900i32, -900..900i32).prop_map(|(i, x, y)| Form::Moved(i, x, y)),
    ];
    let half = prop_oneof![6 => (150..900i32, 150..900i32), 1 => (900..4_000i32, 300..4_000i32)];
    let turn = prop_oneof![Just(0), 0..90i32];
    let households = prop::option::of(0..60u32);
    let at = (-60..1_060i32, -60..1_060i32);
    (form, at, half, turn, households).prop_map(|(form, at, half, turn, households)| House {
        form,
        at,
        half,
        turn,
        households,
    })
}

fn street() -> impl Strategy<Value = (u8, Vec<Cm>)> {
    (0..5u8, vec((-100..1_100i32, -100..1_100i32), 2..5))
}

impl Spec {
    /// The same town with larger tiny houses.
    pub fn with_tiny_houses_enlarged(mut self, times: i32) -> Self {
        for house in &mut self.houses {
            if let Form::Tiny(x, y) = &mut house.form {
                (*x, *y) = (*x * times, *y * times);
            }
        }
        self
    }

    /// The options of the alignment.
    pub fn align(&self) -> AlignOptions {
        AlignOptions {
            authority: if self.authority {
                Authority::Beat
            } else {
                Authority::Community
            },
            tolerance_m: f64::from(self.tolerance_m),
            ..AlignOptions::default()
        }
    }
}

//! Balanced, connected grids and micro-grids that coincide with police beats.
//!
//! The one idea: all lines are noded once into a planar coverage on an integer lattice; every later step only
//! labels its faces. A boundary is an edge whose two sides carry different labels, so lines coincide because
//! they are the same edge, and gaps or overlaps cannot be expressed.

pub mod error;
pub mod id;
pub mod issue;
pub mod rng;

pub mod geometry;

pub mod layer;

pub mod coverage;

pub mod unit;

pub mod plan;

pub mod audit;
pub mod demo;
pub mod output;

pub mod project;

pub mod pipeline;

//! Reading: files to [`Layers`], every defect an [`crate::issue::Issue`]. Integers inside.

mod schema;

pub use schema::{
    Barrier, BarrierClass, Beat, Building, BuildingShape, Community, Kind, Layers, PopulationArea,
    SourceFile,
};

//! Reading: files to [`Layers`], every defect an [`crate::issue::Issue`]. Integers inside.

mod collection;
mod schema;

pub use collection::{GeojsonWriter, Geometry, Position};
pub use schema::{
    Barrier, BarrierClass, Beat, Building, BuildingShape, Community, Kind, Layers, PopulationArea,
    SourceFile,
};

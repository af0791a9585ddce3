//! Reading: files to [`Layers`], every defect an [`crate::issue::Issue`]. Integers inside.

mod barrier;
mod building;
mod collection;
mod compound;
mod count;
mod crossing;
mod document;
mod extent;
mod inputs;
mod jurisdiction;
mod place;
mod population;
mod read;
mod repeat;
mod scalar;
mod schema;
mod shapes;
mod source;
mod survey;
mod table;
mod undivided;
mod untangle;

pub use collection::{GeojsonWriter, Geometry, Position};
pub use inputs::{
    BarrierInput, BeatCaps, BeatsInput, BuildingsInput, ClassInput, CommunitiesInput,
    CompoundsInput, DedicatedInput, Inputs, KindInput, PopulationInput,
};
pub use read::read;
pub use scalar::{Number, Scalar};
pub use schema::{
    Barrier, BarrierClass, Beat, Building, BuildingShape, Community, Compound, DedicatedArea,
    DividedBuilding, Entrance, Kind, Layers, PopulationFeature, PopulationShape, SourceFile,
};
pub use shapes::{Degrees, Shapes};
pub use survey::{Survey, survey};
pub use table::{Row, table};
pub use undivided::{Undivided, place_of};

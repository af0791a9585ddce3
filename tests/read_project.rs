//! Reading a project file: every key has an effect, what is left out has its default.

mod project_file;

use project_file::{File, WHOLE};
use wangge::coverage::Authority;
use wangge::layer::{BarrierClass, ClassInput, KindInput};
use wangge::plan::Effort;

#[test]
fn every_key_is_read() {
    let file = File::new(&format!("\u{feff}{WHOLE}"));
    let project = file.project();
    assert_eq!(project.name, "建邺区 2026");
    assert_eq!(project.code_prefix.as_deref(), Some("320105"));
    assert_eq!(project.folder, file.folder.path());
    assert_eq!(project.output_dir, file.folder.path().join("maps"));
    assert_eq!(project.align.authority, Authority::Community);
    assert_eq!(
        (project.solve.seed, project.solve.effort),
        (7, Effort::Thorough)
    );
    let caps = project.beat_caps;
    assert_eq!(
        (caps.urban_max, caps.rural_max),
        (Some(10_000), Some(5_000))
    );
    let weights = project.workload;
    assert_eq!(
        (
            weights.households_milli,
            weights.persons_milli,
            weights.merchants_milli
        ),
        (1000, 0, 2000)
    );
    let grid = &project.levels[0].bounds;
    assert_eq!(grid.workload_e7.max, Some(5_005_000_000));
    assert_eq!(
        (grid.persons.max, grid.merchants.max),
        (Some(1500), Some(90))
    );
    let micro = &project.levels[1];
    assert_eq!(
        (micro.name.as_str(), micro.bounds.households.target),
        ("micro_grid", Some(125))
    );
    let inputs = &project.inputs;
    assert_eq!(
        inputs.communities.kind,
        Some(KindInput::Field("type".into()))
    );
    assert_eq!(inputs.buildings.use_field.as_deref(), Some("use"));
    assert_eq!(inputs.buildings.merchants.as_deref(), Some("merchants"));
    assert_eq!(
        inputs.barriers[1].class,
        ClassInput::Constant(BarrierClass::River)
    );
    let beats = inputs.beats.as_ref().expect("beats");
    assert_eq!(beats.station.as_deref(), Some("precinct"));
}

#[test]
fn defaults_stand_in_for_what_is_left_out() {
    let least = r#"
        project.name = "x"
        inputs.buildings = { path = "b.geojson", households = "households" }
        inputs.communities.path = "c.geojson"
        level = [{ name = "grid", households = { max = 400 } }]"#;
    let file = File::new(least);
    let project = file.project();
    assert_eq!(project.output_dir, file.folder.path().join("out"));
    assert_eq!((project.solve.seed, project.solve.balance), (1, 100));
    assert!((project.align.tolerance_m - 15.0).abs() < 1e-9);
    assert!(project.inputs.beats.is_none() && project.inputs.barriers.is_empty());
    assert_eq!(project.inputs.communities.kind, None);
}

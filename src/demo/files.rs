//! The layers of a district, written beside its project file.

use std::fs::{self, File};
use std::io::{self, BufWriter};
use std::path::{Path, PathBuf};

use serde_json::{Map, Value};

use super::board::LineClass;
use super::district::{Building, District, Shape};
use super::land::Land;
use super::offices;
use super::preset::{Preset, Source};
use super::project_file;
use super::shape::Xy;
use super::streets::{Street, river, streets};
use super::tasks;
use crate::error::{Error, Result};
use crate::layer::{GeojsonWriter, Geometry, Position};

/// Properties and place.
pub type Feature = (Map<String, Value>, Geometry);

/// Writes everything; gives the path of the project file.
pub fn write(preset: &Preset, district: &District, seed: u64, dir: &Path) -> Result<PathBuf> {
    let remedy = "choose another folder with --out";
    fs::create_dir_all(dir).map_err(|source| Error::Io {
        path: dir.to_path_buf(),
        source,
        remedy,
    })?;
    let mut layers = vec![
        ("buildings.geojson", buildings(preset, district, seed)),
        ("population.geojson", population(preset, district)),
        (
            "communities.geojson",
            offices::communities(preset, district, seed),
        ),
        ("beats.geojson", offices::beats(preset, district, seed)),
        ("streets.geojson", roads(district, seed)),
        ("water.geojson", water(district)),
    ];
    if preset.rail.is_some() {
        layers.push(("rail.geojson", rails(district, seed)));
    }
    if preset.dedicated.is_some() {
        layers.push(("dedicated.geojson", offices::dedicated(district, seed)));
    }
    for (name, features) in layers {
        let path = dir.join(name);
        collection(&path, &features).map_err(|source| Error::Io {
            path,
            source,
            remedy,
        })?;
    }
    let path = dir.join("project.toml");
    match fs::write(&path, project_file::text(preset, seed)) {
        Ok(()) => Ok(path),
        Err(source) => Err(Error::Io {
            path,
            source,
            remedy,
        }),
    }
}

fn collection(path: &Path, features: &[Feature]) -> io::Result<()> {
    let mut writer = GeojsonWriter::new(BufWriter::new(File::create(path)?))?;
    for (properties, geometry) in features {
        writer.feature(properties, geometry)?;
    }
    writer.finish().map(drop)
}

/// Properties in the order given.
pub fn properties<const N: usize>(pairs: [(&str, Value); N]) -> Map<String, Value> {
    pairs.into_iter().map(|(k, v)| (k.to_string(), v)).collect()
}

fn buildings(preset: &Preset, district: &District, seed: u64) -> Vec<Feature> {
    let all = district.buildings(seed);
    let tasks = tasks::of(&all, seed);
    let feature = |(i, b): (usize, &Building)| {
        let mut map = properties([
            ("id", Value::from(format!("B{:06}", i + 1))),
            ("use", Value::from(b.draft.usage.word())),
            ("floors", Value::from(b.draft.floors)),
            ("entrances", Value::from(b.draft.entrances)),
            ("merchants", Value::from(b.draft.merchants)),
        ]);
        if preset.households_from == Source::Buildings {
            map.insert("households".to_string(), Value::from(b.draft.homes));
        }
        if preset.counts_tasks() {
            map.insert("tasks".to_string(), Value::from(tasks[i]));
        }
        if let Some(compound) = &b.compound {
            map.insert("compound".to_string(), Value::from(compound.clone()));
        }
        (map, geometry(&b.shape, &district.land))
    };
    all.iter().enumerate().map(feature).collect()
}

fn ring(points: &[Xy], land: &Land) -> Vec<Position> {
    points.iter().map(|&p| land.place(p)).collect()
}

fn geometry(shape: &Shape, land: &Land) -> Geometry {
    match shape {
        Shape::Footprint(points) => Geometry::Polygon(vec![ring(points, land)]),
        Shape::Parts(parts) => {
            Geometry::MultiPolygon(parts.iter().map(|p| vec![ring(p, land)]).collect())
        }
        Shape::Point(p) => Geometry::Point(land.place(*p)),
    }
}

/// One area for each estate where somebody lives.
fn population(preset: &Preset, district: &District) -> Vec<Feature> {
    let estates = district.built.estates.iter().flatten();
    let lived_in = estates
        .zip(district.persons.iter().flatten())
        .filter(|(_, persons)| **persons > 0);
    lived_in
        .enumerate()
        .map(|(i, (estate, &persons))| {
            let mut map = properties([
                ("id", Value::from(format!("P{:05}", i + 1))),
                ("persons", Value::from(persons)),
            ]);
            if preset.households_from == Source::Population {
                map.insert("households".to_string(), Value::from(estate.homes()));
            }
            (
                map,
                Geometry::Polygon(vec![ring(&estate.ring, &district.land)]),
            )
        })
        .collect()
}

fn roads(district: &District, seed: u64) -> Vec<Feature> {
    let all = streets(&district.board, &district.mesh, &district.land, seed);
    let named = all.into_iter().filter(|s| s.class != LineClass::Rail);
    let mut features: Vec<Feature> = named.map(street).collect();
    for lane in district
        .built
        .estates
        .iter()
        .flatten()
        .flat_map(|e| &e.lanes)
    {
        let path = ring(lane, &district.land);
        features.push(street(Street {
            class: LineClass::Residential,
            name: None,
            path,
        }));
    }
    features
}

fn rails(district: &District, seed: u64) -> Vec<Feature> {
    let all = streets(&district.board, &district.mesh, &district.land, seed);
    all.into_iter()
        .filter(|s| s.class == LineClass::Rail)
        .map(street)
        .collect()
}

fn street(street: Street) -> Feature {
    let class = match street.class {
        LineClass::Primary => "primary",
        LineClass::Secondary => "secondary",
        LineClass::Rail => "rail",
        _ => "residential",
    };
    let map = properties([
        ("class", Value::from(class)),
        ("name", Value::from(street.name)),
    ]);
    (map, Geometry::LineString(street.path))
}

fn water(district: &District) -> Vec<Feature> {
    let area = river(&district.board, &district.mesh, &district.land);
    let map = properties([("class", Value::from("river"))]);
    area.into_iter()
        .map(|geometry| (map.clone(), geometry))
        .collect()
}

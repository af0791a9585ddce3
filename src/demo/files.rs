//! The layers and the project file of a district.

use std::fmt::Write as _;
use std::fs::{self, File};
use std::io::{self, BufWriter};
use std::path::{Path, PathBuf};

use serde_json::{Map, Value};

use super::board::LineClass;
use super::district::{Building, District, Shape};
use super::land::Land;
use super::names::Names;
use super::outline::{Draughtsman, Hand};
use super::preset::{Preset, Range, Source};
use super::shape::Xy;
use super::streets::{Street, river, streets};
use crate::error::{Error, Result};
use crate::layer::{GeojsonWriter, Geometry, Position};
use crate::rng::mix;

/// How the two offices draw. Errors of both and the distance to the kerb add up to less than the 15 m tolerance.
const COMMUNITY_HAND: Hand = Hand {
    key: 0x0C,
    error_m: 2.6,
    kerb_m: 6.0,
    keep_one_in: 3,
};
const BEAT_HAND: Hand = Hand {
    key: 0xBE,
    error_m: 4.2,
    kerb_m: 0.0,
    keep_one_in: 2,
};

/// Most beats of one station.
const BEATS_A_STATION: usize = 16;

type Feature = (Map<String, Value>, Geometry);

/// Writes everything; gives the path of the project file.
pub fn write(preset: &Preset, district: &District, seed: u64, dir: &Path) -> Result<PathBuf> {
    let remedy = "choose another folder with --out";
    fs::create_dir_all(dir).map_err(|source| Error::Io {
        path: dir.to_path_buf(),
        source,
        remedy,
    })?;
    let layers = [
        ("buildings.geojson", buildings(preset, district, seed)),
        ("population.geojson", population(preset, district)),
        ("communities.geojson", communities(preset, district, seed)),
        ("beats.geojson", beats(preset, district, seed)),
        ("streets.geojson", roads(district, seed)),
        ("rail.geojson", rails(district, seed)),
        ("water.geojson", water(district)),
    ];
    for (name, features) in layers {
        let path = dir.join(name);
        collection(&path, &features).map_err(|source| Error::Io {
            path,
            source,
            remedy,
        })?;
    }
    let path = dir.join("project.toml");
    match fs::write(&path, project(preset, seed)) {
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

fn properties<const N: usize>(pairs: [(&str, Value); N]) -> Map<String, Value> {
    pairs.into_iter().map(|(k, v)| (k.to_string(), v)).collect()
}

fn buildings(preset: &Preset, district: &District, seed: u64) -> Vec<Feature> {
    let all = district.buildings(seed);
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

fn subdistrict_names(preset: &Preset, seed: u64) -> Vec<String> {
    let mut names = Names::new(seed, "demo subdistrict names");
    (0..preset.subdistricts)
        .map(|i| {
            let first_of_many = i == 0 && preset.towns.len() > 1;
            let suffix = if first_of_many {
                "街道"
            } else {
                preset.subdistrict_suffix.as_str()
            };
            format!("{}{suffix}", names.pair())
        })
        .collect()
}

fn communities(preset: &Preset, district: &District, seed: u64) -> Vec<Feature> {
    let areas = &district.areas;
    let hand = Hand {
        key: mix(seed ^ COMMUNITY_HAND.key),
        ..COMMUNITY_HAND
    };
    let draughtsman = Draughtsman::new(&district.board, &district.mesh, &district.land, hand);
    let subdistricts = subdistrict_names(preset, seed);
    let mut names = Names::new(seed, "demo community names");
    let mut numbers = vec![0; preset.subdistricts];
    let feature = |(id, plan): (usize, &super::areas::CommunityPlan)| {
        let s = plan.subdistrict;
        numbers[s] += 1;
        let code = format!("{}{:03}{:03}", preset.code_prefix, s + 1, numbers[s]);
        let suffix = if plan.village { "村" } else { "社区" };
        let map = properties([
            ("code", Value::from(code)),
            ("name", Value::from(format!("{}{suffix}", names.pair()))),
            ("subdistrict", Value::from(subdistricts[s].clone())),
            (
                "kind",
                Value::from(if plan.village { "rural" } else { "urban" }),
            ),
        ]);
        let cells: Vec<usize> = (0..areas.community_of.len())
            .filter(|&c| areas.community_of[c] == id)
            .collect();
        (map, draughtsman.draw(id, &areas.community_of, &cells))
    };
    areas.communities.iter().enumerate().map(feature).collect()
}

fn beats(preset: &Preset, district: &District, seed: u64) -> Vec<Feature> {
    let areas = &district.areas;
    let hand = Hand {
        key: mix(seed ^ BEAT_HAND.key),
        ..BEAT_HAND
    };
    let draughtsman = Draughtsman::new(&district.board, &district.mesh, &district.land, hand);
    let subdistricts = subdistrict_names(preset, seed);
    let mut names = Names::new(seed, "demo station names");
    let mut features = Vec::new();
    let mut station = 0;
    for (s, subdistrict) in subdistricts.iter().enumerate() {
        let own: Vec<usize> = (0..areas.beats.len())
            .filter(|&b| areas.beats[b].subdistrict == s)
            .collect();
        let stations = own.len().div_ceil(BEATS_A_STATION).max(1);
        for (k, beats) in own.chunks(own.len().div_ceil(stations).max(1)).enumerate() {
            station += 1;
            let base = subdistrict.trim_end_matches("街道").trim_end_matches('镇');
            let name = if k == 0 {
                base.to_string()
            } else {
                names.pair()
            };
            for (number, &id) in beats.iter().enumerate() {
                let code = format!("{}-{station:02}-{:02}", preset.code_prefix, number + 1);
                let map = properties([
                    ("beat", Value::from(code)),
                    ("station", Value::from(format!("{name}派出所"))),
                ]);
                let shape = draughtsman.draw(id, &areas.beat_of, &areas.beats[id].cells);
                features.push((map, shape));
            }
        }
    }
    features
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

fn range(range: Range) -> String {
    let bounds = [
        ("min", range.min),
        ("target", range.target),
        ("max", range.max),
    ];
    let said = bounds
        .iter()
        .filter_map(|(name, value)| value.map(|v| format!("{name} = {v}")));
    format!("{{ {} }}", said.collect::<Vec<_>>().join(", "))
}

/// The project file.
fn project(preset: &Preset, seed: u64) -> String {
    let counts = match preset.households_from {
        Source::Buildings => ("households = \"households\"\n", ""),
        Source::Population => ("", "households = \"households\"\n"),
    };
    let mut text = format!(
        "# A synthetic district: every line, name and building is invented.\n\n\
         [project]\nname = \"{}\"\ncode_prefix = \"{}\"\n\n\
         [inputs.buildings]\npath = \"buildings.geojson\"\nid = \"id\"\n{}floors = \"floors\"\n\
         use = \"use\"\nresidential_uses = [\"residential\"]\nmerchants = \"merchants\"\n\n\
         [inputs.population]\npath = \"population.geojson\"\n{}persons = \"persons\"\n\n\
         [inputs.communities]\npath = \"communities.geojson\"\nid = \"code\"\nname = \"name\"\n\
         subdistrict = \"subdistrict\"\nkind = \"kind\"\n\n\
         [inputs.beats]\npath = \"beats.geojson\"\nid = \"beat\"\nstation = \"station\"\n\n\
         [[inputs.barriers]]\npath = \"streets.geojson\"\n\
         class = {{ field = \"class\", major = [\"primary\", \"secondary\"], minor = \"*\" }}\n\
         [[inputs.barriers]]\npath = \"water.geojson\"\nclass = \"river\"\n\
         [[inputs.barriers]]\npath = \"rail.geojson\"\nclass = \"rail\"\n\n\
         [align]\nauthority = \"beat\"\ntolerance_m = 15\n\n",
        preset.name, preset.code_prefix, counts.0, counts.1
    );
    for level in &preset.levels {
        let _ = writeln!(text, "[[level]]\nname = \"{}\"", level.name);
        let counts = [("households", level.households), ("persons", level.persons)];
        for (name, bounds) in counts {
            if let Some(bounds) = bounds {
                let _ = writeln!(text, "{name} = {}", range(bounds));
            }
        }
    }
    let caps = preset.beat_persons;
    let _ = write!(
        text,
        "\n[beats]\npersons = {{ urban_max = {}, rural_max = {} }}\n\n[solve]\nseed = {seed}\n\n[output]\ndir = \"out\"\n",
        caps.urban_max, caps.rural_max
    );
    text
}

//! Towns drawn as text: every letter is a square face of the coverage, a dot is outside.
#![allow(dead_code, reason = "each test file uses a part of it")]

use wangge::coverage::{Coverage, Edge, Face, Footprint};
use wangge::geometry::{Lattice, Plane, Point, Polygon};
use wangge::id::{BeatId, BuildingId, CommunityId, FaceId, JurisdictionId, PartId, UnitId};
use wangge::issue::{Issue, Severity};
use wangge::layer::{Beat, Building, BuildingShape, Community, Kind, Layers, SourceFile};
use wangge::output::{
    Basemap, BasemapInput, BasemapOptions, Summary, SummaryInput, basemap, summary,
};
use wangge::plan::{
    Bounds, Certificate, Count, Exception, JurisdictionReport, LevelPlan, LevelReport, LevelRule,
    Part, Plan, Range, SolveOptions,
};
use wangge::unit::{Compounds, Counts, Jurisdiction, Reconciled};

/// Side of a face in lattice units, about 11 m.
pub const SIDE: i32 = 1000;

const LATTICE: Lattice = Lattice {
    origin: [1_187_000_000, 320_000_000],
};

/// One square face a letter; faces are numbered in reading order.
pub fn coverage(picture: &[&str]) -> Coverage {
    let rows: Vec<Vec<char>> = picture.iter().map(|row| row.chars().collect()).collect();
    let width = rows.iter().map(Vec::len).max().unwrap_or(0);
    let mut faces = Vec::new();
    let mut face_at = vec![vec![None; width]; rows.len()];
    for (r, row) in rows.iter().enumerate() {
        for (c, _) in row.iter().enumerate().filter(|(_, ch)| **ch != '.') {
            face_at[rows.len() - 1 - r][c] = Some(FaceId::new(faces.len()));
            let (x, y) = (c as i32 * SIDE, (rows.len() - 1 - r) as i32 * SIDE);
            faces.push(Face {
                community: CommunityId::new(0),
                beat: BeatId::new(0),
                dedicated: None,
                twice_area: 2 * i64::from(SIDE) * i64::from(SIDE),
                inside: Point::new(x + SIDE / 2, y + SIDE / 2),
            });
        }
    }
    let at = |c: i32, y: i32| -> Option<FaceId> {
        let row = usize::try_from(y).ok().and_then(|y| face_at.get(y))?;
        *usize::try_from(c).ok().and_then(|c| row.get(c))?
    };
    // Vertices are numbered column by column, so that they are sorted.
    let height = rows.len() as i32;
    let vertex = |c: i32, y: i32| (c * (height + 1) + y) as u32;
    let mut edges = Vec::new();
    for c in 0..=width as i32 {
        for y in 0..=height {
            let sides = [
                (vertex(c, y + 1), at(c - 1, y), at(c, y)),
                (vertex(c + 1, y), at(c, y), at(c, y - 1)),
            ];
            for (to, left, right) in sides {
                if left != right {
                    edges.push(Edge {
                        from: vertex(c, y),
                        to,
                        left,
                        right,
                        barrier: None,
                    });
                }
            }
        }
    }
    let vertices = (0..=width as i32)
        .flat_map(|c| (0..=height).map(move |y| Point::new(c * SIDE, y * SIDE)))
        .collect();
    Coverage {
        lattice: LATTICE,
        plane: Plane::at(LATTICE),
        vertices,
        edges,
        faces,
        footprints: Vec::new(),
        slivers: 0,
    }
}

/// A label for every face, by its letter: `a` is 0; `-` is a face without label.
pub fn labels(picture: &[&str]) -> Vec<Option<u32>> {
    let letters = picture.iter().flat_map(|row| row.chars());
    letters
        .filter(|ch| *ch != '.')
        .map(|ch| (ch != '-').then(|| ch as u32 - 'a' as u32))
        .collect()
}

/// Everything behind a basemap.
pub struct Town {
    pub layers: Layers,
    pub coverage: Coverage,
    pub counts: Vec<Counts>,
    pub jurisdictions: Vec<Jurisdiction>,
    pub plan: Plan,
    pub rules: Vec<LevelRule>,
    pub issues: Vec<Issue>,
}

impl Town {
    /// Six faces, two communities side by side, two beats above each other, one building a face:
    ///
    /// ```text
    /// micro-grids  a b c   communities  A A B   beats  1 1 1   households  10 20 30
    ///              d e f                A A B          2 2 2               40 50 60
    /// ```
    ///
    /// Building `b0` has an annex in the same face, `b5` is a point, `gone` has no place.
    pub fn checkerboard() -> Self {
        let mut coverage = coverage(&["abc", "def"]);
        for (index, face) in coverage.faces.iter_mut().enumerate() {
            face.community = CommunityId::new(usize::from(index % 3 == 2));
            face.beat = BeatId::new(index / 3);
        }
        coverage.footprints = footprints(&coverage);
        let counts: Vec<Counts> = (1..=6)
            .map(|n| Counts {
                households: 10 * n,
                persons: 25 * n,
                merchants: n,
                ..Counts::default()
            })
            .chain([Counts::default()])
            .collect();
        let jurisdictions = vec![
            jurisdiction(0, 0, &[0, 1]),
            jurisdiction(0, 1, &[3, 4]),
            jurisdiction(1, 0, &[2]),
            jurisdiction(1, 1, &[5]),
        ];
        Self {
            layers: layers(&coverage, &counts),
            plan: plan(&jurisdictions, &counts),
            coverage,
            counts,
            jurisdictions,
            rules: vec![rule("grid", 20, 90), rule("micro_grid", 10, 60)],
            issues: vec![
                Issue::new("no_community", Severity::Error, "buildings", "gone")
                    .says("outside every community", "不在任何社区内")
                    .done("dropped")
                    .at([1_187_005_000, 320_005_000]),
                Issue::new("gap", Severity::Info, "beats", "")
                    .says("a gap", "缝隙")
                    .done("filled"),
            ],
        }
    }

    pub fn basemap(&self, options: &BasemapOptions) -> Basemap {
        let input = BasemapInput {
            layers: &self.layers,
            coverage: &self.coverage,
            counts: &self.counts,
            jurisdictions: &self.jurisdictions,
            compounds: &Compounds::default(),
            plan: &self.plan,
            issues: &self.issues,
        };
        basemap(&input, options)
    }

    pub fn summary(&self, map: &Basemap) -> Summary {
        let input = SummaryInput {
            project: "棋盘",
            date: None,
            rules: &self.rules,
            solve: &SolveOptions::default(),
            layers: &self.layers,
            coverage: &self.coverage,
            reconciled: &Reconciled::default(),
            jurisdictions: &self.jurisdictions,
            plan: &self.plan,
        };
        summary(&input, map)
    }
}

/// A square of `side` x `side` faces with a building of ten households each; 2 x 5 faces are a micro-grid,
/// 10 x 10 a grid. `side` is a multiple of ten.
pub fn blocks(side: usize) -> Town {
    let row = "a".repeat(side);
    let mut coverage = coverage(&vec![row.as_str(); side]);
    let face_part = |face: usize, wide: usize, high: usize| {
        let (row, column) = (face / side, face % side);
        (row / high) * (side / wide) + column / wide
    };
    let level = |name: &str, wide: usize, high: usize| {
        let part_of: Vec<usize> = (0..side * side).map(|f| face_part(f, wide, high)).collect();
        let mut parts = vec![None; part_of.len() / (wide * high)];
        for (face, &part) in part_of.iter().enumerate() {
            parts[part].get_or_insert(Part {
                code: format!("{part:06}"),
                parent: (wide < 10).then(|| PartId::new(face_part(face, 10, 10))),
                jurisdiction: JurisdictionId::new(0),
                counts: Counts::default(),
                exceptions: Vec::new(),
            });
        }
        LevelPlan {
            name: name.to_owned(),
            part_of: part_of.into_iter().map(PartId::new).collect(),
            parts: parts.into_iter().flatten().collect(),
        }
    };
    let plan = Plan {
        levels: vec![level("grid", 10, 10), level("micro_grid", 5, 2)],
        ..Plan::default()
    };
    let mut town = Town::checkerboard();
    town.layers.communities.truncate(1);
    town.layers.beats.truncate(1);
    let house = town.layers.buildings[0].clone();
    town.layers.buildings.clear();
    for (index, face) in coverage.faces.iter().enumerate() {
        let polygon = square(face.inside.x - 200, face.inside.y - 200, 400);
        town.layers.buildings.push(Building {
            id: format!("{index:06}"),
            shape: BuildingShape::Footprint(vec![polygon.clone()]),
            ..house.clone()
        });
        coverage.footprints.push(Footprint {
            building: BuildingId::new(index),
            part: 0,
            face: FaceId::new(index),
            ground: false,
            polygon: Some(polygon),
        });
    }
    Town {
        counts: vec![town.counts[0]; side * side],
        jurisdictions: vec![jurisdiction(0, 0, &[])],
        rules: vec![rule("grid", 900, 1_100), rule("micro_grid", 90, 110)],
        plan,
        coverage,
        ..town
    }
}

/// An axis-parallel square with its south-west corner at (x, y).
pub fn square(x: i32, y: i32, side: i32) -> Polygon {
    let corners = [(0, 0), (side, 0), (side, side), (0, side)];
    Polygon {
        rings: vec![corners.map(|(dx, dy)| Point::new(x + dx, y + dy)).to_vec()],
    }
}

fn footprints(coverage: &Coverage) -> Vec<Footprint> {
    let corner = |face: usize| {
        let inside = coverage.faces[face].inside;
        (inside.x - SIDE / 2, inside.y - SIDE / 2)
    };
    let mut footprints: Vec<Footprint> = (0..6)
        .map(|face| Footprint {
            building: BuildingId::new(face),
            part: 0,
            face: FaceId::new(face),
            ground: false,
            polygon: (face < 5).then(|| square(corner(face).0 + 300, corner(face).1 + 300, 400)),
        })
        .collect();
    let annex = Footprint {
        part: 1,
        polygon: Some(square(100, SIDE + 100, 100)),
        ..footprints[0].clone()
    };
    footprints.insert(1, annex);
    footprints
}

fn layers(coverage: &Coverage, counts: &[Counts]) -> Layers {
    let shape = |index: usize| {
        let parts = coverage.footprints.iter();
        let parts = parts.filter(|f| f.building.index() == index);
        let polygons: Vec<Polygon> = parts.filter_map(|f| f.polygon.clone()).collect();
        if polygons.is_empty() {
            BuildingShape::Point(Point::new(2 * SIDE + 500, 500))
        } else {
            BuildingShape::Footprint(polygons)
        }
    };
    let building = |(index, counts): (usize, &Counts)| Building {
        id: match index {
            6 => "gone".to_owned(),
            _ => format!("b{index}"),
        },
        shape: shape(index),
        households: Some(counts.households as u32),
        persons: Some(counts.persons as u32),
        merchants: Some(counts.merchants as u32),
        tasks: None,
        floors: 1.0,
        residential: true,
        compound: String::new(),
        entrances: Vec::new(),
        dedicated_use: String::new(),
    };
    let community = |id: &str, name: &str, kind| Community {
        id: id.to_owned(),
        name: name.to_owned(),
        subdistrict: "东街道".to_owned(),
        kind,
        polygons: Vec::new(),
    };
    let beat = |id: &str| Beat {
        id: id.to_owned(),
        station: "城关派出所".to_owned(),
        polygons: Vec::new(),
    };
    Layers {
        divided: Vec::new(),
        lattice: LATTICE,
        plane: Plane::at(LATTICE),
        communities: vec![
            community("A", "兴隆社区", Kind::Urban),
            community("B", "莲花村", Kind::Rural),
        ],
        beats: vec![beat("1"), beat("2")],
        buildings: counts.iter().enumerate().map(building).collect(),
        dedicated: Vec::new(),
        compounds: Vec::new(),
        barriers: Vec::new(),
        population: Vec::new(),
        sources: vec![SourceFile {
            layer: "buildings",
            path: "buildings.geojson".to_owned(),
            features: 7,
            sha256: "00ff".to_owned(),
        }],
    }
}

fn jurisdiction(community: usize, beat: usize, units: &[usize]) -> Jurisdiction {
    Jurisdiction {
        community: CommunityId::new(community),
        beat: BeatId::new(beat),
        kind: wangge::layer::Kind::Urban,
        dedicated: None,
        key: 0,
        units: units.iter().map(|&unit| UnitId::new(unit)).collect(),
    }
}

/// Every face its own micro-grid, every jurisdiction its own grid.
fn plan(jurisdictions: &[Jurisdiction], counts: &[Counts]) -> Plan {
    let mut grids = LevelPlan {
        name: "grid".to_owned(),
        part_of: vec![PartId::new(0); 6],
        parts: Vec::new(),
    };
    let mut micro_grids = LevelPlan {
        name: "micro_grid".to_owned(),
        ..grids.clone()
    };
    for (index, jurisdiction) in jurisdictions.iter().enumerate() {
        let part = |code: String, units: &[UnitId]| Part {
            code,
            parent: None,
            jurisdiction: JurisdictionId::new(index),
            counts: units.iter().map(|unit| counts[unit.index()]).sum(),
            exceptions: Vec::new(),
        };
        for unit in &jurisdiction.units {
            grids.part_of[unit.index()] = PartId::new(index);
            micro_grids.part_of[unit.index()] = PartId::new(micro_grids.parts.len());
            let code = format!("G{}-{}", index + 1, micro_grids.parts.len() + 1);
            micro_grids.parts.push(Part {
                parent: Some(PartId::new(index)),
                ..part(code, &[*unit])
            });
        }
        grids
            .parts
            .push(part(format!("G{}", index + 1), &jurisdiction.units));
    }
    Plan {
        levels: vec![grids, micro_grids],
        jurisdictions: jurisdictions.iter().map(|j| report(j, counts)).collect(),
        ..Plan::default()
    }
}

fn report(jurisdiction: &Jurisdiction, counts: &[Counts]) -> JurisdictionReport {
    let level = |parts: usize| LevelReport {
        parts,
        objective: 8,
        lower_bound: 6,
        cut_dm: 111,
        certificates: Vec::new(),
        compounds: Vec::new(),
        across: Vec::new(),
    };
    let mut levels = vec![level(1), level(jurisdiction.units.len())];
    levels[0].certificates.push(Certificate {
        exception: Exception::TotalBelowMin,
        count: Count::Households,
        units: jurisdiction.units.clone(),
        enclosing: Vec::new(),
        witness: "fewer than 100".to_owned(),
        witness_zh: "不足 100".to_owned(),
        relaxation: "min 30".to_owned(),
        relaxed: Bounds::default(),
    });
    JurisdictionReport {
        counts: jurisdiction
            .units
            .iter()
            .map(|unit| counts[unit.index()])
            .sum(),
        units: jurisdiction.units.len(),
        levels,
    }
}

fn rule(name: &str, min: i64, max: i64) -> LevelRule {
    LevelRule {
        name: name.to_owned(),
        bounds: Bounds {
            households: Range {
                min: Some(min),
                target: None,
                max: Some(max),
            },
            ..Bounds::default()
        },
        ..LevelRule::default()
    }
}

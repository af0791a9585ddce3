//! Barrier layers: lines and outlines with a class. Tunnels and bridges separate nothing and are left out.

use crate::geometry::{Lattice, Point};
use crate::issue::{Issue, Severity};

use super::document::Feature;
use super::inputs::{BarrierInput, ClassInput};
use super::place::{self, Placed};
use super::schema::{Barrier, BarrierClass};
use super::source::Source;

const CLASS: usize = 1;
const TUNNEL: usize = 2;
const BRIDGE: usize = 3;

/// Fields that are read where a layer has them, after the named ones.
pub const ALSO: [&str; 2] = ["tunnel", "bridge"];

/// The fields that the project file names: no id, then the class.
pub fn fields(input: &BarrierInput) -> [Option<&str>; 2] {
    match &input.class {
        ClassInput::Constant(_) => [None, None],
        ClassInput::Field { field, .. } => [None, Some(field)],
    }
}

/// The barriers of `source`, not yet sorted.
pub fn barriers(
    input: &BarrierInput,
    source: &Source,
    lattice: Lattice,
    issues: &mut Vec<Issue>,
) -> Vec<Barrier> {
    let mut left_out = LeftOut::default();
    let mut barriers = Vec::new();
    for (i, feature) in source.features.iter().enumerate() {
        if feature.fields[TUNNEL].says_yes() || feature.fields[BRIDGE].says_yes() {
            left_out.bridges += 1;
            continue;
        }
        let Some(class) = class_of(&input.class, feature) else {
            left_out.other_classes += 1;
            continue;
        };
        match lines(feature, lattice) {
            Ok(lines) => {
                left_out.points += usize::from(lines.is_empty());
                barriers.extend(lines.into_iter().map(|line| Barrier { class, line }));
            }
            Err(trouble) => {
                issues.push(trouble.issue(source.layer, &source.id(i), Severity::Warning));
            }
        }
    }
    left_out.report(source, issues);
    barriers
}

fn class_of(input: &ClassInput, feature: &Feature) -> Option<BarrierClass> {
    match input {
        ClassInput::Constant(class) => Some(*class),
        ClassInput::Field { values, rest, .. } => {
            let text = feature.fields[CLASS].text();
            let listed = values
                .iter()
                .find(|(value, _)| text.as_deref() == Some(value));
            listed.map(|&(_, class)| class).or(*rest)
        }
    }
}

/// The lines of a feature; none when all its points are one.
fn lines(feature: &Feature, lattice: Lattice) -> Placed<Vec<Vec<Point>>> {
    let shapes = &feature.shapes;
    if shapes.lines.is_empty() && shapes.polygons.is_empty() {
        return Err(place::absent(shapes, "lines or polygons"));
    }
    let mut lines = Vec::new();
    for line in &shapes.lines {
        lines.push(place::points(line, lattice)?);
    }
    for ring in shapes.polygons.iter().flatten() {
        let mut line = place::points(ring, lattice)?;
        line.extend(line.first().copied());
        lines.push(line);
    }
    lines.iter_mut().for_each(Vec::dedup);
    lines.retain(|line| line.len() > 1);
    Ok(lines)
}

/// How many features of a layer do not count, by reason.
#[derive(Default)]
struct LeftOut {
    bridges: usize,
    other_classes: usize,
    points: usize,
}

impl LeftOut {
    fn report(&self, source: &Source, issues: &mut Vec<Issue>) {
        let path = &source.file.path;
        let mut say = |n: usize, code, english: &str, chinese: &str| {
            if n > 0 {
                let issue = Issue::new(code, Severity::Info, source.layer, "");
                issues.push(
                    issue
                        .says(
                            format!("{path}: {n} {english}"),
                            format!("{path}：{n} {chinese}"),
                        )
                        .done("left out"),
                );
            }
        };
        say(
            self.bridges,
            "tunnels_and_bridges",
            "tunnels and bridges separate nothing",
            "个隧道或桥梁要素不构成阻隔",
        );
        say(
            self.other_classes,
            "class_not_listed",
            "features have a value that the project file gives no class",
            "个要素的取值未在项目文件中分类",
        );
        say(
            self.points,
            "degenerate_geometry",
            "lines have no length",
            "条线长度为零",
        );
    }
}

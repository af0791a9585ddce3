//! A written layer as the audit sees it: features with an id, polygons, a tally and the ids of what contains them.

use crate::geometry::Polygon;
use crate::output::{Basemap, PartArea, Tally};

/// A layer of polygons; `features` are sorted by id.
pub(super) struct Layer<'a> {
    /// Name of the file without its ending.
    pub(super) name: String,
    pub(super) features: Vec<Feature<'a>>,
}

#[derive(Default)]
pub(super) struct Feature<'a> {
    pub(super) id: &'a str,
    pub(super) polygons: &'a [Polygon],
    pub(super) tally: Tally,
    /// Ids of what contains a part; empty for beats and communities.
    pub(super) parent: &'a str,
    pub(super) beat: &'a str,
    pub(super) community: &'a str,
    /// Whether a detached piece is declared.
    pub(super) declared: bool,
}

impl Layer<'_> {
    /// Position of the feature with this id.
    pub(super) fn position(&self, id: &str) -> Option<usize> {
        self.features.binary_search_by(|f| f.id.cmp(id)).ok()
    }
}

/// All polygon layers: the levels, coarsest first, then beats, then communities.
pub(super) fn layers(map: &Basemap) -> Vec<Layer<'_>> {
    let levels = map.levels.iter().map(|level| Layer {
        name: format!("{}s", level.name),
        features: sorted(level.parts.iter().map(part)),
    });
    let beats = map.beats.iter().map(|beat| Feature {
        id: &beat.id,
        polygons: &beat.polygons,
        tally: beat.tally,
        ..Feature::default()
    });
    let communities = map.communities.iter().map(|community| Feature {
        id: &community.id,
        polygons: &community.polygons,
        tally: community.tally,
        ..Feature::default()
    });
    let areas = [
        Layer {
            name: "beats".to_owned(),
            features: sorted(beats),
        },
        Layer {
            name: "communities".to_owned(),
            features: sorted(communities),
        },
    ];
    levels.chain(areas).collect()
}

fn part(part: &PartArea) -> Feature<'_> {
    Feature {
        id: &part.code,
        polygons: &part.polygons,
        tally: part.tally,
        parent: part.parent.as_deref().unwrap_or_default(),
        beat: &part.beat,
        community: &part.community,
        declared: part.exceptions.contains(&"detached_piece"),
    }
}

fn sorted<'a>(features: impl Iterator<Item = Feature<'a>>) -> Vec<Feature<'a>> {
    let mut features: Vec<Feature<'a>> = features.collect();
    features.sort_by(|a, b| a.id.cmp(b.id));
    features
}

//! Line segments with their lineage: what they were drawn for and, once known, which label lies on either side.

use crate::geometry::Point;
use crate::layer::BarrierClass;

/// Index into a table of labels, or [`UNKNOWN`].
pub(super) type LabelIndex = u32;

/// No label known on this side.
pub(super) const UNKNOWN: LabelIndex = u32::MAX;

/// A segment between two different points; `a < b` once canonical.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Segment {
    pub a: Point,
    pub b: Point,
    pub left: LabelIndex,
    pub right: LabelIndex,
    pub tags: Tags,
}

/// What a segment was drawn for; segments that coincide unite their tags.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Default)]
pub(super) struct Tags(pub u8);

impl Tags {
    /// Changed in the running round of noding.
    pub const FRESH: Self = Self(1 << 7);
    const CLASSES: [BarrierClass; 5] = [
        BarrierClass::Wall,
        BarrierClass::Minor,
        BarrierClass::Major,
        BarrierClass::River,
        BarrierClass::Rail,
    ];

    /// The tag of a barrier.
    pub fn barrier(class: BarrierClass) -> Self {
        Self(1 << class as u8)
    }

    /// The strongest barrier among the tags.
    pub fn strongest_barrier(self) -> Option<BarrierClass> {
        let classes = Self::CLASSES.into_iter().rev();
        classes
            .into_iter()
            .find(|&c| self.0 & Self::barrier(c).0 != 0)
    }

    pub fn united(self, other: Self) -> Self {
        Self(self.0 | other.0)
    }

    pub fn without(self, other: Self) -> Self {
        Self(self.0 & !other.0)
    }

    pub fn has(self, other: Self) -> bool {
        self.0 & other.0 != 0
    }
}

impl Segment {
    /// A segment whose sides are not known.
    pub fn plain(a: Point, b: Point, tags: Tags) -> Self {
        Self {
            a,
            b,
            left: UNKNOWN,
            right: UNKNOWN,
            tags,
        }
    }

    /// The same segment from its lower to its higher end.
    pub fn canonical(self) -> Self {
        if self.a <= self.b {
            return self;
        }
        Self {
            a: self.b,
            b: self.a,
            left: self.right,
            right: self.left,
            tags: self.tags,
        }
    }

    /// Two segments on the same ends become one; what lay between them has collapsed.
    fn united(self, other: Self) -> Self {
        let tags = self.tags.united(other.tags);
        let sides = [(self.left, self.right), (other.left, other.right)];
        let (left, right) = match sides {
            [one, two] if one == two || two == (UNKNOWN, UNKNOWN) => one,
            [(UNKNOWN, UNKNOWN), two] => two,
            [(left, between), (also, right)] if between == also => (left, right),
            [(also, right), (left, between)] if between == also => (left, right),
            _ => (UNKNOWN, UNKNOWN),
        };
        Self {
            left,
            right,
            tags,
            ..self
        }
    }
}

/// Orders and unites segments: every pair of ends once, sorted, none of length zero.
pub(super) fn canonicalise(segments: &mut Vec<Segment>) {
    use rayon::slice::ParallelSliceMut as _;
    segments.retain(|s| s.a != s.b);
    for segment in segments.iter_mut() {
        *segment = segment.canonical();
    }
    segments.par_sort_unstable();
    segments.dedup_by(|next, kept| {
        let same = (next.a, next.b) == (kept.a, kept.b);
        if same {
            *kept = kept.united(*next);
        }
        same
    });
}

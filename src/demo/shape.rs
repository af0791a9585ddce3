//! Plane geometry of the drawing board, in metres.
//!
//! Only + - * / and square roots, which every platform rounds alike.

/// A place or a vector, in metres.
pub type Xy = [f64; 2];

/// `a + k b`.
pub fn add(a: Xy, k: f64, b: Xy) -> Xy {
    [a[0] + k * b[0], a[1] + k * b[1]]
}

/// `a - b`.
pub fn sub(a: Xy, b: Xy) -> Xy {
    [a[0] - b[0], a[1] - b[1]]
}

/// Scalar product.
pub fn dot(a: Xy, b: Xy) -> f64 {
    a[0] * b[0] + a[1] * b[1]
}

/// Twice the area of the triangle of two vectors, positive when `b` is to the left of `a`.
pub fn cross(a: Xy, b: Xy) -> f64 {
    a[0] * b[1] - a[1] * b[0]
}

/// Length of a vector.
pub fn length(a: Xy) -> f64 {
    dot(a, a).sqrt()
}

/// The vector at length 1.
pub fn unit(a: Xy) -> Xy {
    let l = length(a);
    [a[0] / l, a[1] / l]
}

/// The vector turned left by a right angle.
pub fn left(a: Xy) -> Xy {
    [-a[1], a[0]]
}

/// The vector at length 1, turned left by the angle of this tangent.
pub fn turned(a: Xy, tangent: f64) -> Xy {
    unit(add(a, tangent, left(a)))
}

/// Area of a ring, positive when it runs counter-clockwise.
pub fn area(ring: &[Xy]) -> f64 {
    let o = ring[0];
    let pairs = ring.windows(2);
    0.5 * pairs
        .map(|w| cross(sub(w[0], o), sub(w[1], o)))
        .sum::<f64>()
}

/// Mean of the corners.
pub fn middle(ring: &[Xy]) -> Xy {
    let sum = ring.iter().fold([0.0, 0.0], |s, &p| add(s, 1.0, p));
    [sum[0] / ring.len() as f64, sum[1] / ring.len() as f64]
}

/// Whether the place is inside the ring.
pub fn inside(ring: &[Xy], p: Xy) -> bool {
    let mut within = false;
    let mut a = ring[ring.len() - 1];
    for &b in ring {
        if (a[1] > p[1]) != (b[1] > p[1]) {
            let x = a[0] + (p[1] - a[1]) / (b[1] - a[1]) * (b[0] - a[0]);
            within ^= p[0] < x;
        }
        a = b;
    }
    within
}

/// Distance from a place to a segment.
pub fn distance(p: Xy, a: Xy, b: Xy) -> f64 {
    let along = sub(b, a);
    let t = (dot(sub(p, a), along) / dot(along, along)).clamp(0.0, 1.0);
    length(sub(p, add(a, t, along)))
}

/// A local frame: x along a street or a row of houses, y to its left.
#[derive(Clone, Copy, Debug)]
pub struct Frame {
    /// Where it starts.
    pub at: Xy,
    /// Its x axis, of length 1.
    pub along: Xy,
}

impl Frame {
    /// Local to world.
    pub fn out(&self, p: Xy) -> Xy {
        add(add(self.at, p[0], self.along), p[1], left(self.along))
    }

    /// World to local.
    pub fn into(self, p: Xy) -> Xy {
        let v = sub(p, self.at);
        [dot(v, self.along), dot(v, left(self.along))]
    }
}

/// Corners of a box, counter-clockwise.
pub fn boxed(low: Xy, high: Xy) -> Vec<Xy> {
    vec![low, [high[0], low[1]], high, [low[0], high[1]]]
}

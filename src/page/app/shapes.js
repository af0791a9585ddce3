// Geometry of the page: boxes, points to put names at, neighbours.

function ringsOf(geometry) {
  if (!geometry) return [];
  if (geometry.type === "Polygon") return geometry.coordinates;
  if (geometry.type === "MultiPolygon") return geometry.coordinates.flat();
  return [];
}

function boxOf(list) {
  const box = [Infinity, Infinity, -Infinity, -Infinity];
  const visit = (c) => {
    if (typeof c[0] !== "number") return c.forEach(visit);
    box[0] = Math.min(box[0], c[0]);
    box[1] = Math.min(box[1], c[1]);
    box[2] = Math.max(box[2], c[0]);
    box[3] = Math.max(box[3], c[1]);
  };
  for (const feature of list) if (feature.geometry) visit(feature.geometry.coordinates);
  return box;
}

// A point inside a shape: the middle of the widest stretch on one of a few parallels.
function insideOf(feature) {
  const { geometry } = feature;
  if (geometry?.type === "Point") return geometry.coordinates;
  const rings = ringsOf(geometry);
  const [, south, , north] = boxOf([feature]);
  let best = { width: -1, at: rings[0]?.[0] ?? [0, 0] };
  for (const share of [0.5, 0.35, 0.65]) {
    const y = south + share * (north - south) + 1e-9;
    const crossings = [];
    for (const ring of rings) {
      for (let i = 1; i < ring.length; i++) {
        const [a, b] = [ring[i - 1], ring[i]];
        if ((a[1] > y) !== (b[1] > y)) crossings.push(a[0] + ((y - a[1]) * (b[0] - a[0])) / (b[1] - a[1]));
      }
    }
    crossings.sort((a, b) => a - b);
    for (let i = 1; i < crossings.length; i += 2) {
      const width = crossings[i] - crossings[i - 1];
      if (width > 1.2 * best.width) best = { width, at: [(crossings[i] + crossings[i - 1]) / 2, y] };
    }
  }
  return best.at;
}

const UNITS = 1e7;
const MASK = 0x3ffffff;

// The middle of an edge as one number: neighbours share their vertices, so it is the same from both sides.
function edgeKey(a, b) {
  const x = Math.round(a[0] * UNITS) + Math.round(b[0] * UNITS);
  const y = Math.round(a[1] * UNITS) + Math.round(b[1] * UNITS);
  return (x & MASK) * (MASK + 1) + (y & MASK);
}

// For each feature the sorted places of those that share an edge with it.
function neighboursOf(list) {
  const owner = new Map();
  const near = list.map(() => new Set());
  list.forEach((feature, at) => {
    for (const ring of ringsOf(feature.geometry)) {
      for (let i = 1; i < ring.length; i++) {
        const key = edgeKey(ring[i - 1], ring[i]);
        const other = owner.get(key);
        if (other === undefined) owner.set(key, at);
        else if (other !== at) {
          near[at].add(other);
          near[other].add(at);
        }
      }
    }
  });
  return near.map((set) => [...set].sort((a, b) => a - b));
}

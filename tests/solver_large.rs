//! Large bare networks: parted in blocks, the same for any number of threads, connected and within bounds.

use wangge::plan::{Bounds, Edge, Effort, Network, Range, SolveOptions, Watch, partition};
use wangge::rng::Rng;
use wangge::unit::Counts;

const WIDE: u32 = 90;

/// A city of 90 by 90 plots of 8 to 30 households with diagonals here and there; parts of 200 to 400.
fn city() -> (Network, Bounds) {
    let mut rng = Rng::new(7, 7);
    let load = (0..WIDE * WIDE).map(|_| Counts {
        households: 8 + rng.below(23) as i64,
        ..Counts::default()
    });
    let load: Vec<Counts> = load.collect();
    let mut edges = Vec::new();
    for node in 0..WIDE * WIDE {
        let (x, y) = (node % WIDE, node / WIDE);
        let mut join = |is_inside: bool, step: u32, rng: &mut Rng| {
            if is_inside {
                edges.push(Edge {
                    a: node,
                    b: node + step,
                    cost: 60 + rng.below(80) as i32,
                });
            }
        };
        join(x + 1 < WIDE, 1, &mut rng);
        join(y + 1 < WIDE, WIDE, &mut rng);
        let is_crossed = x + 1 < WIDE && y + 1 < WIDE && rng.below(2) == 0;
        join(is_crossed, WIDE + 1, &mut rng);
    }
    let households = Range {
        min: Some(200),
        target: Some(300),
        max: Some(400),
    };
    let bounds = Bounds {
        households,
        ..Bounds::default()
    };
    (Network::new(load, edges), bounds)
}

fn parted(network: &Network, bounds: &Bounds, threads: usize) -> Vec<u32> {
    let pool = rayon::ThreadPoolBuilder::new().num_threads(threads).build();
    let options = SolveOptions {
        balance: 0,
        effort: Effort::Quick,
        ..SolveOptions::default()
    };
    pool.expect("a pool")
        .install(|| partition(network, bounds, &options, &Watch::default()))
}

#[test]
fn blocks_give_the_same_parts_for_any_number_of_threads() {
    let (network, bounds) = city();
    let one = parted(&network, &bounds, 1);
    assert_eq!(one, parted(&network, &bounds, 2));
    assert_eq!(one, parted(&network, &bounds, 5));
}

#[test]
fn all_parts_of_a_city_are_connected_within_bounds_and_as_many_as_asked_for() {
    let (network, bounds) = city();
    let labels = parted(&network, &bounds, 2);
    let loads = network.quotient_load(&labels);
    assert!(
        loads
            .iter()
            .all(|load| (200..=400).contains(&load.households))
    );
    let wanted = (network.total().households + 150) / 300;
    let off = (loads.len() as i64 - wanted).abs();
    assert!(off * 100 <= wanted, "{} parts, not {wanted}", loads.len());
    for (part, _) in loads.iter().enumerate() {
        let pieces = network.components_where(|node| labels[node] == part as u32);
        assert_eq!(pieces.len(), 1, "part {part}");
    }
}

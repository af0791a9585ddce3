//! A queue of nodes by distance, for searches along links of a few lengths.
//!
//! One row for each distance, taken modulo their number, and a word that tells which rows have nodes: no comparisons.
//! Source: Dial 1969, DOI 10.1145/363269.363610.

/// Nodes by distance, nearest first, of equal ones the last; none is put in [`ROWS`] or more beyond the last taken out.
pub struct Queue {
    /// The nodes of every distance, taken modulo the number of rows.
    rows: [Vec<u32>; ROWS as usize],
    /// A bit for each row with nodes.
    filled: u64,
    now: u32,
}

/// Distances that a queue holds at once.
pub const ROWS: u32 = u64::BITS;

impl Default for Queue {
    fn default() -> Self {
        Self {
            rows: std::array::from_fn(|_| Vec::new()),
            filled: 0,
            now: 0,
        }
    }
}

impl Queue {
    /// Takes all out.
    pub fn clear(&mut self) {
        while self.filled != 0 {
            let row = self.filled.trailing_zeros();
            self.rows[row as usize].clear();
            self.filled &= self.filled - 1;
        }
        self.now = 0;
    }

    /// Puts `node` in.
    pub fn push(&mut self, distance: u32, node: u32) {
        let row = distance % ROWS;
        self.rows[row as usize].push(node);
        self.filled |= 1 << row;
    }

    /// Takes a nearest node out, with its distance.
    pub fn pop(&mut self) -> Option<(u32, u32)> {
        if self.filled == 0 {
            return None;
        }
        self.now += self.filled.rotate_right(self.now % ROWS).trailing_zeros();
        let row = &mut self.rows[(self.now % ROWS) as usize];
        let node = row.pop()?;
        if row.is_empty() {
            self.filled &= !(1 << (self.now % ROWS));
        }
        Some((self.now, node))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::rng::Rng;

    #[test]
    fn nodes_come_out_by_distance_and_equal_ones_last_in_first_out() {
        let mut rng = Rng::new(4, 1);
        let mut queue = Queue::default();
        for _ in 0..50 {
            let mut waiting: Vec<(u32, u32)> = vec![(0, 0)];
            queue.clear();
            queue.push(0, 0);
            for node in 1..400 {
                let expected = waiting.iter().map(|&(distance, _)| distance).min();
                let Some(distance) = expected else {
                    assert_eq!(queue.pop(), None);
                    break;
                };
                let at = waiting.iter().rposition(|one| one.0 == distance);
                let next = waiting.remove(at.expect("one is nearest"));
                assert_eq!(queue.pop(), Some(next));
                for _ in 0..rng.below(3) {
                    let further = distance + 1 + rng.below(ROWS as usize - 1) as u32;
                    queue.push(further, node);
                    waiting.push((further, node));
                }
            }
        }
    }
}

//! Places for sets, one after another as they come: open addressing, at most half full.
//!
//! Nothing is ever taken out but all at once, so a slot that is free ends the search.
//! Source: Knuth 1998, The Art of Computer Programming 3, 6.4, algorithm L.

/// Slots to begin with.
const FEWEST_SLOTS: usize = 64;
/// 2^64 over the golden ratio, odd: it spreads neighbouring sets.
const GOLDEN: u64 = 0x9E37_79B9_7F4A_7C15;

/// A set as bits, and a number that keeps apart what holds the same.
pub type Key = (u64, u32);

/// The place of each key, counted from 0 in the order that they came.
#[derive(Clone, Debug, Default)]
pub struct Places {
    keys: Vec<Key>,
    /// One more than the place in each slot, 0 when it is free; a power of two in length.
    slots: Vec<u32>,
}

impl Places {
    /// Takes all keys out.
    pub fn clear(&mut self) {
        self.keys.clear();
        self.slots.clear();
        self.slots.resize(FEWEST_SLOTS, 0);
    }

    /// The place of a key, which is the next one if it is new.
    pub fn of(&mut self, key: Key) -> usize {
        if self.keys.len() * 2 >= self.slots.len() {
            self.grow();
        }
        let slot = self.slot(key);
        if let Some(place) = (self.slots[slot] as usize).checked_sub(1) {
            return place;
        }
        self.keys.push(key);
        self.slots[slot] = self.keys.len() as u32;
        self.keys.len() - 1
    }

    /// The slot of a key, or the free one that it may have.
    fn slot(&self, key: Key) -> usize {
        let last = self.slots.len() - 1;
        let mixed = (key.0 ^ u64::from(key.1).rotate_right(4)).wrapping_mul(GOLDEN);
        let mut slot = (mixed >> 32) as usize & last;
        while let Some(place) = (self.slots[slot] as usize).checked_sub(1)
            && self.keys[place] != key
        {
            slot = (slot + 1) & last;
        }
        slot
    }

    fn grow(&mut self) {
        let length = (2 * self.slots.len()).max(FEWEST_SLOTS);
        self.slots.clear();
        self.slots.resize(length, 0);
        for place in 0..self.keys.len() {
            let slot = self.slot(self.keys[place]);
            self.slots[slot] = place as u32 + 1;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::rng::Rng;

    #[test]
    fn every_key_keeps_the_place_it_came_in() {
        let mut rng = Rng::new(2, 1);
        let mut places = Places::default();
        for _ in 0..2 {
            let mut keys: Vec<Key> = Vec::new();
            for _ in 0..2_000 {
                let key = (rng.below(900) as u64, rng.below(2) as u32);
                let known = keys.iter().position(|known| *known == key);
                assert_eq!(places.of(key), known.unwrap_or(keys.len()));
                if known.is_none() {
                    keys.push(key);
                }
            }
            assert!(keys.len() > 1_000, "{}", keys.len());
            places.clear();
        }
    }
}

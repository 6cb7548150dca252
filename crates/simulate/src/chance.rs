//! Chance that never changes: the same seed gives the same district on every machine and after
//! every upgrade.
//!
//! Only the raw output of ChaCha8 is used. The ranges and weights are drawn here and not by
//! `rand`, because `rand` allows itself to change what a seed gives between minor versions.

use rand_chacha::ChaCha8Rng;
use rand_chacha::rand_core::{Rng, SeedableRng};

/// What a draw decides. Each subject has its own stream, so that a new question asked about
/// accounts changes nobody's name.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Subject {
    /// Name, sex, address, group.
    Person = 1,
    /// Which years were paid, and at which tier.
    History = 2,
    /// How the award came about.
    Award = 3,
    /// What stands in the tax bureau's file.
    Tax = 4,
    /// Who died, and how the list spells it.
    Death = 5,
    /// Who enrols.
    Registration = 6,
    /// What the bank sends back.
    Bank = 7,
    /// Which faults are planted where.
    Fault = 8,
    /// Names of villages.
    Place = 9,
    /// Who is seen alive by whom.
    Life = 10,
}

/// A stream of draws about one thing.
pub(crate) struct Chance(ChaCha8Rng);

impl Chance {
    /// The stream of one subject about one person, line or village.
    pub(crate) fn new(seed: u64, subject: Subject, index: u64) -> Chance {
        let mut key = [0; 32];
        key[..8].copy_from_slice(&seed.to_le_bytes());
        key[8] = subject as u8;
        let mut stream = ChaCha8Rng::from_seed(key);
        stream.set_stream(index);
        Chance(stream)
    }

    /// A whole number from 0 to `bound - 1`; 0 when the bound is 0.
    pub(crate) fn below(&mut self, bound: u64) -> u64 {
        let wide = u128::from(self.0.next_u64()) * u128::from(bound);
        u64::try_from(wide >> 64).unwrap_or_default()
    }

    /// A whole number from `low` to `high`, both included.
    pub(crate) fn between(&mut self, low: u64, high: u64) -> u64 {
        low + self.below(high - low + 1)
    }

    /// True once in so many times.
    pub(crate) fn one_in(&mut self, times: u64) -> bool {
        self.below(times) == 0
    }

    /// One of a list that is not empty.
    pub(crate) fn pick<T: Copy>(&mut self, list: &[T]) -> T {
        list[usize::try_from(self.below(list.len() as u64)).unwrap_or_default()]
    }

    /// One of a weighted list that is not empty.
    pub(crate) fn weighted<T: Copy>(&mut self, list: &[(u32, T)]) -> T {
        let mut left = self.below(list.iter().map(|(weight, _)| u64::from(*weight)).sum());
        for (weight, value) in list {
            match left.checked_sub(u64::from(*weight)) {
                Some(rest) => left = rest,
                None => return *value,
            }
        }
        list[list.len() - 1].1
    }
}

/// A shuffle of the numbers `0..size` that is looked up both ways without being stored: a small
/// Feistel network, walked until it lands inside the range. It lets an exact number of people
/// have a property (36,641 recipients) while person 17 can still be made alone.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Shuffle {
    size: u64,
    half: u32,
    key: u64,
}

impl Shuffle {
    /// The shuffle of `0..size` that belongs to a seed and a purpose.
    pub(crate) fn new(size: u64, seed: u64, purpose: u64) -> Shuffle {
        let bits = 64 - size.max(2).leading_zeros();
        Shuffle { size, half: bits.div_ceil(2), key: mix(seed ^ mix(purpose)) }
    }

    /// Where a number goes.
    pub(crate) fn forward(&self, number: u64) -> u64 {
        self.walk(number, [0, 1, 2, 3])
    }

    /// Where a number came from.
    pub(crate) fn back(&self, number: u64) -> u64 {
        // The same network with the rounds reversed and the halves exchanged.
        let swapped = |n: u64| ((n & self.mask()) << self.half) | (n >> self.half);
        let mut at = number;
        loop {
            at = swapped(self.rounds(swapped(at), [3, 2, 1, 0]));
            if at < self.size {
                return at;
            }
        }
    }

    fn walk(&self, number: u64, order: [u64; 4]) -> u64 {
        let mut at = number;
        loop {
            at = self.rounds(at, order);
            if at < self.size {
                return at;
            }
        }
    }

    fn mask(&self) -> u64 {
        (1 << self.half) - 1
    }

    fn rounds(&self, number: u64, order: [u64; 4]) -> u64 {
        let (mut left, mut right) = (number >> self.half, number & self.mask());
        for round in order {
            let scrambled = mix(self.key ^ (round << 56) ^ right) & self.mask();
            (left, right) = (right, left ^ scrambled);
        }
        (left << self.half) | right
    }
}

/// SplitMix64's finaliser: spreads every bit of the input over the output.
fn mix(number: u64) -> u64 {
    let mut z = number.wrapping_add(0x9E37_79B9_7F4A_7C15);
    z = (z ^ (z >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
    z = (z ^ (z >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
    z ^ (z >> 31)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_shuffle_hits_every_number_once_and_finds_the_way_back() {
        for size in [1_u64, 2, 3, 100, 1_000, 4_096, 36_641] {
            let shuffle = Shuffle::new(size, 7, 3);
            let mut hit = vec![false; usize::try_from(size).unwrap()];
            for number in 0..size {
                let place = shuffle.forward(number);
                assert!(!std::mem::replace(&mut hit[usize::try_from(place).unwrap()], true), "{size}: {place}");
                assert_eq!(shuffle.back(place), number, "{size}");
            }
        }
    }

    #[test]
    fn subjects_and_people_have_streams_of_their_own() {
        let draw = |seed, subject, index| Chance::new(seed, subject, index).below(1 << 40);
        let first = draw(1, Subject::Person, 0);
        assert_eq!(first, draw(1, Subject::Person, 0));
        assert_ne!(first, draw(2, Subject::Person, 0));
        assert_ne!(first, draw(1, Subject::History, 0));
        assert_ne!(first, draw(1, Subject::Person, 1));
    }

    #[test]
    fn weights_are_kept() {
        let mut chance = Chance::new(1, Subject::Tax, 0);
        let heavy = (0..10_000).filter(|_| chance.weighted(&[(9, true), (1, false)])).count();
        assert!((8_800..9_200).contains(&heavy), "{heavy}");
    }
}

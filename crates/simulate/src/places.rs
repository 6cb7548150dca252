//! The towns of Dongchuan (public geography) with invented villages.

use crate::chance::{Chance, Subject};

/// The county whose people are invented.
pub const COUNTY: &str = "530113";

/// A town or street.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Town {
    /// Nine digits.
    pub code: &'static str,
    /// As on the map.
    pub name: &'static str,
    /// Share of the district's insured, of 1,000.
    weight: u32,
    /// How many villages it has.
    villages: u32,
}

/// A village or community.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Village {
    /// Twelve digits.
    pub code: String,
    /// Invented.
    pub name: String,
}

/// Towns in the order of their codes: streets 001–099, towns 100–199, townships from 200
/// (handbook 11.2). Shares of the population are rough.
pub const TOWNS: [Town; 9] = [
    Town { code: "530113001", name: "铜都街道", weight: 210, villages: 24 },
    Town { code: "530113002", name: "碧谷街道", weight: 110, villages: 12 },
    Town { code: "530113100", name: "汤丹镇", weight: 130, villages: 24 },
    Town { code: "530113101", name: "因民镇", weight: 60, villages: 12 },
    Town { code: "530113102", name: "阿旺镇", weight: 130, villages: 20 },
    Town { code: "530113103", name: "乌龙镇", weight: 110, villages: 17 },
    Town { code: "530113104", name: "拖布卡镇", weight: 110, villages: 18 },
    Town { code: "530113105", name: "红土地镇", weight: 90, villages: 15 },
    Town { code: "530113200", name: "舍块乡", weight: 50, villages: 9 },
];

const FIRST: &[&str] =
    &["大", "小", "上", "下", "新", "老", "石", "白", "红", "黑", "龙", "松", "梨", "核桃", "岔", "箐", "营", "绿"];
const SECOND: &[&str] =
    &["坪", "箐", "沟", "坝", "岩", "树", "井", "坡", "洼", "营", "田", "湾", "塘", "梁子", "树坪", "山"];

impl Town {
    /// Its villages. Half of a street's are communities (numbers 001–199), the others villages
    /// (200–399); a town has one community.
    pub fn villages(&self, seed: u64) -> Vec<Village> {
        let street = self.code < "530113100";
        let communities = if street { self.villages / 2 } else { 1 };
        let mut names: Vec<String> = Vec::new();
        let mut chance = Chance::new(seed, Subject::Place, self.code.parse().unwrap_or_default());
        while names.len() < self.villages as usize {
            let name = format!("{}{}", chance.pick(FIRST), chance.pick(SECOND));
            if !names.contains(&name) {
                names.push(name);
            }
        }
        let numbered = (0..self.villages).zip(names);
        numbered
            .map(|(i, name)| match i.checked_sub(communities) {
                None => Village { code: format!("{}{:03}", self.code, i + 1), name: format!("{name}社区") },
                Some(rest) => Village { code: format!("{}{:03}", self.code, 200 + rest), name: format!("{name}村") },
            })
            .collect()
    }
}

/// The first person of each town and, last, one past the end: towns hold consecutive people.
pub(crate) fn town_starts(people: u64) -> [u64; TOWNS.len() + 1] {
    let all: u32 = TOWNS.iter().map(|town| town.weight).sum();
    let mut starts = [0; TOWNS.len() + 1];
    let mut weight = 0;
    for (town, start) in TOWNS.iter().zip(starts.iter_mut().skip(1)) {
        weight += town.weight;
        *start = people * u64::from(weight) / u64::from(all);
    }
    starts
}

#[cfg(test)]
mod tests {
    use super::*;
    use base::RegionCode;

    #[test]
    fn villages_lie_in_their_towns_and_are_told_apart() {
        for town in &TOWNS {
            let code: RegionCode = town.code.parse().unwrap();
            assert_eq!(code.county().as_str(), COUNTY);
            let mut villages = town.villages(1);
            for village in &villages {
                assert!(village.code.parse::<RegionCode>().unwrap().is_within(&code));
            }
            villages.sort_by(|a, b| a.code.cmp(&b.code));
            villages.dedup_by(|a, b| a.code == b.code || a.name == b.name);
            assert_eq!(villages.len(), town.villages as usize);
        }
    }

    #[test]
    fn every_person_has_one_town() {
        for people in [1_000, 168_000, 1_000_000] {
            let starts = town_starts(people);
            assert_eq!((starts[0], starts[TOWNS.len()]), (0, people));
            assert!(starts.is_sorted());
        }
    }
}

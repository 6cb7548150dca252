//! One simulated person, made from the seed and the index alone.

use base::{Date, Month, Sex};

use crate::chance::{Chance, Subject};
use crate::district::District;
use crate::names;
use crate::places::{TOWNS, Town};

/// Where a person stands in the scheme on the day of take-on.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Standing {
    /// Pays in, or interrupts, before 60.
    Contributor,
    /// Gets a pension every month.
    Recipient,
    /// Has an award that is held: no proof of life, or in prison.
    Suspended,
}

/// 特殊群体 aac066, as far as the district needs it. The codes are those of the import forms.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Group {
    /// 00 一般居民
    Ordinary,
    /// 03 重度残疾人: 200 tier paid by government
    SeverelyDisabled,
    /// 02 特困人员
    Destitute,
    /// 04 建档立卡贫困人口
    Poor,
    /// 01 低保对象
    LowIncome,
}

impl Group {
    /// The code of aac066.
    pub const fn code(self) -> &'static str {
        match self {
            Group::Ordinary => "00",
            Group::SeverelyDisabled => "03",
            Group::Destitute => "02",
            Group::Poor => "04",
            Group::LowIncome => "01",
        }
    }
}

/// A person as the old system has him, before any fault of the file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Person {
    /// 0-based; towns hold consecutive people.
    pub index: u64,
    /// aac001, the old system's personal number.
    pub number: String,
    /// aac003
    pub name: String,
    /// aac002: 18 characters, check digit right, sequence 900–999.
    pub id: String,
    /// aac004
    pub sex: Sex,
    /// aac005, GB/T 3304
    pub ethnicity: &'static str,
    /// aac006
    pub birth: Date,
    /// Index into [`TOWNS`].
    pub town: usize,
    /// Index into the town's villages.
    pub village: usize,
    /// aae006
    pub address: String,
    /// aae005: eleven digits of a range nobody is given.
    pub phone: String,
    /// aae010: a card of an invented issuer that passes Luhn.
    pub card: String,
    /// aac066
    pub group: Group,
    /// Where he stands.
    pub standing: Standing,
}

impl Person {
    /// His town.
    pub fn town(&self) -> &'static Town {
        &TOWNS[self.town]
    }

    /// The month of his 60th birthday.
    pub fn sixtieth(&self) -> Month {
        Month::of(self.birth).plus(60 * 12)
    }
}

/// Makes the person; `birth_and_id` come from his generation.
pub(crate) fn person(district: &District, index: u64) -> Person {
    let mut chance = Chance::new(district.seed(), Subject::Person, index);
    let (standing, (birth, id)) = district.standing_and_birth(index, &mut chance);
    let town = district.town_of(index);
    let village = usize::try_from(chance.below(district.villages(town).len() as u64)).unwrap_or_default();
    let sex = if id.as_bytes()[16] % 2 == 1 { Sex::Male } else { Sex::Female };
    let name = names::name(&mut chance, sex);
    let dotted = name.contains('·');
    let ethnicity =
        if dotted { "07" } else { chance.weighted(&[(930, "01"), (30, "07"), (25, "03"), (10, "06"), (5, "08")]) };
    let address = address(district, town, village, &mut chance);
    let group = chance.weighted(&[
        (950, Group::Ordinary),
        (12, Group::SeverelyDisabled),
        (4, Group::Destitute),
        (20, Group::Poor),
        (14, Group::LowIncome),
    ]);
    Person {
        index,
        number: format!("5301{:010}", 1_000_001 + index),
        name,
        id,
        sex,
        ethnicity,
        birth,
        town,
        village,
        address,
        phone: format!("19900{:06}", district.scatter(index) % 1_000_000),
        card: card(district.scatter(index)),
        group,
        standing,
    }
}

fn address(district: &District, town: usize, village: usize, chance: &mut Chance) -> String {
    let village = &district.villages(town)[village].name;
    let group = chance.between(1, 9);
    format!("云南省昆明市东川区{}{village}{group}组{}号", TOWNS[town].name, chance.between(1, 180))
}

/// Nineteen digits that pass Luhn. Cards that start with 9 are left to national bodies by
/// ISO/IEC 7812, and 999 is no country: no bank issues 999530.
pub(crate) fn card(number: u64) -> String {
    let body = format!("999530{:012}", 880_000_000_000 + number);
    let sum: u32 = body
        .bytes()
        .rev()
        .enumerate()
        .map(|(i, b)| {
            let digit = u32::from(b - b'0');
            let doubled = if i % 2 == 0 { digit * 2 } else { digit };
            if doubled > 9 { doubled - 9 } else { doubled }
        })
        .sum();
    format!("{body}{}", (10 - sum % 10) % 10)
}

#[cfg(test)]
mod tests {
    use std::collections::HashSet;

    use base::{BankCard, IdNumber};

    use super::*;

    #[test]
    fn two_hundred_thousand_people_are_told_apart_and_pass_every_check() {
        let district = District::new(11, 200_000).unwrap();
        let (mut ids, mut cards, mut phones) = (HashSet::new(), HashSet::new(), HashSet::new());
        for index in 0..200_000 {
            let person = district.person(index);
            let id: IdNumber = person.id.parse().unwrap();
            assert_eq!((id.birth(), id.sex()), (person.birth, person.sex));
            assert!(person.id[14..17].parse::<u32>().unwrap() >= 900);
            assert!(person.card.parse::<BankCard>().unwrap().passes_luhn() && person.card.starts_with("999"));
            assert!(person.phone.starts_with("19900") && person.phone.len() == 11);
            assert!(ids.insert(id) && cards.insert(person.card) && phones.insert(person.phone));
        }
        for newcomer in district.newcomers() {
            assert!(ids.insert(newcomer.id.parse().unwrap()) && cards.insert(newcomer.card));
        }
    }
}

//! The villages' list of people who enrol in January 2019.

use std::path::{Path, PathBuf};

use base::{Date, Fen, Sex};
use files::Cell;

use crate::births::id_number;
use crate::chance::{Chance, Subject};
use crate::district::District;
use crate::faults::{Fault, Planted, with_other_check};
use crate::names;
use crate::people::{Person, card};
use crate::places::TOWNS;
use crate::sheets::{Book, Form, SimulateError};

/// A person who enrols.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Newcomer {
    /// aac003
    pub name: String,
    /// aac002
    pub id: String,
    /// aac006
    pub birth: Date,
    /// Twelve digits.
    pub village: String,
    /// aae006
    pub address: String,
    /// aae005
    pub phone: String,
    /// aae010
    pub card: String,
    /// Tier chosen for 2019.
    pub tier: Fen,
}

impl Newcomer {
    /// As the ID number says.
    pub fn sex(&self) -> Sex {
        if self.id.as_bytes().get(16).is_some_and(|b| b % 2 == 1) { Sex::Male } else { Sex::Female }
    }
}

impl District {
    /// The people who enrol in January, without any fault.
    pub fn newcomers(&self) -> Vec<Newcomer> {
        (0..self.counts().newcomers).map(|rank| self.newcomer(rank)).collect()
    }

    fn newcomer(&self, rank: u64) -> Newcomer {
        let mut chance = Chance::new(self.seed(), Subject::Registration, rank);
        let (birth, id) = self.new_generation().birth_and_id(rank, &mut chance);
        let town = usize::try_from(chance.below(TOWNS.len() as u64)).unwrap_or_default();
        let villages = self.villages(town);
        let village = &villages[usize::try_from(chance.below(villages.len() as u64)).unwrap_or_default()];
        let sex = if chance.one_in(2) { Sex::Male } else { Sex::Female };
        Newcomer {
            name: names::name(&mut chance, sex),
            id,
            birth,
            village: village.code.clone(),
            address: format!("云南省昆明市东川区{}{}{}号", TOWNS[town].name, village.name, chance.between(1, 180)),
            phone: format!("19901{:06}", rank % 1_000_000),
            card: card(2_000_000 + rank),
            tier: Fen::from_yuan(chance.weighted(crate::standards::TIERS)),
        }
    }
}

/// Rows with a fault, which come on top of the sound ones: so many of each kind.
fn faulty(district: &District) -> Vec<(Newcomer, Fault)> {
    let sound = district.counts().newcomers;
    let each = (sound / 60).max(1);
    let mut rows = Vec::new();
    for n in 0..each {
        let mut bad_check = district.newcomer(sound + n);
        bad_check.id = with_other_check(&bad_check.id);
        rows.push((bad_check, Fault::BadCheckDigit));
        let mut homeless = district.newcomer(sound + each + n);
        homeless.address.clear();
        rows.push((homeless, Fault::MissingAddress));
        let mut child = district.newcomer(sound + 2 * each + n);
        // Nobody in the district is born in 2003, so the number is nobody else's.
        child.birth = Date::new(2003, 6, 15).unwrap_or(child.birth);
        child.id = id_number("530113", child.birth, 900 + n % 100);
        rows.push((child, Fault::TooYoung));
        rows.push((again(district, n), Fault::AlreadyInsured));
    }
    rows
}

/// Somebody who is insured already.
fn again(district: &District, number: u64) -> Newcomer {
    let contributors = district.counts().insured - district.counts().holders();
    let sound = |index: &u64| district.is_sound(*index);
    let index =
        (0..contributors).map(|k| district.payer((contributors / 2 + number * 3 + k) % contributors)).find(sound);
    let person: Person = district.person(index.unwrap_or_default());
    let village = district.villages(person.town)[person.village].code.clone();
    let Person { name, id, birth, address, phone, card, .. } = person;
    Newcomer { name, id, birth, village, address, phone, card, tier: Fen::from_yuan(100) }
}

/// Writes the list.
pub(crate) fn write(district: &District, folder: &Path) -> Result<(PathBuf, Vec<Planted>), SimulateError> {
    let form = Form::named("registration")?;
    let mut book = Book::new(folder.join("参保登记-201901.xlsx"), "参保登记", &form)?;
    book.title("昆明市东川区城乡居民基本养老保险参保登记表", form.width())?;
    book.row(&[Cell::from("填报时间：2019年1月31日")])?;
    book.row(&form.header())?;
    for newcomer in district.newcomers() {
        book.row(&form.row(|key| cell(&newcomer, key)))?;
    }
    for (newcomer, fault) in faulty(district) {
        book.row(&form.row(|key| cell(&newcomer, key)))?;
        book.plant(if fault == Fault::MissingAddress { "aae006" } else { "aac002" }, fault);
    }
    book.finish()
}

fn cell<'a>(newcomer: &'a Newcomer, key: &str) -> Cell<'a> {
    match key {
        "aac002" => Cell::from(newcomer.id.as_str()),
        "aac003" => Cell::from(newcomer.name.as_str()),
        "aac004" => Cell::from(newcomer.sex().title()),
        "aac006" => Cell::from(newcomer.birth),
        "aae006" => Cell::from(newcomer.address.as_str()),
        "aae005" => Cell::from(newcomer.phone.as_str()),
        "region" => Cell::from(newcomer.village.as_str()),
        "aac066" => Cell::from("00"),
        "tier" => Cell::from(newcomer.tier),
        "aae010" => Cell::from(newcomer.card.as_str()),
        _ => Cell::Empty,
    }
}

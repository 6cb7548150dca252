//! The dirt of real files, planted on purpose and written down, so that a test can ask for every
//! fault by line.
//!
//! No fault touches an amount or a control total of the take-on, and none stops a pension: the
//! row keeps the old system's personal number, by which the sheets join.

use std::path::PathBuf;

use base::{Date, IdNumber, Month};

use crate::births::id_number;
use crate::chance::{Chance, Shuffle, Subject};
use crate::district::District;
use crate::people::Person;
use crate::standards::TAKE_ON;

/// What is wrong, or looks wrong, at a planted place.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Fault {
    /// No address.
    MissingAddress,
    /// Check character altered.
    BadCheckDigit,
    /// An old number of 15 digits.
    FifteenDigits,
    /// The spreadsheet turned the number into `5.30113E+17`.
    Scientific,
    /// Full-width blank inside the name, to align names of two characters.
    FullWidthBlank,
    /// An apostrophe before the ID number. Harmless: it must be read, and may be noticed.
    Apostrophe,
    /// ID number and birth date lie in the future.
    FutureBirth,
    /// Card that fails Luhn: a warning, never a refusal.
    LuhnFails,
    /// The ID number of somebody in another town. Both are paid: a conflict for a person.
    SharedId,
    /// Title rows above the header.
    TitleRow,
    /// A header in two rows with merged cells.
    MergedHeader,
    /// A 合计 row below the data: to be checked, never imported.
    TotalRow,
    /// An amount with three decimals.
    ThreeDecimals,
    /// A tax serial (税票号) that the file already has.
    RepeatedSerial,
    /// Somebody the district does not know.
    UnknownPerson,
    /// Full-width digits in an ID number: one meaning, so they may be read.
    FullWidthDigits,
    /// Name of an insured person, ID number of somebody else.
    SameNameOtherId,
    /// Two digits of the ID number exchanged.
    TransposedDigits,
    /// An enrolment of somebody already insured.
    AlreadyInsured,
    /// An enrolment below 16 years.
    TooYoung,
}

/// A fault and where it stands.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Planted {
    /// The file.
    pub file: PathBuf,
    /// The sheet; `None` in files without sheets.
    pub sheet: Option<String>,
    /// Line of the text or row of the sheet, from 1.
    pub line: u32,
    /// Key of the column; empty when the whole row is meant.
    pub key: &'static str,
    /// What is wrong.
    pub what: Fault,
}

/// How many of 100,000 people carry a fault in the take-on files; at least one of each kind.
///
/// The rates are ours: no agency publishes them. They are set so that each kind occurs a few
/// dozen times in a district, as clerks describe it, and the common ones are the harmless ones.
pub(crate) const TAKE_ON_RATES: [(u64, Fault); 9] = [
    (400, Fault::MissingAddress),
    (200, Fault::Apostrophe),
    (100, Fault::FullWidthBlank),
    (60, Fault::FifteenDigits),
    (50, Fault::BadCheckDigit),
    (50, Fault::LuhnFails),
    (20, Fault::Scientific),
    (10, Fault::SharedId),
    (5, Fault::FutureBirth),
];

/// Which people carry a fault in the take-on files. At most one each.
#[derive(Clone, Copy, Debug)]
pub(crate) struct TakeOnFaults {
    order: Shuffle,
    people: u64,
}

impl TakeOnFaults {
    pub(crate) fn new(seed: u64, people: u64) -> TakeOnFaults {
        TakeOnFaults { order: Shuffle::new(people, seed, 6), people }
    }

    /// Everybody who carries a fault of this kind.
    fn all_with(&self, wanted: Fault) -> impl Iterator<Item = u64> + '_ {
        let mut start = 0;
        let mut range = 0..0;
        for (rate, fault) in TAKE_ON_RATES {
            let count = self.count(rate);
            if fault == wanted {
                range = start..start + count;
            }
            start += count;
        }
        range.map(|place| self.order.back(place))
    }

    fn count(&self, rate: u64) -> u64 {
        (self.people * rate / 100_000).max(1)
    }

    /// The fault of a person, if any.
    pub(crate) fn of(&self, index: u64) -> Option<Fault> {
        let mut place = self.order.forward(index);
        for (rate, fault) in TAKE_ON_RATES {
            match place.checked_sub(self.count(rate)) {
                None => return Some(fault),
                Some(rest) => place = rest,
            }
        }
        None
    }
}

/// A person as the file has him.
pub(crate) struct Written {
    pub(crate) person: Person,
    /// What really stands in the file: a fault that would make no sense for him (15 digits for a
    /// child of 2001) is replaced by a missing address.
    pub(crate) fault: Option<Fault>,
}

/// Puts the planted fault into a person's fields.
pub(crate) fn spoil(district: &District, mut person: Person) -> Written {
    let fault = match district.take_on_fault(person.index) {
        // Those who turned 60 in December are spared: what is due for January stays exact.
        _ if person.sixtieth() == Month::of(TAKE_ON) => None,
        Some(Fault::FifteenDigits) if person.birth.year() >= 2000 => Some(Fault::MissingAddress),
        other => other,
    };
    match fault {
        Some(Fault::MissingAddress) => person.address.clear(),
        Some(Fault::Apostrophe) => person.id.insert(0, '\''),
        Some(Fault::FullWidthBlank) => person.name = widened(&person.name),
        Some(Fault::FifteenDigits) => person.id = format!("{}{}", &person.id[..6], &person.id[8..17]),
        Some(Fault::BadCheckDigit) => person.id = with_other_check(&person.id),
        Some(Fault::LuhnFails) => person.card = with_other_last(&person.card),
        Some(Fault::Scientific) => person.id = scientific(&person.id),
        Some(Fault::SharedId) => person.id = district.person(partner(district, person.index)).id,
        Some(Fault::FutureBirth) => make_unborn(&mut person),
        _ => {}
    }
    Written { person, fault }
}

/// Everybody whose ID number a second person carries, sorted. They are kept out of the month's
/// files: a payment or a death under a disputed number has no certain owner.
pub(crate) fn partners(district: &District, faults: &TakeOnFaults) -> Vec<u64> {
    let mut partners: Vec<u64> = faults.all_with(Fault::SharedId).map(|index| partner(district, index)).collect();
    partners.sort_unstable();
    partners
}

/// Somebody in another town who carries no fault himself.
fn partner(district: &District, index: u64) -> u64 {
    let people = district.counts().insured;
    let other_town = |other: &u64| district.town_of(*other) != district.town_of(index);
    (0..people)
        .map(|step| (index + people / 2 + step) % people)
        .find(|other| other_town(other) && district.take_on_fault(*other).is_none())
        .unwrap_or(index)
}

fn widened(name: &str) -> String {
    let mut characters = name.chars();
    let first = characters.next().map(String::from).unwrap_or_default();
    format!("{first}\u{3000}{}", characters.as_str())
}

/// Another check character than the right one.
pub(crate) fn with_other_check(id: &str) -> String {
    let other = if id.ends_with('5') { '6' } else { '5' };
    format!("{}{other}", &id[..17])
}

fn with_other_last(card: &str) -> String {
    let last = card.bytes().last().map_or(0, |b| (b - b'0' + 1) % 10);
    format!("{}{last}", &card[..card.len() - 1])
}

fn scientific(id: &str) -> String {
    format!("{}.{}E+17", &id[..1], &id[1..6])
}

/// A birth in 2019 or later, with a right check character.
fn make_unborn(person: &mut Person) {
    let year = person.birth.year() % 100 + 2020;
    let birth = Date::new(year, person.birth.month(), person.birth.day().min(28)).unwrap_or(person.birth);
    let sequence: u64 = person.id[14..17].parse().unwrap_or(900);
    person.id = id_number(&person.id[..6], birth, sequence);
    person.birth = birth;
}

/// Two neighbouring different digits of the birth date or sequence exchanged, so that the check
/// character fails.
pub(crate) fn transposed(district: &District, id: &str) -> String {
    let mut chance = Chance::new(district.seed(), Subject::Fault, id[6..17].parse().unwrap_or_default());
    let start = usize::try_from(chance.between(6, 15)).unwrap_or(6);
    for step in 0..11 {
        let at = 6 + (start - 6 + step) % 11;
        let mut digits: Vec<u8> = id.bytes().collect();
        digits.swap(at, at + 1);
        let changed = String::from_utf8(digits).unwrap_or_default();
        if changed != id && changed.parse::<IdNumber>().is_err() {
            return changed;
        }
    }
    with_other_check(id)
}

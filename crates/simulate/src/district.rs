//! A simulated Dongchuan: how many people of which kind, and any one of them on demand.

use base::Date;

use crate::accounts::{Account, Payment, account, payments};
use crate::awards::{Award, award, first_pension, hold, old_insurance};
use crate::births::Generation;
use crate::chance::{Chance, Shuffle};
use crate::faults::{Fault, TakeOnFaults, partners};
use crate::people::{Person, Standing, person};
use crate::places::{COUNTY, TOWNS, Village, town_starts};
use crate::replay::Replay;

/// The size of the real district in 2019 (seed report 003).
pub const DONGCHUAN: u64 = 168_000;

/// The smallest and the largest district that can be simulated. A million is the limit of the
/// reserved ID sequences and of the invented telephone range.
pub const SIZES: std::ops::RangeInclusive<u64> = 1_000..=1_000_000;

/// A district that cannot be simulated.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum DistrictError {
    /// Too small or too large.
    #[error("模拟人数 {0} 不在 1000 至 1000000 之间，请改 --people 后重试")]
    Size(u64),
    /// The embedded parameters are damaged.
    #[error("模拟参数文件（replay/dongchuan-2019.toml）不对：{0}。请改正后重新编译程序")]
    Replay(String),
}

/// How many people of each kind a district of some size has; Dongchuan's own numbers at 168,000.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Counts {
    /// Everyone taken on.
    pub insured: u64,
    /// Pensions in payment: 36,641.
    pub recipients: u64,
    /// Awards held, on top of those in payment.
    pub suspended: u64,
    /// Recipients with the long-contribution supplement: 7,510.
    pub long_supplement: u64,
    /// Open recoveries, all from people whose award is held.
    pub recoveries: u64,
    /// People who enrol in January 2019.
    pub newcomers: u64,
    /// Insured people whose death the January lists report.
    pub deaths: u64,
    /// Insured people whose death the lists of the whole year report: 1,598.
    pub year_deaths: u64,
    /// Fees that the tax bureau collected by the end of January.
    pub january_fees: u64,
    /// Fees of the whole year.
    pub year_fees: u64,
    /// One recipient in so many was last certified in the old system, and has to be again in the year.
    pub certified_before: u64,
    /// Villages that send a roster of them.
    pub roster_villages: u64,
    /// People for whom a government pays and who paid themselves.
    pub proxied_payers: u64,
    /// People who paid twice.
    pub double_payers: u64,
    /// People whose household moves away.
    pub leavers: u64,
    /// Newcomers who bring an account from elsewhere.
    pub arrivals: u64,
}

impl Counts {
    /// Dongchuan's numbers (`replay/dongchuan-2019.toml`), scaled.
    fn of(insured: u64) -> Result<Counts, DistrictError> {
        let replay = Replay::dongchuan_2019().map_err(|error| DistrictError::Replay(error.to_string()))?;
        let scaled = |name: &str| {
            let value = replay.value(name).ok_or_else(|| DistrictError::Replay(format!("没有参数 {name}")))?;
            Ok::<u64, DistrictError>(((insured * value + DONGCHUAN / 2) / DONGCHUAN).max(1))
        };
        Ok(Counts {
            insured,
            recipients: scaled("recipients")?,
            suspended: scaled("suspended")?.max(2),
            long_supplement: scaled("long_supplement")?,
            recoveries: scaled("recoveries")?.max(2),
            newcomers: scaled("newcomers")?,
            deaths: scaled("january_deaths")?.max(4),
            year_deaths: scaled("year_deaths")?.max(24),
            january_fees: scaled("january_fees")?,
            year_fees: scaled("year_fees")?,
            certified_before: replay.value("certified_before_one_in").unwrap_or(12),
            roster_villages: scaled("roster_villages")?.max(2),
            proxied_payers: scaled("proxied_payers")?.max(2),
            double_payers: scaled("double_payers")?.max(2),
            leavers: scaled("leavers")?.max(2),
            arrivals: scaled("arrivals")?,
        })
    }

    /// People with an award, in payment or held.
    pub(crate) fn holders(&self) -> u64 {
        self.recipients + self.suspended
    }
}

/// A district made from a seed. It stores no people: each is made again when asked for.
#[derive(Clone, Debug)]
pub struct District {
    seed: u64,
    counts: Counts,
    /// Index of a person → rank: award holders first, youngest of them first; then contributors.
    ranks: Shuffle,
    /// Among the ranks with an account: which carry the long supplement.
    long: Shuffle,
    /// Among the ranks without an account: which awards are held.
    held: Shuffle,
    /// Ranks below this one belong to holders who paid in.
    with_account: u64,
    /// Among contributors: the order in which they come to the tax bureau; the last ones die.
    payers: Shuffle,
    /// Among holders without account: the order in which they die.
    mortal: Shuffle,
    /// Spreads telephone and card numbers.
    scatter: Shuffle,
    faults: TakeOnFaults,
    /// Sorted indexes of people whose ID number a second person carries.
    partners: Vec<u64>,
    old: Generation,
    young: Generation,
    new: Generation,
    town_starts: [u64; TOWNS.len() + 1],
    villages: Vec<Vec<Village>>,
}

impl District {
    /// The district of this seed with so many insured people.
    pub fn new(seed: u64, people: u64) -> Result<District, DistrictError> {
        if !SIZES.contains(&people) {
            return Err(DistrictError::Size(people));
        }
        let counts = Counts::of(people)?;
        let old = Generation::recipients(counts.holders());
        let with_account = old.born_since(1952);
        let mut district = District {
            seed,
            counts,
            ranks: Shuffle::new(people, seed, 1),
            long: Shuffle::new(with_account, seed, 2),
            held: Shuffle::new(counts.holders() - with_account, seed, 3),
            with_account,
            payers: Shuffle::new(people - counts.holders(), seed, 5),
            mortal: Shuffle::new(counts.holders() - with_account, seed, 7),
            scatter: Shuffle::new(1_000_000, seed, 4),
            faults: TakeOnFaults::new(seed, people),
            partners: Vec::new(),
            old,
            young: Generation::contributors(people - counts.holders()),
            new: Generation::newcomers(counts.newcomers * 2 + 10),
            town_starts: town_starts(people),
            villages: TOWNS.iter().map(|town| town.villages(seed)).collect(),
        };
        district.partners = partners(&district, &district.faults);
        Ok(district)
    }

    /// The seed it grows from.
    pub fn seed(&self) -> u64 {
        self.seed
    }

    /// How many people of each kind it has.
    pub fn counts(&self) -> Counts {
        self.counts
    }

    /// The villages of a town, by its index in [`TOWNS`].
    pub fn villages(&self, town: usize) -> &[Village] {
        &self.villages[town]
    }

    /// Every region by code and name: the district, its towns, their villages. An office registers
    /// them before take-on.
    pub fn regions(&self) -> Vec<(String, String)> {
        let mut regions = vec![(COUNTY.to_owned(), "东川区".to_owned())];
        for (town, villages) in TOWNS.iter().zip(&self.villages) {
            regions.push((town.code.to_owned(), town.name.to_owned()));
            regions.extend(villages.iter().map(|village| (village.code.clone(), village.name.clone())));
        }
        regions
    }

    /// The indexes of a town's people.
    pub fn town_people(&self, town: usize) -> std::ops::Range<u64> {
        self.town_starts[town]..self.town_starts[town + 1]
    }

    /// A person by index, `0..counts().insured`.
    pub fn person(&self, index: u64) -> Person {
        person(self, index)
    }

    /// The fees a person paid up to 2018.
    pub fn payments(&self, person: &Person) -> Vec<Payment> {
        payments(self.seed, person)
    }

    /// A person's account on the evening of take-on.
    pub fn account(&self, person: &Person) -> Account {
        let first = (person.standing != Standing::Contributor).then(|| first_pension(person));
        account(&self.payments(person), old_insurance(self, person).transfer, first)
    }

    /// A person's award, with the account it rests on.
    pub fn award(&self, person: &Person, account: &Account) -> Option<Award> {
        let hold = match person.standing {
            Standing::Contributor => return None,
            Standing::Recipient => None,
            Standing::Suspended => Some(hold(self.seed, person, self.owes(person.index))),
        };
        Some(award(person, account, old_insurance(self, person), hold))
    }

    pub(crate) fn standing_and_birth(&self, index: u64, chance: &mut Chance) -> (Standing, (Date, String)) {
        let rank = self.ranks.forward(index);
        match rank.checked_sub(self.counts.holders()) {
            Some(young) => (Standing::Contributor, self.young.birth_and_id(young, chance)),
            None => (self.holder_standing(rank), self.old.birth_and_id(rank, chance)),
        }
    }

    /// Where a person stands, without making the person.
    pub(crate) fn standing(&self, index: u64) -> Standing {
        let rank = self.ranks.forward(index);
        if rank < self.counts.holders() { self.holder_standing(rank) } else { Standing::Contributor }
    }

    fn holder_standing(&self, rank: u64) -> Standing {
        match self.place_among_held(rank) {
            Some(place) if place < self.counts.suspended => Standing::Suspended,
            _ => Standing::Recipient,
        }
    }

    /// Held awards lie among the old without account, so that the long supplement's number stays
    /// exact. The first of them owe money.
    fn place_among_held(&self, rank: u64) -> Option<u64> {
        rank.checked_sub(self.with_account).map(|older| self.held.forward(older))
    }

    fn owes(&self, index: u64) -> bool {
        self.place_among_held(self.ranks.forward(index)).is_some_and(|place| place < self.counts.recoveries)
    }

    pub(crate) fn has_long_supplement(&self, index: u64) -> bool {
        let rank = self.ranks.forward(index);
        rank < self.with_account && self.long.forward(rank) < self.counts.long_supplement
    }

    pub(crate) fn town_of(&self, index: u64) -> usize {
        self.town_starts.partition_point(|start| *start <= index).saturating_sub(1).min(TOWNS.len() - 1)
    }

    /// Whether a person's rows in the take-on files are in order and his ID number is his alone.
    pub(crate) fn is_sound(&self, index: u64) -> bool {
        self.take_on_fault(index).is_none() && self.partners.binary_search(&index).is_err()
    }

    /// The k-th contributor to come to the tax bureau.
    pub(crate) fn payer(&self, k: u64) -> u64 {
        self.ranks.back(self.counts.holders() + self.payers.back(k))
    }

    /// The k-th old award holder; from the start again when there are no more.
    pub(crate) fn old_holder(&self, k: u64) -> u64 {
        let old = self.counts.holders() - self.with_account;
        self.ranks.back(self.with_account + self.mortal.back(k % old))
    }

    /// The k-th sound recipient with an account: none of them dies in the year.
    pub(crate) fn young_holder(&self, k: u64) -> u64 {
        let rank = k * 17 % self.with_account.max(1);
        let sound = (0..self.with_account).map(|n| self.ranks.back((rank + n) % self.with_account));
        sound.into_iter().find(|index| self.is_sound(*index)).unwrap_or_else(|| self.ranks.back(rank))
    }

    /// Who enrols in January.
    pub(crate) fn new_generation(&self) -> &Generation {
        &self.new
    }

    pub(crate) fn take_on_fault(&self, index: u64) -> Option<Fault> {
        self.faults.of(index)
    }

    pub(crate) fn scatter(&self, index: u64) -> u64 {
        self.scatter.forward(index % 1_000_000)
    }
}

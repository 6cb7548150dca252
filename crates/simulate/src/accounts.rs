//! What a person paid since 2011 and what his account holds, source by source.

use base::{Fen, Month, Rounding, largest_remainder};

use crate::awards::FirstPension;
use crate::chance::{Chance, Subject};
use crate::people::{Group, Person, Standing};
use crate::standards::{self, ENTRY_SUBSIDY, TIERS, extra_subsidy};
use base::Level;

/// Where money in an account came from.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Source {
    /// 个人缴费
    Personal,
    /// 集体补助
    Collective,
    /// 政府代缴
    Proxy,
    /// 省级缴费补贴
    Province,
    /// 市级缴费补贴
    City,
    /// 县级缴费补贴
    County,
    /// 其他转入: the balance of the old rural insurance (老农保) of the 1990s
    Transfer,
}

impl Source {
    /// Every source in the order of the files.
    pub const ALL: [Source; 7] = [
        Source::Personal,
        Source::Collective,
        Source::Proxy,
        Source::Province,
        Source::City,
        Source::County,
        Source::Transfer,
    ];
}

/// An account on the evening of take-on.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Account {
    /// Paid in, in the order of [`Source::ALL`]. For recipients: what is left of it.
    pub principal: [Fen; 7],
    /// Interest credited up to and including 2018, per source.
    pub interest: [Fen; 7],
    /// Years paid.
    pub years: i64,
    /// Balance when the pension began; nothing for contributors.
    pub at_start: Fen,
}

impl Account {
    /// Everything in the account.
    pub fn balance(&self) -> Fen {
        self.principal.iter().chain(&self.interest).copied().sum()
    }
}

/// One year's fee.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Payment {
    /// Fee year.
    pub year: i16,
    /// Month of the year in which it was paid.
    pub month: i64,
    /// The tier.
    pub tier: Fen,
    /// Paid by government for a hard case.
    pub proxy: bool,
}

/// The fees a person paid up to 2018. Those who were 60 when the scheme began paid none; those
/// of 45–59 fill exactly their required years (60 minus age at the start).
pub fn payments(seed: u64, person: &Person) -> Vec<Payment> {
    let mut chance = Chance::new(seed, Subject::History, person.index);
    let tier = Fen::from_yuan(chance.weighted(TIERS));
    match person.standing {
        Standing::Contributor => contributor_payments(person, tier, &mut chance),
        Standing::Recipient | Standing::Suspended => required_payments(person, tier, &mut chance),
    }
}

fn contributor_payments(person: &Person, tier: Fen, chance: &mut Chance) -> Vec<Payment> {
    // The near-60s may not miss a year: it would delay their pension.
    let complete = person.birth.year() <= 1966;
    let delay = if complete { 0 } else { chance.weighted(&[(70, 0), (15, 1), (8, 2), (7, 3)]) };
    let first = (person.birth.year() + 16).max(2011) + delay;
    let mut paid = Vec::new();
    for year in first..=2018 {
        if complete || !chance.one_in(14) {
            paid.push(payment(person.group, year, tier, chance));
        }
    }
    paid
}

fn required_payments(person: &Person, tier: Fen, chance: &mut Chance) -> Vec<Payment> {
    let required = required_years(person);
    (2011..2011 + required).map(|year| payment(person.group, year, tier, chance)).collect()
}

/// 60 minus the age on the day the scheme began; none for those who were 60.
fn required_years(person: &Person) -> i16 {
    let start = standards::SCHEME_START;
    let had_birthday = (person.birth.month(), person.birth.day()) <= (start.month(), start.day());
    let age = start.year() - person.birth.year() - i16::from(!had_birthday);
    (60 - age).max(0)
}

fn payment(group: Group, year: i16, tier: Fen, chance: &mut Chance) -> Payment {
    let first_month = if year == 2011 { 7 } else { 3 };
    let month = i64::try_from(chance.between(first_month, 11)).unwrap_or(11);
    let proxy = group != Group::Ordinary && year >= 2014;
    let tier = match (proxy, group) {
        (true, Group::SeverelyDisabled) => Fen::from_yuan(200),
        (true, _) => Fen::from_yuan(100),
        (false, _) => tier,
    };
    Payment { year, month, tier, proxy }
}

/// The account on the evening of take-on.
pub(crate) fn account(payments: &[Payment], transfer: Fen, first: Option<FirstPension>) -> Account {
    let mut account = Account { years: payments.len() as i64, ..Account::default() };
    account.principal[Source::Transfer as usize] = transfer;
    let last_year = first.map_or(2018, |first| first.month.first_day().year());
    for year in 2011..=last_year {
        credit_year(&mut account, payments.iter().find(|p| p.year == year), year, first);
    }
    match first {
        Some(first) => draw_down(account, first.month),
        None => account,
    }
}

/// Interest on the opening balance and, from its month on, on the year's credit (month-product,
/// handbook 4 A). In the year of the first pension interest runs to the month before it.
fn credit_year(account: &mut Account, payment: Option<&Payment>, year: i16, first: Option<FirstPension>) {
    let months = match first {
        Some(first) if first.month.first_day().year() == year => i128::from(first.month.first_day().month()) - 1,
        _ => 12,
    };
    let credits = payment.map(credits).unwrap_or_default();
    let credit_months = payment.map_or(0, |p| (months + 1 - i128::from(p.month)).max(0));
    for (i, credit) in credits.into_iter().enumerate() {
        let opening = i128::from((account.principal[i] + account.interest[i]).get());
        let products = opening * months + i128::from(credit.get()) * credit_months;
        let interest = Rounding::FenHalfUp.apply(products * standards::interest_basis_points(year), 120_000);
        account.principal[i] += credit;
        account.interest[i] += interest;
    }
}

/// A year's fee with its subsidies, in the order of [`Source::ALL`].
fn credits(payment: &Payment) -> [Fen; 7] {
    let extra = extra_subsidy(payment.tier);
    let (own, proxy) = if payment.proxy { (Fen::ZERO, payment.tier) } else { (payment.tier, Fen::ZERO) };
    [own, Fen::ZERO, proxy, ENTRY_SUBSIDY + extra[Level::Province], extra[Level::City], extra[Level::County], Fen::ZERO]
}

/// Takes the pensions paid up to December 2018 out again, from every source alike. What is left
/// earns interest at each year's end.
fn draw_down(mut account: Account, first: Month) -> Account {
    account.at_start = account.balance();
    let monthly = account_pension(account.at_start);
    let mut left = account.at_start;
    for year in first.first_day().year()..=2018 {
        let from = if year == first.first_day().year() { i64::from(first.first_day().month()) } else { 1 };
        left -= monthly.times(13 - from);
        let products = i128::from(left.get()) * i128::from(13 - from) * standards::interest_basis_points(year);
        left += Rounding::FenHalfUp.apply(products, 120_000);
    }
    let parts: Vec<u32> = account.principal.iter().chain(&account.interest).map(weight).collect();
    let parts = largest_remainder(left, &parts).unwrap_or_else(|| vec![Fen::ZERO; 14]);
    for (i, part) in parts.into_iter().enumerate() {
        let place = if i < 7 { &mut account.principal[i] } else { &mut account.interest[i - 7] };
        *place = part;
    }
    account
}

fn weight(part: &Fen) -> u32 {
    u32::try_from(part.get()).unwrap_or(u32::MAX)
}

/// Balance at the start divided by 139, to the nearest fen.
pub(crate) fn account_pension(at_start: Fen) -> Fen {
    Rounding::FenHalfUp.apply(i128::from(at_start.get()), standards::DIVISOR)
}

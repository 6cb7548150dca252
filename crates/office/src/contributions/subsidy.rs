//! The entry subsidy of a payment, by the law of the month in which it was paid.

use std::collections::{BTreeMap, HashMap};

use base::{ByLevel, Fen, Level, Month};
use law::PlaceLaw;
use schemes::resident::{EntryRules, FeeKind, entry_subsidy};
use schemes::{SchemeError, Trace};

use crate::tables::{AccountSource, Contribution, ContributionKind, PayerKind};

/// Whether a payer's money earns the year's subsidy: 国发〔2014〕8号 第四部分 subsidises who pays, and
/// whom a government pays for; collective aid comes on top of either.
pub(crate) const fn earns_subsidy(payer: PayerKind) -> bool {
    matches!(payer, PayerKind::Personal | PayerKind::Proxy)
}

/// Subsidies by the law of the month of payment, asked once per month.
pub(crate) struct Subsidies<'a> {
    place: PlaceLaw<'a>,
    rules: HashMap<Month, Result<EntryRules, String>>,
}

impl<'a> Subsidies<'a> {
    pub(crate) fn new(place: PlaceLaw<'a>) -> Subsidies<'a> {
        Subsidies { place, rules: HashMap::new() }
    }

    /// The subsidy of a payment by the sources that it is booked under.
    pub(crate) fn of(&mut self, row: &Contribution) -> Result<BTreeMap<AccountSource, Fen>, String> {
        let subsidy = self.by_level(row)?;
        let mut sources = BTreeMap::new();
        for (level, amount) in subsidy.iter().filter(|(_, amount)| !amount.is_zero()) {
            let source = subsidy_source(level)
                .ok_or("政策规定由中央负担缴费补贴，个人账户没有这一来源，请联系系统管理员补充账户来源")?;
            sources.insert(source, amount);
        }
        Ok(sources)
    }

    fn by_level(&mut self, row: &Contribution) -> Result<ByLevel, String> {
        let paid = Month::of(row.paid_on);
        let place = &self.place;
        let rules = self.rules.entry(paid).or_insert_with(|| EntryRules::at(place, paid).map_err(|e| e.to_string()));
        let rules = rules.as_ref().map_err(Clone::clone)?;
        let kind = match (row.kind, row.payer) {
            (ContributionKind::Late, _) => FeeKind::Late,
            (ContributionKind::Current, PayerKind::Proxy) => FeeKind::Proxy,
            (ContributionKind::Current, _) => FeeKind::Current,
        };
        let tier = row.tier.unwrap_or(row.amount);
        entry_subsidy(tier, kind, rules, &mut Trace::off()).map_err(|e: SchemeError| e.to_string())
    }
}

/// The source under which a payer's money is booked.
pub(crate) const fn source_of(payer: PayerKind) -> AccountSource {
    match payer {
        PayerKind::Personal => AccountSource::Personal,
        PayerKind::Collective => AccountSource::Collective,
        PayerKind::Proxy => AccountSource::Proxy,
        PayerKind::Other => AccountSource::Other,
    }
}

/// The source under which a level's subsidy is booked.
pub(crate) const fn subsidy_source(level: Level) -> Option<AccountSource> {
    match level {
        Level::Central => None,
        Level::Province => Some(AccountSource::Province),
        Level::City => Some(AccountSource::City),
        Level::County => Some(AccountSource::County),
    }
}

/// The level whose subsidy a source holds.
pub(crate) const fn subsidy_level(source: AccountSource) -> Option<Level> {
    match source {
        AccountSource::Province => Some(Level::Province),
        AccountSource::City => Some(Level::City),
        AccountSource::County => Some(Level::County),
        _ => None,
    }
}

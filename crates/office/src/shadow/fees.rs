//! The subsidy of a fee by the law of the month in which it was paid.

use std::collections::BTreeMap;

use base::{Fen, Month};
use law::PlaceLaw;
use schemes::Trace;
use schemes::resident::{EntryRules, FeeKind, entry_subsidy};

use super::compare::Found;
use super::pensions::ROUNDING;
use crate::tables::{DifferenceKind, ShadowFee, ShadowSubject};

/// Subsidies, the law of each month asked once.
pub(super) struct Subsidies<'a> {
    place: &'a PlaceLaw<'a>,
    rules: BTreeMap<Month, Result<EntryRules, String>>,
}

impl<'a> Subsidies<'a> {
    pub(super) fn new(place: &'a PlaceLaw<'a>) -> Subsidies<'a> {
        Subsidies { place, rules: BTreeMap::new() }
    }

    /// What our law gives.
    pub(super) fn of(&mut self, fee: &ShadowFee) -> Result<Fen, String> {
        self.at(fee, Month::of(fee.paid_on))
    }

    fn at(&mut self, fee: &ShadowFee, month: Month) -> Result<Fen, String> {
        let place = self.place;
        let rules = self.rules.entry(month).or_insert_with(|| EntryRules::at(place, month).map_err(|e| e.to_string()));
        let kind = match fee.fee_kind.as_str() {
            "late" => FeeKind::Late,
            "proxy" => FeeKind::Proxy,
            _ => FeeKind::Current,
        };
        let tier = fee.tier.unwrap_or(fee.amount);
        let rules = rules.as_ref().map_err(Clone::clone)?;
        entry_subsidy(tier, kind, rules, &mut Trace::off()).map(|sum| sum.total()).map_err(|e| e.to_string())
    }

    /// The difference, if there is one.
    pub(super) fn compare(&mut self, fee: &ShadowFee) -> Option<Found> {
        let found = |ours, kind, words| Found {
            subject: ShadowSubject::Subsidy,
            kind,
            number: fee.number.clone(),
            name: fee.name.clone(),
            period: fee.year,
            theirs: fee.subsidy,
            ours,
            words,
        };
        let ours = match self.of(fee) {
            Ok(ours) if ours == fee.subsidy => return None,
            Ok(ours) => ours,
            Err(error) => return Some(found(fee.subsidy, DifferenceKind::NotComputable, error)),
        };
        let difference = fee.subsidy - ours;
        let serial = &fee.serial;
        if difference < ROUNDING && -difference < ROUNDING {
            let words = format!("税票 {serial} 差 {difference} 元，不足一角：取舍方法不同");
            return Some(found(ours, DifferenceKind::Rounding, words));
        }
        let january = Month::new(i16::try_from(fee.year).unwrap_or_default(), 1).ok();
        // The nearest month first: that is whose law was taken.
        for step in (1..=24).flat_map(|months| [-months, months]) {
            let at = Month::of(fee.paid_on).plus(step);
            if self.at(fee, at) == Ok(fee.subsidy) {
                let why = if Some(at) == january { "按费款所属年度年初" } else { "按其他月份" };
                let words = format!("税票 {serial} 与按 {at} 的规定计算相同：省系统{why}的标准补贴");
                return Some(found(ours, DifferenceKind::LawVersion, words));
            }
        }
        let words = match (fee.fee_kind.as_str(), fee.subsidy.is_zero()) {
            (_, true) => format!("税票 {serial} 省系统没有记补贴，按规定应补 {ours} 元，请核对是否补缴或漏记"),
            _ => format!("税票 {serial} 的补贴与任何时期的标准都不符，请核对档次和缴费类别"),
        };
        let kind = if fee.subsidy.is_zero() { DifferenceKind::OtherBase } else { DifferenceKind::Unexplained };
        Some(found(ours, kind, words))
    }
}

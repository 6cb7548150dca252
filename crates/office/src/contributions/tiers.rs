//! Which tiers (缴费档次) may be paid in a place and year.

use std::cell::RefCell;
use std::collections::BTreeMap;

use base::{Fen, Month};
use desk::FieldError;
use law::PlaceLaw;
use schemes::resident::EntryRules;

/// A gap or fault of the law, as a fault of the form.
pub(crate) fn law_fault(error: &dyn std::fmt::Display) -> FieldError {
    FieldError::whole(error.to_string(), "请由政策管理人员补充政策参数后再办理")
}

/// Tiers on offer, asked of the law once per month of payment.
pub(super) struct Tiers<'a> {
    place: PlaceLaw<'a>,
    known: RefCell<BTreeMap<Month, Result<Vec<Fen>, String>>>,
}

impl<'a> Tiers<'a> {
    pub(super) fn new(place: PlaceLaw<'a>) -> Tiers<'a> {
        Tiers { place, known: RefCell::new(BTreeMap::new()) }
    }

    /// What is wrong with paying a tier in a month. Special groups may keep a tier that was the
    /// lowest at an earlier time (handbook 2.3).
    pub(super) fn fault(&self, tier: Fen, month: Month, special_group: bool) -> Option<String> {
        let offered = match self.in_month(month) {
            Ok(offered) => offered,
            Err(error) => return Some(format!("{month} 的缴费档次无法确定：{error}")),
        };
        if offered.contains(&tier) || (special_group && self.was_lowest_before(tier, month)) {
            return None;
        }
        let list = offered.iter().map(|fen| (fen.get() / 100).to_string()).collect::<Vec<_>>().join("、");
        Some(format!("{month} 没有 {tier} 元这一缴费档次（可选 {list} 元）"))
    }

    /// The tiers on offer to everybody in a month.
    pub(super) fn offered(&self, month: Month) -> Result<Vec<Fen>, String> {
        self.in_month(month)
    }

    fn in_month(&self, month: Month) -> Result<Vec<Fen>, String> {
        let mut known = self.known.borrow_mut();
        let ask = || EntryRules::at(&self.place, month).map(|rules| rules.tiers().collect()).map_err(|e| e.to_string());
        known.entry(month).or_insert_with(ask).clone()
    }

    fn was_lowest_before(&self, tier: Fen, month: Month) -> bool {
        let earlier = self.place.change_months("resident").into_iter().filter(|change| *change < month);
        earlier.filter_map(|change| self.in_month(change).ok()).any(|tiers| tiers.iter().min() == Some(&tier))
    }
}

//! Control totals: what the town signed against what the rows add up to.

use base::{ByLevel, Fen, Level};
use desk::FieldError;
use files::Record;

use super::sheets::{Entry, balance, components, is_suspended, money};

/// Totals of a workbook.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct Totals {
    pub(super) people: i64,
    /// Awards in payment, without suspended ones.
    pub(super) paid: i64,
    pub(super) suspended: i64,
    /// Monthly pensions in payment.
    pub(super) by_level: ByLevel,
    pub(super) account: Fen,
    pub(super) balances: Fen,
}

impl Totals {
    /// Added up from the rows.
    pub(super) fn computed(entries: &[Entry<'_>]) -> Totals {
        let mut totals = Totals::default();
        for entry in entries {
            totals.people += 1;
            totals.balances += entry.account.map(balance).unwrap_or_default();
            match entry.award {
                Some(award) if is_suspended(award) => totals.suspended += 1,
                Some(award) => {
                    let components = components(award);
                    totals.paid += 1;
                    totals.by_level += components.by_level();
                    totals.account += components.account;
                }
                None => {}
            }
        }
        totals
    }

    /// Every figure that differs from the control sheet: control, actual, difference.
    pub(super) fn differences(&self, control: &Record) -> Vec<FieldError> {
        let mut faults = Vec::new();
        let mut fault = |title: &str, signed: String, actual: String, difference: String| {
            let what = format!("控制数 {signed}，实际 {actual}，差 {difference}");
            let advice = "整册没有移植；请与乡镇核对名册和控制总数，改正后由乡镇重新签字再导入";
            faults.push(FieldError::cell(control.line, &format!("控制数·{title}"), what, advice));
        };
        for (key, title, actual) in [("persons", "参保人数", self.people), ("recipients", "领取待遇人数", self.paid)]
        {
            let signed = control.integer(key).unwrap_or_default();
            if signed != actual {
                fault(title, signed.to_string(), actual.to_string(), (actual - signed).to_string());
            }
        }
        for (key, title, actual) in self.amounts() {
            let signed = money(control, key);
            if signed != actual {
                fault(title, signed.to_string(), actual.to_string(), (actual - signed).to_string());
            }
        }
        faults
    }

    /// The amounts by column of the control sheet.
    pub(super) fn amounts(&self) -> [(&'static str, &'static str, Fen); 6] {
        [
            ("fen_central", "月待遇中央", self.by_level[Level::Central]),
            ("fen_province", "月待遇省级", self.by_level[Level::Province]),
            ("fen_city", "月待遇市级", self.by_level[Level::City]),
            ("fen_county", "月待遇县级", self.by_level[Level::County]),
            ("fen_account_pension", "月个人账户养老金", self.account),
            ("account_fen", "个人账户余额", self.balances),
        ]
    }
}

//! 多发: what was paid for months that are not owed, by payer and by the year in which it left; and
//! the row of the recovery ledger that it becomes.

use std::collections::BTreeMap;

use base::{ByLevel, Fen, Level, Month};
use desk::{FieldError, Look, MATTER, Plan, Unplanned};
use schemes::resident::ByPayer;
use store::{Field, Value};

use crate::benefits::asked_back::AskedBack;
use crate::benefits::settlement::{DueLine, Sent, dues_of};
use crate::tables::{
    AwardState, AwardVersion, Cause, LeadId, PersonId, Recovery, RecoveryId, RecoveryOrigin, RecoveryPart,
};

/// Money that left for a month in a year.
pub(crate) type MonthPaid = (Month, i64, ByPayer);

/// What was paid too much.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Overpaid {
    /// First and last month.
    months: Option<(Month, Month)>,
    /// By the year in which the money left, and the month it was for.
    parts: BTreeMap<(i64, Month), ByPayer>,
    /// How many months.
    pub(crate) count: usize,
    /// Months that the old system paid, presumed to be what it paid last.
    pub(crate) presumed: usize,
}

impl Overpaid {
    /// The sum of months, each with the year in which it left.
    pub(crate) fn of(months: Vec<MonthPaid>) -> Overpaid {
        let mut overpaid = Overpaid { count: months.len(), ..Overpaid::default() };
        for (month, year, amount) in months {
            let (first, last) = overpaid.months.unwrap_or((month, month));
            overpaid.months = Some((first.min(month), last.max(month)));
            let sum = overpaid.parts.entry((year, month)).or_default();
            *sum = plus(sum, &amount);
        }
        overpaid
    }

    /// Month by month, as it was put together.
    pub(crate) fn months(&self) -> impl Iterator<Item = MonthPaid> + '_ {
        self.parts.iter().map(|((year, month), part)| (*month, *year, *part))
    }

    /// Everything together.
    pub(crate) fn total(&self) -> ByPayer {
        self.parts.values().fold(ByPayer::default(), |sum, part| plus(&sum, part))
    }

    /// What of each year and month so much gives back: the oldest first, payer by payer.
    pub(crate) fn first(&self, back: &ByPayer) -> BTreeMap<(i64, Month), ByPayer> {
        let (mut left, mut taken) = (*back, self.parts.clone());
        for part in taken.values_mut() {
            *part = part.at_most(&left);
            left = left.less(part);
        }
        taken.retain(|_, part| !part.total().is_zero());
        taken
    }

    /// What is left when so much was given back.
    pub(crate) fn less_first(&self, back: &ByPayer) -> Overpaid {
        let mut overpaid = self.clone();
        for (key, taken) in self.first(back) {
            overpaid.parts.entry(key).and_modify(|part| *part = part.less(&taken));
        }
        overpaid.parts.retain(|_, part| !part.total().is_zero());
        overpaid
    }

    /// Without what came from the personal account: that was the person's own.
    pub(crate) fn without_account(mut self) -> Overpaid {
        self.parts.values_mut().for_each(|part| part.account = Fen::ZERO);
        self
    }
}

pub(super) fn plus(a: &ByPayer, b: &ByPayer) -> ByPayer {
    let levels = Level::ALL.map(|level| a.by_level[level] + b.by_level[level]);
    ByPayer { by_level: ByLevel::new(levels), account: a.account + b.account }
}

/// What the books say that a person was paid.
pub(crate) struct PaidMonths {
    dues: Vec<DueLine>,
    versions: Vec<AwardVersion>,
    start: Option<Month>,
    asked_back: AskedBack,
}

impl PaidMonths {
    pub(crate) fn read(look: &mut Look<'_>, person: PersonId) -> Result<PaidMonths, Unplanned> {
        let sql = "SELECT id, start FROM award WHERE person = $1 ORDER BY id DESC LIMIT 1";
        let award = look.one(sql, &[Value::Int(person.0)], |row| Ok((row.int(0)?, Month::read(row, 1)?)))?;
        let (dues, versions) = match award {
            Some((award, _)) => (
                dues_of(look, Value::Int(award))?,
                look.select::<AwardVersion>("WHERE award = $1 ORDER BY n LIMIT 1", &[Value::Int(award)])?,
            ),
            None => (Vec::new(), Vec::new()),
        };
        let asked_back = AskedBack::read(look, person)?;
        Ok(PaidMonths { dues, versions, start: award.map(|(_, start)| start), asked_back })
    }

    /// What was paid for these months and is not asked back yet. Money whose way is not known yet
    /// keeps the sum from being final.
    pub(crate) fn between(&self, from: Month, to: Month) -> Result<Overpaid, FieldError> {
        let asked = |month: Month| month >= from && month <= to;
        if let Some(due) = self.dues.iter().find(|due| asked(due.month) && due.sent == Sent::Waiting) {
            let what = format!("{} 的养老金已审批，银行还没有回盘，多发金额尚不能确定", due.month);
            let advice = "未送银行的请先止付，已送的请等回盘后办理；可先办理疑点暂扣";
            return Err(FieldError::input("from_month", what, advice));
        }
        let mut old = Vec::new();
        let taken_on = |v: &&AwardVersion| v.cause == Cause::TakenOn && v.state == AwardState::Live;
        if let (Some(first), Some(start)) = (self.versions.first().filter(taken_on), self.start) {
            let mut month = start.max(from);
            while month < first.from_month && month <= to {
                old.push(presumed(month, first));
                month = month.next();
            }
        }
        let old = self.asked_back.rest(old);
        let presumed = old.len();
        let paid = self.dues.iter().filter(|due| asked(due.month) && due.sent == Sent::Paid);
        let paid = self.asked_back.rest(paid.map(DueLine::paid).collect());
        Ok(Overpaid { presumed, ..Overpaid::of([old, paid].concat()) })
    }
}

/// A month that the old system paid, presumed to be what it paid last.
pub(super) fn presumed(month: Month, last: &AwardVersion) -> MonthPaid {
    (month, i64::from(month.year()), ByPayer { by_level: last.by_level(), account: last.account })
}

/// Puts what was overpaid into the recovery ledger; nothing for nothing.
pub(crate) fn plan_recovery(
    plan: &mut Plan,
    person: PersonId,
    (origin, cause): (RecoveryOrigin, &str),
    lead: Option<LeadId>,
    overpaid: &Overpaid,
) -> Option<RecoveryId> {
    let (from_month, to_month) = overpaid.months?;
    let total = overpaid.total();
    if total.total().is_zero() {
        return None;
    }
    let id: RecoveryId = plan.new_id();
    let level = |level| total.by_level[level];
    plan.insert(&Recovery {
        id,
        person,
        origin,
        cause: cause.to_owned(),
        from_month,
        to_month,
        central: level(Level::Central),
        province: level(Level::Province),
        city: level(Level::City),
        county: level(Level::County),
        account: total.account,
        lead,
        matter: MATTER,
    });
    for ((year, month), part) in overpaid.parts.iter().filter(|(_, part)| !part.total().is_zero()) {
        plan.insert(&RecoveryPart {
            recovery: id,
            year: *year,
            month: *month,
            central: part.by_level[Level::Central],
            province: part.by_level[Level::Province],
            city: part.by_level[Level::City],
            county: part.by_level[Level::County],
            account: part.account,
        });
    }
    plan.show("须追回", "", format!("{from_month} 至 {to_month}，{}", words(&total)));
    if overpaid.presumed > 0 {
        let what = format!("其中 {} 个月由原系统发放，按移植标准推定，请核对原系统发放记录", overpaid.presumed);
        plan.notices.push(what);
    }
    Some(id)
}

/// A sum with its payers.
pub(crate) fn words(sum: &ByPayer) -> String {
    let mut parts: Vec<String> =
        sum.by_level.iter().filter(|(_, fen)| !fen.is_zero()).map(|(level, fen)| format!("{level} {fen}")).collect();
    if !sum.account.is_zero() {
        parts.push(format!("个人账户 {}", sum.account));
    }
    if parts.is_empty() { sum.total().to_string() } else { format!("{} 元（{}）", sum.total(), parts.join("，")) }
}

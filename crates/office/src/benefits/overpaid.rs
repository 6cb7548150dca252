//! 多发: what was paid for months that are not owed, by payer and by the year in which it left; and
//! the row of the recovery ledger that it becomes.

use std::collections::BTreeMap;

use base::{ByLevel, Fen, Level, Month};
use desk::{FieldError, Look, MATTER, Plan, Unplanned};
use schemes::resident::ByPayer;
use store::{Field, Value};

use crate::benefits::settlement::{DueLine, Sent, dues_of, in_one};
use crate::tables::{AwardState, AwardVersion, Cause, LeadId, PersonId, Recovery, RecoveryId, RecoveryPart};

/// What was paid too much.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Overpaid {
    /// First and last month.
    months: Option<(Month, Month)>,
    /// By the year in which the money left.
    by_year: BTreeMap<i64, ByPayer>,
    /// How many months.
    pub(crate) count: usize,
    /// Months that the old system paid, presumed to be what it paid last.
    pub(crate) presumed: usize,
}

impl Overpaid {
    /// The sum of months, each with the year in which it left.
    pub(crate) fn of(months: Vec<(Month, i64, ByPayer)>) -> Overpaid {
        let mut overpaid = Overpaid { count: months.len(), ..Overpaid::default() };
        for (month, year, amount) in months {
            let (first, last) = overpaid.months.unwrap_or((month, month));
            overpaid.months = Some((first.min(month), last.max(month)));
            let sum = overpaid.by_year.entry(year).or_default();
            *sum = plus(sum, &amount);
        }
        overpaid
    }

    /// All years together.
    pub(crate) fn total(&self) -> ByPayer {
        self.by_year.values().fold(ByPayer::default(), |sum, part| plus(&sum, part))
    }

    /// What of each year so much gives back: the oldest years first, payer by payer.
    pub(crate) fn first(&self, back: &ByPayer) -> BTreeMap<i64, ByPayer> {
        let (mut left, mut taken) = (*back, self.by_year.clone());
        for part in taken.values_mut() {
            let levels = Level::ALL.map(|level| part.by_level[level].min(left.by_level[level]));
            *part = ByPayer { by_level: ByLevel::new(levels), account: part.account.min(left.account) };
            left = left.less(part);
        }
        taken.retain(|_, part| !part.total().is_zero());
        taken
    }

    /// What is left when so much was given back.
    pub(crate) fn less_first(&self, back: &ByPayer) -> Overpaid {
        let mut overpaid = self.clone();
        for (year, taken) in self.first(back) {
            overpaid.by_year.entry(year).and_modify(|part| *part = part.less(&taken));
        }
        overpaid.by_year.retain(|_, part| !part.total().is_zero());
        overpaid
    }

    /// Without what came from the personal account: that was the person's own.
    pub(crate) fn without_account(mut self) -> Overpaid {
        self.by_year.values_mut().for_each(|part| part.account = Fen::ZERO);
        self
    }
}

fn plus(a: &ByPayer, b: &ByPayer) -> ByPayer {
    let levels = Level::ALL.map(|level| a.by_level[level] + b.by_level[level]);
    ByPayer { by_level: ByLevel::new(levels), account: a.account + b.account }
}

/// What the books say that a person was paid.
pub(crate) struct PaidMonths {
    dues: Vec<DueLine>,
    versions: Vec<AwardVersion>,
    start: Option<Month>,
    /// Months that stand in the recovery ledger already.
    in_ledger: Vec<(Month, Month)>,
}

impl PaidMonths {
    pub(crate) fn read(look: &mut Look<'_>, person: PersonId) -> Result<PaidMonths, Unplanned> {
        let sql = "SELECT id, start FROM award WHERE person = $1";
        let award = look.one(sql, &[Value::Int(person.0)], |row| Ok((row.int(0)?, Month::read(row, 1)?)))?;
        let (dues, versions) = match award {
            Some((award, _)) => (
                dues_of(look, Value::Int(award))?,
                look.select::<AwardVersion>("WHERE award = $1 ORDER BY n LIMIT 1", &[Value::Int(award)])?,
            ),
            None => (Vec::new(), Vec::new()),
        };
        let mut in_ledger = Vec::new();
        let sql = "SELECT r.from_month, r.to_month FROM recovery r LEFT JOIN recovery_end x ON x.recovery = r.id \
                   WHERE r.person = $1 AND x.recovery IS NULL";
        look.each(sql, &[Value::Int(person.0)], |row| {
            in_ledger.push((Month::read(row, 0)?, Month::read(row, 1)?));
            Ok(())
        })?;
        Ok(PaidMonths { dues, versions, start: award.map(|(_, start)| start), in_ledger })
    }

    /// What was paid for these months and does not stand in the ledger. Money whose way is not
    /// known yet keeps the sum from being final.
    pub(crate) fn between(&self, from: Month, to: Month) -> Result<Overpaid, FieldError> {
        let known = |month: Month| self.in_ledger.iter().any(|(first, last)| *first <= month && month <= *last);
        let asked = |month: Month| month >= from && month <= to && !known(month);
        if let Some(due) = self.dues.iter().find(|due| asked(due.month) && due.sent == Sent::Waiting) {
            let what = format!("{} 的养老金已审批，银行还没有回盘，多发金额尚不能确定", due.month);
            let advice = "未送银行的请先止付，已送的请等回盘后办理；可先办理疑点暂扣";
            return Err(FieldError::input("from_month", what, advice));
        }
        let whole = |by_level, account| ByPayer { by_level, account };
        let mut months = Vec::new();
        let taken_on = |v: &&AwardVersion| v.cause == Cause::TakenOn && v.state == AwardState::Live;
        if let (Some(first), Some(start)) = (self.versions.first().filter(taken_on), self.start) {
            let amount = in_one(first);
            let mut month = start.max(from);
            while month < first.from_month && month <= to {
                if asked(month) {
                    months.push((month, i64::from(month.year()), whole(amount.by_level(), amount.account)));
                }
                month = month.next();
            }
        }
        let presumed = months.len();
        let paid = self.dues.iter().filter(|due| asked(due.month) && due.sent == Sent::Paid);
        months.extend(paid.map(|due| {
            let year = due.paid_in.unwrap_or(i64::from(due.month.year()));
            (due.month, year, whole(due.amount.by_level(), due.amount.account))
        }));
        Ok(Overpaid { presumed, ..Overpaid::of(months) })
    }
}

/// Puts what was overpaid into the recovery ledger; nothing for nothing.
pub(crate) fn plan_recovery(
    plan: &mut Plan,
    person: PersonId,
    cause: &str,
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
    for (year, part) in &overpaid.by_year {
        plan.insert(&RecoveryPart {
            recovery: id,
            year: *year,
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

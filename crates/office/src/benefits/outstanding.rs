//! What is still to come back of a recovery, by year and payer.

use std::collections::{BTreeMap, HashMap};

use base::{ByLevel, Fen, Month, Seq};
use desk::{FieldError, Look, Unplanned};
use schemes::resident::{ByPayer, give_back};
use store::{Field, Row, StoreError, Value};

use crate::benefits::overpaid::{MonthPaid, plus};
use crate::identifiers::placeholders;
use crate::tables::{
    AwardId, COUNTED, PersonId, Recovery, RecoveryEnd, RecoveryId, RecoveryOrigin, RepaymentPlan, RepaymentWay,
};

/// Recoveries asked for in one query.
const PER_QUERY: usize = 1_000;

/// Whether what the due `d` keeps back came back: its pension left with that much less, or it took
/// all of it. A line that the bank sent back, or that was withheld, gave nothing back.
pub(crate) const KEPT: &str = "(EXISTS (SELECT 1 FROM disbursement s \
    LEFT JOIN bank_outcome o ON o.batch = s.batch AND o.line = s.line \
    LEFT JOIN withheld w ON w.batch = s.batch AND w.line = s.line \
    WHERE s.run = d.run AND s.award = d.award AND w.line IS NULL AND (o.paid IS NULL OR o.paid = 1) \
    AND NOT EXISTS (SELECT 1 FROM late_return t WHERE t.batch = s.batch AND t.line = s.line)) \
    OR 0 = (SELECT SUM(z.amount) FROM due z WHERE z.run = d.run AND z.award = d.award))";

/// Whether the finding behind the `not_owed` under `o` stands.
pub(crate) const NOT_REVOKED: &str = "NOT EXISTS (SELECT 1 FROM lead_revocation z WHERE z.confirmed = o.matter)";

/// Whether the month of the due `d` is not owed any more, so that it is never sent again: the pension
/// was over then, or slept and was resumed from a later month, or sleeps in prison.
pub(crate) fn never_paid() -> String {
    let counts = |version: &str| {
        format!(
            "({version}.run IS NULL OR EXISTS (SELECT 1 FROM run y WHERE y.id = {version}.run AND y.state IN {COUNTED}))"
        )
    };
    format!(
        "(EXISTS (SELECT 1 FROM not_owed o WHERE o.person = d.person AND o.from_month <= d.for_month \
          AND o.to_month >= d.for_month AND {NOT_REVOKED}) \
         OR EXISTS (SELECT 1 FROM award_version v WHERE v.award = d.award AND v.state <> 'live' \
         AND v.from_month <= d.for_month AND {} AND NOT EXISTS (SELECT 1 FROM award_version w WHERE w.award = v.award \
          AND w.n > v.n AND w.from_month <= d.for_month AND {}) \
         AND (v.state <> 'suspended' OR EXISTS (SELECT 1 FROM award_version l WHERE l.award = v.award AND l.n > v.n \
           AND {}) \
          OR 'prison' = (SELECT q.reason FROM suspension q WHERE q.award = v.award AND q.n <= v.n \
           ORDER BY q.n DESC LIMIT 1))))",
        counts("v"),
        counts("w"),
        counts("l")
    )
}

/// A recovery with what came back of it.
pub(crate) struct Outstanding {
    pub(crate) recovery: Recovery,
    /// What is still owed for money that left in a year, less what is being kept back.
    by_year: BTreeMap<i64, ByPayer>,
    /// What was overpaid, month by month; nothing where it was taken on.
    months: Vec<MonthPaid>,
    /// The agreement in force.
    pub(crate) plan: Option<RepaymentPlan>,
    /// Why nothing is owed after all.
    pub(crate) ended: Option<RecoveryEnd>,
    /// What of that which came back was given to the person again.
    returned: ByPayer,
}

impl Outstanding {
    pub(crate) fn read(look: &mut Look<'_>, recovery: RecoveryId) -> Result<Outstanding, Unplanned> {
        let found = outstanding(look, &[recovery])?.remove(&recovery);
        found.ok_or_else(|| FieldError::input("recovery", "追回台账中没有这一笔", "请从追回台账中选择").into())
    }

    /// What is still owed.
    pub(crate) fn total(&self) -> Fen {
        self.by_year.values().map(ByPayer::total).sum()
    }

    /// The same month by month: of each year the oldest came back first.
    pub(crate) fn left(&self) -> Vec<MonthPaid> {
        let mut left = Vec::new();
        for (year, owed) in &self.by_year {
            let mut months: Vec<MonthPaid> = self.months.iter().filter(|(_, of, _)| of == year).copied().collect();
            if months.is_empty() {
                months.push((self.recovery.to_month, *year, *owed));
            }
            let mut back = months.iter().fold(ByPayer::default(), |sum, (.., part)| plus(&sum, part)).less(owed);
            for (month, _, part) in months {
                let gone = part.at_most(&back);
                back = back.less(&gone);
                left.push((month, *year, part.less(&gone)));
            }
        }
        left.retain(|(.., part)| !part.total().is_zero());
        left
    }

    /// What was overpaid, month by month; nothing where it was taken on.
    pub(crate) fn months(&self) -> &[MonthPaid] {
        &self.months
    }

    /// What came back, or is being kept back, and was not given to the person again.
    pub(crate) fn came_back(&self) -> ByPayer {
        let row = &self.recovery;
        let by_level = ByLevel::new([row.central, row.province, row.city, row.county]);
        let left = self.by_year.values().fold(ByPayer::default(), |sum, part| plus(&sum, part));
        ByPayer { by_level, account: row.account }.less(&left).less(&self.returned)
    }

    /// Whether so much can be kept back for a year: nobody paid it meanwhile.
    pub(crate) fn covers(&self, year: i64, part: &ByPayer) -> bool {
        let owed = self.by_year.get(&year).copied().unwrap_or_default();
        self.ended.is_none() && part.at_most(&owed) == *part
    }

    /// A sum that comes back, by the year it had left in: the oldest first, and within a year each
    /// fen to its payer by what is still owed.
    pub(crate) fn split(&self, amount: Fen) -> Result<Vec<(i64, ByPayer)>, FieldError> {
        let fault = |what: String| FieldError::input("amount", what, "请核对银行单据和追回台账");
        if amount <= Fen::ZERO || amount > self.total() {
            return Err(fault(format!("归还 {amount} 元应大于零，不超过尚欠的 {} 元", self.total())));
        }
        let (mut left, mut parts) = (amount, Vec::new());
        for (year, owed) in &self.by_year {
            let now = left.min(owed.total());
            if now > Fen::ZERO {
                parts.push((*year, give_back(now, owed).map_err(|e| fault(e.to_string()))?));
                left -= now;
            }
        }
        Ok(parts)
    }
}

/// A person's lines of the ledger, oldest first, repaid or not; what his heirs owe is not his.
pub(crate) fn debts_of(look: &mut Look<'_>, person: PersonId) -> Result<Vec<Outstanding>, Unplanned> {
    let mut ids: Vec<RecoveryId> = Vec::new();
    let sql = "SELECT r.id FROM recovery r WHERE r.person = $1 AND r.origin <> $2 \
               AND NOT EXISTS (SELECT 1 FROM recovery_end x WHERE x.recovery = r.id) ORDER BY r.id";
    look.each(sql, &[person.value(), RecoveryOrigin::Heirs.value()], |row| {
        ids.push(RecoveryId::read(row, 0)?);
        Ok(())
    })?;
    let mut found = outstanding(look, &ids)?;
    Ok(ids.iter().filter_map(|id| found.remove(id)).collect())
}

/// Many recoveries with what came back: a few queries for all.
pub(crate) fn outstanding(
    look: &mut Look<'_>,
    recoveries: &[RecoveryId],
) -> Result<HashMap<RecoveryId, Outstanding>, Unplanned> {
    let mut found: HashMap<RecoveryId, Outstanding> = HashMap::new();
    for chunk in recoveries.chunks(PER_QUERY) {
        let mut args = vec![Value::Int(look.agency().0)];
        args.extend(chunk.iter().map(Field::value));
        let list = placeholders(2, chunk.len());
        for row in look.select::<Recovery>(&format!("WHERE agency = $1 AND id IN ({list})"), &args)? {
            let (plan, ended, by_year, months) = (None, None, BTreeMap::new(), Vec::new());
            let returned = ByPayer::default();
            found.insert(row.id, Outstanding { recovery: row, by_year, months, plan, ended, returned });
        }
        let parts = "central, province, city, county, account";
        let sql = format!(
            "SELECT recovery, year, {parts}, month FROM recovery_part WHERE agency = $1 AND recovery IN ({list}) \
                ORDER BY recovery, year, month"
        );
        look.each(&sql, &args, |row| {
            let (year, amount) = (row.int(1)?, by_payer(row, 2)?);
            if let Some(owed) = found.get_mut(&RecoveryId::read(row, 0)?) {
                let sum = owed.by_year.entry(year).or_default();
                *sum = plus(sum, &amount);
                owed.months.push((Month::read(row, 7)?, year, amount));
            }
            Ok(())
        })?;
        for owed in found.values_mut().filter(|owed| owed.by_year.is_empty()) {
            let row = &owed.recovery;
            let by_level = ByLevel::new([row.central, row.province, row.city, row.county]);
            owed.by_year.insert(i64::from(row.to_month.year()), ByPayer { by_level, account: row.account });
        }
        // A repayment whose voucher was reversed did not come back. A deduction is taken from the
        // day its run counts, so that nobody takes it twice, unless its month is never paid.
        let came_back = [
            format!(
                "SELECT recovery, year, {parts} FROM repayment WHERE agency = $1 AND recovery IN ({list}) \
                 AND NOT EXISTS (SELECT 1 FROM voucher x WHERE x.reverses = repayment.voucher)"
            ),
            format!(
                "SELECT k.recovery, k.year, k.central, k.province, k.city, k.county, k.account FROM deduction k \
                 JOIN due d ON d.id = k.due JOIN run r ON r.id = d.run WHERE k.agency = $1 AND k.recovery IN ({list}) \
                 AND r.state IN {COUNTED} AND ({KEPT} OR NOT {})",
                never_paid()
            ),
        ];
        for sql in came_back {
            look.each(&sql, &args, |row| {
                let (year, amount) = (row.int(1)?, by_payer(row, 2)?);
                if let Some(owed) = found.get_mut(&RecoveryId::read(row, 0)?) {
                    let part = owed.by_year.entry(year).or_default();
                    *part = part.less(&amount);
                }
                Ok(())
            })?;
        }
        let returned =
            format!("SELECT recovery, {parts} FROM recovery_return WHERE agency = $1 AND recovery IN ({list})");
        look.each(&returned, &args, |row| {
            if let Some(owed) = found.get_mut(&RecoveryId::read(row, 0)?) {
                owed.returned = plus(&owed.returned, &by_payer(row, 1)?);
            }
            Ok(())
        })?;
        let rest = format!("WHERE agency = $1 AND recovery IN ({list}) ORDER BY recovery, n");
        // Later agreements overwrite earlier ones.
        for plan in look.select::<RepaymentPlan>(&rest, &args)? {
            if let Some(owed) = found.get_mut(&plan.recovery) {
                owed.plan = Some(plan);
            }
        }
        for end in look.select::<RecoveryEnd>(&format!("WHERE agency = $1 AND recovery IN ({list})"), &args)? {
            if let Some(owed) = found.get_mut(&end.recovery) {
                owed.ended = Some(end);
            }
        }
    }
    Ok(found)
}

/// What a run keeps back from the pensions of a range of awards, as agreed before it was pinned.
/// One recovery at a time: the oldest.
pub(crate) fn deductions_due(
    look: &mut Look<'_>,
    (month, pinned): (Month, Seq),
    (after, through): (AwardId, AwardId),
) -> Result<HashMap<AwardId, Outstanding>, Unplanned> {
    let sql = "SELECT a.id, p.recovery FROM repayment_plan p JOIN recovery r ON r.id = p.recovery \
               JOIN award a ON a.person = r.person WHERE p.agency = $1 AND a.id > $2 AND a.id <= $3 \
               AND p.way = $4 AND p.from_month <= $5 AND p.recorded <= $6 \
               AND NOT EXISTS (SELECT 1 FROM repayment_plan q WHERE q.recovery = p.recovery AND q.n > p.n \
                AND q.recorded <= $6) \
               AND NOT EXISTS (SELECT 1 FROM recovery_end x WHERE x.recovery = p.recovery) \
               ORDER BY a.id, p.recovery";
    let args = [
        Value::Int(look.agency().0),
        Value::Int(after.0),
        Value::Int(through.0),
        RepaymentWay::Deduction.value(),
        month.value(),
        Value::Int(pinned.0),
    ];
    let mut wanted: Vec<(AwardId, RecoveryId)> = Vec::new();
    look.each(sql, &args, |row| {
        wanted.push((AwardId::read(row, 0)?, RecoveryId::read(row, 1)?));
        Ok(())
    })?;
    let ids: Vec<RecoveryId> = wanted.iter().map(|(_, recovery)| *recovery).collect();
    let mut owed = outstanding(look, &ids)?;
    let mut due: HashMap<AwardId, Outstanding> = HashMap::new();
    for (award, recovery) in wanted {
        let Some(owed) = owed.remove(&recovery).filter(|owed| owed.total() > Fen::ZERO) else { continue };
        due.entry(award).or_insert(owed);
    }
    Ok(due)
}

fn by_payer(row: &dyn Row, first: usize) -> Result<ByPayer, StoreError> {
    let fen = |i: usize| Fen::read(row, first + i);
    Ok(ByPayer { by_level: ByLevel::new([fen(0)?, fen(1)?, fen(2)?, fen(3)?]), account: fen(4)? })
}

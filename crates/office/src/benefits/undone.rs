//! What a settlement that rested on a mistake had led to, and the pension that goes on as before: of a death
//! that was none, and of another pension that nobody draws.

use std::collections::BTreeMap;

use base::{Date, Fen, Level, Month};
use desk::{FieldError, Look, MATTER, Plan, Unplanned};
use schemes::resident::{ByPayer, give_back};
use store::{Field, Value};

use crate::benefits::outstanding::{Outstanding, outstanding};
use crate::benefits::overpaid::{Overpaid, plan_recovery, words};
use crate::benefits::standing::{SETTLED_NOW, Standing};
use crate::benefits::versions::next_version;
use crate::contributions::account_gets;
use crate::tables::{
    AccountSource, AwardId, AwardState, AwardVersion, COUNTED, Cause, DueKind, EntryKind, IdentifierId, PersonId,
    RecoveryId, RecoveryOrigin, SettlementKind, Suspension, SuspensionReason,
};

/// The pension goes on as it was before, from the month it ended in; what no version paid before was a
/// single sum, and is not owed any more.
pub(crate) fn revive(plan: &mut Plan, standing: &Standing, before: Option<&AwardVersion>, payee: Option<IdentifierId>) {
    let Some((newest, highest)) = &standing.newest else { return };
    let mut version = next_version(newest, *highest, Cause::Resumption, newest.from_month);
    let Some(before) = before else {
        version.state = AwardState::Stopped;
        plan.show("一次性待遇", newest.state, version.state);
        plan.insert(&version);
        return;
    };
    // Who was suspended before is again, until what suspended him is made up for.
    version.state = if before.state == AwardState::Settling { AwardState::Stopped } else { before.state };
    if version.state == AwardState::Suspended && standing.reason_at(newest.n) != standing.reason_at(before.n) {
        let reason = standing.reason_at(before.n);
        plan.insert(&Suspension {
            award: version.award,
            n: version.n,
            reason: reason.map_or(SuspensionReason::Other, |s| s.reason),
            note: reason.map_or("移植前已暂停".to_owned(), |s| s.note.clone()),
            matter: MATTER,
        });
    }
    version.payee = payee;
    version.changes_in = before.changes_in;
    version.set_amounts(before.by_level(), before.account);
    let months = standing.calendar.open_month.months_since(version.from_month).max(0);
    plan.amount = version.total().times(i64::from(months) + 1);
    let then = match version.state {
        AwardState::Live => format!("{}，{} 起，没有发过的月份随下一批次补发", version.state, version.from_month),
        AwardState::Suspended => format!("{}，{} 起，续发时补发", version.state, version.from_month),
        state => state.to_string(),
    };
    plan.show("待遇", newest.state, then);
    plan.insert(&version);
}

/// The debts that joined the settlement that stands, of these kinds.
pub(crate) fn joined(
    look: &mut Look<'_>,
    person: PersonId,
    kinds: &[SettlementKind],
) -> Result<Vec<Outstanding>, Unplanned> {
    let kinds: Vec<String> = kinds.iter().map(|kind| format!("'{}'", kind.code())).collect();
    let sql = format!(
        "SELECT x.recovery FROM recovery_end x JOIN settlement s ON s.id = x.absorbed_by WHERE s.person = $1 \
         AND s.kind IN ({}) AND {SETTLED_NOW} ORDER BY x.recovery",
        kinds.join(", ")
    );
    let mut ids: Vec<RecoveryId> = Vec::new();
    look.each(&sql, &[Value::Int(person.0)], |row| {
        ids.push(RecoveryId::read(row, 0)?);
        Ok(())
    })?;
    let mut found = outstanding(look, &ids)?;
    Ok(ids.iter().filter_map(|id| found.remove(id)).collect())
}

/// Debts that had joined a settlement are owed again, in lines of their own.
pub(crate) fn owe_again(plan: &mut Plan, person: PersonId, joined: &[Outstanding]) {
    for debt in joined {
        plan.show("结算时抵扣的追回", &debt.recovery.cause, "恢复");
        let owed = Overpaid::of(debt.left());
        let row = &debt.recovery;
        plan_recovery(plan, person, (row.origin, &row.cause), row.lead, &owed);
    }
}

/// What the settlement has raised.
#[derive(Default)]
pub(crate) struct Undone {
    /// Whether the bank has not said yet what became of it.
    pub(crate) waiting: bool,
    /// What reached somebody, by run: its month, the year it left in, by payer.
    paid: Vec<(Month, i64, ByPayer)>,
    /// Months before it, of what reached them: the person's own.
    pub(crate) own_months: Fen,
    /// What was taken out of the account, by the month of the run.
    from_account: BTreeMap<Month, Fen>,
}

impl Undone {
    /// What was raised by the versions after the last one that paid the person. `again`: the pension raises
    /// the months once more that the settlement had made up for.
    pub(crate) fn read(look: &mut Look<'_>, award: AwardId, before: i64, again: bool) -> Result<Undone, Unplanned> {
        let line = "FROM disbursement s LEFT JOIN bank_outcome o ON o.batch = s.batch AND o.line = s.line \
                    LEFT JOIN withheld w ON w.batch = s.batch AND w.line = s.line \
                    WHERE s.run = d.run AND s.award = d.award AND w.line IS NULL AND NOT EXISTS \
                    (SELECT 1 FROM late_return t WHERE t.batch = s.batch AND t.line = s.line)";
        let sql = format!(
            "SELECT r.month, d.kind, d.central, d.province, d.city, d.county, d.account, \
             (SELECT MAX(o.bank_on) {line} AND o.paid = 1), (SELECT COUNT(*) {line} AND o.paid IS NULL) \
             FROM due d JOIN run r ON r.id = d.run JOIN award_version v ON v.award = d.award AND v.n = d.version \
             WHERE d.award = $1 AND v.n > $2 AND v.state = 'settling' \
             AND r.state IN {COUNTED} ORDER BY d.id"
        );
        let mut undone = Undone::default();
        look.each(&sql, &[Value::Int(award.0), Value::Int(before)], |row| {
            let (month, kind) = (Month::read(row, 0)?, DueKind::read(row, 1)?);
            let fen = |column| Fen::read(row, column);
            let by_level = base::ByLevel::new([fen(2)?, fen(3)?, fen(4)?, fen(5)?]);
            let sum = ByPayer { by_level, account: fen(6)? };
            undone.waiting |= row.int(8)? > 0;
            // Owed months are owed still, whoever they were paid to.
            if again || kind != DueKind::Arrears {
                *undone.from_account.entry(month).or_default() += sum.account;
            }
            if let Some(on) = Option::<Date>::read(row, 7)? {
                undone.paid.push((month, i64::from(on.year()), sum));
                if kind == DueKind::Arrears {
                    undone.own_months += sum.total();
                }
            }
            Ok(())
        })?;
        Ok(undone)
    }

    /// What the heirs give back, by payer. Where a set-off exceeds what a payer had paid them, the
    /// heirs owe no more than they got, and the payers share it by what each had paid.
    pub(crate) fn take_back(&self, plan: &mut Plan, person: PersonId, words_of: &str) -> Result<(), Vec<FieldError>> {
        let paid = Overpaid::of(self.paid.clone());
        let net = paid.total();
        if net.total() <= Fen::ZERO {
            return Ok(());
        }
        let cause = (RecoveryOrigin::Heirs, words_of);
        let negative = net.account.is_negative() || net.by_level.iter().any(|(_, fen)| fen.is_negative());
        if !negative {
            plan_recovery(plan, person, cause, None, &paid);
        } else {
            let positive = |fen: Fen| fen.max(Fen::ZERO);
            let gross = ByPayer {
                by_level: base::ByLevel::new(Level::ALL.map(|level| positive(net.by_level[level]))),
                account: positive(net.account),
            };
            let fault = |e: schemes::SchemeError| vec![FieldError::whole(e.to_string(), "请联系系统支持")];
            let back = give_back(net.total(), &gross).map_err(fault)?;
            let months = self.paid.iter().map(|(month, year, _)| (*month, *year, ByPayer::default()));
            let mut months: Vec<_> = months.collect();
            months.extend(self.paid.last().map(|(month, year, _)| (*month, *year, back)));
            plan_recovery(plan, person, cause, None, &Overpaid::of(months));
            plan.notices.push(format!("结算时曾抵扣多发，各级实付为 {}，收回后请由基金财务在各级间调整", words(&net)));
        }
        Ok(())
    }

    /// The account holds again what the settlement took, from each source alike.
    pub(crate) fn restore(&self, plan: &mut Plan, person: PersonId, credited: &BTreeMap<AccountSource, Fen>) {
        for (month, amount) in self.from_account.iter().filter(|(_, amount)| **amount > Fen::ZERO) {
            plan.show("个人账户恢复", "", amount);
            let part = (EntryKind::Restored, *month, i64::from(month.year()));
            account_gets(plan, person, part, (*amount, credited));
        }
    }
}

//! 撤销死亡登记: somebody who was taken for dead lives. The pension lives again from the month it ended
//! in, so that the next run owes what was missed; what the death had led to ends with it.

use std::collections::BTreeMap;
use std::sync::Arc;

use base::{Date, Fen, Level, Month};
use desk::{Class, FieldError, Look, MATTER, Operation, Plan, Posts, Unplanned};
use schemes::resident::{ByPayer, give_back};
use serde::{Deserialize, Serialize};
use store::{Field, Value};

use crate::benefits::outstanding::{Outstanding, debts_of, outstanding};
use crate::benefits::overpaid::{Overpaid, plan_recovery, words};
use crate::benefits::standing::{SETTLED_NOW, Standing};
use crate::benefits::versions::{approved_runs, next_version};
use crate::contributions::{account_balance, account_gets};
use crate::environment::Environment;
use crate::risk::{LeadNow, leads_of_person};
use crate::tables::{
    AccountSource, AwardId, AwardState, AwardVersion, COUNTED, Cause, DeathRevocation, DueKind, EnrolmentEvent,
    EnrolmentState, EntryKind, Identifier, IdentifierKind, LeadKind, LeadState, PersonId, RecoveryEnd, RecoveryEnding,
    RecoveryId, RecoveryOrigin, Scheme, Suspension, SuspensionReason,
};

/// Revokes a death.
pub struct RevokeDeath(pub Arc<Environment>);

/// Whose, and how it was found out.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct RevokeDeathInput {
    /// Who lives.
    pub person: PersonId,
    /// Who saw the person, when, and what the death document really says.
    pub reason: String,
}

/// What the plan depends on.
pub struct RevokeDeathFacts {
    today: Date,
    standing: Standing,
    /// The last version before the death, and before what its lead held; nothing for a single sum.
    before: Option<AwardVersion>,
    /// The account it was paid to, opened.
    payee: Option<(Identifier, String)>,
    /// What runs have raised for the heirs.
    to_heirs: ToHeirs,
    /// What was credited to the account, by source.
    credited: BTreeMap<AccountSource, Fen>,
    /// Recoveries that the death led to, with what came back of each.
    recoveries: Vec<Outstanding>,
    /// Debts that were set off against the settlement: they are owed again.
    joined: Vec<Outstanding>,
    leads: Vec<LeadNow>,
    events: Vec<EnrolmentEvent>,
}

impl Operation for RevokeDeath {
    type Input = RevokeDeathInput;
    type Facts = RevokeDeathFacts;
    const NAME: &'static str = "benefits.revoke_death";
    const TITLE: &'static str = "撤销死亡登记";
    const CLASS: Class = Class::R3;
    const POSTS: Posts = Posts::COUNTER;

    fn read(&self, look: &mut Look<'_>, input: &RevokeDeathInput) -> Result<RevokeDeathFacts, Unplanned> {
        let standing = Standing::read(look, input.person, Scheme::Resident)?;
        let leads = leads_of_person(look, input.person)?;
        let held = leads.iter().any(|lead| lead.event.state == LeadState::Held);
        let before = match &standing.newest {
            Some((newest, _)) => {
                let approved = approved_runs(look)?;
                let mut versions =
                    look.select::<AwardVersion>("WHERE award = $1 ORDER BY n DESC", &[Value::Int(newest.award.0)])?;
                versions.retain(|v| v.run.is_none_or(|run| approved.contains(&run)));
                // The lead that held it was the death, and is answered; another one holds it still.
                let of_lead = |n: i64| {
                    standing.suspensions.iter().any(|s| s.n == n && s.reason == SuspensionReason::Lead) && !held
                };
                versions.into_iter().find(|v| v.cause != Cause::Death && !of_lead(v.n))
            }
            None => None,
        };
        let payee = match before.as_ref().and_then(|version| version.payee) {
            Some(id) => look.select_one::<Identifier>("WHERE id = $1", &[Value::Int(id.0)])?,
            None => None,
        };
        let payee = match payee {
            Some(row) => Some((row.clone(), self.0.identifiers().open(&row.sealed)?)),
            None => None,
        };
        let events = match &standing.now.enrolment {
            Some((enrolment, _)) => {
                look.select::<EnrolmentEvent>("WHERE enrolment = $1 ORDER BY n", &[Value::Int(enrolment.id.0)])?
            }
            None => Vec::new(),
        };
        Ok(RevokeDeathFacts {
            today: look.today(),
            to_heirs: match &standing.newest {
                Some((newest, _)) => ToHeirs::read(look, newest.award, before.as_ref().map_or(0, |v| v.n))?,
                None => ToHeirs::default(),
            },
            before,
            payee,
            credited: account_balance(look, input.person)?.credited,
            recoveries: recoveries_of(look, input.person)?,
            joined: joined(look, input.person)?,
            leads,
            events,
            standing,
        })
    }

    fn plan(&self, facts: &RevokeDeathFacts, input: &RevokeDeathInput) -> Result<Plan, Vec<FieldError>> {
        let errors = faults(facts, input);
        let standing = &facts.standing;
        let Some(death) = standing.death.as_ref().filter(|_| errors.is_empty()) else { return Err(errors) };
        let mut plan = Plan::new(format!("{} 撤销死亡登记", standing.name()), standing.region());
        let reason = input.reason.trim();
        plan.show("死亡登记", format!("{}，{}", death.died_on, death.evidence), "撤销");
        plan.show("查明情况", "", reason);
        plan.insert(&DeathRevocation { person: input.person, n: death.n, reason: reason.to_owned(), matter: MATTER });
        self.revive(&mut plan, facts).map_err(Unplanned::into_fields)?;
        facts.to_heirs.take_back(&mut plan, input.person)?;
        restore(&mut plan, facts, input.person);
        // Who had left before that is not a member again.
        let by_death = facts.events.last().is_some_and(|event| event.reason.starts_with("死亡（"));
        if let Some((enrolment, _)) = standing.now.enrolment.as_ref().filter(|_| by_death) {
            let state =
                facts.events.iter().rev().map(|event| event.state).find(|state| *state != EnrolmentState::Ended);
            let state = state.unwrap_or(EnrolmentState::Active);
            plan.show("参保状态", EnrolmentState::Ended, state);
            plan.insert(&standing.event(enrolment, state, "撤销死亡登记", Month::of(facts.today)));
        }
        for owed in &facts.recoveries {
            plan.show("追回台账", owed.recovery.total(), "撤销");
            plan.insert(&RecoveryEnd {
                recovery: owed.recovery.id,
                ending: RecoveryEnding::Revoked,
                absorbed_by: None,
                reason: format!("撤销死亡登记：{reason}"),
                matter: MATTER,
            });
            let back = owed.came_back();
            // What the account got of it goes with it: those months were owed.
            let (month, year) = (Month::of(facts.today), i64::from(facts.today.year()));
            let part = (EntryKind::Repaid, month, year);
            account_gets(&mut plan, input.person, part, (-back.account, &facts.credited));
            let back = back.total();
            if back > Fen::ZERO {
                plan.notices.push(format!("已追回的 {back} 元本来应得，请由基金财务退还本人"));
            }
        }
        for debt in &facts.joined {
            plan.show("结算时抵扣的追回", &debt.recovery.cause, "恢复");
            let owed = Overpaid::of(debt.left());
            let row = &debt.recovery;
            plan_recovery(&mut plan, input.person, (row.origin, &row.cause), row.lead, &owed);
        }
        // The same list names the same person again some day: the answer is known now.
        for lead in facts.leads.iter().filter(|lead| {
            lead.lead.kind == LeadKind::Death
                && lead.event.state == LeadState::Confirmed
                && lead.event.matter == death.matter
        }) {
            plan.insert(&lead.next(LeadState::Cleared, &format!("撤销死亡登记：{reason}")));
            plan.show("疑点", lead.event.state, LeadState::Cleared);
        }
        Ok(plan)
    }
}

/// The recoveries that rest on the death alone.
fn recoveries_of(look: &mut Look<'_>, person: PersonId) -> Result<Vec<Outstanding>, Unplanned> {
    let debts = debts_of(look, person)?;
    Ok(debts.into_iter().filter(|debt| debt.recovery.origin == RecoveryOrigin::Death).collect())
}

/// The debts that joined the settlement of the death that stands.
fn joined(look: &mut Look<'_>, person: PersonId) -> Result<Vec<Outstanding>, Unplanned> {
    let sql = format!(
        "SELECT x.recovery FROM recovery_end x JOIN settlement s ON s.id = x.absorbed_by WHERE s.person = $1 \
         AND {SETTLED_NOW} ORDER BY x.recovery"
    );
    let mut ids: Vec<RecoveryId> = Vec::new();
    look.each(&sql, &[Value::Int(person.0)], |row| {
        ids.push(RecoveryId::read(row, 0)?);
        Ok(())
    })?;
    let mut found = outstanding(look, &ids)?;
    Ok(ids.iter().filter_map(|id| found.remove(id)).collect())
}

fn faults(facts: &RevokeDeathFacts, input: &RevokeDeathInput) -> Vec<FieldError> {
    let mut errors = Vec::new();
    if facts.standing.death.is_none() {
        errors.push(FieldError::input("person", "该人员没有登记死亡", "不需要撤销"));
    }
    if input.reason.trim().is_empty() {
        errors.push(FieldError::input("reason", "没有填写查明情况", "请写明谁在何时见到本人，原死亡证明属于谁"));
    }
    if facts.to_heirs.waiting {
        let what = "死亡结算已审批，银行还没有回盘，不知道是否已付给继承人";
        errors.push(FieldError::input("person", what, "未送银行的请先止付，已送的请等回盘后办理"));
    }
    errors
}

impl RevokeDeath {
    /// The pension goes on as it was, to the account it went to, from the month it ended in.
    fn revive(&self, plan: &mut Plan, facts: &RevokeDeathFacts) -> Result<(), Unplanned> {
        let standing = &facts.standing;
        let Some((newest, highest)) = &standing.newest else { return Ok(()) };
        let Some(before) = &facts.before else {
            // There was no pension: the single sum is not owed any more.
            let mut version = next_version(newest, *highest, Cause::Resumption, newest.from_month);
            version.state = AwardState::Stopped;
            plan.show("一次性待遇", newest.state, version.state);
            plan.insert(&version);
            return Ok(());
        };
        let payee = match &facts.payee {
            // The heirs' account is the newest one: the person's own becomes it again.
            Some((row, text)) if newest.payee != Some(row.id) => {
                let (kind, today) = (IdentifierKind::BankAccount, facts.today);
                plan.show("收款账户", "", &row.masked);
                let holder = (row.holder.as_str(), row.bank.as_str());
                Some(self.0.identifiers().plan(plan, row.person, kind, text, holder, today)?)
            }
            Some((row, _)) => Some(row.id),
            None => None,
        };
        let mut version = next_version(newest, *highest, Cause::Resumption, newest.from_month);
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
            AwardState::Live => format!("{}，{} 起，须补发 {months} 个月", version.state, version.from_month),
            AwardState::Suspended => format!("{}，{} 起，续发时补发", version.state, version.from_month),
            state => state.to_string(),
        };
        plan.show("待遇", newest.state, then);
        plan.insert(&version);
        Ok(())
    }
}

/// What the settlement of a death that was none has raised.
#[derive(Default)]
struct ToHeirs {
    /// Whether the bank has not said yet what became of it.
    waiting: bool,
    /// What reached the heirs, by run: its month, the year it left in, by payer.
    paid: Vec<(Month, i64, ByPayer)>,
    /// Months before the death, of what reached them: the person's own.
    own_months: Fen,
    /// What was taken out of the account, by the month of the run.
    from_account: BTreeMap<Month, Fen>,
}

impl ToHeirs {
    /// What was raised by the versions after the last one that paid the person.
    fn read(look: &mut Look<'_>, award: AwardId, before: i64) -> Result<ToHeirs, Unplanned> {
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
        let mut to_heirs = ToHeirs::default();
        look.each(&sql, &[Value::Int(award.0), Value::Int(before)], |row| {
            let (month, kind) = (Month::read(row, 0)?, DueKind::read(row, 1)?);
            let fen = |column| Fen::read(row, column);
            let by_level = base::ByLevel::new([fen(2)?, fen(3)?, fen(4)?, fen(5)?]);
            let sum = ByPayer { by_level, account: fen(6)? };
            to_heirs.waiting |= row.int(8)? > 0;
            // Owed months are owed still, whoever they were paid to.
            if kind != DueKind::Arrears {
                *to_heirs.from_account.entry(month).or_default() += sum.account;
            }
            if let Some(on) = Option::<Date>::read(row, 7)? {
                to_heirs.paid.push((month, i64::from(on.year()), sum));
                if kind == DueKind::Arrears {
                    to_heirs.own_months += sum.total();
                }
            }
            Ok(())
        })?;
        Ok(to_heirs)
    }

    /// What the heirs give back, by payer. Where a set-off exceeds what a payer had paid them, the
    /// heirs owe no more than they got, and the payers share it by what each had paid.
    fn take_back(&self, plan: &mut Plan, person: PersonId) -> Result<(), Vec<FieldError>> {
        let paid = Overpaid::of(self.paid.clone());
        let net = paid.total();
        if net.total() <= Fen::ZERO {
            return Ok(());
        }
        let cause = (RecoveryOrigin::Heirs, "误结算：死亡登记已撤销，向继承人收回");
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
        if self.own_months > Fen::ZERO {
            plan.notices.push(format!("其中 {} 元是死亡登记以前应补的月份，收回后应付给本人", self.own_months));
        }
        Ok(())
    }
}

/// The account holds again what the settlement took, from each source alike.
fn restore(plan: &mut Plan, facts: &RevokeDeathFacts, person: PersonId) {
    for (month, amount) in facts.to_heirs.from_account.iter().filter(|(_, amount)| **amount > Fen::ZERO) {
        plan.show("个人账户恢复", "", amount);
        let part = (EntryKind::Restored, *month, i64::from(month.year()));
        account_gets(plan, person, part, (*amount, &facts.credited));
    }
}

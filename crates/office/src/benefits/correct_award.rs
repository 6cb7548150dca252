//! 待遇更正: an award that rests on wrong facts gets new ones: another birth date, years, or balance.
//!
//! Nothing is edited: the correction stands beside the award, a version pays by it from the first
//! open month on, months that were paid too little are raised by the next adjustment, and what was
//! paid too much goes to the recovery ledger, each month at its payer.

use std::collections::{BTreeMap, HashMap};
use std::sync::Arc;

use base::{ByLevel, Date, Fen, Level, Month};
use desk::{Class, FieldError, Look, MATTER, Operation, Plan, Posts, Unplanned};
use schemes::SchemeError;
use schemes::resident::{
    AccountSource, Assessment, AwardFacts, ByPayer, ClaimRules, Components, Origin, RuleBook, assess, assess_in,
    exhaustion, first_month, give_back, next_change,
};
use serde::{Deserialize, Serialize};
use store::Field;

use crate::benefits::asked_back::AskedBack;
use crate::benefits::award::law_fault;
use crate::benefits::explain_award::award_of;
use crate::benefits::give_again::give_again;
use crate::benefits::outstanding::{Outstanding, outstanding};
use crate::benefits::overpaid::{MonthPaid, Overpaid, plan_recovery, plus};
use crate::benefits::settlement::{DueLine, Sent, dues_of};
use crate::benefits::standing::Standing;
use crate::benefits::versions::next_version;
use crate::contributions::account_balance;
use crate::environment::Environment;
use crate::law::need_active;
use crate::registry::agency_area;
use crate::tables::{
    Award, AwardComponent, AwardCorrection, AwardOrigin, AwardState, AwardVersion, Cause, ComponentKind, IdentifierId,
    PersonId, RecoveryEnd, RecoveryEnding, RecoveryId, RecoveryOrigin, Scheme,
};

/// Corrects an award.
pub struct CorrectAward(pub Arc<Environment>);

/// What is right; what is left out stays. The birth date is that of the person now: it is changed
/// by 关键信息变更 before.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct CorrectAwardInput {
    /// Whose award.
    pub person: PersonId,
    /// Years of contribution.
    #[serde(default)]
    pub paid_years: Option<u32>,
    /// Balance of the account at the start of benefits.
    #[serde(default)]
    pub balance: Option<Fen>,
    /// The document that shows what was wrong.
    pub document: String,
}

/// What the plan depends on.
pub struct CorrectAwardFacts {
    standing: Standing,
    award: Award,
    old: AwardFacts,
    dues: Vec<DueLine>,
    asked_back: AskedBack,
    today: Date,
    /// What was credited to the account, by source.
    credited: BTreeMap<crate::tables::AccountSource, Fen>,
    /// What earlier corrections ask back, with what came back of it.
    earlier: Vec<Outstanding>,
    /// Those before them, that another correction took the place of: what came back of them stays.
    superseded: Vec<Outstanding>,
    rules: ClaimRules,
    book: RuleBook,
}

/// The award by its new facts.
struct Corrected {
    facts: AwardFacts,
    /// The first month that pays by it, and what that month gives.
    from: Month,
    now: Assessment,
    changes_in: Option<Month>,
    /// Months that were paid too little, and what they lack.
    short: BTreeMap<Month, Fen>,
    overpaid: Overpaid,
    /// Whether earlier corrections asked back too much, so that this one takes their place.
    anew: bool,
    /// What came back beyond what is owed now, by payer.
    to_return: ByPayer,
}

impl Operation for CorrectAward {
    type Input = CorrectAwardInput;
    type Facts = CorrectAwardFacts;
    const NAME: &'static str = "benefits.correct_award";
    const TITLE: &'static str = "待遇更正";
    const CLASS: Class = Class::R3;
    const POSTS: Posts = Posts::BUSINESS;

    fn read(&self, look: &mut Look<'_>, input: &CorrectAwardInput) -> Result<CorrectAwardFacts, Unplanned> {
        need_active(look, &self.0)?;
        let area = agency_area(look)?;
        let place = self.0.law.place(&area).map_err(|e| law_fault(&e))?;
        let (award, old) = award_of(look, input.person, Scheme::Resident)?
            .ok_or_else(|| FieldError::input("person", "该人员没有待遇", "请核对人员，或先办理待遇核定"))?;
        let asked_back = AskedBack::read(look, input.person)?;
        let earlier = in_order(outstanding(look, &asked_back.corrections())?);
        Ok(CorrectAwardFacts {
            today: look.today(),
            credited: account_balance(look, input.person)?.credited,
            asked_back,
            earlier,
            superseded: superseded(look, input.person)?,
            standing: Standing::read(look, input.person, Scheme::Resident)?,
            dues: dues_of(look, award.id.value())?,
            rules: ClaimRules::at(&place, Month::of(look.today())).map_err(|e| law_fault(&e))?,
            book: RuleBook::new(&place),
            award,
            old,
        })
    }

    fn plan(&self, facts: &CorrectAwardFacts, input: &CorrectAwardInput) -> Result<Plan, Vec<FieldError>> {
        let errors = faults(facts, input);
        let Some((newest, highest)) = facts.standing.newest.as_ref().filter(|_| errors.is_empty()) else {
            return Err(errors);
        };
        let open = facts.standing.calendar.open_month.max(newest.from_month);
        let corrected = corrected(facts, input, (newest, open)).map_err(|e| vec![e])?;
        let mut plan = Plan::new(format!("{} 待遇更正", facts.standing.name()), facts.standing.region());
        show(&mut plan, facts, (newest, &corrected), input);
        let mut version = next_version(newest, *highest, Cause::Corrected, corrected.from);
        version.set_amounts(corrected.now.components.by_level(), corrected.now.components.account);
        version.changes_in = corrected.changes_in;
        self.0.law.version_name().clone_into(&mut version.law_version);
        plan.insert(&AwardCorrection {
            award: version.award,
            n: version.n,
            from_month: facts.old.first_month.min(corrected.facts.first_month),
            facts: serde_json::to_string(&corrected.facts)
                .map_err(|e| vec![FieldError::whole(e.to_string(), "请联系系统管理员")])?,
            document: input.document.trim().to_owned(),
            matter: MATTER,
        });
        plan.insert_all(corrected.now.components.rows().zip(1..).map(|(part, line)| AwardComponent {
            award: version.award,
            n: version.n,
            line,
            kind: ComponentKind::of(part.kind),
            level: part.level,
            amount: part.fen,
        }));
        plan.insert(&version);
        if corrected.anew {
            plan.insert_all(facts.earlier.iter().map(|earlier| RecoveryEnd {
                recovery: earlier.recovery.id,
                ending: RecoveryEnding::Superseded,
                absorbed_by: None,
                reason: format!("再次更正（{}）", input.document.trim()),
                matter: MATTER,
            }));
            plan.notices.push("以前更正列入的追回撤销，按本次更正重新计算".to_owned());
        }
        self.give_again(&mut plan, facts, (&corrected, version.payee)).map_err(|e| vec![e])?;
        let cause = (RecoveryOrigin::Correction, "待遇更正");
        plan_recovery(&mut plan, input.person, cause, None, &corrected.overpaid);
        Ok(plan)
    }
}

impl CorrectAward {
    /// What came back and is owed after all goes to the person, out of the debts that it had come back for.
    fn give_again(
        &self,
        plan: &mut Plan,
        facts: &CorrectAwardFacts,
        (corrected, payee): (&Corrected, Option<IdentifierId>),
    ) -> Result<(), FieldError> {
        let mut left = corrected.to_return;
        for debt in facts.came_back_of(corrected.anew).collect::<Vec<_>>().into_iter().rev() {
            let part = debt.came_back().at_most(&left);
            left = left.less(&part);
            let to = (&facts.standing, payee, self.0.law.version_name());
            give_again(plan, to, (debt, &part), (&facts.credited, facts.today))?;
        }
        Ok(())
    }
}

impl CorrectAwardFacts {
    /// Debts of which money came back that no other debt accounts for.
    fn came_back_of(&self, anew: bool) -> impl Iterator<Item = &Outstanding> {
        self.superseded.iter().chain(self.earlier.iter().filter(move |_| anew))
    }
}

fn in_order(found: HashMap<RecoveryId, Outstanding>) -> Vec<Outstanding> {
    let mut debts: Vec<Outstanding> = found.into_values().collect();
    debts.sort_by_key(|debt| debt.recovery.id);
    debts
}

/// Debts of corrections that another correction took the place of.
fn superseded(look: &mut Look<'_>, person: PersonId) -> Result<Vec<Outstanding>, Unplanned> {
    let sql = "SELECT r.id FROM recovery r JOIN recovery_end x ON x.recovery = r.id WHERE r.person = $1 \
               AND r.origin = $2 AND x.ending = $3";
    let args = [person.value(), RecoveryOrigin::Correction.value(), RecoveryEnding::Superseded.value()];
    let mut ids: Vec<RecoveryId> = Vec::new();
    look.each(sql, &args, |row| {
        ids.push(RecoveryId::read(row, 0)?);
        Ok(())
    })?;
    Ok(in_order(outstanding(look, &ids)?))
}

fn faults(facts: &CorrectAwardFacts, input: &CorrectAwardInput) -> Vec<FieldError> {
    let mut errors = Vec::new();
    let mut fault = |key: &str, what: String, advice: &str| errors.push(FieldError::input(key, what, advice));
    if input.document.trim().is_empty() {
        fault("document", "没有填写依据".to_owned(), "请填写证明材料的名称和编号");
    }
    if facts.award.origin == AwardOrigin::Once {
        fault("person", "一次性待遇不在这里更正".to_owned(), "请核对结算，多付的登记追回");
    }
    match &facts.standing.newest {
        Some((version, _)) if matches!(version.state, AwardState::Live | AwardState::Suspended) => {}
        Some((version, _)) => {
            fault("person", format!("待遇当前是“{}”，不能更正", version.state), "已终止的按结算办理");
        }
        None => fault("person", "该人员没有待遇".to_owned(), "请先办理待遇核定"),
    }
    if input.balance.is_some_and(Fen::is_negative) {
        fault("balance", "个人账户余额不能为负".to_owned(), "请核对个人账户");
    }
    if facts.standing.now.version.birth.is_none() {
        fault("person", "该人员没有可用的出生日期".to_owned(), "请先办理关键信息变更，补正出生日期");
    }
    if let Some(month) = facts.standing.calendar.under_way {
        let what = format!("{month} 的发放批次还没有审批，会不会按更正前发放尚不能确定");
        fault("person", what, "请先审批（并等回盘）或作废该批次，再更正");
    }
    if let Some(due) = facts.dues.iter().find(|due| due.sent == Sent::Waiting) {
        let what = format!("{} 的养老金已审批，银行还没有回盘，应补和多发的金额尚不能确定", due.month);
        fault("person", what, "请等回盘后再更正");
    }
    errors
}

fn corrected(
    facts: &CorrectAwardFacts,
    input: &CorrectAwardInput,
    (newest, open): (&AwardVersion, Month),
) -> Result<Corrected, FieldError> {
    let new = new_facts(facts, input).map_err(|e| law_fault(&e))?;
    if new == facts.old {
        let what = "更正后的出生日期、年限和余额与核定时相同";
        return Err(FieldError::input("person", what, "不需要更正；出生日期有误的请先办理关键信息变更"));
    }
    if new.first_month > open {
        let what = format!("按更正后的出生日期，{} 才到领取月份", new.first_month);
        return Err(FieldError::input("person", what, "请先办理待遇暂停，多发的登记追回，到月份后再更正"));
    }
    let from = match newest.state {
        AwardState::Suspended => newest.from_month.max(new.first_month).max(new.known_from()),
        _ => open,
    };
    let now = assess_in(&new, from, &facts.book).map_err(|e| law_fault(&e))?;
    let changes_in = next_change(&new, from, &facts.book).map_err(|e| law_fault(&e))?.map(|(month, _)| month);
    let mut found = differences(facts, &new, open, &facts.asked_back)?;
    let anew = found.asked_too_much;
    if anew {
        found = differences(facts, &new, open, &facts.asked_back.without_corrections())?;
    }
    let back = facts.came_back_of(anew).map(Outstanding::came_back);
    let back = back.fold(ByPayer::default(), |sum, part| plus(&sum, &part));
    let whole = Overpaid::of(found.over);
    let overpaid = whole.less_first(&back);
    let to_return = back.less(&whole.total().less(&overpaid.total()));
    Ok(Corrected { facts: new, from, now, changes_in, short: found.short, overpaid, anew, to_return })
}

/// The frozen facts as they should have been. An award that was taken on keeps what the other
/// system paid; only what came after moves.
fn new_facts(facts: &CorrectAwardFacts, input: &CorrectAwardInput) -> Result<AwardFacts, SchemeError> {
    let old = facts.old;
    let mut new = old;
    new.birth = facts.standing.now.version.birth.unwrap_or(old.birth);
    new.paid_years = input.paid_years.unwrap_or(old.paid_years);
    if let Some(balance) = input.balance {
        new.account.add(AccountSource::Personal, balance - old.account.total());
    }
    if old.origin == Origin::Assessed {
        let by_age = first_month(old.birth, None, &facts.rules);
        let now_by_age = first_month(new.birth, None, &facts.rules);
        // Years that were completed after the birthday keep putting the start off.
        new.first_month = if old.first_month > by_age { old.first_month.max(now_by_age) } else { now_by_age };
        new.exhaustion = None;
        let monthly = assess(&new, &facts.book)?.components.account_pension();
        new.exhaustion = exhaustion::schedule(new.account.total(), monthly, new.first_month);
    }
    Ok(new)
}

/// What was raised against what is right.
#[derive(Default)]
struct Differences {
    /// Months that were paid too little.
    short: BTreeMap<Month, Fen>,
    /// Months that were paid too much, and are not asked back yet.
    over: Vec<MonthPaid>,
    /// Whether a month is asked back for more than was too much.
    asked_too_much: bool,
}

/// Month by month what was raised against what is right: too little, or too much by payer.
fn differences(
    facts: &CorrectAwardFacts,
    new: &AwardFacts,
    open: Month,
    asked_back: &AskedBack,
) -> Result<Differences, FieldError> {
    let mut found = Differences::default();
    let mut raised: BTreeMap<Month, (Components, Option<i64>)> = BTreeMap::new();
    for due in &facts.dues {
        let month = raised.entry(due.month).or_insert((Components::ZERO, None));
        month.0 = month.0 + due.amount;
        if due.sent == Sent::Paid {
            month.1 = due.paid_in.or(Some(i64::from(due.month.year())));
        }
    }
    let mut month = new.first_month.min(facts.old.first_month);
    while month < open {
        let (was, paid_in) = raised.get(&month).copied().unwrap_or_default();
        let known = month >= new.known_from();
        let right = match known {
            true => assess_in(new, month, &facts.book).map_err(|e| law_fault(&e))?.components,
            false => Components::ZERO,
        };
        let before_start = month < facts.old.first_month;
        // What an earlier system paid for months before the take-on is not ours to correct.
        let counts = (raised.contains_key(&month) || before_start) && (new.origin == Origin::Assessed || known);
        if counts {
            let (asked, by_corrections) = asked_back.of_month(month);
            let more = right.total() - was.total();
            if more > Fen::ZERO {
                found.short.insert(month, more);
            }
            found.asked_too_much |= by_corrections > Fen::ZERO && more + asked.total() > Fen::ZERO;
            if let (Some(year), true) = (paid_in, more < Fen::ZERO) {
                let back = was - right;
                let back = ByPayer { by_level: back.by_level(), account: back.account }.less(&asked);
                found.over.extend(positive(&back)?.map(|back| (month, year, back)));
            }
        }
        month = month.next();
    }
    Ok(found)
}

/// What is asked back of a month. Where one payer gave too much and another too little, whoever gave too
/// much shares the difference.
fn positive(back: &ByPayer) -> Result<Option<ByPayer>, FieldError> {
    let total = back.total();
    if total <= Fen::ZERO {
        return Ok(None);
    }
    let levels = Level::ALL.map(|level| back.by_level[level].max(Fen::ZERO));
    let gave = ByPayer { by_level: ByLevel::new(levels), account: back.account.max(Fen::ZERO) };
    give_back(total, &gave).map(Some).map_err(|e| law_fault(&e))
}

fn show(
    plan: &mut Plan,
    facts: &CorrectAwardFacts,
    (newest, corrected): (&AwardVersion, &Corrected),
    input: &CorrectAwardInput,
) {
    let (old, new) = (&facts.old, &corrected.facts);
    let total = corrected.now.components.total();
    plan.amount = (total - newest.total()).abs() + corrected.short.values().copied().sum();
    plan.show("姓名", "", facts.standing.name());
    plan.show("依据", "", input.document.trim());
    plan.show("出生日期", old.birth, new.birth);
    plan.show("缴费年限", old.paid_years, new.paid_years);
    plan.show("个人账户储存额", old.account.total(), new.account.total());
    plan.show("待遇起始月", old.first_month, new.first_month);
    plan.show("月养老金", newest.total(), total);
    if let (Some((first, _)), Some((last, _))) = (corrected.short.first_key_value(), corrected.short.last_key_value()) {
        let sum: Fen = corrected.short.values().copied().sum();
        plan.show("应补", "", format!("{first} 至 {last} 共 {} 个月 {sum} 元", corrected.short.len()));
        plan.notices.push("应补的差额由调整补发发放，请更正后建立调整补发".to_owned());
    }
}

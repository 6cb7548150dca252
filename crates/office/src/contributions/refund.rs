//! 退费: after the tax bureau accepted it, a contribution goes back to its payer; the account gives
//! up payment, subsidy and the interest on both, each level's subsidy by itself.

use std::collections::BTreeMap;
use std::sync::Arc;

use base::{BankCard, Date, Fen, Month};
use desk::{Class, FieldError, Look, MATTER, Operation, Plan, Posts, Unplanned};
use schemes::Trace;
use schemes::resident::{InterestRules, OverlapRules, overlap_refund, year_interest};
use serde::{Deserialize, Serialize};
use store::{Field, Value};

use super::booked::{Booked, booked_of, plan_entries, successor};
use super::refund_case::{Case, case_faults, red_row};
use super::subsidy::{Subsidies, earns_subsidy, source_of};
use super::tiers::law_fault;
use crate::benefits::{Calendar, paid_once};
use crate::environment::Environment;
use crate::registry::clean_name;
use crate::tables::{
    AccountSource, Booking, Cause, ContributionId, EntryKind, IdentifierKind, PayerKind, PersonId, Refund as RefundRow,
    RefundId, RefundReason, RefundWay, Scheme,
};

/// Decides a refund.
pub struct Refund(pub Arc<Environment>);

/// A refund that the tax bureau accepted.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct RefundInput {
    /// Tax serial (税票号) of the payment.
    pub serial: String,
    /// Its fee year.
    pub year: i16,
    /// Why.
    pub reason: RefundReason,
    /// Months that were paid to the employees' scheme too; only with that reason.
    #[serde(default)]
    pub months: Option<u32>,
    /// The tax bureau's acceptance number (税务受理号).
    pub tax_number: String,
    /// Day of acceptance.
    pub accepted_on: Date,
    /// To the account that it was paid from, or to the person's own.
    pub way: RefundWay,
    /// The account.
    pub account: String,
    /// Its bank.
    pub bank: String,
    /// Its holder.
    pub holder: String,
    /// Number of the signed statement; only when the original channel is closed or abroad.
    #[serde(default)]
    pub statement: String,
}

/// What the plan depends on.
pub struct RefundFacts {
    today: Date,
    case: Case,
    /// The person's booked payments of the year.
    year: Vec<Booked>,
    /// What the account holds.
    left: Fen,
    /// The last year whose interest was credited.
    interest_through: Option<i64>,
    /// Month from which the payment's entries bear interest.
    since: Option<Month>,
    /// Other people whose present account this is.
    others: usize,
    calendar: Calendar,
    /// When the money reached the treasury.
    treasury_on: Option<Date>,
}

impl Operation for Refund {
    type Input = RefundInput;
    type Facts = RefundFacts;
    const NAME: &'static str = "contributions.refund";
    const TITLE: &'static str = "退费";
    const CLASS: Class = Class::R3;
    const POSTS: Posts = Posts::BUSINESS;

    fn read(&self, look: &mut Look<'_>, input: &RefundInput) -> Result<RefundFacts, Unplanned> {
        let case = Case::read(look, &input.serial, input.year, &input.tax_number)?;
        let (person, row) = (case.row.person, &case.row);
        let year = booked_of(look, person, row.period_from)?;
        let sql = "SELECT MAX(year) FROM account_entry WHERE person = $1 AND kind = $2";
        let args = [Value::Int(person.0), EntryKind::Interest.value()];
        let interest_through = look.scalar::<Option<i64>>(sql, &args)?;
        let sql = "SELECT MIN(month) FROM account_entry WHERE person = $1 AND contribution = $2";
        let since = look.scalar::<Option<Month>>(sql, &[Value::Int(person.0), Value::Int(row.id.0)])?;
        let sql = "SELECT MIN(treasury_on) FROM contribution_arrival WHERE contribution = $1";
        let treasury_on = look.scalar::<Option<Date>>(sql, &[Value::Int(row.id.0)])?;
        let left = super::account_balance(look, person)?.left();
        Ok(RefundFacts {
            today: look.today(),
            others: self.other_holders(look, &input.account, person)?,
            calendar: Calendar::read(look, Scheme::Resident)?,
            case,
            year,
            left,
            interest_through,
            since,
            treasury_on,
        })
    }

    fn plan(&self, facts: &RefundFacts, input: &RefundInput) -> Result<Plan, Vec<FieldError>> {
        let mut errors = case_faults(&facts.case, &input.tax_number, input.accepted_on, facts.today);
        errors.extend(way_faults(facts, input));
        errors.extend(reason_faults(facts, input));
        let card = input.account.parse::<BankCard>();
        if let Err(error) = &card {
            errors.push(FieldError::input("account", error.to_string(), "请按税务退费申请表填写账号"));
        }
        let (Ok(card), true) = (card, errors.is_empty()) else { return Err(errors) };
        let taken = self.taken(facts, input).map_err(|error| vec![error])?;
        if taken.total() > facts.left && facts.booked().is_some() {
            let what = format!("账户现有 {} 元，应冲回 {} 元", facts.left, taken.total());
            return Err(vec![FieldError::whole(what, "已用于发放待遇的部分不能退；请先核对待遇并办理追回")]);
        }
        self.plan_refund(facts, input, &card, &taken)
    }
}

/// What goes out of the account, and to the payer.
struct Taken {
    to_payer: Fen,
    by_source: BTreeMap<AccountSource, Fen>,
    interest: Fen,
}

impl Taken {
    fn total(&self) -> Fen {
        self.by_source.values().copied().sum::<Fen>() + self.interest
    }

    fn of(&self, source: AccountSource) -> Fen {
        self.by_source.get(&source).copied().unwrap_or_default()
    }
}

impl RefundFacts {
    /// The payment's own booking, when it is booked.
    fn booked(&self) -> Option<&Booked> {
        self.year.iter().find(|booked| booked.row.id == self.case.row.id)
    }
}

impl Refund {
    fn other_holders(&self, look: &mut Look<'_>, account: &str, person: PersonId) -> Result<usize, Unplanned> {
        let Ok(card) = account.parse::<BankCard>() else { return Ok(0) };
        let holders = self.0.identifiers().people_with_account(look, &card)?;
        Ok(holders.into_iter().filter(|holder| *holder != person).count())
    }

    fn taken(&self, facts: &RefundFacts, input: &RefundInput) -> Result<Taken, FieldError> {
        let row = &facts.case.row;
        let own = source_of(row.payer);
        let place = self.0.law.place(&facts.case.area.county()).map_err(|e| law_fault(&e))?;
        let to_payer = match input.months {
            None => row.amount,
            Some(months) => {
                let rules = OverlapRules::at(&place, Month::of(facts.today)).map_err(|e| law_fault(&e))?;
                overlap_refund(row.amount, Fen::ZERO, months, &rules, &mut Trace::off()).map_err(|e| law_fault(&e))?
            }
        };
        let Some(booked) = facts.booked() else {
            return Ok(Taken { to_payer, by_source: BTreeMap::new(), interest: Fen::ZERO });
        };
        // 人社部发〔2014〕17号 第七条: of overlapping months subsidy and interest stay.
        if input.months.is_some() {
            return Ok(Taken { to_payer, by_source: BTreeMap::from([(own, to_payer)]), interest: Fen::ZERO });
        }
        let by_source = booked.by_source();
        let brought = by_source.values().copied().sum();
        let interest = match (facts.since, facts.interest_through) {
            (Some(since), Some(through)) => interest_on(brought, since, through, |month| {
                InterestRules::of_year(&place, month).map_err(|e| law_fault(&e))
            })?,
            _ => Fen::ZERO,
        };
        Ok(Taken { to_payer, by_source, interest })
    }

    fn plan_refund(
        &self,
        facts: &RefundFacts,
        input: &RefundInput,
        card: &BankCard,
        taken: &Taken,
    ) -> Result<Plan, Vec<FieldError>> {
        let Case { name, area, row, .. } = &facts.case;
        let mut plan = Plan::new(format!("{name} {} 年度退费（{}）", input.year, input.reason), *area);
        plan.amount = taken.to_payer;
        plan.show("税票", "", format!("{} {} {} 元，{} 缴", row.serial, row.payer, row.amount, row.paid_on));
        plan.show("税务受理号", "", format!("{}（{}）", input.tax_number.trim(), input.accepted_on));
        plan.show("退还缴费人", "", taken.to_payer);
        let holder = clean_name(&input.holder);
        plan.show(&format!("{} {}", input.way, card.masked()), "", format!("{} {holder}", input.bank.trim()));
        if !input.statement.trim().is_empty() {
            plan.show("签字声明", "", input.statement.trim());
        }
        if holder != *name {
            plan.notices.push(format!("户名“{holder}”不是参保人，请核对是否原缴费账户"));
        }
        let note = (holder.as_str(), input.bank.trim());
        let kind = IdentifierKind::RefundAccount;
        let payee = self.0.identifiers().plan(&mut plan, row.person, kind, card.reveal(), note, facts.today);
        let payee = payee.map_err(Unplanned::into_fields)?;
        let reversal = self.plan_reversal(&mut plan, facts, input, taken)?;
        let id: RefundId = plan.new_id();
        let (whose, when) = ((row.person, *area, Some(payee)), (facts.calendar.open_month, self.0.law.version_name()));
        plan.insert(&paid_once(id.claim(), Cause::Refund, whose, when));
        plan.notices.push("随下一个零星发放批次支付".to_owned());
        plan.insert(&RefundRow {
            id,
            contribution: row.id,
            reversal,
            person: row.person,
            way: input.way,
            reason: input.reason,
            months: input.months.map(i64::from),
            tax_number: input.tax_number.trim().to_owned(),
            accepted_on: input.accepted_on,
            statement: input.statement.trim().to_owned(),
            payee: Some(payee),
            to_payer: taken.to_payer,
            province: taken.of(AccountSource::Province),
            city: taken.of(AccountSource::City),
            county: taken.of(AccountSource::County),
            interest: taken.interest,
            income_year: i64::from(facts.treasury_on.unwrap_or(row.paid_on).year()),
            matter: MATTER,
        });
        Ok(plan)
    }

    /// The negative contribution, and when the payment was booked, its red entries and the subsidy
    /// of the payment that takes its place.
    fn plan_reversal(
        &self,
        plan: &mut Plan,
        facts: &RefundFacts,
        input: &RefundInput,
        taken: &Taken,
    ) -> Result<ContributionId, Vec<FieldError>> {
        let red = red_row(plan, &facts.case.row, taken.to_payer, input.tax_number.trim(), facts.today);
        plan.insert(&red);
        if facts.booked().is_none() {
            plan.show("个人账户", "", "尚未记账，不再记账");
            return Ok(red.id);
        }
        plan.insert(&Booking { contribution: red.id, booked_on: facts.today, matter: MATTER });
        let month = Month::of(facts.today);
        let interest = Some((AccountSource::Interest, taken.interest)).filter(|(_, amount)| !amount.is_zero());
        let out: Vec<_> = taken.by_source.iter().map(|(s, a)| (*s, *a)).chain(interest).collect();
        for (source, amount) in &out {
            plan.show(&format!("  个人账户{source}"), amount, Fen::ZERO);
        }
        plan_entries(plan, &red, EntryKind::Reversal, month, out.into_iter().map(|(source, fen)| (source, -fen)));
        if input.months.is_some() {
            return Ok(red.id);
        }
        if let Some(next) = successor(&facts.year, facts.case.row.id) {
            let place = self.0.law.place(&facts.case.area.county()).map_err(|e| vec![law_fault(&e)])?;
            match Subsidies::new(place).of(&next.row) {
                Ok(subsidy) => {
                    let amount: Fen = subsidy.values().copied().sum();
                    plan.show(&format!("补贴改记到税票 {}", next.row.serial), "", amount);
                    plan_entries(plan, &next.row, EntryKind::Subsidy, month, subsidy);
                }
                Err(error) => plan.notices.push(format!("税票 {} 的补贴没有计：{error}", next.row.serial)),
            }
        }
        Ok(red.id)
    }
}

fn way_faults(facts: &RefundFacts, input: &RefundInput) -> Vec<FieldError> {
    let mut errors = Vec::new();
    let stated = !input.statement.trim().is_empty();
    match input.way {
        RefundWay::Treasury => {
            let advice = "资金仍在国库的请办理“国库退库”（contributions.refund_treasury）";
            errors.push(FieldError::input("way", "国库退库不由本业务办理", advice));
        }
        RefundWay::OwnCard if !stated => {
            let what = "退至本人账户须有原渠道已关闭或在境外的签字声明";
            errors.push(FieldError::input("statement", what, "请填写签字声明的编号；原渠道可用的请原渠道返还"));
        }
        RefundWay::OwnCard if clean_name(&input.holder) != facts.case.name => {
            let what = format!("户名“{}”不是参保人 {}", input.holder.trim(), facts.case.name);
            errors.push(FieldError::input("holder", what, "退至本人账户的只能是本人的账户"));
        }
        RefundWay::OwnCard if facts.others > 0 => {
            let what = format!("这个账号是另外 {} 人的待遇账户", facts.others);
            errors.push(FieldError::input("account", what, "退至本人账户的只能是本人的账户，请核对账号"));
        }
        RefundWay::Original if stated => {
            let what = "原渠道返还不需要签字声明";
            errors.push(FieldError::input("statement", what, "原渠道已关闭的请选择退至本人账户"));
        }
        _ => {}
    }
    if input.holder.trim().is_empty() || input.bank.trim().is_empty() {
        errors.push(FieldError::input("holder", "户名或开户银行未填写", "请按税务退费申请表填写"));
    }
    if facts.treasury_on.is_none() && facts.booked().is_none() {
        let what = "这笔缴费还没有到财政专户";
        errors.push(FieldError::input("serial", what, "仍在国库的请办理国库退库；等待税务明细补到账日期的请稍后办理"));
    }
    errors
}

fn reason_faults(facts: &RefundFacts, input: &RefundInput) -> Vec<FieldError> {
    let mut errors = Vec::new();
    match (input.reason, input.months) {
        (RefundReason::Overlap, Some(1..=12)) => {}
        (RefundReason::Overlap, _) => {
            errors.push(FieldError::input("months", "重复的月数应为 1 至 12", "请按职工养老保险缴费证明填写"));
        }
        (_, Some(_)) => {
            let advice = "只有与职工养老保险重复才按月退；其他原因请不填月数";
            errors.push(FieldError::input("months", format!("“{}”是整笔退费", input.reason), advice));
        }
        _ => {}
    }
    let others = || facts.year.iter().filter(|b| b.live && b.row.id != facts.case.row.id && earns_subsidy(b.row.payer));
    let year = input.year;
    match input.reason {
        RefundReason::Proxied if !others().any(|booked| booked.row.payer == PayerKind::Proxy) => {
            let what = format!("{year} 年度没有政府代缴记账");
            errors.push(FieldError::input("reason", what, "请先办理代缴记账，否则该年度会没有缴费"));
        }
        RefundReason::Duplicate if others().next().is_none() => {
            let what = format!("{year} 年度没有另一笔已记账的缴费");
            errors.push(FieldError::input("reason", what, "在外地重复的请选择“在其他地方重复参保”"));
        }
        _ => {}
    }
    errors
}

/// The interest that an amount earned from a month on, through a year, compounding yearly.
fn interest_on(
    amount: Fen,
    since: Month,
    through: i64,
    rules: impl Fn(Month) -> Result<InterestRules, FieldError>,
) -> Result<Fen, FieldError> {
    let mut earned = Fen::ZERO;
    let mut month = since;
    while i64::from(month.year()) <= through {
        let rules = rules(month)?;
        let interest = match month == since {
            true => year_interest(Fen::ZERO, &[(since, amount)], &rules, &mut Trace::off()),
            false => year_interest(amount + earned, &[], &rules, &mut Trace::off()),
        };
        earned += interest.map_err(|e| law_fault(&e))?;
        month = month.plus(13 - i32::from(month.month()));
    }
    Ok(earned)
}

//! 关系转移和制度衔接: an account moves out or in with its money, source by source, and its years.
//!
//! Two operations in two agencies, linked by the number of the letter; never one transaction.

use std::collections::BTreeMap;
use std::sync::Arc;

use base::{Date, Fen, Month};
use desk::{Class, FieldError, Look, MATTER, Operation, Plan, Posts, Unplanned};
use ledger::templates::{Head, transfer_in, transfer_out};
use ledger::{Account, Deposit, TemplateName};
use schemes::Explained;
use schemes::resident::{AccountBalance, Conversion, ConversionRules};
use serde::{Deserialize, Serialize};
use store::{Field, Value};

use crate::accounts::conversion::{Both, EmployeeRecord, converted, rules};
use crate::accounts::{PastInterest, came_back};
use crate::benefits::{dead, grounds, has_award, years_booked};
use crate::environment::Environment;
use crate::fund::{FundFacts, book_of, deposit_balance, document_faults, plan_voucher, voucher_fault};
use crate::registry::kept_of;
use crate::registry::{PersonNow, current_person};
use crate::tables::{
    AccountEntry, AccountSource, Enrolment, EnrolmentEvent, EnrolmentState, EntryKind, EventKind, PersonId, Scheme,
    Transfer, TransferKind, TransferWay,
};

/// Moves an account out.
pub struct TransferOut(pub Arc<Environment>);

/// Moves an account in.
pub struct TransferIn(pub Arc<Environment>);

/// A transfer out: the whole account goes, and the membership ends.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct TransferOutInput {
    /// Whose.
    pub person: PersonId,
    /// To the resident scheme of another place, or to the employees' scheme.
    pub kind: TransferKind,
    /// The other agency.
    pub place: String,
    /// Number of its letter of acceptance (接收函) or contact letter (联系函).
    pub letter: String,
    /// Day the payment account paid.
    pub on: Date,
    /// Number of the bank's document.
    pub document: String,
    /// What was paid in the employees' scheme, where the account goes there.
    #[serde(default)]
    pub employees: Option<EmployeeRecord>,
}

/// One part of an account that moves in.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct TransferPart {
    /// Source.
    pub source: AccountSource,
    /// Amount.
    pub amount: Fen,
}

/// A transfer in: the member is registered here already.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct TransferInInput {
    /// Whose.
    pub person: PersonId,
    /// From the resident scheme of another place, or from the employees' scheme.
    pub kind: TransferKind,
    /// The other agency.
    pub place: String,
    /// Number of our letter of acceptance (接收函) or contact letter (联系函).
    pub letter: String,
    /// Day the money arrived.
    pub on: Date,
    /// Number of the bank's document.
    pub document: String,
    /// What the account holds, by source.
    pub parts: Vec<TransferPart>,
    /// First fee year that moves.
    pub from_year: i16,
    /// Last fee year that moves.
    pub to_year: i16,
    /// Fee years paid between them.
    pub years: u32,
    /// Where it arrived; the special account unless it says otherwise.
    #[serde(default)]
    pub deposit: Option<Deposit>,
    /// What was paid in the employees' scheme, where the account comes from there.
    #[serde(default)]
    pub employees: Option<EmployeeRecord>,
}

/// What the plans depend on.
pub struct TransferFacts {
    fund: FundFacts,
    now: PersonNow,
    next_event: i64,
    left: BTreeMap<AccountSource, Fen>,
    /// Fee years that count here, by year.
    booked: Vec<i16>,
    pending: i64,
    letter_used: bool,
    award: bool,
    /// What the payment account holds on the day.
    payable: Fen,
    /// Interest of past years that goes along.
    interest: PastInterest,
    /// Dead, or a record that was merged into another.
    gone: bool,
    conversion: Option<ConversionRules>,
}

fn read(
    look: &mut Look<'_>,
    environment: &Environment,
    (person, on): (PersonId, Date),
    (way, letter, employees): (TransferWay, &str, Option<&EmployeeRecord>),
    (template, document): (TemplateName, &str),
) -> Result<TransferFacts, Unplanned> {
    let now = current_person(look, person, Scheme::Resident)?
        .ok_or_else(|| FieldError::input("person", format!("没有编号为 {person} 的人员"), "请用 shebao person 查找"))?;
    let enrolment = now.enrolment.as_ref().map_or(0, |(enrolment, _)| enrolment.id.0);
    let sql = "SELECT COALESCE(MAX(n), 0) + 1 FROM enrolment_event WHERE enrolment = $1";
    let next_event = look.scalar::<i64>(sql, &[Value::Int(enrolment)])?;
    let sql = "SELECT COUNT(*) FROM contribution c WHERE c.person = $1 AND c.reverses IS NULL \
               AND NOT EXISTS (SELECT 1 FROM booking b WHERE b.contribution = c.id) \
               AND NOT EXISTS (SELECT 1 FROM contribution r WHERE r.reverses = c.id)";
    let pending = look.scalar::<i64>(sql, &[Value::Int(person.0)])?;
    let sql = format!(
        "SELECT COUNT(*) FROM transfer t WHERE t.agency = $1 AND t.way = $2 AND t.letter = $3 AND NOT {}",
        came_back("t.id")
    );
    let args = [Value::Int(look.agency().0), way.value(), letter.trim().into()];
    let letter_used = look.scalar::<i64>(&sql, &args)? > 0;
    let award = format!("SELECT COUNT(*) FROM person h WHERE h.id = $1 AND {}", has_award("h.id"));
    let award = look.scalar::<i64>(&award, &[Value::Int(person.0)])? > 0;
    let gone =
        format!("SELECT COUNT(*) FROM person h WHERE h.id = $1 AND ({} OR {} <> h.id)", dead("h.id"), kept_of("h.id"));
    let gone = look.scalar::<i64>(&gone, &[Value::Int(person.0)])? > 0;
    let fund = FundFacts::read(look, template, document)?;
    let mut left = crate::contributions::account_balance(look, person)?.left_by_source();
    let interest = match way {
        TransferWay::Out => PastInterest::read(look, environment, person)?,
        TransferWay::In => PastInterest::default(),
    };
    if !interest.total().is_zero() {
        *left.entry(AccountSource::Interest).or_default() += interest.total();
    }
    Ok(TransferFacts {
        payable: deposit_balance(look, fund.fund().id, Account::PaymentDeposit, on)?,
        fund,
        left,
        interest,
        booked: years_booked(look, person, Scheme::Resident)?.into_keys().collect(),
        now,
        next_event,
        pending,
        letter_used,
        award,
        gone,
        conversion: rules(look, environment, employees)?,
    })
}

fn common_faults(facts: &TransferFacts, way: TransferWay, on: Date, texts: [&str; 3]) -> Vec<FieldError> {
    // Whoever left with the money kept here takes it along later (制度衔接).
    let kept = way == TransferWay::Out && facts.left.values().copied().sum::<Fen>() > Fen::ZERO;
    let [document, place, letter] = texts;
    let mut errors = document_faults(&facts.fund, on, document);
    let name = &facts.now.version.name;
    for (key, text, what) in [("place", place, "对方机构未填写"), ("letter", letter, "函件编号未填写")] {
        if text.trim().is_empty() {
            errors.push(FieldError::input(key, what, "请按关系转移接收函或衔接联系函填写"));
        }
    }
    if facts.letter_used {
        let what = format!("函件 {} 已办理过", letter.trim());
        errors.push(FieldError::input("letter", what, "同一函件只办一次；请核对编号"));
    }
    if facts.award {
        let what = format!("{name} 已领取或核定过待遇");
        errors.push(FieldError::input("person", what, "领取待遇的人员不转移关系；重复领取的按清理办法办理"));
    }
    match &facts.now.enrolment {
        Some((_, EnrolmentState::Active | EnrolmentState::Suspended)) => {}
        Some((_, EnrolmentState::Ended)) if kept && !facts.gone => {}
        Some((_, state)) => {
            let what = format!("{name} 的参保状态是“{state}”");
            errors.push(FieldError::input("person", what, "只有未领取待遇、未终止的参保关系可以转移"));
        }
        None => errors.push(FieldError::input("person", format!("{name} 没有参保"), "转入的请先办理参保登记")),
    }
    errors
}

impl Operation for TransferOut {
    type Input = TransferOutInput;
    type Facts = TransferFacts;
    const NAME: &'static str = "accounts.transfer_out";
    const TITLE: &'static str = "关系转出";
    const CLASS: Class = Class::R3;
    const POSTS: Posts = Posts::FUND;

    fn read(&self, look: &mut Look<'_>, input: &TransferOutInput) -> Result<TransferFacts, Unplanned> {
        let template = (TemplateName::TransferOut, input.document.as_str());
        read(
            look,
            &self.0,
            (input.person, input.on),
            (TransferWay::Out, &input.letter, input.employees.as_ref()),
            template,
        )
    }

    fn plan(&self, facts: &TransferFacts, input: &TransferOutInput) -> Result<Plan, Vec<FieldError>> {
        let texts = [input.document.as_str(), &input.place, &input.letter];
        let mut errors = common_faults(facts, TransferWay::Out, input.on, texts);
        if facts.pending > 0 {
            let what = format!("还有 {} 笔缴费没有记账", facts.pending);
            errors.push(FieldError::input("person", what, "请等资金到账并记账，或办理退费后再转出"));
        }
        let amount: Fen = facts.left.values().copied().sum();
        if amount <= Fen::ZERO || facts.left.values().any(|part| part.is_negative()) {
            let what = format!("个人账户余额 {amount} 元，没有可以转出的资金");
            errors.push(FieldError::input("person", what, "请核对账户；余额有误的先更正"));
        }
        if amount > facts.payable {
            let what = format!("支出户账面余额 {} 元，不足以转出 {amount} 元", facts.payable);
            errors.push(FieldError::input("on", what, "请等用款到账并登记后再转出，或核对付款日期"));
        }
        let told = facts.converted(input.kind, (input.employees.as_ref(), Fen::ZERO, input.on), &mut errors);
        if let Some(Conversion::ToResident { .. }) = told.as_ref().map(|told| told.value) {
            let what = format!("职工养老保险缴费不满年限：{}", told.as_ref().map_or("", |told| &told.node.formula));
            errors.push(FieldError::input(
                "employees",
                what,
                "请办理转入，或由本人在职工养老保险延长缴费满年限后再转出",
            ));
        }
        let Some((enrolment, _)) = facts.now.enrolment.as_ref().filter(|_| errors.is_empty()) else {
            return Err(errors);
        };
        let head = Head::new(book_of(facts.fund.fund().scheme), input.on, input.document.trim());
        let voucher = transfer_out::voucher(&head, amount).map_err(|e| voucher_fault(&e))?;
        let version = &facts.now.version;
        let mut plan = Plan::new(format!("{} 关系转出到 {}", version.name, input.place.trim()), version.region);
        plan.amount = amount;
        plan.show(input.kind.title(), "", format!("{}（{}）", input.place.trim(), input.letter.trim()));
        // Of the employees' scheme residents' years are no part: 人社部发〔2014〕17号 article 5.
        let years = if told.is_some() { 0 } else { facts.years(enrolment) };
        match &told {
            Some(told) => plan.show("制度衔接", "", grounds(&told.node)),
            None => plan.show("缴费年限", "", format!("{years} 年")),
        }
        facts.interest.put_into(&mut plan);
        let out = facts.left.iter().map(|(source, part)| (*source, -*part));
        plan_entries(&mut plan, input.person, (EntryKind::TransferOut, Month::of(input.on)), out);
        plan.insert(&EnrolmentEvent {
            enrolment: enrolment.id,
            n: facts.next_event,
            state: EnrolmentState::Ended,
            kind: EventKind::MovedOut,
            reason: format!("{}，转往 {}", input.kind.title(), input.place.trim()),
            from_month: Month::of(input.on),
        });
        let first = i64::from(facts.booked.first().copied().unwrap_or(enrolment.joined.year()));
        let last = i64::from(facts.booked.last().copied().unwrap_or(enrolment.joined.year()));
        let id = plan.new_id();
        plan.insert(&Transfer {
            id,
            person: input.person,
            way: TransferWay::Out,
            kind: input.kind,
            place: input.place.trim().to_owned(),
            letter: input.letter.trim().to_owned(),
            on_date: input.on,
            amount,
            years,
            from_year: first.min(i64::from(enrolment.joined.year())),
            to_year: last,
            employee_months: input.employees.as_ref().map(|record| i64::from(record.months)),
            of_age_on: input.employees.as_ref().map(|record| record.of_age_on),
            matter: MATTER,
        });
        plan_voucher(&mut plan, facts.fund.fund().id, &voucher, None);
        Ok(plan)
    }
}

impl Operation for TransferIn {
    type Input = TransferInInput;
    type Facts = TransferFacts;
    const NAME: &'static str = "accounts.transfer_in";
    const TITLE: &'static str = "关系转入";
    const CLASS: Class = Class::R3;
    const POSTS: Posts = Posts::FUND;

    fn read(&self, look: &mut Look<'_>, input: &TransferInInput) -> Result<TransferFacts, Unplanned> {
        let template = (TemplateName::TransferIn, input.document.as_str());
        read(
            look,
            &self.0,
            (input.person, input.on),
            (TransferWay::In, &input.letter, input.employees.as_ref()),
            template,
        )
    }

    fn plan(&self, facts: &TransferFacts, input: &TransferInInput) -> Result<Plan, Vec<FieldError>> {
        let texts = [input.document.as_str(), &input.place, &input.letter];
        let mut errors = common_faults(facts, TransferWay::In, input.on, texts);
        errors.extend(in_faults(facts, input));
        let amount: Fen = input.parts.iter().map(|part| part.amount).sum();
        let told = facts.converted(input.kind, (input.employees.as_ref(), amount, input.on), &mut errors);
        if let (Some(told), Some(record)) = (&told, &input.employees) {
            errors.extend(from_employees(told, record, input.years));
        }
        if !errors.is_empty() {
            return Err(errors);
        }
        let head = Head::new(book_of(facts.fund.fund().scheme), input.on, input.document.trim());
        let voucher = transfer_in::voucher(&head, input.deposit.unwrap_or(Deposit::Special), amount)
            .map_err(|e| voucher_fault(&e))?;
        let version = &facts.now.version;
        let mut plan = Plan::new(format!("{} 关系由 {} 转入", version.name, input.place.trim()), version.region);
        plan.amount = amount;
        plan.show(input.kind.title(), "", format!("{}（{}）", input.place.trim(), input.letter.trim()));
        plan.show("缴费年限", "", format!("{} 至 {} 年度，共 {} 年", input.from_year, input.to_year, input.years));
        if let Some(told) = &told {
            plan.show("制度衔接", "", grounds(&told.node));
        }
        let parts = input.parts.iter().map(|part| (part.source, part.amount));
        plan_entries(&mut plan, input.person, (EntryKind::TransferIn, Month::of(input.on)), parts);
        let id = plan.new_id();
        plan.insert(&Transfer {
            id,
            person: input.person,
            way: TransferWay::In,
            kind: input.kind,
            place: input.place.trim().to_owned(),
            letter: input.letter.trim().to_owned(),
            on_date: input.on,
            amount,
            years: i64::from(input.years),
            from_year: i64::from(input.from_year),
            to_year: i64::from(input.to_year),
            employee_months: input.employees.as_ref().map(|record| i64::from(record.months)),
            of_age_on: input.employees.as_ref().map(|record| record.of_age_on),
            matter: MATTER,
        });
        facts.fund.book(&mut plan, &voucher)?;
        Ok(plan)
    }
}

impl TransferFacts {
    /// Years that count here.
    fn years(&self, enrolment: &Enrolment) -> i64 {
        enrolment.years_taken_on + i64::try_from(self.booked.len()).unwrap_or(i64::MAX)
    }

    /// Where the law sends somebody who paid in both schemes; the reason against it among the errors.
    fn converted(
        &self,
        kind: TransferKind,
        (record, employee_account, on): (Option<&EmployeeRecord>, Fen, Date),
        errors: &mut Vec<FieldError>,
    ) -> Option<Explained<Conversion>> {
        let years = self.now.enrolment.as_ref().map_or(0, |(enrolment, _)| self.years(enrolment));
        let left =
            self.left.iter().fold(AccountBalance::ZERO, |sum, (source, part)| sum.with(source.in_scheme(), *part));
        let both = Both {
            record,
            rules: self.conversion.as_ref(),
            resident_years: u32::try_from(years).unwrap_or_default(),
            resident_account: left,
            employee_account,
            on,
        };
        converted(kind, &both).unwrap_or_else(|error| {
            errors.push(error);
            None
        })
    }
}

/// Whole years of the employees' months count, and only where they are too few for a pension there.
fn from_employees(told: &Explained<Conversion>, record: &EmployeeRecord, years: u32) -> Option<FieldError> {
    match told.value {
        Conversion::ToEmployee { .. } => {
            let what = format!("职工养老保险已缴满年限：{}", told.node.formula);
            Some(FieldError::input("employees", what, "应把居民账户转入职工养老保险，请办理转出"))
        }
        Conversion::ToResident { .. } if years != record.months / 12 => {
            let (months, whole) = (record.months, record.months / 12);
            let what = format!("职工缴费 {months} 个月合并计 {whole} 年，填写了 {years} 年");
            Some(FieldError::input("years", what, "不满一年的月数不折算，请按整年填写"))
        }
        Conversion::ToResident { .. } => None,
    }
}

fn in_faults(facts: &TransferFacts, input: &TransferInInput) -> Vec<FieldError> {
    let mut errors = Vec::new();
    for (part, number) in input.parts.iter().zip(1..) {
        let key = format!("parts.{number}");
        if part.amount <= Fen::ZERO {
            let what = format!("{}金额 {} 元应大于零", part.source, part.amount);
            errors.push(FieldError::input(&key, what, "没有余额的来源请不要填写"));
        }
        if input.parts.iter().filter(|other| other.source == part.source).count() > 1 {
            errors.push(FieldError::input(&key, format!("{}填写了两次", part.source), "请合并为一行"));
        }
    }
    if input.parts.is_empty() {
        errors.push(FieldError::input("parts", "转入金额未填写", "请按信息表逐个来源填写"));
    }
    if !matches!(input.deposit, None | Some(Deposit::Special | Deposit::Income)) {
        errors.push(FieldError::input("deposit", "转入款只能到财政专户或收入户", "请按银行单据选择"));
    }
    let span = i64::from(input.to_year) - i64::from(input.from_year) + 1;
    if span < 1 || i64::from(input.years) > span || input.years == 0 {
        let (from, to) = (input.from_year, input.to_year);
        let what = format!("{from} 至 {to} 年度不可能有 {} 年缴费", input.years);
        errors.push(FieldError::input("years", what, "请按信息表填写起止年度和实缴年数"));
    }
    let overlaps = facts.booked.iter().filter(|year| (input.from_year..=input.to_year).contains(year));
    let overlaps: Vec<String> = overlaps.map(i16::to_string).collect();
    if i64::from(input.years) + i64::try_from(overlaps.len()).unwrap_or(i64::MAX) > span {
        let what = format!("{} 年度在本地也有缴费", overlaps.join("、"));
        errors.push(FieldError::input("years", what, "同一年度只计一次；重复的请由一方先退费，再按实际年数转入"));
    }
    errors
}

fn plan_entries(
    plan: &mut Plan,
    person: PersonId,
    (kind, month): (EntryKind, Month),
    parts: impl Iterator<Item = (AccountSource, Fen)>,
) {
    for (source, amount) in parts.filter(|(_, amount)| !amount.is_zero()) {
        plan.show(&format!("  {source}"), "", amount);
        let id = plan.new_id();
        plan.insert(&AccountEntry {
            id,
            person,
            scheme: Scheme::Resident,
            year: i64::from(month.year()),
            month,
            source,
            kind,
            contribution: None,
            amount,
        });
    }
}

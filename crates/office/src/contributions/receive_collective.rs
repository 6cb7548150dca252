//! 集体补助记账: a village paid towards its people's year; the list is booked whole with one voucher,
//! or not at all. It comes on top of what a person pays, and earns no subsidy.

use std::sync::Arc;

use base::{Date, Fen, Month};
use desk::{Class, Digest, FieldError, Look, MATTER, Operation, Plan, Posts, Unplanned};
use files::Imported;
use ledger::templates::{Head, collective_aid};
use ledger::{Deposit, TemplateName};
use serde::{Deserialize, Serialize};

use super::booked::plan_entries;
use super::insured::{ByIdNumber, full_id, insured_by_id};
use super::received::{encoding_of, whole_file_faults};
use crate::environment::Environment;
use crate::fund::{FundFacts, book_of, document_faults, voucher_fault};
use crate::registry::clean_name;
use crate::source_files::{imported_before, problems_of};
use crate::tables::{
    AccountSource, Booking, Contribution, ContributionKind, EnrolmentState, EntryKind, PayerKind, PersonId, Scheme,
    SourceFile,
};

const PROFILE: &str = "collective_aid";

/// Books collective aid.
pub struct ReceiveCollective(pub Arc<Environment>);

/// Money with its list.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ReceiveCollectiveInput {
    /// The fee year.
    pub year: i16,
    /// Day the money reached the special account.
    pub on: Date,
    /// Number of the bank's document.
    pub document: String,
    /// What arrived.
    pub amount: Fen,
    /// SM3 of the list, which was taken in before.
    pub file: Digest,
    /// Name it came with.
    pub name: String,
}

/// What the plan depends on.
pub struct ReceiveCollectiveFacts {
    fund: FundFacts,
    before: Option<FieldError>,
    imported: Arc<Imported>,
    people: ByIdNumber,
}

impl Operation for ReceiveCollective {
    type Input = ReceiveCollectiveInput;
    type Facts = ReceiveCollectiveFacts;
    const NAME: &'static str = "contributions.receive_collective";
    const TITLE: &'static str = "集体补助记账";
    const CLASS: Class = Class::R3;
    const POSTS: Posts = Posts::FUND;

    fn read(&self, look: &mut Look<'_>, input: &ReceiveCollectiveInput) -> Result<ReceiveCollectiveFacts, Unplanned> {
        let imported = self.0.files.read(&input.file, PROFILE, look.today())?;
        let ids = imported.records.iter().filter_map(|r| r.id("aac002")).filter_map(|id| full_id(&id));
        Ok(ReceiveCollectiveFacts {
            fund: FundFacts::read(look, TemplateName::CollectiveAid, &input.document)?,
            before: imported_before(look, &input.file, PROFILE)?,
            people: insured_by_id(look, &self.0, ids)?,
            imported,
        })
    }

    fn plan(&self, facts: &ReceiveCollectiveFacts, input: &ReceiveCollectiveInput) -> Result<Plan, Vec<FieldError>> {
        let mut errors = document_faults(&facts.fund, input.on, &input.document);
        errors.extend(whole_file_faults(&facts.imported));
        errors.extend(problems_of(&facts.imported));
        errors.extend(facts.before.clone());
        if input.on.year() != input.year {
            let what = format!("{} 到账的集体补助不属于 {} 年度", input.on, input.year);
            errors.push(FieldError::input("year", what, "请按到账年度填写"));
        }
        let mut parts = Vec::new();
        for record in &facts.imported.records {
            match part(facts, record) {
                Ok(found) => parts.push(found),
                Err(what) => errors.push(FieldError::cell(record.line, "证件号码", what, "请村（社区）更正名单后重报")),
            }
        }
        let total: Fen = parts.iter().map(|(_, amount, _)| *amount).sum();
        if errors.is_empty() && total != input.amount {
            let what = format!("名单合计 {total} 元，到账 {} 元", input.amount);
            errors.push(FieldError::input("amount", what, "请核对名单和银行单据，相符后再记账"));
        }
        let period = Month::new(input.year, 1).ok().zip(Month::new(input.year, 12).ok());
        let (Some(period), true) = (period, errors.is_empty()) else { return Err(errors) };
        plan_parts(facts, input, period, &parts)
    }
}

fn part(facts: &ReceiveCollectiveFacts, record: &files::Record) -> Result<(PersonId, Fen, u32), String> {
    let id = record.id("aac002").and_then(|id| full_id(&id)).ok_or("证件号码无法识别")?;
    let holders = facts.people.get(&id).map_or(&[][..], Vec::as_slice);
    let [person] = holders else {
        return Err(format!("证件号码 {} 有 {} 个参保记录，应为 1 个", id.masked(), holders.len()));
    };
    if clean_name(record.text("aac003").unwrap_or_default()) != clean_name(&person.name) {
        return Err(format!("证件号码 {} 登记的姓名是“{}”", id.masked(), person.name));
    }
    if !matches!(person.state, Some((EnrolmentState::Active, _))) {
        return Err(format!("{} 不在缴费状态", person.name));
    }
    let amount = record.money("aae019").filter(|amount| *amount > Fen::ZERO).ok_or("补助金额应大于零")?;
    Ok((person.person, amount, record.line))
}

fn plan_parts(
    facts: &ReceiveCollectiveFacts,
    input: &ReceiveCollectiveInput,
    (period_from, period_to): (Month, Month),
    parts: &[(PersonId, Fen, u32)],
) -> Result<Plan, Vec<FieldError>> {
    let document = input.document.trim();
    let head = Head::new(book_of(facts.fund.fund().scheme), input.on, document);
    let voucher = collective_aid::voucher(&head, Deposit::Special, input.amount).map_err(|e| voucher_fault(&e))?;
    let mut plan = Plan::new(format!("{} 年度集体补助记账 {document}", input.year), facts.fund.area);
    plan.amount = input.amount;
    plan.show("人数", "", parts.len());
    plan.show("集体补助", "", input.amount);
    let source_file = plan.new_id();
    for (person, amount, line) in parts {
        let row = Contribution {
            id: plan.new_id(),
            person: *person,
            scheme: Scheme::Resident,
            unit: None,
            payer: PayerKind::Collective,
            kind: ContributionKind::Current,
            period_from,
            period_to,
            wage_base: None,
            tier: None,
            amount: *amount,
            serial: format!("集体补助/{document}/{person}"),
            reverses: None,
            paid_on: input.on,
            source_file,
            line: i64::from(*line),
        };
        plan.insert(&row);
        plan.insert(&Booking { contribution: row.id, booked_on: input.on, matter: MATTER });
        let month = Month::of(input.on);
        plan_entries(&mut plan, &row, EntryKind::Contribution, month, [(AccountSource::Collective, *amount)]);
    }
    plan.insert(&SourceFile {
        id: source_file,
        digest: input.file.clone(),
        name: input.name.clone(),
        profile: PROFILE.to_owned(),
        encoding: encoding_of(&facts.imported),
        taken: i64::try_from(parts.len()).unwrap_or(i64::MAX),
        left_out: 0,
        matter: MATTER,
    });
    facts.fund.book(&mut plan, &voucher)?;
    Ok(plan)
}

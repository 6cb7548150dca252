//! 期初移植: a town's people, accounts, pensions and open recoveries come over from the old
//! system, as it paid them, after the totals that the town signed.
//!
//! A missing address or a bad ID number flags a row and never stops a pension. Amounts are
//! another matter: one that cannot be read, or a total that differs, refuses the workbook.

mod rows;
mod sheets;
mod totals;

use std::collections::{HashMap, HashSet};
use std::sync::Arc;

use base::{IdNumber, Month, ParsedId, RegionCode};
use desk::{Class, Digest, FieldError, Look, MATTER, Operation, Plan, Posts, Unplanned};
use files::Record;
use serde::{Deserialize, Serialize};
use store::{Field, Value};

use crate::environment::Environment;
use crate::identifiers::placeholders;
use crate::registry::flag::Flag;
use crate::registry::people::{Known, fund_of, known_people, regions_in_force};
use crate::source_files::imported_before;
use crate::tables::{FundRow, PersonId, Scheme, SourceFile, TakeOn, TakeOnId};

use rows::Rows;
use sheets::{Sheets, number_of};
use totals::Totals;

/// The name under which a workbook stands among the received files.
const PROFILE: &str = "takeon";

/// Old numbers asked for in one query.
const NUMBERS_PER_QUERY: usize = 1_000;

/// Conflicts that are told one by one; all of them become leads.
const CONFLICTS_TOLD: usize = 20;

/// Takes on one town's workbook.
pub struct TakeOnTown(pub Arc<Environment>);

/// Which workbook.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct TakeOnInput {
    /// The workbook, taken in before.
    pub file: Digest,
    /// The name it came with.
    pub name: String,
}

/// What the plan depends on.
pub struct TakeOnFacts {
    fund: FundRow,
    paid_through: Month,
    sheets: Sheets,
    imported: Option<FieldError>,
    regions: HashMap<RegionCode, String>,
    parts: HashMap<RegionCode, i64>,
    taken_on: HashSet<String>,
    same_id: HashMap<IdNumber, Vec<PersonId>>,
    others: HashMap<PersonId, Known>,
}

impl Operation for TakeOnTown {
    type Input = TakeOnInput;
    type Facts = TakeOnFacts;
    const NAME: &'static str = "registry.take_on";
    const TITLE: &'static str = "期初移植";
    const CLASS: Class = Class::R3;
    const POSTS: Posts = Posts::BUSINESS;

    fn read(&self, look: &mut Look<'_>, input: &TakeOnInput) -> Result<TakeOnFacts, Unplanned> {
        let books = || FieldError::whole("本机构尚未建账", "请先办理期初建账（registry.open_books）");
        let fund = fund_of(look, Scheme::Resident)?.ok_or_else(books)?;
        let paid_through = opening_month(look, &fund)?.ok_or_else(books)?;
        let sheets = Sheets::read(&self.0.files, &input.file, look.today())?;
        let ids: Vec<IdNumber> = sheets.people().iter().filter_map(current_id).collect();
        let same_id = self.0.identifiers().people_with_any(look, &ids)?;
        let people: Vec<PersonId> = same_id.values().flatten().copied().collect();
        Ok(TakeOnFacts {
            fund,
            paid_through,
            imported: imported_before(look, &input.file, PROFILE)?,
            regions: regions_in_force(look)?,
            parts: parts_by_town(look)?,
            taken_on: numbers_taken_on(look, sheets.people())?,
            others: known_people(look, &people)?,
            same_id,
            sheets,
        })
    }

    fn plan(&self, facts: &TakeOnFacts, input: &TakeOnInput) -> Result<Plan, Vec<FieldError>> {
        if let Some(fault) = &facts.imported {
            return Err(vec![fault.clone()]);
        }
        let control = facts.sheets.control()?;
        let town = town_of(control, facts)?;
        no_overlap(&facts.taken_on)?;
        let entries = facts.sheets.entries(&town)?;
        let totals = Totals::computed(&entries);
        let differences = totals.differences(control);
        if !differences.is_empty() {
            return Err(differences);
        }
        let town_name = facts.regions.get(&town).map_or("", String::as_str);
        let plan = Plan::new(format!("{town_name}期初移植 {} 人", totals.people), town);
        let mut rows = Rows::new(plan, &self.0, facts).map_err(Unplanned::into_fields)?;
        for entry in &entries {
            rows.person(entry).map_err(Unplanned::into_fields)?;
        }
        let (mut plan, found) = rows.finish();
        let part = facts.parts.get(&town).copied().unwrap_or_default() + 1;
        insert_totals(&mut plan, &totals, (town, part), facts.paid_through);
        insert_file(&mut plan, input, &totals);
        show(&mut plan, &totals, control, facts, &found);
        Ok(plan)
    }
}

/// The month of the opening balances: the last one that the old system paid.
fn opening_month(look: &mut Look<'_>, fund: &FundRow) -> Result<Option<Month>, Unplanned> {
    let sql = "SELECT MAX(month) FROM voucher WHERE fund = $1 AND template = 'opening_balances'";
    Ok(look.scalar(sql, &[Value::Int(fund.id.0)])?)
}

fn parts_by_town(look: &mut Look<'_>) -> Result<HashMap<RegionCode, i64>, Unplanned> {
    let mut parts = HashMap::new();
    look.each(
        "SELECT town, MAX(part) FROM take_on WHERE agency = $1 GROUP BY town",
        &[Value::Int(look.agency().0)],
        |row| {
            parts.insert(RegionCode::read(row, 0)?, row.int(1)?);
            Ok(())
        },
    )?;
    Ok(parts)
}

/// Which of the workbook's people are in the database already.
fn numbers_taken_on(look: &mut Look<'_>, people: &[Record]) -> Result<HashSet<String>, Unplanned> {
    let mut found = HashSet::new();
    for chunk in people.chunks(NUMBERS_PER_QUERY) {
        let mut args = vec![Value::Int(look.agency().0)];
        args.extend(chunk.iter().map(|row| Value::from(number_of(row))));
        let list = placeholders(2, chunk.len());
        let sql = format!("SELECT old_number FROM person WHERE agency = $1 AND old_number IN ({list})");
        look.each(&sql, &args, |row| {
            found.insert(row.text(0)?.to_owned());
            Ok(())
        })?;
    }
    Ok(found)
}

/// The ID number of a row, when it is a whole one.
fn current_id(row: &Record) -> Option<IdNumber> {
    match row.id("aac002") {
        Some(ParsedId::Current(id)) => Some(id),
        _ => None,
    }
}

fn town_of(control: &Record, facts: &TakeOnFacts) -> Result<RegionCode, Vec<FieldError>> {
    let town = sheets::region_of(control).filter(|town| facts.regions.contains_key(town));
    town.ok_or_else(|| {
        let what = "控制数中的乡镇代码不在区划列表中";
        vec![FieldError::cell(control.line, "控制数·乡镇区划代码", what, "请核对代码；区划在期初建账时登记")]
    })
}

fn no_overlap(taken_on: &HashSet<String>) -> Result<(), Vec<FieldError>> {
    if taken_on.is_empty() {
        return Ok(());
    }
    let mut numbers: Vec<&str> = taken_on.iter().map(String::as_str).collect();
    numbers.sort_unstable();
    let some = numbers.iter().take(5).copied().collect::<Vec<_>>().join("、");
    let what = format!("本册有 {} 人已经移植过，例如个人编号 {some}", numbers.len());
    Err(vec![FieldError::input("file", what, "请核对是否重复导入；确需更正的，请逐人办理信息变更")])
}

fn insert_totals(plan: &mut Plan, totals: &Totals, (town, part): (RegionCode, i64), paid_through: Month) {
    use base::Level;
    let id: TakeOnId = plan.new_id();
    plan.insert(&TakeOn {
        id,
        town,
        part,
        paid_through,
        people: totals.people,
        awards: totals.paid + totals.suspended,
        suspended: totals.suspended,
        central: totals.by_level[Level::Central],
        province: totals.by_level[Level::Province],
        city: totals.by_level[Level::City],
        county: totals.by_level[Level::County],
        account: totals.account,
        balances: totals.balances,
        matter: MATTER,
    });
}

fn insert_file(plan: &mut Plan, input: &TakeOnInput, totals: &Totals) {
    let id = plan.new_id();
    plan.insert(&SourceFile {
        id,
        digest: input.file.clone(),
        name: input.name.clone(),
        profile: PROFILE.to_owned(),
        encoding: "xlsx".to_owned(),
        taken: totals.people,
        left_out: 0,
        matter: MATTER,
    });
}

/// What signers see: totals equal to those the town signed, flags and conflicts by number.
fn show(plan: &mut Plan, totals: &Totals, control: &Record, facts: &TakeOnFacts, found: &rows::Found) {
    plan.amount = totals.balances + totals.by_level.total() + totals.account;
    plan.show("原系统发放至", "", facts.paid_through);
    plan.show("参保人数", "", totals.people);
    plan.show("领取待遇人数", "", totals.paid);
    plan.show("暂停发放人数", "", totals.suspended);
    totals.amounts().into_iter().for_each(|(_, title, amount)| plan.show(title, "", amount));
    plan.show("待追回", "", found.owed);
    plan.show("控制总数签字人", "", control.text("signed_by").unwrap_or_default());
    for flag in Flag::ALL {
        if let Some(count) = found.flags.get(flag) {
            plan.notices.push(format!("{flag}：{count} 人，已标记待更正，不影响发放"));
        }
    }
    plan.notices.extend(found.conflicts.iter().take(CONFLICTS_TOLD).cloned());
    if found.conflicts.len() > CONFLICTS_TOLD {
        plan.notices.push(format!("证件号码相同的共 {} 人，均已生成疑点", found.conflicts.len()));
    }
    plan.notices.extend(facts.sheets.notices());
}

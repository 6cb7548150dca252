//! 导入国库与专户收款: each receipt becomes a row and a voucher (entries 2 and 3).
//!
//! The file is taken whole or not at all: half a day's receipts would make half a day's books.

use std::collections::{BTreeMap, HashMap};
use std::sync::Arc;

use base::{Date, Fen, Month, RegionCode};
use desk::{Class, Digest, FieldError, Look, MATTER, Operation, Plan, Posts, Unplanned};
use files::Imported;
use ledger::templates::{Head, Premiums, tax_to_treasury, treasury_refund, treasury_to_special_account};
use ledger::{Voucher, VoucherError};
use serde::{Deserialize, Serialize};
use store::{Field, Value};

use super::proof::Proof;
use super::received::{Tally, encoding_of, exact_repeats, refused_lines, repeated_notice, whole_file_faults};
use crate::environment::Environment;
use crate::fund::{OpenMonths, book_of, plan_voucher};
use crate::registry::{agency_area, fund_of};
use crate::source_files::{imported_before, problems_of};
use crate::tables::{FundRow, Receipt, ReceiptKind, Scheme, SourceFile};

const PROFILE: &str = "treasury_receipt";

/// Imports a file of receipts.
pub struct ImportReceipts(pub Arc<Environment>);

/// A received file.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ImportReceiptsInput {
    /// SM3 of the file, which was taken in before.
    pub file: Digest,
    /// Name it came with.
    pub name: String,
}

/// What the plan depends on.
pub struct ImportReceiptsFacts {
    area: RegionCode,
    fund: FundRow,
    months: OpenMonths,
    before: Option<FieldError>,
    imported: Arc<Imported>,
    earlier: HashMap<(ReceiptKind, String), Receipt>,
    proof: Proof,
    late: BTreeMap<Date, Fen>,
}

/// A line of the file.
struct Line {
    line: u32,
    kind: ReceiptKind,
    on: Date,
    document: String,
    amount: Fen,
}

impl Operation for ImportReceipts {
    type Input = ImportReceiptsInput;
    type Facts = ImportReceiptsFacts;
    const NAME: &'static str = "contributions.import_receipts";
    const TITLE: &'static str = "导入国库与专户收款";
    const CLASS: Class = Class::R3;
    const POSTS: Posts = Posts::FUND;

    fn read(&self, look: &mut Look<'_>, input: &ImportReceiptsInput) -> Result<ImportReceiptsFacts, Unplanned> {
        let area = agency_area(look)?;
        let fund = fund_of(look, Scheme::Resident)?
            .ok_or_else(|| FieldError::whole("本机构尚未建立城乡居民养老保险基金", "请先办理期初建账"))?;
        let months = OpenMonths::read(look, fund.id)?;
        let before = imported_before(look, &input.file, PROFILE)?;
        let imported = self.0.files.read(&input.file, PROFILE, look.today())?;
        let receipts = look.select::<Receipt>("WHERE fund = $1", &[Value::Int(fund.id.0)])?;
        let earlier = receipts.into_iter().map(|r| ((r.kind, r.document.clone()), r)).collect();
        let proof = Proof::read(look, fund.id)?;
        let late = late_by_day(look)?;
        Ok(ImportReceiptsFacts { area, fund, months, before, imported, earlier, proof, late })
    }

    fn plan(&self, facts: &ImportReceiptsFacts, input: &ImportReceiptsInput) -> Result<Plan, Vec<FieldError>> {
        let mut faults = whole_file_faults(&facts.imported);
        if faults.is_empty() && !refused_lines(&facts.imported).is_empty() {
            faults = problems_of(&facts.imported);
        }
        faults.extend(facts.before.clone());
        let mut lines = lines(&facts.imported);
        faults.extend(lines.iter().filter_map(|line| line_fault(facts, line, &lines)));
        if !faults.is_empty() {
            return Err(faults);
        }
        // Vouchers are numbered in the order of days, the treasury before what it passes on.
        lines.sort_by(|a, b| (a.on, a.kind, &a.document).cmp(&(b.on, b.kind, &b.document)));
        let key = |line: &&Line| facts.earlier.contains_key(&(line.kind, line.document.clone()));
        let (repeated, new): (Vec<&Line>, Vec<&Line>) = lines.iter().partition(key);
        let mut plan = Plan::new(format!("导入国库与专户收款 {}", input.name), facts.area);
        insert_file(&mut plan, facts, input, (new.len(), repeated.len()));
        show_totals(&mut plan, &new, &repeated);
        plan.notices.extend(repeated_notice(exact_repeats(&facts.imported).keys()));
        let mut errors = Vec::new();
        for line in &new {
            if let Err(error) = plan_receipt(&mut plan, facts, line, &new) {
                errors.push(FieldError::cell(line.line, "金额", error.to_string(), "请核对单据后重新导入"));
            }
        }
        if errors.is_empty() { Ok(plan) } else { Err(errors) }
    }
}

fn lines(imported: &Imported) -> Vec<Line> {
    let line = |record: &files::Record| {
        Some(Line {
            line: record.line,
            kind: ReceiptKind::from_code(record.text("kind")?)?,
            on: record.date("date")?,
            document: record.text("document")?.to_owned(),
            amount: record.money("aae019")?,
        })
    };
    imported.records.iter().filter_map(line).collect()
}

fn line_fault(facts: &ImportReceiptsFacts, line: &Line, all: &[Line]) -> Option<FieldError> {
    if let Some(before) = facts.earlier.get(&(line.kind, line.document.clone())) {
        if (before.on_date, before.amount) == (line.on, line.amount) {
            return None;
        }
        let what = format!(
            "凭证号 {} 已于以前导入，当时是 {} {} 元，现为 {} {} 元",
            line.document, before.on_date, before.amount, line.on, line.amount
        );
        return Some(FieldError::cell(
            line.line,
            "凭证号",
            what,
            "请核对单据；以前记错的先红字冲销，更正单据另编凭证号",
        ));
    }
    if line.amount.is_zero() {
        return Some(FieldError::cell(line.line, "金额", "金额为零", "请核对单据"));
    }
    // 冲正: on its day the tax detail takes back more than was paid.
    let (day, tax) = (of_day(facts, line, all), facts.proof.tax(line.kind, line.on));
    if line.amount.is_negative() && day != tax {
        let what = format!("金额 {} 元不是收款：当日单据合计 {day} 元，税务明细合计 {tax} 元", line.amount);
        let advice = "税务冲正的请先导入当日税务明细，相符才能记账；国库退库请从收款文件中移出，另行办理";
        return Some(FieldError::cell(line.line, "金额", what, advice));
    }
    facts
        .months
        .fault(Month::of(line.on))
        .map(|what| FieldError::cell(line.line, "日期", what, "请记入未关账的月份，或核对日期"))
}

/// All documents of a line's day and account, of this file and of earlier ones.
fn of_day(facts: &ImportReceiptsFacts, line: &Line, all: &[Line]) -> Fen {
    let known = |other: &&Line| facts.earlier.contains_key(&(other.kind, other.document.clone()));
    let here = all.iter().filter(|other| (other.on, other.kind) == (line.on, line.kind) && !known(other));
    let before = facts.earlier.values().filter(|other| (other.on_date, other.kind) == (line.on, line.kind));
    here.map(|other| other.amount).sum::<Fen>() + before.map(|other| other.amount).sum::<Fen>()
}

/// What went back: out of the treasury, or out of the special account into it.
fn red_voucher(facts: &ImportReceiptsFacts, line: &Line, head: &Head<'_>) -> Result<Voucher, VoucherError> {
    if line.kind == ReceiptKind::Special {
        return Ok(treasury_to_special_account::voucher(head, -line.amount)?.reverse(line.on, "税务冲正"));
    }
    let late = -facts.late.get(&line.on).copied().unwrap_or_default();
    // Of one kind more was paid than taken back: a voucher cannot say so, and all is current.
    let late = if late.is_negative() || late > -line.amount { Fen::ZERO } else { late };
    treasury_refund::voucher(head, Premiums { current: -line.amount - late, late, ..Premiums::default() })
}

fn plan_receipt(plan: &mut Plan, facts: &ImportReceiptsFacts, line: &Line, all: &[&Line]) -> Result<(), VoucherError> {
    let head = Head::new(book_of(facts.fund.scheme), line.on, &line.document);
    let voucher: Voucher = match line.kind {
        _ if line.amount.is_negative() => red_voucher(facts, line, &head)?,
        ReceiptKind::Special => treasury_to_special_account::voucher(&head, line.amount)?,
        ReceiptKind::Treasury => {
            let premiums = premiums(facts, line, all);
            if premiums.is_none() {
                plan.notices.push(format!(
                    "{} {} 的税务明细尚未与入库金额相符，{} 元全部记为当期保险费",
                    line.on, line.document, line.amount
                ));
            }
            tax_to_treasury::voucher(
                &head,
                premiums.unwrap_or(Premiums { current: line.amount, ..Premiums::default() }),
            )?
        }
    };
    let id = plan.new_id();
    plan.insert(&Receipt {
        id,
        fund: facts.fund.id,
        kind: line.kind,
        on_date: line.on,
        document: line.document.clone(),
        amount: line.amount,
        matter: MATTER,
    });
    plan_voucher(plan, facts.fund.id, &voucher, None);
    Ok(())
}

/// Current and late premiums of a treasury receipt: known when it is the day's only one and the
/// day's tax detail adds up to it.
fn premiums(facts: &ImportReceiptsFacts, line: &Line, all: &[&Line]) -> Option<Premiums> {
    let same_day = |on: Date, kind: ReceiptKind| on == line.on && kind == line.kind;
    let here = all.iter().filter(|other| same_day(other.on, other.kind)).count();
    let before = facts.earlier.values().filter(|other| same_day(other.on_date, other.kind)).count();
    if here + before != 1 || facts.proof.tax(line.kind, line.on) != line.amount {
        return None;
    }
    let late = facts.late.get(&line.on).copied().unwrap_or_default();
    // More was taken back than paid of one kind: a voucher cannot say so.
    if late.is_negative() || late > line.amount {
        return None;
    }
    Some(Premiums { current: line.amount - late, late, ..Premiums::default() })
}

/// Late payments by the day they reached the treasury.
fn late_by_day(look: &mut Look<'_>) -> Result<BTreeMap<Date, Fen>, Unplanned> {
    let sql = "SELECT a.treasury_on, CAST(SUM(c.amount) AS BIGINT) FROM contribution_arrival a \
               JOIN contribution c ON c.id = a.contribution \
               WHERE a.agency = $1 AND c.kind = 'late' GROUP BY a.treasury_on";
    let mut days = BTreeMap::new();
    look.each(sql, &[Value::Int(look.agency().0)], |row| {
        days.insert(Date::read(row, 0)?, Fen::read(row, 1)?);
        Ok(())
    })?;
    Ok(days)
}

fn insert_file(
    plan: &mut Plan,
    facts: &ImportReceiptsFacts,
    input: &ImportReceiptsInput,
    (new, repeated): (usize, usize),
) {
    let id = plan.new_id();
    plan.insert(&SourceFile {
        id,
        digest: input.file.clone(),
        name: input.name.clone(),
        profile: PROFILE.to_owned(),
        encoding: encoding_of(&facts.imported),
        taken: i64::try_from(new).unwrap_or(i64::MAX),
        left_out: i64::try_from(repeated).unwrap_or(i64::MAX),
        matter: MATTER,
    });
}

fn show_totals(plan: &mut Plan, new: &[&Line], repeated: &[&Line]) {
    let tally = |lines: &[&Line], kind: ReceiptKind| {
        let mut tally = Tally::default();
        lines.iter().filter(|line| line.kind == kind).for_each(|line| tally.add(line.amount));
        tally
    };
    for kind in [ReceiptKind::Treasury, ReceiptKind::Special] {
        let new = tally(new, kind);
        plan.amount += new.amount;
        plan.show(kind.title(), "", new);
        plan.show(&format!("  {kind}重复（已导入过）"), "", tally(repeated, kind));
    }
}

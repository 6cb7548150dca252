//! 导入银行对账单: each line once by the bank's reference; whatever leaves no doubt is matched at once.
//!
//! The file is taken whole or not at all, and only where each balance follows from the one before.
//! What the bank shows of the time before the books began stands in the opening balance already: it
//! is followed like the rest and left out, because no month would ever be open to book it.

use std::collections::HashMap;
use std::sync::Arc;

use base::{Date, Fen, Month, RegionCode};
use desk::{Class, Digest, FieldError, Look, MATTER, Operation, Plan, Posts, Unplanned};
use files::{Imported, Record};
use serde::{Deserialize, Serialize};

use super::book::BankBook;
use super::matching::{found, show};
use crate::environment::Environment;
use crate::fund::{FundFacts, OpenMonths};
use crate::intake::whole_file_faults;
use crate::source_files::{imported_before, problems_of};
use crate::tables::{BankLine, FundAccount, FundId, SourceFile, SourceFileId};

const PROFILE: &str = "bank_statement";

/// Imports a statement.
pub struct ImportStatement(pub Arc<Environment>);

/// A statement of one account.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ImportStatementInput {
    /// Which account.
    pub account: FundAccount,
    /// SM3 of the file, which was taken in before.
    pub file: Digest,
    /// Name it came with.
    pub name: String,
}

/// What the plan depends on.
pub struct ImportStatementFacts {
    area: RegionCode,
    fund: FundId,
    before: Option<FieldError>,
    imported: Arc<Imported>,
    book: BankBook,
    months: OpenMonths,
}

/// A line as read.
struct Told<'a> {
    record: &'a Record,
    on: Date,
    reference: &'a str,
    amount: Fen,
    balance: Fen,
}

impl Operation for ImportStatement {
    type Input = ImportStatementInput;
    type Facts = ImportStatementFacts;
    const NAME: &'static str = "bank.import_statement";
    const TITLE: &'static str = "导入银行对账单";
    const CLASS: Class = Class::R2;
    const POSTS: Posts = Posts::FUND;

    fn read(&self, look: &mut Look<'_>, input: &ImportStatementInput) -> Result<ImportStatementFacts, Unplanned> {
        let fund = FundFacts::of_resident(look)?;
        Ok(ImportStatementFacts {
            area: fund.area,
            fund: fund.id,
            before: imported_before(look, &input.file, PROFILE)?,
            imported: self.0.files.read(&input.file, PROFILE, look.today())?,
            book: BankBook::read(look, fund.id, input.account)?,
            months: OpenMonths::read(look, fund.id)?,
        })
    }

    fn plan(&self, facts: &ImportStatementFacts, input: &ImportStatementInput) -> Result<Plan, Vec<FieldError>> {
        let mut faults = whole_file_faults(&facts.imported);
        faults.extend(problems_of(&facts.imported));
        faults.extend(facts.before.clone());
        let mut told = Vec::new();
        for record in &facts.imported.records {
            match read_line(record) {
                Ok(line) => told.push(line),
                Err(fault) => faults.push(fault),
            }
        }
        if !faults.is_empty() {
            return Err(faults);
        }
        in_order(&mut told)?;
        let all = told.len();
        told.retain(|line| facts.months.first.is_none_or(|first| Month::of(line.on) >= first));
        let earlier = all - told.len();
        let (new, repeated) = new_lines(&facts.book, told)?;
        if new.is_empty() {
            let what = match earlier {
                0 => format!("{repeated} 笔流水都已经导入过"),
                _ => format!("{repeated} 笔流水已经导入过，{earlier} 笔早于建账月份"),
            };
            return Err(vec![FieldError::input("file", what, "没有新的流水，不需要导入")]);
        }
        let mut plan = Plan::new(format!("{}对账单 {}", input.account, input.name), facts.area);
        plan.show("新流水", "", format!("{} 笔", new.len()));
        plan.show("已导入过", "", format!("{repeated} 笔"));
        if earlier > 0 {
            plan.show("早于建账月份，不导入", "", format!("{earlier} 笔"));
        }
        plan.show("期末余额", "", new.last().map_or(Fen::ZERO, |line| line.balance));
        let source_file: SourceFileId = plan.new_id();
        let taken = i64::try_from(new.len()).unwrap_or(i64::MAX);
        let left_out = i64::try_from(repeated + earlier).unwrap_or(i64::MAX);
        let encoding = facts.imported.encoding;
        plan.insert(&SourceFile {
            id: source_file,
            digest: input.file.clone(),
            name: input.name.clone(),
            profile: PROFILE.to_owned(),
            encoding: encoding.map_or_else(|| facts.imported.format.title().to_owned(), |e| e.title().to_owned()),
            taken,
            left_out,
            matter: MATTER,
        });
        let rows: Vec<BankLine> = new.iter().map(|line| row(&mut plan, facts, input, source_file, line)).collect();
        let bundles = found(&facts.book, &facts.book.lines, &rows);
        show(&mut plan, &facts.book, &bundles);
        facts.book.insert(&mut plan, &bundles);
        plan.insert_all(rows);
        Ok(plan)
    }
}

fn row(
    plan: &mut Plan,
    facts: &ImportStatementFacts,
    input: &ImportStatementInput,
    source_file: SourceFileId,
    line: &Told<'_>,
) -> BankLine {
    let words = |key| line.record.text(key).unwrap_or_default().to_owned();
    BankLine {
        id: plan.new_id(),
        fund: facts.fund,
        account: input.account,
        reference: line.reference.to_owned(),
        on_date: line.on,
        amount: line.amount,
        balance: line.balance,
        counterparty: words("counterparty"),
        note: words("note"),
        source_file,
        line: i64::from(line.record.line),
    }
}

fn read_line(record: &Record) -> Result<Told<'_>, FieldError> {
    let side = |key| record.money(key).filter(|amount| !amount.is_zero());
    let amount = match (side("credit"), side("debit")) {
        (Some(credit), None) => credit,
        (None, Some(debit)) => -debit,
        (both, _) => {
            let what = if both.is_some() { "收入和支出都填写了" } else { "收入和支出都没有金额" };
            return Err(FieldError::cell(record.line, "收入金额", what, "每笔流水只有一个方向，请核对银行导出的文件"));
        }
    };
    let read = record.date("date").zip(record.text("reference")).zip(record.money("balance"));
    match read {
        Some(((on, reference), balance)) => Ok(Told { record, on, reference, amount, balance }),
        None => Err(FieldError::cell(record.line, "余额", "日期、流水号或余额无法读出", "请核对银行导出的文件")),
    }
}

/// Oldest first. Banks print either way round; the balances say which.
fn in_order(told: &mut [Told<'_>]) -> Result<(), Vec<FieldError>> {
    if !told.is_sorted_by_key(|line| line.on) || follows(told).is_err() {
        told.reverse();
        if let Err(fault) = follows(told) {
            told.reverse();
            return Err(vec![follows(told).err().unwrap_or(fault)]);
        }
    }
    Ok(())
}

/// The lines that were not imported before, and how many were.
fn new_lines<'a>(book: &BankBook, mut told: Vec<Told<'a>>) -> Result<(Vec<Told<'a>>, usize), Vec<FieldError>> {
    let stored: HashMap<&str, &BankLine> = book.lines.iter().map(|line| (line.reference.as_str(), line)).collect();
    let all = told.len();
    let mut faults = Vec::new();
    told.retain(|line| match stored.get(line.reference) {
        Some(before) if (before.on_date, before.amount) == (line.on, line.amount) => false,
        Some(before) => {
            let what = format!("流水号 {} 以前导入时是 {} {} 元", line.reference, before.on_date, before.amount);
            faults.push(FieldError::cell(line.record.line, "交易流水号", what, "请向银行核实，流水号不应重复使用"));
            false
        }
        None => true,
    });
    if let (Some(last), Some(first)) = (book.lines.last(), told.first())
        && (first.balance - first.amount != last.balance || first.on < last.on_date)
    {
        let what = format!(
            "这笔流水之前的余额应为 {} 元（已导入到 {} {}），文件中是 {} 元",
            last.balance,
            last.on_date,
            last.reference,
            first.balance - first.amount
        );
        faults.push(FieldError::cell(first.record.line, "余额", what, "中间缺少流水：请从上次导入的次日起连续导出"));
    }
    let repeated = all - told.len();
    if faults.is_empty() { Ok((told, repeated)) } else { Err(faults) }
}

/// Each balance is the one before and the line's amount.
fn follows(told: &[Told<'_>]) -> Result<(), FieldError> {
    let broken = told.windows(2).find(|pair| pair[0].balance + pair[1].amount != pair[1].balance);
    let Some([before, line]) = broken else { return Ok(()) };
    let what = format!("余额 {} 元不等于上一笔余额 {} 元加本笔 {} 元", line.balance, before.balance, line.amount);
    Err(FieldError::cell(line.record.line, "余额", what, "文件缺行或被改动，请向银行重新导出"))
}

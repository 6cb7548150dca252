//! 基金预算和决算: budget, adjustments and execution of each row; execution is the ledger's turnover.

use std::collections::BTreeMap;

use base::{Fen, Month};
use desk::{FieldError, Look, Unplanned};
use ledger::{Account, Detail, Element, Posted, Side, TemplateName};
use serde::Serialize;
use store::Value;

use super::post::posted_lines;
use super::stands;
use crate::tables::{BudgetItem, BudgetStage, FundBudget, FundBudgetLine, FundRow};

impl BudgetItem {
    /// Whether it is income.
    pub const fn is_income(self) -> bool {
        use BudgetItem as I;
        !matches!(
            self,
            I::BasePension
                | I::AccountPension
                | I::Funeral
                | I::TransferOut
                | I::OtherExpense
                | I::ToLower
                | I::ToUpper
        )
    }

    /// The row that a posted line belongs to.
    fn of(line: &Posted) -> Option<BudgetItem> {
        use BudgetItem as I;
        Some(match line.account {
            Account::Premiums => I::Premiums,
            Account::CollectiveAid => I::Collective,
            Account::Interest => I::Interest,
            Account::Subsidies => match line.detail {
                Some(Detail::SubsidyBasePension | Detail::SubsidySupplement) => I::SubsidyBase,
                Some(Detail::SubsidyEntry) => I::SubsidyEntry,
                _ => I::SubsidyOther,
            },
            Account::InvestmentGain => I::Investment,
            Account::TransfersIn => I::TransferIn,
            Account::OtherIncome => I::OtherIncome,
            Account::FromUpperFund => I::FromUpper,
            Account::FromLowerFund => I::FromLower,
            Account::Benefits => match line.detail {
                Some(Detail::FuneralGrant) => I::Funeral,
                Some(Detail::AccountMonthly | Detail::AccountLumpSum) => I::AccountPension,
                _ => I::BasePension,
            },
            Account::TransfersOut => I::TransferOut,
            Account::OtherExpense => I::OtherExpense,
            Account::ToLowerFund => I::ToLower,
            Account::ToUpperFund => I::ToUpper,
            _ => return None,
        })
    }
}

/// A row of budget and execution.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
pub struct BudgetRow {
    /// The row.
    pub item: BudgetItem,
    /// 上年执行数; `None` where the year before is not kept here.
    pub last_year: Option<Fen>,
    /// 年初预算数
    pub budget: Fen,
    /// 调整后预算数
    pub adjusted: Fen,
    /// 执行数 or 决算数
    pub executed: Fen,
}

/// Budget and execution of a year through a month.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct BudgetExecution {
    /// The budget year.
    pub year: i16,
    /// The last month that is executed.
    pub through: Month,
    /// Whether the whole year is closed: then it is the final accounts.
    pub is_final: bool,
    /// The documents, oldest first: day, stage, document.
    pub documents: Vec<(String, BudgetStage, String)>,
    /// The rows of the form.
    pub rows: Vec<BudgetRow>,
    /// 上年末滚存结余
    pub brought_forward: Fen,
}

impl BudgetExecution {
    /// Income or expense, all rows: last year, budget, adjusted, executed.
    pub fn total(&self, income: bool) -> [Fen; 4] {
        let rows = self.rows.iter().filter(|row| row.item.is_income() == income);
        rows.fold([Fen::ZERO; 4], |sum, row| {
            let of_row = [row.last_year.unwrap_or_default(), row.budget, row.adjusted, row.executed];
            std::array::from_fn(|n| sum[n] + of_row[n])
        })
    }
}

/// The budget documents of a fund and year that stand, oldest first.
pub(super) fn budget_documents(look: &mut Look<'_>, fund_and_year: &[Value]) -> Result<Vec<FundBudget>, Unplanned> {
    const STANDING: &str =
        concat!("WHERE fund = $1 AND year = $2 AND ", stands!("fund_budget.matter"), " ORDER BY on_date, id");
    Ok(look.select::<FundBudget>(STANDING, fund_and_year)?)
}

/// The budget of a year and what was executed of it through a month.
pub fn budget_execution(look: &mut Look<'_>, fund: &FundRow, through: Month) -> Result<BudgetExecution, Unplanned> {
    let year = through.year();
    let args = [Value::Int(fund.id.0), Value::Int(i64::from(year))];
    let documents = budget_documents(look, &args)?;
    if documents.iter().all(|document| document.stage == BudgetStage::Draft) {
        let what = format!("{year} 年没有批复的基金预算");
        return Err(FieldError::input("year", what, "请先登记批复预算（fund.set_budget）").into());
    }
    let mut budget: BTreeMap<BudgetItem, Fen> = BTreeMap::new();
    let mut adjusted = BTreeMap::new();
    for document in documents.iter().filter(|document| document.stage != BudgetStage::Draft) {
        let lines = look.select::<FundBudgetLine>("WHERE budget = $1", &[Value::Int(document.id.0)])?;
        adjusted = lines.into_iter().map(|line| (line.item, line.amount)).collect();
        if document.stage == BudgetStage::Approved {
            budget = adjusted.clone();
        }
    }
    let posted = posted_lines(look, fund.id, through)?;
    let january = through.plus(1 - i32::from(through.month()));
    let this_year = executed(&posted, january, through);
    let before = executed(&posted, january.plus(-12), january.plus(-1));
    let kept = posted.iter().any(|p| p.month < january && p.template != TemplateName::OpeningBalances);
    let of = |amounts: &BTreeMap<BudgetItem, Fen>, item| amounts.get(item).copied().unwrap_or_default();
    let rows = BudgetItem::ALL.iter().map(|item| BudgetRow {
        item: *item,
        last_year: kept.then(|| of(&before, item)),
        budget: of(&budget, item),
        adjusted: of(&adjusted, item),
        executed: of(&this_year, item),
    });
    let balance = posted.iter().filter(|p| p.month < january && p.account == Account::Balance);
    let brought_forward = balance.map(|p| if p.side == Side::Credit { p.amount } else { -p.amount }).sum();
    let sql = "SELECT COUNT(*) FROM closed_month WHERE fund = $1 AND month = $2";
    let december = january.plus(11);
    let closed: i64 = look.scalar(sql, &[args[0].clone(), Value::Int(december.number())])?;
    let told = documents.iter().map(|d| (d.on_date.to_string(), d.stage, d.document.clone())).collect();
    let is_final = through == december && closed > 0;
    Ok(BudgetExecution { year, through, is_final, documents: told, rows: rows.collect(), brought_forward })
}

/// Turnover of facts by row.
fn executed(posted: &[Posted], from: Month, to: Month) -> BTreeMap<BudgetItem, Fen> {
    let mut sums: BTreeMap<BudgetItem, Fen> = BTreeMap::new();
    let facts = |p: &&Posted| !matches!(p.template, TemplateName::PeriodClose | TemplateName::OpeningBalances);
    for line in posted.iter().filter(facts).filter(|p| (from..=to).contains(&p.month)) {
        let Some(item) = BudgetItem::of(line) else { continue };
        let grows = if line.account.element() == Element::Income { Side::Credit } else { Side::Debit };
        *sums.entry(item).or_default() += if line.side == grows { line.amount } else { -line.amount };
    }
    sums
}

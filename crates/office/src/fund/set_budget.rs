//! 登记基金预算: drafts, the approved budget and its adjustments, each a dated document with all its rows.

use std::sync::Arc;

use base::{Date, Fen};
use desk::{Class, FieldError, Look, MATTER, Operation, Plan, Posts, Unplanned};
use serde::{Deserialize, Serialize};
use store::Value;

use super::budget::budget_documents;
use super::entry::FundFacts;
use crate::environment::Environment;
use crate::tables::{BudgetItem, BudgetStage, FundBudget, FundBudgetId, FundBudgetLine};

/// Budgets are recorded in the years around their own; another year is a slip of typing.
const YEARS: i32 = 2;

/// Records a budget document.
pub struct SetBudget(pub Arc<Environment>);

/// A row of the document.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct BudgetLineInput {
    /// The row.
    pub item: BudgetItem,
    /// Amount.
    pub amount: Fen,
}

/// A document.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct SetBudgetInput {
    /// The budget year.
    pub year: i16,
    /// Draft, approved or adjusted.
    pub stage: BudgetStage,
    /// The document.
    pub document: String,
    /// Its day.
    pub on: Date,
    /// All rows that are not zero.
    pub items: Vec<BudgetLineInput>,
}

/// What the plan depends on.
pub struct SetBudgetFacts {
    fund: FundFacts,
    before: Vec<FundBudget>,
}

impl Operation for SetBudget {
    type Input = SetBudgetInput;
    type Facts = SetBudgetFacts;
    const NAME: &'static str = "fund.set_budget";
    const TITLE: &'static str = "登记基金预算";
    const CLASS: Class = Class::R3;
    const POSTS: Posts = Posts::FUND;

    fn read(&self, look: &mut Look<'_>, input: &SetBudgetInput) -> Result<SetBudgetFacts, Unplanned> {
        let fund = FundFacts::without_document(look)?;
        let args = [Value::Int(fund.fund.id.0), Value::Int(i64::from(input.year))];
        let before = budget_documents(look, &args)?;
        Ok(SetBudgetFacts { fund, before })
    }

    fn plan(&self, facts: &SetBudgetFacts, input: &SetBudgetInput) -> Result<Plan, Vec<FieldError>> {
        let faults = faults(facts, input);
        if !faults.is_empty() {
            return Err(faults);
        }
        let document = input.document.trim().to_owned();
        let mut plan = Plan::new(format!("{} 年基金{} {document}", input.year, input.stage), facts.fund.area);
        let id: FundBudgetId = plan.new_id();
        let sum = |income: bool| {
            input.items.iter().filter(|line| line.item.is_income() == income).map(|line| line.amount).sum::<Fen>()
        };
        plan.amount = sum(false);
        plan.show("基金收入", "", sum(true));
        plan.show("基金支出", "", sum(false));
        plan.show("本年收支结余", "", sum(true) - sum(false));
        for line in &input.items {
            plan.show(&format!("  {}", line.item), "", line.amount);
            plan.insert(&FundBudgetLine { budget: id, item: line.item, amount: line.amount });
        }
        plan.insert(&FundBudget {
            id,
            fund: facts.fund.fund.id,
            year: i64::from(input.year),
            stage: input.stage,
            document,
            on_date: input.on,
            matter: MATTER,
        });
        Ok(plan)
    }
}

fn faults(facts: &SetBudgetFacts, input: &SetBudgetInput) -> Vec<FieldError> {
    let mut faults = Vec::new();
    let mut fault = |key: &str, what: String, advice: &str| faults.push(FieldError::input(key, what, advice));
    if input.document.trim().is_empty() {
        fault("document", "文号未填写".to_owned(), "请填写批复或调整文件的文号");
    }
    if facts.before.iter().any(|before| before.document == input.document.trim()) {
        fault(
            "document",
            format!("{} 已登记过", input.document.trim()),
            "同一文件只登记一次；登记有误的先办理红冲登记",
        );
    }
    if input.on > facts.fund.today {
        fault("on", format!("文件日期 {} 晚于今天", input.on), "请填写文件的落款日期");
    }
    if (i32::from(input.year) - i32::from(facts.fund.today.year())).abs() > YEARS {
        fault("year", format!("预算年度 {} 离今天太远", input.year), "请填写四位数的年度");
    }
    let approved = facts.before.iter().find(|before| before.stage == BudgetStage::Approved);
    match (input.stage, approved) {
        (BudgetStage::Approved, Some(before)) => {
            let what = format!("{} 年预算已由 {} 批复", input.year, before.document);
            fault("stage", what, "批复后的变动按调整预算登记；登记有误的先办理红冲登记");
        }
        (BudgetStage::Adjusted, None) => {
            fault("stage", format!("{} 年还没有批复预算", input.year), "请先登记批复预算");
        }
        (BudgetStage::Adjusted, Some(before)) if input.on < before.on_date => {
            fault("on", format!("调整日期早于批复日期 {}", before.on_date), "请核对文件日期");
        }
        _ => {}
    }
    if input.items.is_empty() {
        fault("items", "没有预算项目".to_owned(), "请按基金预算表逐项填写");
    }
    for (line, number) in input.items.iter().zip(1..) {
        if line.amount.is_negative() && line.item != BudgetItem::Investment {
            fault(&format!("items.{number}"), format!("{}是负数", line.item), "请按预算表填写");
        }
        if input.items.iter().filter(|other| other.item == line.item).count() > 1 {
            fault(&format!("items.{number}"), format!("{}填写了两次", line.item), "请合并为一行");
        }
    }
    faults
}

//! 工作经费: the department's budget lines, their adjustments and what was spent, each by a dated document. Nothing is
//! spent that the line does not have.

use std::collections::BTreeMap;
use std::sync::Arc;

use base::{Date, Fen, RegionCode};
use desk::{Class, FieldError, Look, MATTER, Operation, Plan, Posts, Unplanned};
use evaluation::{Band, incentive_band};
use rust_decimal::Decimal;
use serde::{Deserialize, Serialize};
use store::Value;

use crate::environment::Environment;
use crate::fund::stands;
use crate::registry::agency_area;
use crate::tables::{WorkMoney, WorkStep};

/// A budget line of a year.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct MoneyRow {
    /// 年初预算
    pub budget: Fen,
    /// 调整
    pub adjustment: Fen,
    /// 支出
    pub spent: Fen,
    /// What was collected the year before and the document that says so, where the budget is granted as a share of it.
    pub collected: Option<(Fen, String)>,
}

impl MoneyRow {
    /// The budget as a share of last year's collections in percent, and how it stands to its band.
    pub fn band(&self) -> Option<(Decimal, Band)> {
        self.collected.as_ref().and_then(|(collected, _)| incentive_band(self.budget, *collected))
    }

    /// 调整后预算
    pub fn adjusted(&self) -> Fen {
        self.budget + self.adjustment
    }
}

/// The department's lines of a budget year.
pub fn money_of(look: &mut Look<'_>, budget_year: i16) -> Result<BTreeMap<String, MoneyRow>, Unplanned> {
    let args = [Value::Int(look.agency().0), Value::Int(i64::from(budget_year))];
    let mut rows: BTreeMap<String, MoneyRow> = BTreeMap::new();
    const STANDING: &str =
        concat!("WHERE agency = $1 AND budget_year = $2 AND ", stands!("work_money.matter"), " ORDER BY id");
    for money in look.select::<WorkMoney>(STANDING, &args)? {
        let row = rows.entry(money.item).or_default();
        match money.step {
            WorkStep::Budget => {
                row.budget += money.amount;
                row.collected = money.collected.map(|collected| (collected, money.collected_document));
            }
            WorkStep::Adjustment => row.adjustment += money.amount,
            WorkStep::Spending => row.spent += money.amount,
        }
    }
    Ok(rows)
}

/// Records a document.
pub struct RecordMoney(pub Arc<Environment>);

/// What it says.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct RecordMoneyInput {
    /// The budget year.
    pub budget_year: i16,
    /// The year that the work is assessed for.
    pub assess_year: i16,
    /// Budget, adjustment or spending.
    pub step: WorkStep,
    /// The budget line, in words.
    pub item: String,
    /// Amount.
    pub amount: Fen,
    /// Contributions collected the year before, where the budget is granted as a share of them (征缴激励经费).
    #[serde(default)]
    pub collected: Option<Fen>,
    /// The document that says so.
    #[serde(default)]
    pub collected_document: String,
    /// The document.
    pub document: String,
    /// Its day.
    pub on: Date,
}

/// What the plan depends on.
pub struct RecordMoneyFacts {
    area: RegionCode,
    today: Date,
    rows: BTreeMap<String, MoneyRow>,
    before: i64,
}

impl Operation for RecordMoney {
    type Input = RecordMoneyInput;
    type Facts = RecordMoneyFacts;
    const NAME: &'static str = "work.record_money";
    const TITLE: &'static str = "登记工作经费";
    const CLASS: Class = Class::R3;
    const POSTS: Posts = Posts::FUND;

    fn read(&self, look: &mut Look<'_>, input: &RecordMoneyInput) -> Result<RecordMoneyFacts, Unplanned> {
        use store::Field as _;
        let sql = concat!(
            "SELECT COUNT(*) FROM work_money m WHERE agency = $1 AND step = $2 AND item = $3 AND document = $4 AND ",
            stands!("m.matter")
        );
        let agency = Value::Int(look.agency().0);
        let args = [agency, input.step.value(), input.item.trim().into(), input.document.trim().into()];
        Ok(RecordMoneyFacts {
            area: agency_area(look)?,
            today: look.today(),
            rows: money_of(look, input.budget_year)?,
            before: look.scalar(sql, &args)?,
        })
    }

    fn plan(&self, facts: &RecordMoneyFacts, input: &RecordMoneyInput) -> Result<Plan, Vec<FieldError>> {
        let mut faults = Vec::new();
        let mut fault = |key: &str, what: String, advice: &str| faults.push(FieldError::input(key, what, advice));
        let row = facts.rows.get(input.item.trim()).cloned().unwrap_or_default();
        for (key, text) in [("item", &input.item), ("document", &input.document)] {
            if text.trim().is_empty() {
                fault(key, "没有填写".to_owned(), "请按预算文件或支付单据填写");
            }
        }
        if facts.before > 0 {
            fault(
                "document",
                format!("{} 已登记过", input.document.trim()),
                "同一单据只登记一次；登记有误的先办理红冲登记",
            );
        }
        if input.on > facts.today {
            fault("on", format!("日期 {} 晚于今天", input.on), "请填写单据的日期");
        }
        if input.amount.is_zero() || (input.amount.is_negative() && input.step != WorkStep::Adjustment) {
            fault("amount", format!("金额 {} 元不能登记", input.amount), "只有预算调整可以是负数");
        }
        if input.assess_year > input.budget_year {
            fault("assess_year", "考核年度晚于预算年度".to_owned(), "请核对：考核年度是工作所属的年度");
        }
        match input.step {
            WorkStep::Budget if !row.budget.is_zero() => {
                fault("item", format!("{}已有年初预算 {} 元", input.item.trim(), row.budget), "变动按预算调整登记");
            }
            WorkStep::Adjustment | WorkStep::Spending if row.budget.is_zero() => {
                fault(
                    "item",
                    format!("{} 年没有“{}”的年初预算", input.budget_year, input.item.trim()),
                    "请先登记年初预算",
                );
            }
            WorkStep::Adjustment if row.adjusted() + input.amount < row.spent => {
                fault(
                    "amount",
                    format!("调整后 {} 元，已支出 {} 元", row.adjusted() + input.amount, row.spent),
                    "预算不能低于已支出数",
                );
            }
            WorkStep::Spending if row.spent + input.amount > row.adjusted() => {
                fault(
                    "amount",
                    format!("调整后预算 {} 元，累计支出将达 {} 元", row.adjusted(), row.spent + input.amount),
                    "请先办理预算调整",
                );
            }
            _ => {}
        }
        faults.extend(collected_faults(input));
        if !faults.is_empty() {
            return Err(faults);
        }
        let item = input.item.trim().to_owned();
        let mut plan = Plan::new(format!("{} 年工作经费{} {item}", input.budget_year, input.step), facts.area);
        plan.amount = input.amount.max(-input.amount);
        plan.show(&item, row.adjusted() - row.spent, input.amount);
        show_band(&mut plan, input);
        let id = plan.new_id();
        plan.insert(&WorkMoney {
            id,
            budget_year: i64::from(input.budget_year),
            assess_year: i64::from(input.assess_year),
            step: input.step,
            item,
            amount: input.amount,
            collected: input.collected,
            collected_document: input.collected_document.trim().to_owned(),
            document: input.document.trim().to_owned(),
            on_date: input.on,
            matter: MATTER,
        });
        Ok(plan)
    }
}

/// What is wrong with the collections that a budget is a share of.
fn collected_faults(input: &RecordMoneyInput) -> Vec<FieldError> {
    let Some(collected) = input.collected else { return Vec::new() };
    let mut faults = Vec::new();
    let mut fault = |key: &str, what: String, advice: &str| faults.push(FieldError::input(key, what, advice));
    if input.step != WorkStep::Budget {
        fault("collected", "只有年初预算按征缴收入核定".to_owned(), "调整和支出不填");
    }
    if collected <= Fen::ZERO {
        fault("collected", format!("征缴收入 {collected} 元"), "请填写上年实际征缴的保险费");
    }
    if input.collected_document.trim().is_empty() {
        fault("collected_document", "征缴收入没有写明出处".to_owned(), "请填写上年基金决算或报表");
    }
    faults
}

/// The share that signers see; one outside the band is asked about.
fn show_band(plan: &mut Plan, input: &RecordMoneyInput) {
    let Some((share, band)) = input.collected.and_then(|collected| incentive_band(input.amount, collected)) else {
        return;
    };
    let what = format!("{}%，{}", share.round_dp(4).normalize(), band.words());
    if band != Band::Within {
        plan.notices.push(format!("经费占上年征缴收入 {what}，请核对征缴收入和核定文件（幅度依据赣市府办字〔2003〕123号，其他地区以当地文件为准）"));
    }
    plan.show("占上年征缴收入", "", what);
}

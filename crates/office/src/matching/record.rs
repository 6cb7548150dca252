//! 登记配套资金文件: a request to a level, or a batch that it gave notice of. Neither touches the books: money is income
//! when it has arrived (`fund.receive_subsidy`).

use std::sync::Arc;

use base::{Date, Fen, Level};
use desk::{Class, FieldError, Look, MATTER, Operation, Plan, Posts, Unplanned};
use serde::{Deserialize, Serialize};
use store::{Field, Value};

use crate::environment::Environment;
use crate::fund::{FundFacts, stands};
use crate::tables::{MatchingDocument, MatchingDocumentId, MatchingLine, MatchingPurpose, MatchingStep};

/// A document is recorded in the years around its own; another year is a slip of typing.
const YEARS: i32 = 2;

/// Records a document.
pub struct Record(pub Arc<Environment>);

/// What it says of one purpose.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct MatchingLineInput {
    /// What for.
    pub purpose: MatchingPurpose,
    /// Amount.
    pub amount: Fen,
}

/// A document.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct RecordInput {
    /// The year the money is meant for.
    pub year: i16,
    /// Requested or allotted.
    pub step: MatchingStep,
    /// Which government.
    pub level: Level,
    /// The document.
    pub document: String,
    /// Its day.
    pub on: Date,
    /// By purpose.
    pub parts: Vec<MatchingLineInput>,
}

/// What the plan depends on.
pub struct RecordFacts {
    fund: FundFacts,
    before: i64,
    settled: i64,
}

impl Operation for Record {
    type Input = RecordInput;
    type Facts = RecordFacts;
    const NAME: &'static str = "matching.record";
    const TITLE: &'static str = "登记配套资金请款或下达";
    const CLASS: Class = Class::R2;
    const POSTS: Posts = Posts::FUND;

    fn read(&self, look: &mut Look<'_>, input: &RecordInput) -> Result<RecordFacts, Unplanned> {
        let fund = FundFacts::without_document(look)?;
        let key = [Value::Int(fund.fund().id.0), Value::Int(i64::from(input.year)), input.level.value()];
        let same = [key.to_vec(), vec![input.step.value(), input.document.trim().into()]].concat();
        let before = concat!(
            "SELECT COUNT(*) FROM matching_document d WHERE fund = $1 AND year = $2 AND level = $3 \
             AND step = $4 AND document = $5 AND ",
            stands!("d.matter")
        );
        let settled = concat!(
            "SELECT COUNT(*) FROM matching_settlement s WHERE fund = $1 AND year = $2 AND level = $3 AND ",
            stands!("s.matter")
        );
        Ok(RecordFacts { before: look.scalar(before, &same)?, settled: look.scalar(settled, &key)?, fund })
    }

    fn plan(&self, facts: &RecordFacts, input: &RecordInput) -> Result<Plan, Vec<FieldError>> {
        let mut faults = Vec::new();
        let mut fault = |key: &str, what: String, advice: &str| faults.push(FieldError::input(key, what, advice));
        if input.document.trim().is_empty() {
            fault("document", "文号未填写".to_owned(), "请填写请款函或指标文件的文号");
        }
        if facts.before > 0 {
            fault(
                "document",
                format!("{} 已登记过", input.document.trim()),
                "同一文件只登记一次；登记有误的先办理红冲登记",
            );
        }
        if (i32::from(input.year) - i32::from(facts.fund.today().year())).abs() > YEARS {
            fault("year", format!("指标年度 {} 离今天太远", input.year), "请填写四位数的年度");
        }
        if facts.settled > 0 {
            fault("year", format!("{} 年已与{}结算", input.year, input.level), "请登记到结算后的年度");
        }
        if input.on > facts.fund.today() {
            fault("on", format!("文件日期 {} 晚于今天", input.on), "请填写文件的落款日期");
        }
        if input.parts.is_empty() {
            fault("parts", "没有填写用途和金额".to_owned(), "请按文件逐项填写");
        }
        for (part, number) in input.parts.iter().zip(1..) {
            if part.amount <= Fen::ZERO {
                fault(&format!("parts.{number}"), format!("{}金额应大于零", part.purpose), "没有的用途不填");
            }
            if input.parts.iter().filter(|other| other.purpose == part.purpose).count() > 1 {
                fault(&format!("parts.{number}"), format!("{}填写了两次", part.purpose), "请合并为一行");
            }
        }
        if !faults.is_empty() {
            return Err(faults);
        }
        let document = input.document.trim().to_owned();
        let title = format!("{} 年{}配套资金{} {document}", input.year, input.level, input.step);
        let mut plan = Plan::new(title, facts.fund.area);
        plan.amount = input.parts.iter().map(|part| part.amount).sum();
        let id: MatchingDocumentId = plan.new_id();
        for part in &input.parts {
            plan.show(part.purpose.title(), "", part.amount);
            plan.insert(&MatchingLine { document: id, purpose: part.purpose, amount: part.amount });
        }
        plan.insert(&MatchingDocument {
            id,
            fund: facts.fund.fund().id,
            year: i64::from(input.year),
            step: input.step,
            level: input.level,
            document,
            on_date: input.on,
            matter: MATTER,
        });
        Ok(plan)
    }
}

//! 收到财政补贴: governments' subsidies have arrived in the special account (entry 7).

use std::sync::Arc;

use base::{ByLevel, Date, Fen, Level};
use desk::{Class, FieldError, Look, Operation, Plan, Posts, Unplanned};
use ledger::templates::{Head, subsidy_received};
use ledger::{Purpose, TemplateName};
use serde::{Deserialize, Serialize};

use super::entry::{FundFacts, document_faults};
use super::months::book_of;
use super::post::voucher_fault;
use crate::environment::Environment;

/// Books a receipt of subsidies.
pub struct ReceiveSubsidy(pub Arc<Environment>);

/// A receipt of subsidies.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ReceiveSubsidyInput {
    /// Day the money arrived.
    pub on: Date,
    /// Number of the finance bureau's document.
    pub document: String,
    /// What it is for.
    pub parts: Vec<SubsidyPart>,
}

/// One purpose of a receipt, by level, in fen.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct SubsidyPart {
    /// Purpose.
    pub purpose: Purpose,
    /// From the central budget.
    #[serde(default)]
    pub central: Fen,
    /// From the province.
    #[serde(default)]
    pub province: Fen,
    /// From the city.
    #[serde(default)]
    pub city: Fen,
    /// From the county.
    #[serde(default)]
    pub county: Fen,
}

impl SubsidyPart {
    fn levels(&self) -> ByLevel {
        ByLevel::new([self.central, self.province, self.city, self.county])
    }
}

impl Operation for ReceiveSubsidy {
    type Input = ReceiveSubsidyInput;
    type Facts = FundFacts;
    const NAME: &'static str = "fund.receive_subsidy";
    const TITLE: &'static str = "收到财政补贴";
    const CLASS: Class = Class::R3;
    const POSTS: Posts = Posts::FUND;

    fn read(&self, look: &mut Look<'_>, input: &ReceiveSubsidyInput) -> Result<FundFacts, Unplanned> {
        FundFacts::read(look, TemplateName::SubsidyReceived, &input.document)
    }

    fn plan(&self, facts: &FundFacts, input: &ReceiveSubsidyInput) -> Result<Plan, Vec<FieldError>> {
        let mut faults = document_faults(facts, input.on, &input.document);
        for (part, number) in input.parts.iter().zip(1..) {
            let key = format!("parts.{number}");
            if Level::ALL.iter().any(|level| part.levels()[*level].is_negative()) {
                faults.push(FieldError::input(&key, "补贴金额是负数", "请填写收到的金额；冲减请红字冲销原凭证"));
            }
            if input.parts.iter().filter(|other| other.purpose == part.purpose).count() > 1 {
                faults.push(FieldError::input(&key, "同一用途填写了两次", "请合并为一行"));
            }
        }
        if !faults.is_empty() {
            return Err(faults);
        }
        let head = Head::new(book_of(facts.fund.scheme), input.on, &input.document);
        let parts: Vec<(Purpose, ByLevel)> = input.parts.iter().map(|p| (p.purpose, p.levels())).collect();
        let voucher = subsidy_received::voucher(&head, &parts).map_err(|e| voucher_fault(&e))?;
        let mut plan = Plan::new(format!("收到财政补贴 {}", input.document), facts.area);
        plan.amount = voucher.total();
        facts.book(&mut plan, &voucher)?;
        Ok(plan)
    }
}

//! 建立调整补发、零星发放: runs beside the month's. Computed, signed, sent and answered as it is.
//!
//! An adjustment raises what the law in force owes for months that were raised by another version
//! or by facts that were corrected. An off-cycle run raises single sums, so that heirs and who
//! leaves do not wait for the month's run.

use std::sync::Arc;

use base::{Fen, Month, RegionCode, Seq};
use desk::{Class, FieldError, Look, MATTER, Operation, Plan, Posts, Unplanned};
use serde::{Deserialize, Serialize};
use store::Value;

use crate::benefits::Calendar;
use crate::environment::Environment;
use crate::law::need_active;
use crate::registry::{agency_area, fund_of};
use crate::tables::{Batch, BatchId, FundRow, Run, RunId, RunKind, RunState, Scheme};

/// Opens a run beside the month's.
pub struct OpenSpecial(pub Arc<Environment>);

/// Which kind.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Special {
    /// 调整补发
    Adjustment,
    /// 零星发放
    OffCycle,
}

/// Which kind, and why.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct OpenSpecialInput {
    /// `adjustment` or `off_cycle`.
    pub kind: Special,
    /// The document or the reason.
    pub reason: String,
}

/// What the plan depends on.
pub struct OpenSpecialFacts {
    area: RegionCode,
    fund: FundRow,
    known: Seq,
    calendar: Calendar,
    batches: i64,
    /// An adjustment that was opened and is neither approved nor given up.
    adjusting: i64,
}

impl Operation for OpenSpecial {
    type Input = OpenSpecialInput;
    type Facts = OpenSpecialFacts;
    const NAME: &'static str = "payment.open_special";
    const TITLE: &'static str = "建立调整补发、零星发放";
    const CLASS: Class = Class::R1;
    const POSTS: Posts = Posts::BUSINESS;

    fn read(&self, look: &mut Look<'_>, _input: &OpenSpecialInput) -> Result<OpenSpecialFacts, Unplanned> {
        need_active(look, &self.0)?;
        let scheme = Scheme::Resident;
        let fund = fund_of(look, scheme)?
            .ok_or_else(|| FieldError::whole("本机构尚未建立城乡居民养老保险基金", "请先办理期初建账"))?;
        let area = agency_area(look)?;
        let calendar = Calendar::read(look, scheme)?;
        let agency = Value::Int(look.agency().0);
        let number = format!("{area}-{}-%", calendar.open_month.number());
        let adjusting = "SELECT COUNT(*) FROM run WHERE agency = $1 AND kind = 'adjustment' \
                         AND state IN ('draft', 'computing', 'totalled', 'checked')";
        Ok(OpenSpecialFacts {
            area,
            fund,
            known: look.known(),
            calendar,
            batches: look.scalar(
                "SELECT COUNT(*) FROM batch WHERE agency = $1 AND number LIKE $2",
                &[agency.clone(), number.into()],
            )?,
            adjusting: look.scalar(adjusting, &[agency])?,
        })
    }

    fn plan(&self, facts: &OpenSpecialFacts, input: &OpenSpecialInput) -> Result<Plan, Vec<FieldError>> {
        let mut errors = Vec::new();
        if input.reason.trim().is_empty() {
            errors.push(FieldError::input("reason", "没有填写依据", "请填写调整文件的文号，或零星发放的原因"));
        }
        if input.kind == Special::Adjustment {
            if let Some(month) = facts.calendar.under_way {
                let what = format!("{month} 的发放批次还没有审批，应补多少尚不能确定");
                errors.push(FieldError::input("kind", what, "请先审批或作废该批次，再建立调整补发"));
            }
            if facts.adjusting > 0 {
                let what = "已有一个调整补发批次还没有审批";
                errors.push(FieldError::input("kind", what, "请先审批或作废它，同一差额不能补两次"));
            }
        }
        if !errors.is_empty() {
            return Err(errors);
        }
        let kind = match input.kind {
            Special::Adjustment => RunKind::Adjustment,
            Special::OffCycle => RunKind::OffCycle,
        };
        let month: Month = facts.calendar.open_month;
        let mut plan = Plan::new(format!("建立{kind}"), facts.area);
        let (run, batch): (RunId, BatchId) = (plan.new_id(), plan.new_id());
        let number = format!("{}-{}-{}", facts.area, month.number(), facts.batches + 1);
        let law_version = self.0.law.version_name().to_owned();
        plan.show("种类", "", kind);
        plan.show("批次号", "", &number);
        plan.show("政策版本", "", &law_version);
        plan.show("依据", "", input.reason.trim());
        plan.insert(&Batch { id: batch, number, run });
        plan.insert(&Run {
            id: run,
            fund: facts.fund.id,
            scheme: Scheme::Resident,
            month,
            kind,
            state: RunState::Draft,
            pinned: facts.known,
            matter: MATTER,
            batch,
            law_version,
            chunk_awards: self.0.chunk_awards,
            chunks: 0,
            people: 0,
            amount: Fen::ZERO,
            digest: String::new(),
        });
        Ok(plan)
    }
}

//! 建立月度发放: pins what is known now and gives the run its batch.
//!
//! Opening moves no money and writes no due, so one clerk does it; what it computes counts only
//! after three signatures (decision 7).

use std::sync::Arc;

use base::{Month, RegionCode, Seq};
use desk::{Class, FieldError, Look, MATTER, Operation, Plan, Post, Posts, Unplanned};
use serde::{Deserialize, Serialize};
use store::Value;

use crate::environment::Environment;
use crate::law::need_active;
use crate::payment::context::{regular_run, run_before};
use crate::registry::{agency_area, fund_of};
use crate::tables::{Batch, BatchId, FundRow, Run, RunId, RunKind, RunState, Scheme};

/// Opens the month's run.
pub struct OpenRun(pub Arc<Environment>);

/// Which month.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct OpenRunInput {
    /// The month to be paid.
    pub month: Month,
}

/// What the plan depends on.
pub struct OpenRunFacts {
    area: RegionCode,
    fund: FundRow,
    known: Seq,
    batches: i64,
    live: Option<Run>,
    before: Option<Run>,
    taken_on_through: Option<Month>,
    law_version: String,
}

impl Operation for OpenRun {
    type Input = OpenRunInput;
    type Facts = OpenRunFacts;
    const NAME: &'static str = "payment.open_run";
    const TITLE: &'static str = "建立月度发放";
    const CLASS: Class = Class::R1;
    const POSTS: Posts = Posts { make: &[Post::Clerk], check: &[Post::Reviewer], approve: &[Post::Approver] };

    fn read(&self, look: &mut Look<'_>, input: &OpenRunInput) -> Result<OpenRunFacts, Unplanned> {
        let scheme = Scheme::Resident;
        need_active(look, &self.0)?;
        let fund = fund_of(look, scheme)?
            .ok_or_else(|| FieldError::whole("本机构尚未建立城乡居民养老保险基金", "请先办理期初建账"))?;
        let area = agency_area(look)?;
        let number = format!("{area}-{}-%", input.month.number());
        let args = [Value::Int(look.agency().0), number.into()];
        let through = look.scalar::<Option<i64>>(
            "SELECT MAX(paid_through) FROM take_on WHERE agency = $1",
            &[Value::Int(look.agency().0)],
        )?;
        Ok(OpenRunFacts {
            area,
            fund,
            known: look.known(),
            batches: look.scalar("SELECT COUNT(*) FROM batch WHERE agency = $1 AND number LIKE $2", &args)?,
            live: regular_run(look, scheme, input.month)?,
            before: run_before(look, scheme, input.month)?,
            taken_on_through: through.and_then(|number| Month::from_number(number).ok()),
            law_version: self.0.law.version_name().to_owned(),
        })
    }

    fn plan(&self, facts: &OpenRunFacts, input: &OpenRunInput) -> Result<Plan, Vec<FieldError>> {
        if let Some(live) = &facts.live {
            return Err(vec![FieldError::input(
                "month",
                format!("{} 已有一个发放批次，当前是“{}”", input.month, live.state),
                "每月只有一个有效的月度发放；如需重算，先作废未审批的批次",
            )]);
        }
        if facts.before.is_none() && facts.taken_on_through != Some(input.month.previous()) {
            return Err(vec![FieldError::input(
                "month",
                format!("{} 的发放尚未审批，也没有发放至该月的期初移植", input.month.previous()),
                "请按月份顺序发放，先完成上月",
            )]);
        }
        let mut plan = Plan::new(format!("建立 {} 养老金发放", input.month), facts.area);
        let run: RunId = plan.new_id();
        let batch: BatchId = plan.new_id();
        let number = format!("{}-{}-{}", facts.area, input.month.number(), facts.batches + 1);
        plan.show("发放月份", "", input.month);
        plan.show("批次号", "", &number);
        plan.show("政策版本", "", &facts.law_version);
        plan.insert(&Batch { id: batch, number, run });
        plan.insert(&Run {
            id: run,
            fund: facts.fund.id,
            scheme: Scheme::Resident,
            month: input.month,
            kind: RunKind::Regular,
            state: RunState::Draft,
            pinned: facts.known,
            matter: MATTER,
            batch,
            law_version: facts.law_version.clone(),
            chunk_awards: self.0.chunk_awards,
            chunks: 0,
            people: 0,
            amount: base::Fen::ZERO,
            digest: String::new(),
        });
        Ok(plan)
    }
}

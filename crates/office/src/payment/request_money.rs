//! 用款申请: asks the finance bureau for a batch's money, by payer, on the approved totals.

use std::sync::Arc;

use base::{ByLevel, Fen, Level, RegionCode};
use desk::{Class, FieldError, Look, MATTER, Operation, Plan, Posts, Unplanned};
use serde::{Deserialize, Serialize};
use store::Value;

use crate::environment::Environment;
use crate::payment::context::{need_state, run_of};
use crate::payment::returned::{came_back_total, first_time_by_kind};
use crate::payment::totals::{Sums, batch_total};
use crate::registry::agency_area;
use crate::tables::{PaymentRequest, PaymentRequestId, Run, RunId, RunState};

/// Asks for a batch's money.
pub struct RequestMoney(pub Arc<Environment>);

/// Which run.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct RequestMoneyInput {
    /// The run.
    pub run: RunId,
}

/// What the plan depends on.
pub struct RequestMoneyFacts {
    area: RegionCode,
    run: Run,
    asked: Option<PaymentRequest>,
    by_payer: Sums,
    total: (i64, Fen),
    /// Lines whose money came back and lies in the payment account.
    came_back: (i64, Fen),
}

impl Operation for RequestMoney {
    type Input = RequestMoneyInput;
    type Facts = RequestMoneyFacts;
    const NAME: &'static str = "payment.request_money";
    const TITLE: &'static str = "用款申请";
    const CLASS: Class = Class::R3;
    const POSTS: Posts = Posts::FUND;

    fn read(&self, look: &mut Look<'_>, input: &RequestMoneyInput) -> Result<RequestMoneyFacts, Unplanned> {
        let run = run_of(look, input.run)?;
        Ok(RequestMoneyFacts {
            area: agency_area(look)?,
            asked: look.select_one("WHERE batch = $1", &[Value::Int(run.batch.0)])?,
            by_payer: first_time_by_kind(look, run.batch)?.into_values().sum(),
            total: batch_total(look, run.batch)?,
            came_back: came_back_total(look, run.batch)?,
            run,
        })
    }

    fn plan(&self, facts: &RequestMoneyFacts, _input: &RequestMoneyInput) -> Result<Plan, Vec<FieldError>> {
        need_state(&facts.run, &[RunState::Approved], "申请用款").map_err(|e| vec![e])?;
        if facts.asked.is_some() {
            return Err(vec![FieldError::input("run", "本批次已申请过用款", "不需要重复申请")]);
        }
        let by_level: ByLevel = facts.by_payer.by_level;
        let (lines, amount) = (facts.total.0 - facts.came_back.0, facts.total.1 - facts.came_back.1);
        if lines == 0 {
            let what = "本批没有需要用款的人员：没有要发的款项，或退票款已在支出户";
            return Err(vec![FieldError::input("run", what, "不需要申请用款，请直接报送代发文件")]);
        }
        if facts.by_payer.total() != amount {
            return Err(vec![FieldError::whole(
                format!("应发明细 {} 元与拟发 {amount} 元不符", facts.by_payer.total()),
                "请运行 shebao verify 查找原因",
            )]);
        }
        let mut plan = Plan::new(format!("{} 养老金用款申请 {amount} 元", facts.run.month), facts.area);
        plan.amount = amount;
        plan.show("人数", "", lines);
        for (level, fen) in by_level.iter() {
            plan.show(&format!("{level}财政"), "", fen);
        }
        plan.show("个人账户", "", facts.by_payer.account);
        plan.show("合计", "", amount);
        if facts.came_back.0 > 0 {
            plan.show("另有退票款在支出户", "", format!("{} 人 {} 元", facts.came_back.0, facts.came_back.1));
        }
        let id: PaymentRequestId = plan.new_id();
        plan.insert(&PaymentRequest {
            id,
            batch: facts.run.batch,
            central: by_level[Level::Central],
            province: by_level[Level::Province],
            city: by_level[Level::City],
            county: by_level[Level::County],
            account: facts.by_payer.account,
            amount,
            matter: MATTER,
        });
        Ok(plan)
    }
}

//! 归还协议: whoever cannot give back all at once agrees to instalments, or to less pension each month
//! until it is done (社会保险经办条例 第四十六条).

use std::sync::Arc;

use base::{Fen, Month};
use desk::{Class, FieldError, Look, MATTER, Operation, Plan, Posts, Unplanned};
use serde::{Deserialize, Serialize};

use crate::benefits::outstanding::Outstanding;
use crate::benefits::standing::Standing;
use crate::environment::Environment;
use crate::tables::{AwardState, RecoveryId, RepaymentPlan, RepaymentWay, Scheme};

/// Agrees on how something is given back.
pub struct AgreeRepayment(pub Arc<Environment>);

/// The agreement.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct AgreeRepaymentInput {
    /// The line of the recovery ledger.
    pub recovery: RecoveryId,
    /// By instalments or from the pension.
    pub way: RepaymentWay,
    /// So much a month.
    pub monthly: Fen,
    /// First month.
    pub from_month: Month,
    /// The signed agreement.
    pub document: String,
}

/// What the plan depends on.
pub struct AgreeRepaymentFacts {
    owed: Outstanding,
    standing: Standing,
}

impl Operation for AgreeRepayment {
    type Input = AgreeRepaymentInput;
    type Facts = AgreeRepaymentFacts;
    const NAME: &'static str = "benefits.agree_repayment";
    const TITLE: &'static str = "登记归还协议";
    const CLASS: Class = Class::R3;
    const POSTS: Posts = Posts::COUNTER;

    fn read(&self, look: &mut Look<'_>, input: &AgreeRepaymentInput) -> Result<AgreeRepaymentFacts, Unplanned> {
        let owed = Outstanding::read(look, input.recovery)?;
        let standing = Standing::read(look, owed.recovery.person, Scheme::Resident)?;
        Ok(AgreeRepaymentFacts { owed, standing })
    }

    fn plan(&self, facts: &AgreeRepaymentFacts, input: &AgreeRepaymentInput) -> Result<Plan, Vec<FieldError>> {
        let (owed, standing) = (&facts.owed, &facts.standing);
        let mut errors = Vec::new();
        let mut fault = |key: &str, what: String, advice: &str| errors.push(FieldError::input(key, what, advice));
        if let Some(end) = &owed.ended {
            fault("recovery", format!("这一笔已撤销（{}）", end.reason), "不需要归还");
        } else if owed.total().is_zero() {
            fault("recovery", "这一笔已经还清".to_owned(), "不需要协议");
        } else if input.monthly <= Fen::ZERO || input.monthly > owed.total() {
            let what = format!("每月 {} 元应大于零，不超过尚欠的 {} 元", input.monthly, owed.total());
            fault("monthly", what, "请按协议填写");
        }
        if input.document.trim().is_empty() {
            fault("document", "没有填写协议".to_owned(), "请填写本人或继承人签字的协议及日期");
        }
        if input.way == RepaymentWay::Deduction {
            let open = standing.calendar.open_month;
            if input.from_month < open {
                fault("from_month", format!("{} 已经发放，不能再抵扣", input.from_month), "请从当前月或以后开始");
            }
            match &standing.newest {
                Some((version, _)) if version.state == AwardState::Live && input.monthly < version.total() => {}
                Some((version, _)) if version.state == AwardState::Live => {
                    let what = format!("每月抵扣 {} 元，不低于月待遇 {} 元", input.monthly, version.total());
                    fault("monthly", what, "抵扣后本人应仍有待遇，请降低每月金额");
                }
                _ => fault("way", "没有正在发放的待遇可以抵扣".to_owned(), "请改为分期归还"),
            }
        }
        if !errors.is_empty() {
            return Err(errors);
        }
        let mut plan = Plan::new(format!("{} 归还协议", standing.name()), standing.region());
        plan.amount = owed.total();
        plan.show("尚欠", "", owed.total());
        let before =
            owed.plan.as_ref().map_or_else(String::new, |plan| format!("{} 每月 {} 元", plan.way, plan.monthly));
        plan.show("归还方式", before, format!("{}，{} 起每月 {} 元", input.way, input.from_month, input.monthly));
        plan.show("协议", "", input.document.trim());
        plan.insert(&RepaymentPlan {
            recovery: input.recovery,
            n: owed.plan.as_ref().map_or(0, |plan| plan.n) + 1,
            way: input.way,
            monthly: input.monthly,
            from_month: input.from_month,
            document: input.document.trim().to_owned(),
            matter: MATTER,
        });
        Ok(plan)
    }
}

//! 退票重发: returned payments, dues that had no account, and withheld payments that are owed
//! after all go out again in a batch of their own. No second due is raised: the new line covers
//! the same dues (decision 4).

use std::collections::BTreeMap;
use std::sync::Arc;

use base::{Fen, Month, RegionCode, Seq};
use desk::{Class, FieldError, Look, MATTER, Operation, Plan, Posts, Unplanned};
use serde::{Deserialize, Serialize};
use store::Value;

use crate::environment::Environment;
use crate::payment::context::run_of;
use crate::payment::unpaid::{Hindrance, Unpaid, Word, unpaid};
use crate::registry::agency_area;
use crate::tables::{Batch, BatchId, Disbursement, IdentifierId, PersonId, Run, RunId, RunKind, RunState};

/// Sends returned payments again.
pub struct Reissue(pub Arc<Environment>);

/// Which run's returns.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ReissueInput {
    /// The run whose dues are still unpaid.
    pub run: RunId,
    /// Whose withheld payment is owed after all: it leaves only when it is named here.
    #[serde(default)]
    pub release: Vec<PersonId>,
    /// Whose account the bank has confirmed since a payment came back from it: the name was mended,
    /// the account is no longer frozen.
    #[serde(default)]
    pub confirmed: Vec<PersonId>,
}

/// What the plan depends on.
pub struct ReissueFacts {
    area: RegionCode,
    run: Run,
    month: Month,
    known: Seq,
    batches: i64,
    unpaid: Vec<Unpaid>,
}

impl Operation for Reissue {
    type Input = ReissueInput;
    type Facts = ReissueFacts;
    const NAME: &'static str = "payment.reissue";
    const TITLE: &'static str = "退票重发";
    const CLASS: Class = Class::R3;
    const POSTS: Posts = Posts::BUSINESS;

    fn read(&self, look: &mut Look<'_>, input: &ReissueInput) -> Result<ReissueFacts, Unplanned> {
        let run = run_of(look, input.run)?;
        let area = agency_area(look)?;
        let month = Month::of(look.today());
        let number = format!("{area}-{}-%", month.number());
        let args = [Value::Int(look.agency().0), number.into()];
        Ok(ReissueFacts {
            batches: look.scalar("SELECT COUNT(*) FROM batch WHERE agency = $1 AND number LIKE $2", &args)?,
            unpaid: unpaid(look, &run)?,
            known: look.known(),
            area,
            month,
            run,
        })
    }

    fn plan(&self, facts: &ReissueFacts, input: &ReissueInput) -> Result<Plan, Vec<FieldError>> {
        if !facts.run.state.counts() || facts.run.kind == RunKind::Reissue {
            let what = "只有已审批的发放才能重发退票，重发批次再退票的也从原批次重发";
            return Err(vec![FieldError::input("run", what, "请选择已回盘的月度发放、调整补发或零星发放")]);
        }
        let (ready, hindered) = sorted(facts, input)?;
        let amount: Fen = ready.iter().map(|(unpaid, _)| unpaid.amount).sum();
        let mut plan = Plan::new(format!("{} 退票重发 {} 人 {amount} 元", facts.run.month, ready.len()), facts.area);
        plan.amount = amount;
        let (run, batch): (RunId, BatchId) = (plan.new_id(), plan.new_id());
        let number = format!("{}-{}-{}", facts.area, facts.month.number(), facts.batches + 1);
        plan.show("批次号", "", &number);
        plan.show("人数", "", ready.len());
        plan.show("金额", "", amount);
        for (unpaid, _) in ready.iter().filter(|(unpaid, _)| unpaid.withheld) {
            plan.show("止付后补发", "止付", format!("{} {} 元", unpaid.name, unpaid.amount));
        }
        for (unpaid, _) in ready.iter().filter(|(unpaid, payee)| unpaid.failed_on == Some(*payee)) {
            plan.show("银行确认原账户可用", "", format!("{} {} 元", unpaid.name, unpaid.amount));
        }
        for (hindrance, people) in &hindered {
            plan.show(&format!("不发：{}", hindrance.words().0), "", format!("{people} 人"));
        }
        plan.insert(&Batch { id: batch, number, run });
        plan.insert_all(ready.iter().zip(1..).map(|((unpaid, payee), line)| Disbursement {
            batch,
            line,
            run: facts.run.id,
            award: unpaid.award,
            attempt: unpaid.attempts + 1,
            person: unpaid.person,
            payee: *payee,
            region: unpaid.region,
            amount: unpaid.amount,
        }));
        plan.insert(&Run {
            id: run,
            month: facts.month,
            kind: RunKind::Reissue,
            state: RunState::Approved,
            matter: MATTER,
            // The file names people as they are called now.
            pinned: facts.known,
            batch,
            people: i64::try_from(ready.len()).unwrap_or(i64::MAX),
            amount,
            chunks: 0,
            ..facts.run.clone()
        });
        Ok(plan)
    }
}

/// What goes out, each with its account, and how many people each hindrance keeps.
type Sorted<'a> = (Vec<(&'a Unpaid, IdentifierId)>, BTreeMap<Hindrance, usize>);

fn sorted<'a>(facts: &'a ReissueFacts, input: &ReissueInput) -> Result<Sorted<'a>, Vec<FieldError>> {
    let is_withheld = |person: &PersonId| facts.unpaid.iter().any(|u| u.withheld && u.person == *person);
    let came_back = |person: &PersonId| facts.unpaid.iter().any(|u| u.failed_on.is_some() && u.person == *person);
    let mut strangers: Vec<FieldError> = Vec::new();
    for person in input.release.iter().filter(|person| !is_withheld(person)) {
        let what = format!("人员 {person} 在这个月没有止付未发的款项");
        strangers.push(FieldError::input("release", what, "请核对人员编号；退票的不用填写"));
    }
    for person in input.confirmed.iter().filter(|person| !came_back(person)) {
        let what = format!("人员 {person} 在这个月没有退票");
        strangers.push(FieldError::input("confirmed", what, "请核对人员编号；止付的填写在 release 中"));
    }
    if !strangers.is_empty() {
        return Err(strangers);
    }
    let (mut ready, mut hindered) = (Vec::new(), BTreeMap::new());
    for unpaid in &facts.unpaid {
        let named = |list: &[PersonId]| list.contains(&unpaid.person);
        match unpaid.goes_to(Word { released: named(&input.release), confirmed: named(&input.confirmed) }) {
            Ok(payee) => ready.push((unpaid, payee)),
            Err(hindrance) => *hindered.entry(hindrance).or_default() += 1,
        }
    }
    if ready.is_empty() {
        return Err(nothing_to_send(facts, &hindered));
    }
    Ok((ready, hindered))
}

fn nothing_to_send(facts: &ReissueFacts, hindered: &BTreeMap<Hindrance, usize>) -> Vec<FieldError> {
    if hindered.is_empty() {
        let what = format!("{} 的发放没有退票或未发的款项", facts.run.month);
        return vec![FieldError::input("run", what, "不需要重发；还没有回盘的请先导入回盘文件")];
    }
    let faults = hindered.iter().map(|(hindrance, people)| {
        let (what, advice) = hindrance.words();
        FieldError::whole(format!("{people} 人{what}"), advice)
    });
    faults.collect()
}

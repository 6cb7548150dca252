//! 受理进度: what happened to an application after it was taken in.

use std::sync::Arc;

use base::Date;
use desk::{Class, Digest, FieldError, Look, MATTER, MatterId, Operation, Plan, Posts, Unplanned};
use serde::{Deserialize, Serialize};
use store::Value;

use super::intakes::{IntakeNow, intake_now};
use crate::environment::Environment;
use crate::tables::{IntakeId, IntakeStep, IntakeStepKind};

/// Writes a step down.
pub struct Step(pub Arc<Environment>);

/// A step.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct StepInput {
    /// The intake.
    pub intake: IntakeId,
    /// What happened.
    pub step: IntakeStepKind,
    /// In words; for a refusal the reason.
    #[serde(default)]
    pub note: String,
    /// The matter that the back office works on.
    #[serde(default)]
    pub handled: Option<MatterId>,
    /// A received file, such as a photographed proof.
    #[serde(default)]
    pub file: Option<Digest>,
}

/// What the plan depends on.
pub struct StepFacts {
    today: Date,
    now: IntakeNow,
    matter_is_ours: bool,
    /// Matters of the back office that were named and wait for a signature.
    waiting: i64,
    file_is_here: bool,
}

pub(super) fn existing(look: &mut Look<'_>, intake: IntakeId) -> Result<IntakeNow, Unplanned> {
    let missing = || FieldError::input("intake", format!("没有编号为 {intake} 的受理"), "请从一窗通办页面进入");
    Ok(intake_now(look, intake)?.ok_or_else(missing)?)
}

impl Operation for Step {
    type Input = StepInput;
    type Facts = StepFacts;
    const NAME: &'static str = "window.step";
    const TITLE: &'static str = "登记受理进度";
    const CLASS: Class = Class::R1;
    const POSTS: Posts = Posts::COUNTER;

    fn read(&self, look: &mut Look<'_>, input: &StepInput) -> Result<StepFacts, Unplanned> {
        let matter = input.handled.unwrap_or(MATTER);
        let args = [Value::Int(look.agency().0), Value::Int(matter.0)];
        let ours = look.scalar::<i64>("SELECT COUNT(*) FROM matter WHERE agency = $1 AND id = $2", &args)? > 0;
        let waiting = "SELECT COUNT(*) FROM intake_step s WHERE s.intake = $1 AND s.handled IS NOT NULL \
                       AND NOT EXISTS (SELECT 1 FROM matter_end e WHERE e.matter = s.handled)";
        Ok(StepFacts {
            waiting: look.scalar(waiting, &[Value::Int(input.intake.0)])?,
            today: look.today(),
            now: existing(look, input.intake)?,
            matter_is_ours: input.handled.is_none() || ours,
            file_is_here: input.file.as_ref().is_none_or(|file| self.0.files.path(file).is_file()),
        })
    }

    fn plan(&self, facts: &StepFacts, input: &StepInput) -> Result<Plan, Vec<FieldError>> {
        let mut errors = Vec::new();
        let mut fault = |key: &str, what: &str, advice: &str| errors.push(FieldError::input(key, what, advice));
        let (now, note) = (&facts.now, input.note.trim());
        if let Some(ended) = now.ended() {
            fault("intake", &format!("这件受理已经{ended}"), "需要再办的请重新受理");
        }
        if !facts.matter_is_ours {
            fault("handled", "没有这个业务编号", "请填写后台业务的编号");
        }
        if !facts.file_is_here {
            fault("file", "附件不在接收文件目录中", "请重新上传");
        }
        let sent = now.steps.iter().any(|step| step.step == IntakeStepKind::SentOn);
        match input.step {
            IntakeStepKind::SentOn if input.handled.is_none() => {
                fault("handled", "没有填写业务编号", "请先办理业务，再填写它的编号");
            }
            IntakeStepKind::SentOn if now.missing().is_some() => {
                fault("step", "材料还没有补齐", "请先登记补正材料");
            }
            IntakeStepKind::Finished if !sent => fault("step", "还没有转后台办理", "请先登记对应的业务编号"),
            IntakeStepKind::Finished if facts.waiting > 0 => {
                fault("step", "后台的业务还没有签完字", "请等业务办结再出件；不再办的请登记不予办理");
            }
            IntakeStepKind::Refused if note.is_empty() => {
                fault("note", "没有写明不予办理的理由和依据", "请写明，申请人要书面告知");
            }
            IntakeStepKind::Supplied if note.is_empty() && input.file.is_none() => {
                fault("note", "没有写明补来了什么", "请写明材料名称，或上传材料");
            }
            _ => {}
        }
        if !errors.is_empty() {
            return Err(errors);
        }
        let mut plan = Plan::new(format!("{} {}", now.intake.applicant, input.step), now.intake.region);
        plan.show("受理编号", "", now.number());
        plan.show("进度", now.steps.last().map_or("已受理", |step| step.step.title()), input.step.title());
        if !note.is_empty() {
            plan.show("说明", "", note);
        }
        let n = now.steps.last().map_or(0, |step| step.n) + 1;
        plan.insert(&IntakeStep {
            intake: input.intake,
            n,
            step: input.step,
            on_date: facts.today,
            note: note.to_owned(),
            handled: input.handled,
            file: input.file.clone(),
            matter: MATTER,
        });
        Ok(plan)
    }
}

//! 入户走访: somebody went to see a person who cannot come. Seen alive is a proof of life; not met
//! is a record without which nobody old is suspended; said to be dead is a lead.

use std::sync::Arc;

use base::{Date, Month};
use desk::{Class, Digest, FieldError, Look, MATTER, Operation, Plan, Posts, Unplanned};
use serde::{Deserialize, Serialize};

use super::people::{Certifiable, Whom, certifiable};
use super::proof::{plan_bedridden, plan_death_lead, plan_proof};
use super::rule::CertificationRules;
use crate::benefits::Calendar;
use crate::environment::Environment;
use crate::risk::{KnownLeads, leads_on};
use crate::tables::{CertificationChannel, HomeVisit, PersonId, Scheme, VisitFinding};

/// Records a visit.
pub struct RecordVisit(pub Arc<Environment>);

/// The visit.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct RecordVisitInput {
    /// Who was visited.
    pub person: PersonId,
    /// Day.
    pub visited_on: Date,
    /// Who went.
    pub visitor: String,
    /// What was found.
    pub finding: VisitFinding,
    /// In words; needed unless the person was seen.
    #[serde(default)]
    pub note: String,
    /// Whether the person is bedridden, where that was seen.
    #[serde(default)]
    pub bedridden: Option<bool>,
    /// Photo or signed sheet, taken in before.
    #[serde(default)]
    pub file: Option<Digest>,
}

/// What the plan depends on.
pub struct RecordVisitFacts {
    today: Date,
    person: Option<Certifiable>,
    rules: CertificationRules,
    open: Month,
    leads: KnownLeads,
    file_is_here: bool,
}

impl Operation for RecordVisit {
    type Input = RecordVisitInput;
    type Facts = RecordVisitFacts;
    const NAME: &'static str = "certification.record_visit";
    const TITLE: &'static str = "登记入户走访";
    const CLASS: Class = Class::R2;
    const POSTS: Posts = Posts::COUNTER;

    fn read(&self, look: &mut Look<'_>, input: &RecordVisitInput) -> Result<RecordVisitFacts, Unplanned> {
        Ok(RecordVisitFacts {
            today: look.today(),
            person: certifiable(look, &self.0, Whom::Among(&[input.person]))?.into_iter().next(),
            rules: CertificationRules::on(look, &self.0, look.today())?,
            open: Calendar::read(look, Scheme::Resident)?.open_month,
            leads: leads_on(look, &[input.person])?,
            file_is_here: input.file.as_ref().is_none_or(|file| self.0.files.path(file).is_file()),
        })
    }

    fn plan(&self, facts: &RecordVisitFacts, input: &RecordVisitInput) -> Result<Plan, Vec<FieldError>> {
        let errors = faults(facts, input);
        let Some(person) = facts.person.as_ref().filter(|_| errors.is_empty()) else { return Err(errors) };
        let (visitor, on) = (input.visitor.trim(), input.visited_on);
        let mut plan = Plan::new(format!("{} 入户走访", person.name), person.version.region);
        plan.show("走访", "", format!("{on} {visitor}"));
        plan.show("结果", "", format!("{} {}", input.finding, input.note.trim()));
        let id = plan.new_id();
        plan.insert(&HomeVisit {
            id,
            person: input.person,
            visited_on: on,
            visitor: visitor.to_owned(),
            finding: input.finding,
            note: input.note.trim().to_owned(),
            file: input.file.clone(),
            matter: MATTER,
        });
        match input.finding {
            VisitFinding::Alive if !person.proven || on > person.certified_on => {
                let proof = (on, CertificationChannel::Visit, visitor);
                let until = plan_proof(&mut plan, &facts.rules, person, proof, None);
                plan.show("认证有效期至", person.valid_until, until);
            }
            VisitFinding::Died => plan_death_lead(&mut plan, person, (facts.open, &facts.leads), (on, visitor)),
            VisitFinding::Alive | VisitFinding::Absent => {}
        }
        plan_bedridden(&mut plan, person, input.bedridden, visitor);
        Ok(plan)
    }
}

fn faults(facts: &RecordVisitFacts, input: &RecordVisitInput) -> Vec<FieldError> {
    let mut errors = Vec::new();
    let mut fault = |key: &str, what: String, advice: &str| errors.push(FieldError::input(key, what, advice));
    if facts.person.is_none() {
        let what = "该人员没有正在发放或暂停的待遇".to_owned();
        fault("person", what, "只登记待遇领取人员的走访，请从预警名单中选择");
    }
    if input.visited_on > facts.today {
        fault("visited_on", format!("走访日期 {} 晚于今天", input.visited_on), "请填写实际走访的日期");
    }
    if input.visitor.trim().is_empty() {
        fault("visitor", "没有填写走访人".to_owned(), "请填写入户人员的姓名");
    }
    if input.finding != VisitFinding::Alive && input.note.trim().is_empty() {
        let what = format!("“{}”没有写明情况", input.finding);
        fault("note", what, "请写明问了谁、怎么说的");
    }
    if !facts.file_is_here {
        fault("file", "附件不在接收文件目录中".to_owned(), "请重新接收附件");
    }
    errors
}

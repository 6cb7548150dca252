//! 疑点证据: what was seen about a lead, as received files. The same file about the same lead is the
//! same evidence.

use std::sync::Arc;

use desk::{Class, Digest, FieldError, Look, MATTER, Operation, Plan, Posts, Unplanned};
use serde::{Deserialize, Serialize};
use store::{Field, Value};

use super::decide_lead::DecideLeadFacts;
use crate::environment::Environment;
use crate::tables::{LeadEvidence, LeadId};

/// Attaches a file to a lead.
pub struct AttachEvidence(pub Arc<Environment>);

/// Which file, about which lead.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct AttachEvidenceInput {
    /// The lead.
    pub lead: LeadId,
    /// The file, taken in before.
    pub file: Digest,
    /// The name it came with.
    pub name: String,
    /// What it shows.
    pub words: String,
}

/// What the plan depends on.
pub struct AttachEvidenceFacts {
    decide: DecideLeadFacts,
    is_here: bool,
    attached: bool,
}

impl Operation for AttachEvidence {
    type Input = AttachEvidenceInput;
    type Facts = AttachEvidenceFacts;
    const NAME: &'static str = "risk.attach_evidence";
    const TITLE: &'static str = "登记疑点证据";
    const CLASS: Class = Class::R1;
    const POSTS: Posts = Posts::COUNTER;

    fn read(&self, look: &mut Look<'_>, input: &AttachEvidenceInput) -> Result<AttachEvidenceFacts, Unplanned> {
        let sql = "SELECT COUNT(*) FROM lead_evidence WHERE lead = $1 AND file = $2";
        Ok(AttachEvidenceFacts {
            decide: DecideLeadFacts::read(look, input.lead)?,
            is_here: self.0.files.path(&input.file).is_file(),
            attached: look.scalar::<i64>(sql, &[Value::Int(input.lead.0), input.file.value()])? > 0,
        })
    }

    fn plan(&self, facts: &AttachEvidenceFacts, input: &AttachEvidenceInput) -> Result<Plan, Vec<FieldError>> {
        let mut errors = Vec::new();
        let mut fault = |key: &str, what: &str, advice: &str| errors.push(FieldError::input(key, what, advice));
        if !facts.is_here {
            fault("file", "附件不在接收文件目录中", "请重新接收附件");
        }
        if facts.attached {
            fault("file", "这个文件已经登记为这条疑点的证据", "不需要再次登记");
        }
        if input.words.trim().is_empty() {
            fault("words", "没有写明证据说明什么", "请写明来源和内容");
        }
        if !errors.is_empty() {
            return Err(errors);
        }
        let standing = &facts.decide.standing;
        let mut plan = Plan::new(format!("{} 疑点证据", standing.name()), standing.region());
        plan.show("疑点", "", &facts.decide.now.lead.source);
        plan.show("证据", "", format!("{}：{}", input.name, input.words.trim()));
        let id = plan.new_id();
        plan.insert(&LeadEvidence {
            id,
            lead: input.lead,
            file: input.file.clone(),
            name: input.name.clone(),
            words: input.words.trim().to_owned(),
            matter: MATTER,
        });
        Ok(plan)
    }
}

/// The evidence of a lead, oldest first.
pub fn evidence_of(look: &mut Look<'_>, lead: LeadId) -> Result<Vec<LeadEvidence>, Unplanned> {
    let args = [Value::Int(look.agency().0), Value::Int(lead.0)];
    Ok(look.select::<LeadEvidence>("WHERE agency = $1 AND lead = $2 ORDER BY id", &args)?)
}

//! 发函: a numbered letter to the office that knows more, and its answer.

use std::sync::Arc;

use base::Date;
use desk::{Class, Digest, FieldError, Look, MATTER, Operation, Plan, Posts, Unplanned};
use serde::{Deserialize, Serialize};
use store::{Field, Record, Value};

use super::decide_lead::DecideLeadFacts;
use crate::environment::Environment;
use crate::papers::day;
use crate::tables::{LeadId, LeadState, Letter, LetterAnswer, LetterId, PersonId};

/// Sends a letter.
pub struct SendLetter(pub Arc<Environment>);

/// Records its answer.
pub struct RecordAnswer(pub Arc<Environment>);

/// The letter.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct SendLetterInput {
    /// The lead.
    pub lead: LeadId,
    /// To whom; the office that the list names when left out.
    #[serde(default)]
    pub addressee: String,
    /// What is asked; the usual question when left out.
    #[serde(default)]
    pub body: String,
    /// The day until which an answer is asked for.
    pub answer_by: Date,
}

/// The answer.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct RecordAnswerInput {
    /// The letter.
    pub letter: LetterId,
    /// Day of the answer.
    pub answered_on: Date,
    /// What it says.
    pub answer: String,
    /// The answer as a file, taken in before.
    #[serde(default)]
    pub file: Option<Digest>,
}

/// What the plan of a letter depends on.
pub struct SendLetterFacts {
    today: Date,
    decide: DecideLeadFacts,
}

impl Operation for SendLetter {
    type Input = SendLetterInput;
    type Facts = SendLetterFacts;
    const NAME: &'static str = "risk.send_letter";
    const TITLE: &'static str = "疑点发函";
    const CLASS: Class = Class::R2;
    const POSTS: Posts = Posts::BUSINESS;

    fn read(&self, look: &mut Look<'_>, input: &SendLetterInput) -> Result<SendLetterFacts, Unplanned> {
        Ok(SendLetterFacts { today: look.today(), decide: DecideLeadFacts::read(look, input.lead)? })
    }

    fn plan(&self, facts: &SendLetterFacts, input: &SendLetterInput) -> Result<Plan, Vec<FieldError>> {
        let (lead, event) = (&facts.decide.now.lead, &facts.decide.now.event);
        let addressee = [input.addressee.trim(), lead.elsewhere.trim()].into_iter().find(|text| !text.is_empty());
        let mut errors = Vec::new();
        if addressee.is_none() {
            errors.push(FieldError::input("addressee", "没有填写收函单位", "请填写发放机构、监狱等单位全称"));
        }
        if event.state == LeadState::Cleared {
            let what = format!("这条疑点已销号（{}）", event.reason);
            errors.push(FieldError::input("lead", what, "不需要发函"));
        }
        if input.answer_by < facts.today {
            let what = format!("请复函的日期 {} 早于今天", input.answer_by);
            errors.push(FieldError::input("answer_by", what, "请填写今天以后的日期"));
        }
        let Some(addressee) = addressee.filter(|_| errors.is_empty()) else { return Err(errors) };
        let standing = &facts.decide.standing;
        let body = match input.body.trim() {
            "" => format!(
                "{addressee}：\n我单位在核查养老保险数据时发现，{}涉及疑点“{}”（{}）。请协助核实有关情况，并于{}前函复。",
                standing.name(),
                lead.kind,
                lead.source,
                day(input.answer_by)
            ),
            body => body.to_owned(),
        };
        let mut plan = Plan::new(format!("{} 疑点发函", standing.name()), standing.region());
        plan.show("收函单位", "", addressee);
        plan.show("内容", "", &body);
        let (id, year) = (plan.new_id(), i64::from(facts.today.year()));
        let number = plan.next_number(format!("letter/{year}"));
        plan.insert(&Letter {
            id,
            year,
            number,
            lead: input.lead,
            addressee: addressee.to_owned(),
            body,
            sent_on: facts.today,
            answer_by: input.answer_by,
            matter: MATTER,
        });
        Ok(plan)
    }
}

/// What the plan of an answer depends on.
pub struct RecordAnswerFacts {
    today: Date,
    letter: Letter,
    decide: DecideLeadFacts,
    answered: Option<LetterAnswer>,
    is_here: bool,
}

impl Operation for RecordAnswer {
    type Input = RecordAnswerInput;
    type Facts = RecordAnswerFacts;
    const NAME: &'static str = "risk.record_answer";
    const TITLE: &'static str = "登记复函";
    const CLASS: Class = Class::R1;
    const POSTS: Posts = Posts::BUSINESS;

    fn read(&self, look: &mut Look<'_>, input: &RecordAnswerInput) -> Result<RecordAnswerFacts, Unplanned> {
        let args = [Value::Int(look.agency().0), Value::Int(input.letter.0)];
        let letter = look
            .select_one::<Letter>("WHERE agency = $1 AND id = $2", &args)?
            .ok_or_else(|| FieldError::input("letter", "没有这封函", "请从发函台账中选择"))?;
        Ok(RecordAnswerFacts {
            today: look.today(),
            decide: DecideLeadFacts::read(look, letter.lead)?,
            answered: look.select_one::<LetterAnswer>("WHERE agency = $1 AND letter = $2", &args)?,
            is_here: input.file.as_ref().is_none_or(|file| self.0.files.path(file).is_file()),
            letter,
        })
    }

    fn plan(&self, facts: &RecordAnswerFacts, input: &RecordAnswerInput) -> Result<Plan, Vec<FieldError>> {
        let mut errors = Vec::new();
        let mut fault = |key: &str, what: String, advice: &str| errors.push(FieldError::input(key, what, advice));
        if let Some(answer) = &facts.answered {
            fault("letter", format!("{} 已登记复函：{}", answer.answered_on, answer.answer), "不能重复登记");
        }
        if input.answered_on > facts.today || input.answered_on < facts.letter.sent_on {
            let what = format!("复函日期 {} 应在发函（{}）和今天之间", input.answered_on, facts.letter.sent_on);
            fault("answered_on", what, "请核对复函日期");
        }
        if input.answer.trim().is_empty() {
            fault("answer", "没有填写复函内容".to_owned(), "请摘要填写");
        }
        if !facts.is_here {
            fault("file", "附件不在接收文件目录中".to_owned(), "请重新接收附件");
        }
        if !errors.is_empty() {
            return Err(errors);
        }
        let standing = &facts.decide.standing;
        let mut plan = Plan::new(format!("{} 复函", standing.name()), standing.region());
        plan.show("函号", "", format!("{} 年第 {} 号", facts.letter.year, facts.letter.number));
        plan.show("复函", "", format!("{} {}", input.answered_on, input.answer.trim()));
        plan.insert(&LetterAnswer {
            letter: input.letter,
            answered_on: input.answered_on,
            answer: input.answer.trim().to_owned(),
            file: input.file.clone(),
            matter: MATTER,
        });
        Ok(plan)
    }
}

/// A letter in the ledger.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LetterLine {
    /// The letter.
    pub letter: Letter,
    /// About whom.
    pub person: PersonId,
    /// The name.
    pub name: String,
    /// The day of the answer, and what it says.
    pub answer: Option<(Date, String)>,
}

/// All letters, newest first.
pub fn letters(look: &mut Look<'_>) -> Result<Vec<LetterLine>, Unplanned> {
    let sql = format!(
        "SELECT {}, v.name, a.answered_on, a.answer, l.person FROM letter t JOIN lead l ON l.id = t.lead \
         JOIN person_version v ON v.person = l.person \
         AND NOT EXISTS (SELECT 1 FROM person_version x WHERE x.person = v.person AND x.n > v.n) \
         LEFT JOIN letter_answer a ON a.letter = t.id WHERE t.agency = $1 ORDER BY t.id DESC",
        Letter::columns_of("t")
    );
    let at = Letter::COLUMNS.len();
    let mut found = Vec::new();
    look.each(&sql, &[Value::Int(look.agency().0)], |row| {
        let (on, answer) = (Option::<Date>::read(row, at + 1)?, Option::<String>::read(row, at + 2)?);
        let (person, name) = (PersonId::read(row, at + 3)?, row.text(at)?.to_owned());
        found.push(LetterLine { letter: Letter::read(row, 0)?, person, name, answer: on.zip(answer) });
        Ok(())
    })?;
    Ok(found)
}

//! 并档 and its undoing: two records are one person. An alias row is added and no key is rewritten, so
//! both histories stay, and parting them again loses nothing.

use std::sync::Arc;

use base::{Date, Fen, Month};
use desk::{Class, FieldError, Look, MATTER, Operation, Plan, Posts, Unplanned};
use serde::{Deserialize, Serialize};
use store::Value;

use super::alias::{OverlappingYear, standing, years_of_both};
use super::people::{PersonNow, clean_name, current_person};
use crate::accounts::came_back;
use crate::benefits::{SETTLED_NOW, newest_of_person};
use crate::environment::Environment;
use crate::tables::{
    AwardState, AwardVersion, EnrolmentEvent, EnrolmentState, EventKind, Identifier, IdentifierKind, PersonAlias,
    PersonId, Scheme,
};

/// Merges two records.
pub struct MergePeople(pub Arc<Environment>);

/// Parts them again.
pub struct UnmergePeople(pub Arc<Environment>);

/// Which records.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct MergePeopleInput {
    /// The record that stays in use.
    pub keep: PersonId,
    /// The record that is used no more.
    pub merged: PersonId,
    /// What was seen: household register, both cards.
    pub document: String,
    /// Where both records have a whole number and they differ: the word of the police that one of
    /// them was cancelled.
    #[serde(default)]
    pub cancelled_number: String,
}

/// Which record, and why.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct UnmergePeopleInput {
    /// The record that was merged into another.
    pub merged: PersonId,
    /// What was seen.
    pub document: String,
}

/// One record with all that decides whether it is the same person.
struct Side {
    now: PersonNow,
    /// Whole ID numbers: 18 digits, or 15 brought to 18.
    ids: Vec<String>,
    award: Option<AwardVersion>,
    into: Option<PersonId>,
    merged: Vec<PersonId>,
    events: Vec<EnrolmentEvent>,
    dead: bool,
}

impl Side {
    fn read(look: &mut Look<'_>, environment: &Environment, person: PersonId, key: &str) -> Result<Side, Unplanned> {
        let now = current_person(look, person, Scheme::Resident)?
            .ok_or_else(|| FieldError::input(key, "没有这个人员", "请从人员查询中选择"))?;
        let identifiers = environment.identifiers();
        let mut ids = Vec::new();
        for kind in [IdentifierKind::IdNumber, IdentifierKind::LegacyId] {
            let rest = "WHERE person = $1 AND kind = $2 ORDER BY id DESC LIMIT 1";
            let args = [Value::Int(person.0), store::Field::value(&kind)];
            let Some(row) = look.select_one::<Identifier>(rest, &args)? else { continue };
            let text = identifiers.open(&row.sealed)?;
            match base::ParsedId::parse(&text) {
                Ok(base::ParsedId::Current(id)) => ids.push(id.reveal().to_owned()),
                Ok(base::ParsedId::Legacy(old)) => ids.extend(old.upgraded().map(|id| id.reveal().to_owned())),
                Err(_) => {}
            }
        }
        let (into, merged) = standing(look, person)?;
        let events = match &now.enrolment {
            Some((enrolment, _)) => {
                look.select::<EnrolmentEvent>("WHERE enrolment = $1 ORDER BY n", &[Value::Int(enrolment.id.0)])?
            }
            None => Vec::new(),
        };
        let sql = "SELECT COUNT(*) FROM death d WHERE d.person = $1 \
                   AND NOT EXISTS (SELECT 1 FROM death_revocation z WHERE z.person = d.person AND z.n = d.n)";
        let dead = look.scalar::<i64>(sql, &[Value::Int(person.0)])? > 0;
        let award = newest_of_person(look, person, Scheme::Resident)?.map(|(version, _)| version);
        Ok(Side { now, ids, award, into, merged, events, dead })
    }

    fn name(&self) -> &str {
        &self.now.version.name
    }

    /// The state of the membership from now on.
    fn event(
        &self,
        (state, kind): (EnrolmentState, EventKind),
        reason: String,
        from_month: Month,
    ) -> Option<EnrolmentEvent> {
        let (enrolment, _) = self.now.enrolment.as_ref()?;
        let n = self.events.last().map_or(0, |event| event.n) + 1;
        Some(EnrolmentEvent { enrolment: enrolment.id, n, state, kind, reason, from_month })
    }
}

/// What the plan of a merge depends on.
pub struct MergePeopleFacts {
    today: Date,
    keep: Side,
    merged: Side,
    overlapping: Vec<OverlappingYear>,
    n: i64,
}

impl Operation for MergePeople {
    type Input = MergePeopleInput;
    type Facts = MergePeopleFacts;
    const NAME: &'static str = "registry.merge_people";
    const TITLE: &'static str = "并档（同一人的两条记录）";
    const CLASS: Class = Class::R3;
    const POSTS: Posts = Posts::BUSINESS;

    fn read(&self, look: &mut Look<'_>, input: &MergePeopleInput) -> Result<MergePeopleFacts, Unplanned> {
        Ok(MergePeopleFacts {
            today: look.today(),
            keep: Side::read(look, &self.0, input.keep, "keep")?,
            merged: Side::read(look, &self.0, input.merged, "merged")?,
            overlapping: years_of_both(look, input.keep, input.merged)?,
            n: rows_of(look, input.merged)?,
        })
    }

    fn plan(&self, facts: &MergePeopleFacts, input: &MergePeopleInput) -> Result<Plan, Vec<FieldError>> {
        let errors = faults(facts, input);
        if !errors.is_empty() {
            return Err(errors);
        }
        let MergePeopleFacts { keep, merged, .. } = facts;
        let mut plan = Plan::new(format!("{} 并档", keep.name()), keep.now.version.region);
        plan.show("保留的记录", "", format!("{}（{}）", input.keep, keep.now.version.region));
        plan.show("并入的记录", "", format!("{}（{}）", input.merged, merged.now.version.region));
        plan.show("所见证明", "", input.document.trim());
        plan.show("号码注销证明", "", input.cancelled_number.trim());
        plan.insert(&PersonAlias {
            merged: input.merged,
            n: facts.n + 1,
            kept: Some(input.keep),
            reason: input.document.trim().to_owned(),
            matter: MATTER,
        });
        let reason = format!("并入 {}", input.keep);
        if let Some(event) = merged.event((EnrolmentState::Ended, EventKind::Merged), reason, Month::of(facts.today)) {
            plan.insert(&event);
        }
        let refund: Fen = facts.overlapping.iter().map(|year| year.merged_amount.min(year.kept_amount)).sum();
        for year in &facts.overlapping {
            let what = format!("保留 {} 元，并入 {} 元", year.kept_amount, year.merged_amount);
            plan.show(&format!("{} 年两条记录都缴费", year.year), "", what);
        }
        if !facts.overlapping.is_empty() {
            let years = facts.overlapping.len();
            plan.notices.push(format!("重复缴费 {years} 年，应核对并退还重复的一份（至少 {refund} 元），请办理退费"));
        }
        Ok(plan)
    }
}

fn faults(facts: &MergePeopleFacts, input: &MergePeopleInput) -> Vec<FieldError> {
    let MergePeopleFacts { keep, merged, .. } = facts;
    let mut errors = Vec::new();
    let mut fault = |key: &str, what: String, advice: &str| errors.push(FieldError::input(key, what, advice));
    if input.keep == input.merged {
        fault("merged", "两个编号是同一条记录".to_owned(), "请填写两条不同的记录");
    }
    if input.document.trim().is_empty() {
        fault("document", "没有填写所见证明".to_owned(), "请写明户口簿、身份证等证明及其号码");
    }
    if let Some(into) = merged.into.or(keep.into) {
        fault("merged", format!("其中一条已经并入 {into}"), "请选择仍在使用的记录，或先撤销并档");
    }
    if !merged.merged.is_empty() {
        fault("merged", "另有记录并入了这一条".to_owned(), "请把这一条作为保留的记录，或先撤销原来的并档");
    }
    let (a, b) = (&keep.now.version, &merged.now.version);
    let different = "两人的信息不同，可能是两个人：请先核查；确有错误的先办理关键信息变更";
    if clean_name(&a.name) != clean_name(&b.name) {
        fault("merged", format!("姓名不同：“{}”和“{}”", a.name, b.name), different);
    }
    if a.birth.zip(b.birth).is_some_and(|(a, b)| a != b) {
        fault("merged", "出生日期不同".to_owned(), different);
    }
    if a.sex != b.sex && a.sex != 0 && b.sex != 0 {
        fault("merged", "性别不同".to_owned(), different);
    }
    let differ = !keep.ids.is_empty() && !merged.ids.is_empty() && !keep.ids.iter().any(|id| merged.ids.contains(id));
    if differ && input.cancelled_number.trim().is_empty() {
        let advice = "可能是两个人：请先核查；确是同一人的，请填写公安出具的号码注销证明";
        fault("merged", "两个有效的证件号码不同".to_owned(), advice);
    }
    if keep.dead != merged.dead {
        fault("merged", "一条记录已登记死亡，另一条没有".to_owned(), "请先核查死亡登记");
    }
    match merged.award.as_ref().map(|version| version.state) {
        None | Some(AwardState::Stopped) => {}
        Some(state) if keep.award.is_some() => {
            let what = format!("两条记录都有待遇，并入的一条是“{state}”");
            fault("merged", what, "一人只有一份待遇：请先终止重复的一份并追回多发，再并档");
        }
        Some(_) => fault("merged", "待遇在并入的一条上".to_owned(), "请把有待遇的一条作为保留的记录"),
    }
    errors
}

fn rows_of(look: &mut Look<'_>, merged: PersonId) -> Result<i64, Unplanned> {
    let sql = "SELECT COALESCE(MAX(n), 0) FROM person_alias WHERE merged = $1";
    Ok(look.scalar(sql, &[Value::Int(merged.0)])?)
}

/// What the plan of the undoing depends on.
pub struct UnmergePeopleFacts {
    today: Date,
    merged: Side,
    n: i64,
    /// Whether the other record got a pension assessed since, which counts this one's years.
    counted: bool,
    /// Whether the account of both was paid out or moved since, this one's money with it.
    gone: bool,
}

impl Operation for UnmergePeople {
    type Input = UnmergePeopleInput;
    type Facts = UnmergePeopleFacts;
    const NAME: &'static str = "registry.unmerge_people";
    const TITLE: &'static str = "撤销并档";
    const CLASS: Class = Class::R3;
    const POSTS: Posts = Posts::BUSINESS;

    fn read(&self, look: &mut Look<'_>, input: &UnmergePeopleInput) -> Result<UnmergePeopleFacts, Unplanned> {
        let counted = "SELECT COUNT(*) FROM person_alias p JOIN award a ON a.person = p.kept \
                       WHERE p.merged = $1 AND a.recorded > p.recorded AND NOT EXISTS \
                       (SELECT 1 FROM person_alias x WHERE x.merged = p.merged AND x.n > p.n)";
        let gone = format!(
            "SELECT (SELECT COUNT(*) FROM person_alias p JOIN transfer t ON t.person = p.kept AND t.way = 'out' \
                    WHERE p.merged = $1 AND t.recorded > p.recorded AND NOT {} AND NOT EXISTS \
                    (SELECT 1 FROM person_alias x WHERE x.merged = p.merged AND x.n > p.n)) + \
                    (SELECT COUNT(*) FROM person_alias p JOIN settlement s ON s.person = p.kept \
                    WHERE p.merged = $1 AND s.recorded > p.recorded AND {SETTLED_NOW} AND NOT EXISTS (SELECT 1 FROM person_alias x WHERE x.merged = p.merged AND x.n > p.n))",
            came_back("t.id")
        );
        Ok(UnmergePeopleFacts {
            today: look.today(),
            merged: Side::read(look, &self.0, input.merged, "merged")?,
            n: rows_of(look, input.merged)?,
            counted: look.scalar::<i64>(counted, &[Value::Int(input.merged.0)])? > 0,
            gone: look.scalar::<i64>(&gone, &[Value::Int(input.merged.0)])? > 0,
        })
    }

    fn plan(&self, facts: &UnmergePeopleFacts, input: &UnmergePeopleInput) -> Result<Plan, Vec<FieldError>> {
        let merged = &facts.merged;
        let mut errors = Vec::new();
        if merged.into.is_none() {
            errors.push(FieldError::input("merged", "这条记录没有并入别的记录", "请核对个人编号"));
        }
        if input.document.trim().is_empty() {
            errors.push(FieldError::input("document", "没有填写依据", "请写明核查情况"));
        }
        if facts.counted {
            let what = "并档以后，保留的记录核定了待遇，其中计入了这条记录的年限和账户";
            errors.push(FieldError::input("merged", what, "请先更正该待遇，再撤销并档"));
        }
        if facts.gone {
            let what = "并档以后，保留的记录已转出或结算，其中有这条记录的账户";
            errors.push(FieldError::input(
                "merged",
                what,
                "资金已付出，不能撤销并档；确是两人的，请与转入地核对后更正",
            ));
        }
        let Some(into) = merged.into.filter(|_| errors.is_empty()) else { return Err(errors) };
        let mut plan = Plan::new(format!("{} 撤销并档", merged.name()), merged.now.version.region);
        plan.show("并档", into, "各自独立");
        plan.show("依据", "", input.document.trim());
        plan.insert(&PersonAlias {
            merged: input.merged,
            n: facts.n + 1,
            kept: None,
            reason: input.document.trim().to_owned(),
            matter: MATTER,
        });
        // The membership goes on where the merge ended it.
        let before = merged.events.iter().rev().nth(1).map_or(EnrolmentState::Active, |event| event.state);
        if let Some(event) = merged.event((before, EventKind::Unmerged), "撤销并档".to_owned(), Month::of(facts.today))
        {
            plan.show("参保状态", EnrolmentState::Ended, before);
            plan.insert(&event);
        }
        Ok(plan)
    }
}

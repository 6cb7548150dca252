//! 批量办理: what one person's form asks for, for a whole list of people as one matter. Every line is
//! planned as its own matter would be and keeps its own rows; the signatures bind the list as it was
//! shown. A line that cannot be done is left out and named with its reason, and done later by itself.

use std::collections::{BTreeMap, HashSet};

use base::Fen;
use desk::{Change, Class, FieldError, Look, Operation, Plan, Posts, Refusal, Unplanned};
use serde::de::DeserializeOwned;
use serde::{Deserialize, Serialize};

use crate::benefits::Standing;
use crate::registry::common_area;

/// Lines of one list at most: more than anybody reads before signing.
const LINES: usize = 1_000;
/// People named in a remark that holds for many.
const NAMED: usize = 20;

/// What was read for a line, or what is wrong with it.
pub type ReadLine<Facts> = Result<Facts, Vec<FieldError>>;

/// An operation about one person that is also done for many.
pub trait ForMany: Operation {
    /// Name of the list's operation.
    const LIST: &'static str;
    /// What users call it.
    const LIST_TITLE: &'static str;
    /// Reads what each line depends on, in their order: a few queries for all of them.
    #[doc(hidden)]
    fn read_lines(&self, look: &mut Look<'_>, lines: &[Self::Input]) -> Result<Vec<ReadLine<Self::Facts>>, Unplanned>;
    /// Whom a line is about.
    #[doc(hidden)]
    fn standing(facts: &Self::Facts) -> &Standing;
}

/// The facts of an operation's only line.
pub(crate) fn only<Facts>(lines: Vec<ReadLine<Facts>>) -> Result<Facts, Unplanned> {
    match lines.into_iter().next() {
        Some(Ok(facts)) => Ok(facts),
        Some(Err(faults)) => Err(Unplanned::Fields(faults)),
        None => Err(Unplanned::Failed(Refusal::NoMatter)),
    }
}

/// An operation for a list of people.
pub struct Many<O>(pub O);

/// The list: one form per line.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields, bound = "Input: Serialize + DeserializeOwned")]
pub struct ManyInput<Input> {
    /// One person each.
    pub lines: Vec<Input>,
}

impl<O: ForMany> Operation for Many<O> {
    type Input = ManyInput<O::Input>;
    type Facts = Vec<ReadLine<O::Facts>>;
    const NAME: &'static str = O::LIST;
    const TITLE: &'static str = O::LIST_TITLE;
    const CLASS: Class = O::CLASS;
    const POSTS: Posts = O::POSTS;
    const EACH: Option<&'static str> = Some(O::NAME);

    fn read(&self, look: &mut Look<'_>, input: &Self::Input) -> Result<Self::Facts, Unplanned> {
        match input.lines.len() {
            0 => Err(FieldError::input("lines", "名单是空的", "请至少填写一人").into()),
            1..=LINES => self.0.read_lines(look, &input.lines),
            count => {
                let what = format!("名单有 {count} 人，一次最多 {LINES} 人");
                Err(FieldError::input("lines", what, "请分成几份办理").into())
            }
        }
    }

    fn plan(&self, facts: &Self::Facts, input: &Self::Input) -> Result<Plan, Vec<FieldError>> {
        let mut list = List::default();
        for ((read, line), number) in facts.iter().zip(&input.lines).zip(1..) {
            let who = read.as_ref().map_or_else(
                |_| format!("第 {number} 人"),
                |facts| format!("第 {number} 人 {}", O::standing(facts).name()),
            );
            match self.line(read, line, &mut list.seen) {
                Ok(plan) => list.done.push(plan),
                Err(faults) => list.left_out.push((who, faults)),
            }
        }
        list.finish(O::LIST_TITLE)
    }
}

impl<O: ForMany> Many<O> {
    fn line(
        &self,
        read: &ReadLine<O::Facts>,
        line: &O::Input,
        seen: &mut HashSet<crate::tables::PersonId>,
    ) -> Result<Plan, Vec<FieldError>> {
        let facts = read.as_ref().map_err(Clone::clone)?;
        let plan = self.0.plan(facts, line)?;
        if !seen.insert(O::standing(facts).now.person.id) {
            return Err(vec![FieldError::whole("同一人在名单中出现两次", "只办理了第一次，请核对名单")]);
        }
        Ok(plan)
    }
}

/// A list being planned.
#[derive(Default)]
struct List {
    done: Vec<Plan>,
    seen: HashSet<crate::tables::PersonId>,
    left_out: Vec<(String, Vec<FieldError>)>,
}

impl List {
    fn finish(self, title: &str) -> Result<Plan, Vec<FieldError>> {
        let left_out = self.left_out.iter().map(|(who, faults)| {
            let words: Vec<String> = faults.iter().map(ToString::to_string).collect();
            format!("{who}：{}", words.join("；"))
        });
        let Some(area) = common_area(self.done.iter().map(|plan| plan.area)) else {
            let advice = "请逐人核对后重新填写名单";
            return Err(left_out.map(|what| FieldError::input("lines", what, advice)).collect());
        };
        let mut plan = Plan::new(format!("{title} {} 人", self.done.len()), area);
        plan.amount = self.done.iter().map(|line| line.amount).sum::<Fen>();
        plan.show("办理人数", "", self.done.len());
        plan.show("金额合计", "", plan.amount);
        plan.notices.extend(left_out.map(|what| format!("没有办理：{what}")));
        let mut remarks: BTreeMap<String, Vec<String>> = BTreeMap::new();
        for mut line in self.done {
            plan.show(&format!("{}（{}）", line.title, line.area), "", in_one_line(&line.shown));
            for remark in std::mem::take(&mut line.notices) {
                remarks.entry(remark).or_default().push(line.title.clone());
            }
            plan.absorb(line);
        }
        plan.notices.extend(remarks.into_iter().map(|(remark, lines)| {
            let named: Vec<&str> = lines.iter().take(NAMED).map(String::as_str).collect();
            let more = if lines.len() > NAMED { format!(" 等 {} 人", lines.len()) } else { String::new() };
            format!("{remark}：{}{more}", named.join("、"))
        }));
        Ok(plan)
    }
}

/// All that the signer of one form sees, on one line.
fn in_one_line(shown: &[Change]) -> String {
    let words = |change: &Change| match change.before.as_str() {
        "" => format!("{} {}", change.field, change.after),
        before => format!("{} {before} → {}", change.field, change.after),
    };
    shown.iter().map(words).collect::<Vec<_>>().join("；")
}

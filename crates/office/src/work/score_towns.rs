//! 乡镇考评: a year's criteria with their points, each town's score. What can be counted is counted, by the same figures as the
//! bulletin; the rest is given with a reason. Full at the target, in proportion below it.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use base::{RegionCode, Rounding};
use desk::{Class, FieldError, Look, MATTER, Operation, Plan, Posts, Unplanned};
use rust_decimal::Decimal;
use rust_decimal::prelude::ToPrimitive;
use serde::{Deserialize, Serialize};
use store::Value;

use super::progress::{Progress, progress};
use super::seen::{hundredths, supervisions};
use crate::environment::Environment;
use crate::figures;
use crate::fund::stands;
use crate::registry::{agency_area, regions_in_force};
use crate::tables::{CriterionBasis, TaskMeasure, TownCriterion, TownScore, TownScoring, TownScoringId};

const BEFORE: &str =
    concat!("SELECT COUNT(*) FROM town_scoring s WHERE s.agency = $1 AND s.assess_year = $2 AND ", stands!("s.matter"));

/// The points of a year.
const FULL: u64 = 100;

/// Scores the towns.
pub struct ScoreTowns(pub Arc<Environment>);

/// A criterion of the document.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct CriterionInput {
    /// What it is called.
    pub title: String,
    /// Full points.
    pub points: u32,
    /// What it looks at.
    pub basis: CriterionBasis,
    /// The article; empty where none was published, which the sheet then says.
    #[serde(default)]
    pub source: String,
}

/// Points that the assessors give.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct GivenScore {
    /// The town.
    pub town: RegionCode,
    /// The criterion's number, from 1.
    pub criterion: u32,
    /// Points, such as 9 or 8.5.
    pub score: String,
    /// Why.
    pub reason: String,
}

/// The document's criteria and what the assessors give.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ScoreTownsInput {
    /// The year that is assessed.
    pub assess_year: i16,
    /// The document.
    pub document: String,
    /// Its criteria.
    pub criteria: Vec<CriterionInput>,
    /// Points for criteria that nobody can count.
    #[serde(default)]
    pub given: Vec<GivenScore>,
}

/// Done and target of a town.
type Counts = BTreeMap<RegionCode, (i64, i64)>;

/// What the plan depends on.
pub struct ScoreTownsFacts {
    area: RegionCode,
    before: i64,
    towns: BTreeMap<RegionCode, String>,
    /// By basis; nothing where the year has no such target.
    counts: BTreeMap<CriterionBasis, Option<Counts>>,
}

impl Operation for ScoreTowns {
    type Input = ScoreTownsInput;
    type Facts = ScoreTownsFacts;
    const NAME: &'static str = "work.score_towns";
    const TITLE: &'static str = "乡镇考评";
    const CLASS: Class = Class::R3;
    const POSTS: Posts = Posts::BUSINESS;

    fn read(&self, look: &mut Look<'_>, input: &ScoreTownsInput) -> Result<ScoreTownsFacts, Unplanned> {
        let args = [Value::Int(look.agency().0), Value::Int(i64::from(input.assess_year))];
        let before = look.scalar(BEFORE, &args)?;
        let area = agency_area(look)?;
        let regions = regions_in_force(look)?.into_iter();
        let towns = regions.filter(|(code, _)| code.town() == *code && *code != area).collect();
        let bases: BTreeSet<CriterionBasis> = input.criteria.iter().map(|criterion| criterion.basis).collect();
        let mut counts = BTreeMap::new();
        for basis in bases {
            counts.insert(basis, counted(look, input.assess_year, basis)?);
        }
        Ok(ScoreTownsFacts { area, before, towns, counts })
    }

    fn plan(&self, facts: &ScoreTownsFacts, input: &ScoreTownsInput) -> Result<Plan, Vec<FieldError>> {
        let mut faults = faults(facts, input);
        let year = input.assess_year;
        let mut plan = Plan::new(format!("{year} 年度乡镇考评"), facts.area);
        let id: TownScoringId = plan.new_id();
        for (town, name) in &facts.towns {
            let mut total = 0;
            for (criterion, n) in input.criteria.iter().zip(1..) {
                match scored(facts, input, (id, *town), (criterion, n)) {
                    Ok(score) => {
                        total += score.score;
                        plan.insert(&score);
                    }
                    Err(fault) => faults.push(fault.unwrap_or_else(|| missing(name, *town, n))),
                }
            }
            plan.show(name, "", format!("{} 分", hundredths(total)));
        }
        if !faults.is_empty() {
            return Err(faults);
        }
        for (criterion, n) in input.criteria.iter().zip(1..) {
            plan.insert(&TownCriterion {
                scoring: id,
                n,
                title: criterion.title.trim().to_owned(),
                points: i64::from(criterion.points),
                basis: criterion.basis,
                source: criterion.source.trim().to_owned(),
            });
        }
        if input.criteria.iter().any(|criterion| criterion.source.trim().is_empty()) {
            plan.notices.push("有的考评指标没有写明出处：考评表上注明“暂定”".to_owned());
        }
        let document = input.document.trim().to_owned();
        plan.insert(&TownScoring { id, assess_year: i64::from(year), document, matter: MATTER });
        Ok(plan)
    }
}

fn missing(name: &str, town: RegionCode, n: i64) -> FieldError {
    FieldError::input("given", format!("缺少{name}（{town}）第 {n} 项的评定"), "由考评组评定的指标，每个乡镇都要填写")
}

/// Done and target by town; nothing where the year has no such target.
fn counted(look: &mut Look<'_>, year: i16, basis: CriterionBasis) -> Result<Option<Counts>, Unplanned> {
    let of_task = |look: &mut Look<'_>, measure| match progress(look, year, measure) {
        Ok(found) => Ok(Some(by_town(&found))),
        Err(Unplanned::Fields(_)) => Ok(None),
        Err(failed) => Err(failed),
    };
    match basis {
        CriterionBasis::Insured => of_task(look, TaskMeasure::Insured),
        CriterionBasis::Payers => of_task(look, TaskMeasure::Payers),
        CriterionBasis::Bookings => of_task(look, TaskMeasure::Bookings),
        CriterionBasis::Certified => {
            let mut counts = Counts::new();
            for (village, done) in figures::by_region(look, "certified", year, &["certified"])? {
                counts.entry(village.town()).or_default().0 += done;
            }
            for (village, due) in figures::by_region(look, "certified", year, &["certified", "uncertified"])? {
                counts.entry(village.town()).or_default().1 += due;
            }
            Ok(Some(counts))
        }
        CriterionBasis::Supervised => {
            let mut counts = Counts::new();
            for seen in supervisions(look, year)? {
                let count = counts.entry(seen.supervision.region.town()).or_default();
                count.0 += i64::from(seen.in_time());
                count.1 += 1;
            }
            Ok(Some(counts))
        }
        CriterionBasis::Given => Ok(None),
    }
}

fn by_town(found: &Progress) -> Counts {
    let towns = found.rows.iter().skip(1).filter(|row| row.region.town() == row.region);
    towns.map(|row| (row.region, (row.done, row.target))).collect()
}

/// A town's score of a criterion; a fault of its own, or nothing where the points are missing.
fn scored(
    facts: &ScoreTownsFacts,
    input: &ScoreTownsInput,
    (scoring, town): (TownScoringId, RegionCode),
    (criterion, n): (&CriterionInput, i64),
) -> Result<TownScore, Option<FieldError>> {
    let full = i64::from(criterion.points) * 100;
    let score = |score, counts: Option<(i64, i64)>, reason: &str| TownScore {
        scoring,
        town,
        n,
        done: counts.map(|(done, _)| done),
        target: counts.map(|(_, target)| target),
        score,
        reason: reason.trim().to_owned(),
    };
    if criterion.basis == CriterionBasis::Given {
        let given = input.given.iter().find(|given| given.town == town && i64::from(given.criterion) == n);
        let given = given.ok_or(None)?;
        let points = given.score.trim().parse::<Decimal>().ok().map(|points| points * Decimal::ONE_HUNDRED);
        let points = points.filter(|points| points.is_integer()).and_then(|points| points.to_i64());
        let points = points.filter(|points| (0..=full).contains(points)).ok_or_else(|| {
            let what = format!("{town} 第 {n} 项评定 {} 分", given.score.trim());
            let advice = format!("请填写 0 到 {} 之间的数，最多两位小数", criterion.points);
            Some(FieldError::input("given", what, advice))
        })?;
        return Ok(score(points, None, &given.reason));
    }
    // Nothing to be done is nothing left undone.
    let counts = facts.counts.get(&criterion.basis).and_then(Option::as_ref);
    let (done, target) = counts.and_then(|counts| counts.get(&town).copied()).unwrap_or_default();
    let reached = if done >= target {
        full
    } else {
        Rounding::FenHalfUp.apply(i128::from(full) * i128::from(done), i128::from(target)).get()
    };
    Ok(score(reached, Some((done, target)), ""))
}

fn faults(facts: &ScoreTownsFacts, input: &ScoreTownsInput) -> Vec<FieldError> {
    let mut faults = Vec::new();
    let mut fault = |key: &str, what: String, advice: &str| faults.push(FieldError::input(key, what, advice));
    let year = input.assess_year;
    if facts.before > 0 {
        fault(
            "assess_year",
            format!("{year} 年度已经考评过"),
            "同一年度只考评一次；登记有误的，请先红冲登记（fund.reverse_record）",
        );
    }
    if input.document.trim().is_empty() {
        fault("document", "考评办法未填写".to_owned(), "请填写考评办法的名称或文号");
    }
    let total: u64 = input.criteria.iter().map(|criterion| u64::from(criterion.points)).sum();
    if total != FULL {
        fault("criteria", format!("各项满分合计 {total} 分"), "各项满分合计应为 100 分");
    }
    for (criterion, number) in input.criteria.iter().zip(1..) {
        let key = format!("criteria.{number}");
        if criterion.title.trim().is_empty() {
            fault(&key, "指标名称未填写".to_owned(), "请按考评办法填写");
        }
        let is_task =
            matches!(criterion.basis, CriterionBasis::Insured | CriterionBasis::Payers | CriterionBasis::Bookings);
        if is_task && facts.counts.get(&criterion.basis).is_none_or(Option::is_none) {
            let what = format!("{year} 年没有可以计算“{}”的任务", criterion.basis);
            fault(&key, what, "请先分解年度任务（work.set_targets），或换一种依据");
        }
    }
    for (given, number) in input.given.iter().zip(1..) {
        let key = format!("given.{number}");
        let criterion = usize::try_from(given.criterion).ok().and_then(|n| input.criteria.get(n.checked_sub(1)?));
        if criterion.is_none_or(|criterion| criterion.basis != CriterionBasis::Given) {
            fault(&key, format!("第 {} 项不由考评组评定", given.criterion), "能计算的指标不填分数");
        }
        if !facts.towns.contains_key(&given.town) {
            fault(&key, format!("没有乡镇（街道）{}", given.town), "请填写乡镇（街道）的代码");
        }
        if given.reason.trim().is_empty() {
            fault(&key, "评定理由未填写".to_owned(), "请写明为什么给这个分数");
        }
        let same = |other: &&GivenScore| other.town == given.town && other.criterion == given.criterion;
        if input.given.iter().filter(same).count() > 1 {
            fault(&key, format!("{} 第 {} 项填写了两次", given.town, given.criterion), "请合并为一行");
        }
    }
    faults
}

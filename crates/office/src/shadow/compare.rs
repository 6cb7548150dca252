//! 影子比对: a month of the province's system computed again by our law.

use std::collections::{BTreeMap, HashMap, HashSet};
use std::sync::Arc;

use base::{Fen, Month, RegionCode};
use desk::{Class, FieldError, Look, MATTER, Operation, Plan, Posts, Unplanned};
use schemes::resident::{InterestRules, RuleBook};
use serde::{Deserialize, Serialize};

use super::accounts::{self, LastYear, Since};
use super::exports::{Exports, lines};
use super::fees::Subsidies;
use super::{payments, pensions};
use crate::environment::Environment;
use crate::registry::agency_area;
use crate::tables::{
    DifferenceKind, ShadowBatch, ShadowComparison, ShadowComparisonId, ShadowDifference, ShadowFee, ShadowKind,
    ShadowPayment, ShadowPerson, ShadowSubject,
};

/// Compares a month.
pub struct Compare(pub Arc<Environment>);

/// Which month.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct CompareInput {
    /// The month.
    pub month: Month,
}

/// A difference that was found.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Found {
    pub(super) subject: ShadowSubject,
    pub(super) kind: DifferenceKind,
    pub(super) number: String,
    pub(super) name: String,
    /// Month or fee year.
    pub(super) period: i64,
    pub(super) theirs: Fen,
    pub(super) ours: Fen,
    pub(super) words: String,
}

/// What the plan depends on.
pub struct CompareFacts {
    area: RegionCode,
    batch: ShadowBatch,
    persons: Vec<ShadowPerson>,
    /// Fees of this month's export.
    fees: Vec<ShadowFee>,
    /// Payments of this month's export; `None` when there is none.
    payments: Option<Vec<ShadowPayment>>,
    /// What was paid before for the other months in it.
    earlier: payments::Earlier,
    before: Option<Before>,
    /// What was left out, for the signers.
    notices: Vec<String>,
}

/// The export of persons before, with what came between.
struct Before {
    month: Month,
    persons: Vec<ShadowPerson>,
    fees: Vec<ShadowFee>,
    payments: Vec<ShadowPayment>,
    /// When a year ended between: January's persons, and the year's fees and payments.
    year: Option<Result<Year, String>>,
}

struct Year {
    january: Vec<ShadowPerson>,
    fees: Vec<ShadowFee>,
    payments: Vec<ShadowPayment>,
}

impl Before {
    fn read(look: &mut Look<'_>, exports: &Exports, month: Month) -> Result<Result<Option<Before>, String>, Unplanned> {
        let Some(batch) = exports.before(ShadowKind::Persons, month) else { return Ok(Ok(None)) };
        for kind in [ShadowKind::Fees, ShadowKind::Payments] {
            if let Some(gap) = exports.missing(kind, batch.month, month) {
                return Ok(Err(format!("缺少 {gap} 的{kind}月报，账户余额没有比对")));
            }
        }
        let between = |kind| exports.between(kind, batch.month, month);
        Ok(Ok(Some(Before {
            month: batch.month,
            persons: lines(look, &[batch.id])?,
            fees: lines(look, &between(ShadowKind::Fees))?,
            payments: lines(look, &between(ShadowKind::Payments))?,
            year: if batch.month.year() < month.year() { Some(Year::read(look, exports, batch.month)?) } else { None },
        })))
    }
}

impl Year {
    /// The year that a month lies in.
    fn read(look: &mut Look<'_>, exports: &Exports, month: Month) -> Result<Result<Year, String>, Unplanned> {
        let january = month.plus(1 - i32::from(month.month()));
        let (before, december) = (january.previous(), january.plus(11));
        let Some(batch) = exports.of(ShadowKind::Persons, january) else {
            return Ok(Err(format!("缺少 {january} 的人员月报，{} 年的利息无法复算", month.year())));
        };
        for kind in [ShadowKind::Fees, ShadowKind::Payments] {
            if let Some(gap) = exports.missing(kind, before, december) {
                return Ok(Err(format!("缺少 {gap} 的{kind}月报，{} 年的利息无法复算", month.year())));
            }
        }
        Ok(Ok(Year {
            january: lines(look, &[batch.id])?,
            fees: lines(look, &exports.between(ShadowKind::Fees, before, december))?,
            payments: lines(look, &exports.between(ShadowKind::Payments, before, december))?,
        }))
    }
}

impl Operation for Compare {
    type Input = CompareInput;
    type Facts = CompareFacts;
    const NAME: &'static str = "shadow.compare";
    const TITLE: &'static str = "影子比对";
    const CLASS: Class = Class::R1;
    const POSTS: Posts = Posts::BUSINESS;

    fn read(&self, look: &mut Look<'_>, input: &CompareInput) -> Result<CompareFacts, Unplanned> {
        let exports = Exports::read(look)?;
        let batch = exports.of(ShadowKind::Persons, input.month).cloned().ok_or_else(|| {
            let what = format!("没有 {} 的人员月报", input.month);
            FieldError::input("month", what, "请先导入省系统该月的人员、缴费、发放月报")
        })?;
        let mut notices = Vec::new();
        let before = match Before::read(look, &exports, input.month)? {
            Ok(Some(before)) => Some(before),
            Ok(None) => {
                notices.push("没有更早的人员月报，账户余额从下一个月起比对".to_owned());
                None
            }
            Err(gap) => {
                notices.push(gap);
                None
            }
        };
        let ids = |kind| exports.of(kind, input.month).map(|batch| batch.id);
        let payments = match ids(ShadowKind::Payments) {
            Some(id) => Some(lines(look, &[id])?),
            None => {
                notices.push("没有本月的发放月报，发放没有比对".to_owned());
                None
            }
        };
        if ids(ShadowKind::Fees).is_none() {
            notices.push("没有本月的缴费月报，缴费补贴没有比对".to_owned());
        }
        let earlier = payments::earlier(look, &exports, input.month, payments.as_deref().unwrap_or_default())?;
        let fees: Vec<_> = ids(ShadowKind::Fees).into_iter().collect();
        Ok(CompareFacts {
            area: agency_area(look)?,
            persons: lines(look, &[batch.id])?,
            fees: lines(look, &fees)?,
            payments,
            earlier,
            before,
            notices,
            batch,
        })
    }

    fn plan(&self, facts: &CompareFacts, input: &CompareInput) -> Result<Plan, Vec<FieldError>> {
        let (found, compared) = self.found(facts, input.month)?;
        let mut plan = Plan::new(format!("{} 影子比对", input.month), facts.area);
        let comparison: ShadowComparisonId = plan.new_id();
        let count = |n: usize| i64::try_from(n).unwrap_or(i64::MAX);
        plan.show("复算", "", format!("{compared} 项"));
        plan.show("差异", "", format!("{} 项", found.len()));
        let mut kinds: BTreeMap<(ShadowSubject, DifferenceKind), usize> = BTreeMap::new();
        found.iter().for_each(|found| *kinds.entry((found.subject, found.kind)).or_default() += 1);
        for ((subject, kind), number) in kinds {
            plan.show(&format!("  {subject}：{kind}"), "", number);
        }
        plan.notices.extend(facts.notices.iter().cloned());
        plan.insert(&ShadowComparison {
            id: comparison,
            month: input.month,
            persons: facts.batch.id,
            law_version: self.0.law.version_name().to_owned(),
            compared: count(compared),
            differences: count(found.len()),
            matter: MATTER,
        });
        plan.insert_all(found.into_iter().zip(1..).map(|(found, n)| ShadowDifference {
            comparison,
            n,
            subject: found.subject,
            kind: found.kind,
            number: found.number,
            name: found.name,
            period: found.period,
            theirs: found.theirs,
            ours: found.ours,
            words: found.words,
        }));
        Ok(plan)
    }
}

impl Compare {
    /// All differences, and how many sums were computed again.
    fn found(&self, facts: &CompareFacts, month: Month) -> Result<(Vec<Found>, usize), Vec<FieldError>> {
        let gap = |e: law::LawError| vec![FieldError::whole(e.to_string(), "请补充本地政策参数")];
        let place = self.0.law.place(&facts.area).map_err(gap)?;
        let book = RuleBook::new(&place);
        let mut subsidies = Subsidies::new(&place);
        let mut found: Vec<Found> =
            facts.persons.iter().filter_map(|person| pensions::compare(person, month, facts.area, &book)).collect();
        found.extend(facts.fees.iter().filter_map(|fee| subsidies.compare(fee)));
        let mut compared = facts.persons.len() + facts.fees.len();
        if let Some(payments) = &facts.payments {
            let persons: HashMap<&str, &ShadowPerson> =
                facts.persons.iter().map(|person| (person.number.as_str(), person)).collect();
            for payment in payments {
                let other = persons.get(payment.number.as_str()).filter(|_| payment.for_month != month && payment.paid);
                found.extend(
                    payments::compare(payment, month, &persons)
                        .or_else(|| payments::compare_other(payment, other?, &facts.earlier, (facts.area, &book))),
                );
            }
            let arrived = payments.iter().filter(|payment| payment.paid && payment.for_month == month);
            let paid: HashSet<&str> = arrived.map(|payment| payment.number.as_str()).collect();
            found.extend(facts.persons.iter().filter_map(|person| payments::unpaid(person, month, &paid)));
            compared += payments.len();
        }
        if let Some(before) = &facts.before {
            let since = before.since(month, &place, &mut subsidies);
            found.extend(facts.persons.iter().filter_map(|p| accounts::compare(p, &since, &mut subsidies)));
            compared += facts.persons.len();
            let here: HashSet<&str> = facts.persons.iter().map(|person| person.number.as_str()).collect();
            let gone = before.persons.iter().filter(|person| !here.contains(person.number.as_str()));
            found.extend(gone.map(|person| accounts::vanished(person, month)));
        }
        Ok((found, compared))
    }
}

impl Before {
    fn since<'a>(&'a self, month: Month, place: &law::PlaceLaw<'_>, subsidies: &mut Subsidies<'_>) -> Since<'a> {
        let year = self.year.as_ref().map(|year| {
            let year = year.as_ref().map_err(Clone::clone)?;
            let rules = InterestRules::of_year(place, self.month).map_err(|e| e.to_string())?;
            let january = self.month.plus(1 - i32::from(self.month.month()));
            Ok(LastYear {
                rules,
                opening: opening(year, january, subsidies)?,
                fees: by_number(&year.fees, |fee| fee.number.as_str()),
                pensions: by_number(&year.payments, |payment| payment.number.as_str()),
            })
        });
        Since {
            before: self.month,
            month,
            balances: balances(&self.persons),
            fees: by_number(&self.fees, |fee| fee.number.as_str()),
            pensions: by_number(&self.payments, |payment| payment.number.as_str()),
            year,
        }
    }
}

/// What accounts held before January's fees and pensions: with the interest of the year before in
/// it, which is credited in January.
fn opening<'a>(year: &'a Year, january: Month, subsidies: &mut Subsidies<'_>) -> Result<HashMap<&'a str, Fen>, String> {
    let mut opening = balances(&year.january);
    for fee in year.fees.iter().filter(|fee| Month::of(fee.paid_on) <= january) {
        if let Some(held) = opening.get_mut(fee.number.as_str()) {
            *held -= fee.amount + subsidies.of(fee)?;
        }
    }
    for payment in year.payments.iter().filter(|payment| payment.for_month <= january) {
        if let Some(held) = opening.get_mut(payment.number.as_str()) {
            *held += payment.account;
        }
    }
    Ok(opening)
}

fn balances(persons: &[ShadowPerson]) -> HashMap<&str, Fen> {
    persons.iter().map(|person| (person.number.as_str(), person.balance)).collect()
}

fn by_number<R>(rows: &[R], number: impl Fn(&R) -> &str) -> HashMap<&str, Vec<&R>> {
    let mut all: HashMap<&str, Vec<&R>> = HashMap::new();
    rows.iter().for_each(|row| all.entry(number(row)).or_default().push(row));
    all
}

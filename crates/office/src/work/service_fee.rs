//! 社会化管理服务费: a dated standard for one retiree a year, and a year's allotment to the towns by their rosters. Heads are
//! whole, so a budget line that is not so many times the standard is refused.

use std::collections::BTreeMap;
use std::sync::Arc;

use base::{Date, Fen, Month, RegionCode};
use desk::{Class, FieldError, Look, MATTER, Operation, Plan, Posts, Unplanned};
use serde::{Deserialize, Serialize};
use store::Value;

use super::retirees::{at_year_end, december, service_standard};
use crate::environment::Environment;
use crate::fund::stands;
use crate::registry::{agency_area, regions_in_force};
use crate::tables::{ServiceFee, ServiceFeeId, ServiceFeeLine, ServiceStandard, ServiceStandardId};

/// For one person a year: more is a slip of typing.
const MOST: Fen = Fen::from_yuan(10_000);
/// Retirees were first handed over to communities by 中办发〔2003〕16号.
const FIRST_YEAR: i16 = 2003;

/// Sets the standard from a year on.
pub struct SetServiceFee(pub Arc<Environment>);

/// The standard.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct SetServiceFeeInput {
    /// The first year.
    pub from_year: i16,
    /// For one person a year.
    pub per_person: Fen,
    /// The document; empty where none was published, which the sheet then says.
    #[serde(default)]
    pub document: String,
}

/// What the plan depends on.
pub struct SetServiceFeeFacts {
    area: RegionCode,
    today: Date,
    now: Option<ServiceStandard>,
}

impl Operation for SetServiceFee {
    type Input = SetServiceFeeInput;
    type Facts = SetServiceFeeFacts;
    const NAME: &'static str = "work.set_service_fee";
    const TITLE: &'static str = "登记社会化管理服务费标准";
    const CLASS: Class = Class::R3;
    const POSTS: Posts = Posts::FUND;

    fn read(&self, look: &mut Look<'_>, input: &SetServiceFeeInput) -> Result<SetServiceFeeFacts, Unplanned> {
        Ok(SetServiceFeeFacts {
            area: agency_area(look)?,
            today: look.today(),
            now: service_standard(look, input.from_year)?,
        })
    }

    fn plan(&self, facts: &SetServiceFeeFacts, input: &SetServiceFeeInput) -> Result<Plan, Vec<FieldError>> {
        let mut faults = Vec::new();
        let mut fault = |key: &str, what: String, advice: &str| faults.push(FieldError::input(key, what, advice));
        if !(FIRST_YEAR..=facts.today.year() + 1).contains(&input.from_year) {
            fault("from_year", format!("起始年度 {}", input.from_year), "请填写标准开始执行的年度，最晚到明年");
        }
        if input.per_person <= Fen::ZERO || input.per_person > MOST {
            fault("per_person", format!("每人每年 {} 元", input.per_person), "请按文件填写每人每年的标准");
        }
        if let Some(now) = facts.now.as_ref().filter(|now| now.from_year == i64::from(input.from_year)) {
            let what = format!("{} 年起的标准已登记为 {} 元", now.from_year, now.per_person);
            fault("from_year", what, "登记有误的先办理红冲登记；以后年度的变动按新的起始年度登记");
        }
        if !faults.is_empty() {
            return Err(faults);
        }
        let mut plan = Plan::new(format!("社会化管理服务费标准自 {} 年起", input.from_year), facts.area);
        let before = facts.now.as_ref().map(|now| now.per_person.to_string()).unwrap_or_default();
        plan.show("每人每年（元）", before, input.per_person);
        let document = input.document.trim();
        if document.is_empty() {
            plan.notices.push("没有写明依据：分配表上注明“没有见到公布的标准，暂定”".to_owned());
        } else {
            plan.show("依据", "", document);
        }
        let id: ServiceStandardId = plan.new_id();
        plan.insert(&ServiceStandard {
            id,
            from_year: i64::from(input.from_year),
            per_person: input.per_person,
            document: document.to_owned(),
            matter: MATTER,
        });
        Ok(plan)
    }
}

/// Allots a year's fee.
pub struct AllotServiceFee(pub Arc<Environment>);

/// The year, and the budget line that it must come to.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct AllotServiceFeeInput {
    /// The year whose roster counts.
    pub assess_year: i16,
    /// The year whose budget pays.
    pub budget_year: i16,
    /// The budget line.
    pub budget: Fen,
    /// The document of the allotment.
    pub document: String,
}

/// What the plan depends on.
pub struct AllotServiceFeeFacts {
    area: RegionCode,
    today: Date,
    standard: Option<ServiceStandard>,
    /// People at the year's end by town, with its name.
    towns: BTreeMap<RegionCode, (String, i64)>,
    before: i64,
}

impl Operation for AllotServiceFee {
    type Input = AllotServiceFeeInput;
    type Facts = AllotServiceFeeFacts;
    const NAME: &'static str = "work.allot_service_fee";
    const TITLE: &'static str = "社会化管理服务费分配";
    const CLASS: Class = Class::R3;
    const POSTS: Posts = Posts::FUND;

    fn read(&self, look: &mut Look<'_>, input: &AllotServiceFeeInput) -> Result<AllotServiceFeeFacts, Unplanned> {
        let names = regions_in_force(look)?;
        let mut towns: BTreeMap<RegionCode, (String, i64)> = BTreeMap::new();
        for (region, looked) in at_year_end(look, input.assess_year)? {
            let town = region.town();
            let name = || names.get(&town).cloned().unwrap_or_else(|| town.to_string());
            towns.entry(town).or_insert_with(|| (name(), 0)).1 += looked.people;
        }
        let sql = concat!(
            "SELECT COUNT(*) FROM service_fee f WHERE agency = $1 AND assess_year = $2 AND ",
            stands!("f.matter")
        );
        let args = [Value::Int(look.agency().0), Value::Int(i64::from(input.assess_year))];
        Ok(AllotServiceFeeFacts {
            area: agency_area(look)?,
            today: look.today(),
            standard: service_standard(look, input.assess_year)?,
            towns,
            before: look.scalar(sql, &args)?,
        })
    }

    fn plan(&self, facts: &AllotServiceFeeFacts, input: &AllotServiceFeeInput) -> Result<Plan, Vec<FieldError>> {
        let faults = faults(facts, input);
        let Some(standard) = facts.standard.as_ref().filter(|_| faults.is_empty()) else { return Err(faults) };
        let year = input.assess_year;
        let mut plan = Plan::new(format!("{year} 年度社会化管理服务费（{} 年预算）", input.budget_year), facts.area);
        let id: ServiceFeeId = plan.new_id();
        for (town, (name, people)) in &facts.towns {
            let amount = standard.per_person.times(*people);
            plan.show(name, format!("{people} 人 × {} 元", standard.per_person), amount);
            plan.insert(&ServiceFeeLine { fee: id, town: *town, people: *people, amount });
        }
        plan.amount = input.budget;
        if standard.document.is_empty() {
            plan.notices.push("标准没有写明依据：分配表上注明“没有见到公布的标准，暂定”".to_owned());
        }
        plan.insert(&ServiceFee {
            id,
            assess_year: i64::from(year),
            budget_year: i64::from(input.budget_year),
            standard: standard.id,
            document: input.document.trim().to_owned(),
            matter: MATTER,
        });
        Ok(plan)
    }
}

fn faults(facts: &AllotServiceFeeFacts, input: &AllotServiceFeeInput) -> Vec<FieldError> {
    let mut faults = Vec::new();
    let mut fault = |key: &str, what: String, advice: &str| faults.push(FieldError::input(key, what, advice));
    let year = input.assess_year;
    if facts.before > 0 {
        fault("assess_year", format!("{year} 年度已分配过服务费"), "同一年度只分配一次；分配有误的先办理红冲登记");
    }
    if december(year).is_ok_and(|december| december >= Month::of(facts.today)) {
        fault("assess_year", format!("{year} 年没有结束"), "按年末在册人数计算，请在年末以后办理");
    }
    if input.budget_year < year {
        fault("budget_year", format!("预算年度 {} 早于 {year} 年", input.budget_year), "请核对列入哪一年的预算");
    }
    if input.document.trim().is_empty() {
        fault("document", "分配文件未填写".to_owned(), "请填写分配或下达的文号");
    }
    let people: i64 = facts.towns.values().map(|(_, people)| people).sum();
    if people == 0 {
        fault("assess_year", format!("{year} 年末名册上没有人"), "请先导入退休人员社会化管理名册");
    }
    match &facts.standard {
        None => fault("assess_year", format!("{year} 年没有服务费标准"), "请先登记社会化管理服务费标准"),
        Some(standard) => {
            let total = standard.per_person.times(people);
            if people > 0 && total != input.budget {
                let what = format!(
                    "预算 {} 元；{year} 年末在册 {people} 人，每人每年 {} 元，应为 {total} 元",
                    input.budget, standard.per_person
                );
                fault("budget", what, "请核对名册，或按应拨数调整预算");
            }
        }
    }
    faults
}

//! 参保登记: one person joins the resident scheme.
//!
//! 人社部发〔2019〕84号; result within 3 working days. The address is mandatory: without it nobody
//! can be reminded, certified or found.

use std::sync::Arc;

use base::{BankCard, Date, IdNumber, Month, RegionCode};
use desk::{Class, FieldError, Look, Operation, Plan, Posts, Unplanned};
use serde::{Deserialize, Serialize};

use crate::environment::Environment;
use crate::registry::newcomer::{Newcomer, group_title};
use crate::registry::people::{clean_name, fund_of, region_exists};
use crate::tables::{FundRow, PersonId, Scheme};

/// Registers one person.
pub struct Register(pub Arc<Environment>);

/// The registration form (参保登记表).
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct RegisterInput {
    /// ID number, 18 digits.
    pub id_number: String,
    /// Name.
    pub name: String,
    /// Address, mandatory.
    pub address: String,
    /// Phone, may be empty.
    #[serde(default)]
    pub phone: String,
    /// Village.
    pub region: RegionCode,
    /// Special group (aac066), empty for ordinary.
    #[serde(default)]
    pub special_group: String,
    /// Account for later payments, may be empty.
    #[serde(default)]
    pub account: String,
}

/// What the plan depends on.
pub struct RegisterFacts {
    today: Date,
    id_number: Result<IdNumber, FieldError>,
    known: Vec<PersonId>,
    region_known: bool,
    fund: FundRow,
}

impl Operation for Register {
    type Input = RegisterInput;
    type Facts = RegisterFacts;
    const NAME: &'static str = "registry.register";
    const TITLE: &'static str = "参保登记";
    const CLASS: Class = Class::R2;
    const POSTS: Posts = Posts::COUNTER;

    fn read(&self, look: &mut Look<'_>, input: &RegisterInput) -> Result<RegisterFacts, Unplanned> {
        let today = look.today();
        let id_number = input
            .id_number
            .parse::<IdNumber>()
            .and_then(|id| id.born_by(today))
            .map_err(|e| FieldError::input("id_number", e.to_string(), "请核对后重新填写"));
        let known = match &id_number {
            Ok(id) => self.0.identifiers().people_with(look, id)?,
            Err(_) => Vec::new(),
        };
        let fund = fund_of(look, Scheme::Resident)?
            .ok_or_else(|| FieldError::whole("本机构尚未建立城乡居民养老保险基金", "请先办理期初建账"))?;
        Ok(RegisterFacts { today, id_number, known, region_known: region_exists(look, &input.region)?, fund })
    }

    fn plan(&self, facts: &RegisterFacts, input: &RegisterInput) -> Result<Plan, Vec<FieldError>> {
        let newcomer = check(facts, input)?;
        let mut plan = Plan::new(format!("{} 参保登记", clean_name(&input.name)), input.region);
        let identifiers = self.0.identifiers();
        newcomer.plan(&mut plan, &identifiers, &facts.fund, facts.today).map_err(Unplanned::into_fields)?;
        plan.notices = newcomer.notices(facts.today);
        plan.show("姓名", "", clean_name(&input.name));
        plan.show("证件号码", "", newcomer.id_number.masked());
        plan.show("村（社区）", "", input.region);
        plan.show("地址", "", input.address.trim());
        if let Some(group) = group_title(&input.special_group) {
            plan.show("特殊群体", "", group);
        }
        plan.show("参保年月", "", Month::of(facts.today));
        if let Some(card) = &newcomer.account {
            plan.show("银行账号", "", card.masked());
        }
        Ok(plan)
    }
}

/// The form as a newcomer, or everything that is wrong with it.
fn check(facts: &RegisterFacts, input: &RegisterInput) -> Result<Newcomer, Vec<FieldError>> {
    let mut errors = Vec::new();
    if !facts.region_known {
        errors.push(FieldError::input("region", "没有这个村（社区）代码", "请从行政区划列表中选择"));
    }
    if !facts.known.is_empty() {
        let what = "该证件号码已有参保记录";
        errors.push(FieldError::input(
            "id_number",
            what,
            "请先查询该人员，确属同一人的不要重复登记；已终止参保的请办理恢复参保",
        ));
    }
    let account = match input.account.as_str() {
        "" => None,
        text => text.parse::<BankCard>().map(Some).unwrap_or_else(|error| {
            errors.push(FieldError::input("account", error.to_string(), "请核对后重新填写，或留空以后补登"));
            None
        }),
    };
    let id_number = match &facts.id_number {
        Ok(id) => *id,
        Err(error) => {
            errors.insert(0, error.clone());
            return Err(errors);
        }
    };
    let newcomer = Newcomer {
        id_number,
        name: input.name.clone(),
        address: input.address.clone(),
        phone: input.phone.clone(),
        region: input.region,
        special_group: input.special_group.clone(),
        account,
    };
    errors.extend(newcomer.faults(facts.today).into_iter().map(|f| FieldError::input(f.key, f.what, f.advice)));
    if errors.is_empty() { Ok(newcomer) } else { Err(errors) }
}

//! 参保登记: one person joins the resident scheme.
//!
//! 人社部发〔2019〕84号; result within 3 working days. The address is mandatory: without it nobody
//! can be reminded, certified or found.

use std::sync::Arc;

use base::{BankCard, Date, IdNumber, Month, RegionCode};
use desk::{Class, FieldError, Look, Operation, Plan, Posts, Unplanned};
use serde::{Deserialize, Serialize};

use crate::environment::Environment;
use crate::registry::people::{fund_of, region_exists};
use crate::tables::{
    Enrolment, EnrolmentEvent, EnrolmentState, FundRow, IdentifierKind, Person, PersonId, PersonVersion, Scheme,
};

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
        let id_number = self.check(facts, input)?;
        let mut plan = Plan::new(format!("{} 参保登记", input.name), input.region);
        let person: PersonId = plan.new_id();
        plan.insert(&Person { id: person, old_number: None });
        plan.insert(&PersonVersion {
            person,
            n: 1,
            name: input.name.clone(),
            sex: id_number.sex().code(),
            birth: Some(id_number.birth()),
            address: input.address.clone(),
            region: input.region,
            flags: String::new(),
            valid_from: facts.today,
        });
        self.identifiers(&mut plan, facts, input, person, &id_number).map_err(Unplanned::into_fields)?;
        let enrolment = plan.new_id();
        let joined = Month::of(facts.today);
        plan.insert(&Enrolment {
            id: enrolment,
            person,
            scheme: Scheme::Resident,
            fund: facts.fund.id,
            joined,
            special_group: input.special_group.clone(),
            years_taken_on: 0,
        });
        plan.insert(&EnrolmentEvent {
            enrolment,
            n: 1,
            state: EnrolmentState::Active,
            reason: "参保登记".to_owned(),
            from_month: joined,
        });
        plan.show("姓名", "", &input.name);
        plan.show("证件号码", "", id_number.masked());
        plan.show("村（社区）", "", input.region);
        plan.show("地址", "", &input.address);
        plan.show("参保年月", "", joined);
        Ok(plan)
    }
}

impl Register {
    fn check(&self, facts: &RegisterFacts, input: &RegisterInput) -> Result<IdNumber, Vec<FieldError>> {
        let mut errors = Vec::new();
        let mut need = |ok: bool, key: &str, what: &str, advice: &str| {
            if !ok {
                errors.push(FieldError::input(key, what, advice));
            }
        };
        need(!input.name.trim().is_empty(), "name", "姓名未填写", "请按身份证填写姓名");
        need(!input.address.trim().is_empty(), "address", "地址未填写", "地址为必填项，请填写到村组门牌");
        need(facts.region_known, "region", "没有这个村（社区）代码", "请从行政区划列表中选择");
        need(facts.known.is_empty(), "id_number", "该证件号码已有参保记录", "请先查询该人员，确属同一人的不要重复登记");
        if let Ok(id) = &facts.id_number {
            // 国发〔2014〕8号: at least 16 years old, not a student.
            let of_age = id.birth().checked_add(jiff::Span::new().years(16)).is_ok_and(|day| day <= facts.today);
            need(of_age, "id_number", "未满 16 周岁，不能参保", "请在年满 16 周岁后登记");
        }
        if !input.account.is_empty()
            && let Err(error) = input.account.parse::<BankCard>()
        {
            errors.push(FieldError::input("account", error.to_string(), "请核对后重新填写，或留空以后补登"));
        }
        match &facts.id_number {
            Ok(id) if errors.is_empty() => Ok(*id),
            Ok(_) => Err(errors),
            Err(error) => {
                errors.insert(0, error.clone());
                Err(errors)
            }
        }
    }

    fn identifiers(
        &self,
        plan: &mut Plan,
        facts: &RegisterFacts,
        input: &RegisterInput,
        person: PersonId,
        id_number: &IdNumber,
    ) -> Result<(), Unplanned> {
        let identifiers = self.0.identifiers();
        let mut add = |kind, text: &str| match text {
            "" => Ok(()),
            text => identifiers.plan(plan, person, kind, text, "", facts.today).map(|_| ()),
        };
        add(IdentifierKind::IdNumber, id_number.reveal())?;
        add(IdentifierKind::BankAccount, &input.account)?;
        add(IdentifierKind::Phone, &input.phone)
    }
}

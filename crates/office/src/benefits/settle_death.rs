//! 死亡结算: what a death that was confirmed without an account leaves to the heirs.

use std::sync::Arc;

use base::Date;
use desk::{Class, FieldError, Look, Operation, Plan, Posts, Unplanned};
use serde::{Deserialize, Serialize};
use store::{Field, Value};

use crate::benefits::confirm_death::{Heirs, heirs_faults, plan_heirs, settles_in_time};
use crate::benefits::heirs::HeirsNow;
use crate::benefits::settlement::Estate;
use crate::benefits::standing::{SETTLED_NOW, Standing};
use crate::benefits::versions::next_version;
use crate::environment::Environment;
use crate::tables::{AwardState, Cause, PersonId, Scheme, Settlement};

/// Settles a death.
pub struct SettleDeath(pub Arc<Environment>);

/// Whose, and for whom.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct SettleDeathInput {
    /// Who died.
    pub person: PersonId,
    /// Heirs; not needed when nothing is left for them.
    #[serde(default)]
    pub heirs: Option<Heirs>,
}

/// What the plan depends on.
pub struct SettleDeathFacts {
    today: Date,
    standing: Standing,
    estate: Estate,
    settled: Option<Settlement>,
    heirs: HeirsNow,
}

impl Operation for SettleDeath {
    type Input = SettleDeathInput;
    type Facts = SettleDeathFacts;
    const NAME: &'static str = "benefits.settle_death";
    const TITLE: &'static str = "死亡结算";
    const CLASS: Class = Class::R3;
    const POSTS: Posts = Posts::COUNTER;

    fn read(&self, look: &mut Look<'_>, input: &SettleDeathInput) -> Result<SettleDeathFacts, Unplanned> {
        let standing = Standing::read(look, input.person, Scheme::Resident)?;
        let death = standing
            .death
            .as_ref()
            .ok_or_else(|| FieldError::input("person", "该人员没有登记死亡", "请先办理死亡确认"))?;
        let args = [Value::Int(input.person.0), Scheme::Resident.value()];
        Ok(SettleDeathFacts {
            today: look.today(),
            estate: Estate::read(look, &self.0, input.person, death.died_on)?,
            settled: look.select_one::<Settlement>(
                &format!(
                    "s WHERE s.person = $1 AND s.scheme = $2 AND s.kind IN ('death', 'death_after_leaving') \
                     AND {SETTLED_NOW}"
                ),
                &args,
            )?,
            heirs: HeirsNow::read(look, input.person)?,
            standing,
        })
    }

    fn plan(&self, facts: &SettleDeathFacts, input: &SettleDeathInput) -> Result<Plan, Vec<FieldError>> {
        let SettleDeathFacts { standing, estate, settled, .. } = facts;
        if let Some(settled) = settled {
            let what = format!("{} 的死亡结算已办理，应付 {} 元", standing.name(), settled.net);
            return Err(vec![FieldError::input("person", what, "一人只结算一次；有误的请联系基金财务更正")]);
        }
        let mut errors = input.heirs.as_ref().map(heirs_faults).unwrap_or_default();
        errors.extend(input.heirs.iter().flat_map(|heirs| facts.heirs.faults(heirs)));
        errors.extend(estate.not_final(standing));
        let computed = estate.compute(standing).map_err(|e| vec![e])?;
        if computed.net() > base::Fen::ZERO && input.heirs.is_none() {
            let what = format!("应付继承人 {} 元，没有填写继承人账户", computed.net());
            errors.push(FieldError::input("heirs", what, "请填写继承人账户、姓名和关系"));
        }
        if !errors.is_empty() {
            return Err(errors);
        }
        let mut plan = Plan::new(format!("{} 死亡结算", standing.name()), standing.region());
        plan.show("姓名", "", standing.name());
        plan.show("死亡日期", "", estate.died_on);
        let payee = match &input.heirs {
            Some(heirs) => {
                Some(plan_heirs(&self.0, &mut plan, facts.today, input.person, heirs).map_err(|e| e.into_fields())?)
            }
            None => None,
        };
        if let (Some((newest, highest)), false) = (&standing.newest, computed.gross().is_zero()) {
            let mut version = next_version(newest, *highest, Cause::Death, newest.from_month);
            settles_in_time(version.from_month, standing).map_err(|e| vec![e])?;
            version.state = AwardState::Settling;
            version.payee = payee.or(version.payee);
            plan.show("待遇状态", newest.state, version.state);
            plan.insert(&version);
        }
        facts.heirs.show(&mut plan, computed.net());
        let by = (Cause::Death, self.0.law.version_name());
        computed.put_into(&mut plan, (standing, estate), payee, by).map_err(|e| vec![e])?;
        Ok(plan)
    }
}

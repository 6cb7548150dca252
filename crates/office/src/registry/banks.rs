//! 银行代码: banks by code, with what became of them. A farmers' cooperative that became a commercial
//! bank keeps its old rows, so that old lists still say which bank they mean.

use std::collections::BTreeMap;
use std::sync::Arc;

use base::{Date, RegionCode};
use desk::{Class, FieldError, Look, MATTER, Operation, Plan, Posts, Unplanned};
use serde::{Deserialize, Serialize};
use store::{Field, Value};

use crate::environment::Environment;
use crate::registry::agency_area;
use crate::tables::Bank;

/// The banks of a day.
#[derive(Clone, Debug, Default)]
pub struct Banks {
    by_code: BTreeMap<String, Bank>,
}

impl Banks {
    /// The banks in force on a day.
    pub fn on(look: &mut Look<'_>, day: Date) -> Result<Banks, Unplanned> {
        let rest = "WHERE agency = $1 AND from_date <= $2 ORDER BY code, from_date";
        let rows = look.select::<Bank>(rest, &[Value::Int(look.agency().0), day.value()])?;
        // Later rows overwrite earlier ones.
        Ok(Banks { by_code: rows.into_iter().map(|bank| (bank.code.clone(), bank)).collect() })
    }

    /// All of them, by code.
    pub fn iter(&self) -> impl Iterator<Item = &Bank> {
        self.by_code.values()
    }

    /// The bank that a code or a name means today: its successor where it has one.
    pub fn present(&self, text: &str) -> Option<&Bank> {
        let text = text.trim();
        let mut bank = self.by_code.get(text).or_else(|| self.iter().find(|bank| bank.name == text))?;
        for _ in 0..self.by_code.len() {
            let Some(next) = bank.successor.as_ref().and_then(|code| self.by_code.get(code)) else { break };
            bank = next;
        }
        Some(bank)
    }
}

/// Registers a bank, or what became of it.
pub struct SetBank(pub Arc<Environment>);

/// The bank.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct SetBankInput {
    /// Code.
    pub code: String,
    /// Name.
    pub name: String,
    /// First day.
    pub from: Date,
    /// Code of the bank that takes its place from that day on.
    #[serde(default)]
    pub successor: Option<String>,
    /// The document.
    pub document: String,
}

/// What the plan depends on.
pub struct SetBankFacts {
    area: RegionCode,
    banks: Banks,
    taken: bool,
}

impl Operation for SetBank {
    type Input = SetBankInput;
    type Facts = SetBankFacts;
    const NAME: &'static str = "registry.set_bank";
    const TITLE: &'static str = "登记银行代码";
    const CLASS: Class = Class::R2;
    const POSTS: Posts = Posts::BUSINESS;

    fn read(&self, look: &mut Look<'_>, input: &SetBankInput) -> Result<SetBankFacts, Unplanned> {
        let sql = "SELECT COUNT(*) FROM bank WHERE agency = $1 AND code = $2 AND from_date = $3";
        let args = [Value::Int(look.agency().0), input.code.trim().into(), input.from.value()];
        let taken = look.scalar::<i64>(sql, &args)? > 0;
        Ok(SetBankFacts { area: agency_area(look)?, banks: Banks::on(look, input.from)?, taken })
    }

    fn plan(&self, facts: &SetBankFacts, input: &SetBankInput) -> Result<Plan, Vec<FieldError>> {
        let (code, name) = (input.code.trim(), input.name.trim());
        let mut errors = Vec::new();
        let mut fault = |key: &str, what: String, advice: &str| errors.push(FieldError::input(key, what, advice));
        if code.is_empty() || !code.bytes().all(|b| b.is_ascii_alphanumeric()) {
            fault("code", format!("银行代码“{code}”应由数字和字母组成"), "请填写支付系统行号或代发协议中的代码");
        }
        if name.is_empty() || input.document.trim().is_empty() {
            fault("name", "名称或依据未填写".to_owned(), "请填写银行全称和代发协议或更名文件");
        }
        if facts.taken {
            fault("from", format!("代码 {code} 在 {} 已有登记", input.from), "请核对生效日期");
        }
        let successor = input.successor.as_deref().map(str::trim);
        let known = successor.map(|code| facts.banks.present(code));
        match (successor, known) {
            (Some(next), Some(None)) => {
                fault("successor", format!("没有登记代码为 {next} 的银行"), "请先登记承继的银行");
            }
            (Some(next), Some(Some(last))) if next == code || last.code == code => {
                fault("successor", format!("{code} 不能由自己承继"), "请核对承继关系");
            }
            _ => {}
        }
        if !errors.is_empty() {
            return Err(errors);
        }
        let mut plan = Plan::new(format!("银行代码 {code} {name}"), facts.area);
        let before = facts.banks.by_code.get(code);
        plan.show("名称", before.map_or("", |bank| &bank.name), name);
        plan.show("起始日", "", input.from);
        plan.show("由谁承继", "", known.flatten().map_or("", |bank| &bank.name));
        plan.show("依据", "", input.document.trim());
        let id = plan.new_id();
        plan.insert(&Bank {
            id,
            code: code.to_owned(),
            name: name.to_owned(),
            from_date: input.from,
            successor: successor.map(str::to_owned),
            document: input.document.trim().to_owned(),
            matter: MATTER,
        });
        Ok(plan)
    }
}

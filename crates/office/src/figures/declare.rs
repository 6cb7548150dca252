//! 填报数据: a figure that this agency's rows cannot give (机关养老基金缺口, a survey, another office's count), stated with the
//! document, the page and the person who states it. The newest of a name and year counts.

use std::sync::Arc;

use base::RegionCode;
use desk::{Class, FieldError, Look, MATTER, Operation, Plan, Posts, Unplanned};
use evaluation::{Figure, Parent, Unit};
use rust_decimal::Decimal;
use serde::{Deserialize, Serialize};
use store::Value;

use super::definition;
use crate::environment::Environment;
use crate::registry::agency_area;
use crate::tables::{DeclaredFigure, DeclaredFigureId};

/// Declares a figure.
pub struct Declare(pub Arc<Environment>);

/// What is stated.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct DeclareInput {
    /// Its name, for commands and bookmarks.
    pub name: String,
    /// What it is called in reports.
    pub title: String,
    /// The year that it is about.
    pub year: i16,
    /// The number alone, as the document has it.
    pub value: String,
    /// Its unit: 人, 人次, 元, 万元, % …
    pub unit: String,
    /// The document.
    pub document: String,
    /// Page, table or section in it.
    pub page: String,
    /// Who states it.
    pub who: String,
}

/// What the plan depends on.
pub struct DeclareFacts {
    area: RegionCode,
    before: Option<DeclaredFigure>,
}

impl Operation for Declare {
    type Input = DeclareInput;
    type Facts = DeclareFacts;
    const NAME: &'static str = "figures.declare";
    const TITLE: &'static str = "填报数据";
    const CLASS: Class = Class::R2;
    const POSTS: Posts = Posts::BUSINESS;

    fn read(&self, look: &mut Look<'_>, input: &DeclareInput) -> Result<DeclareFacts, Unplanned> {
        Ok(DeclareFacts { area: agency_area(look)?, before: newest(look, input.name.trim(), input.year)? })
    }

    fn plan(&self, facts: &DeclareFacts, input: &DeclareInput) -> Result<Plan, Vec<FieldError>> {
        let mut faults = Vec::new();
        let mut fault = |key: &str, what: String, advice: &str| faults.push(FieldError::input(key, what, advice));
        let name = input.name.trim();
        if name.is_empty() || !name.chars().all(|c| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '_') {
            fault("name", format!("名称“{name}”不能使用"), "请用小写字母、数字和下划线，如 gap_city_subsidy");
        }
        if definition(name).is_some() {
            fault("name", format!("“{name}”由系统从业务数据计算"), "能计算的数据不填报；口径不同的请另起名称");
        }
        for (key, text) in
            [("title", &input.title), ("document", &input.document), ("page", &input.page), ("who", &input.who)]
        {
            if text.trim().is_empty() {
                fault(key, "没有填写".to_owned(), "填报的数据须写明名称、出处文件、页码或表号和填报人");
            }
        }
        if unit_of(&input.unit).is_none() {
            fault(
                "unit",
                format!("“{}”不是计量单位", input.unit),
                "请填写人、人次、户、家、个、件、次、元、万元、%、天、月或分",
            );
        }
        if input.value.trim().parse::<Decimal>().is_err() {
            fault("value", format!("“{}”不是数", input.value), "请只填数字，如 7000 或 98.5，不带单位和逗号");
        }
        if !faults.is_empty() {
            return Err(faults);
        }
        let mut plan = Plan::new(format!("填报 {} 年{}", input.year, input.title.trim()), facts.area);
        let before =
            facts.before.as_ref().map_or_else(String::new, |before| format!("{}{}", before.value, before.unit));
        plan.show(input.title.trim(), before, format!("{}{}", input.value.trim(), input.unit.trim()));
        plan.show("出处", "", format!("{} {}（{}）", input.document.trim(), input.page.trim(), input.who.trim()));
        let id: DeclaredFigureId = plan.new_id();
        plan.insert(&DeclaredFigure {
            id,
            name: name.to_owned(),
            title: input.title.trim().to_owned(),
            year: i64::from(input.year),
            value: input.value.trim().to_owned(),
            unit: input.unit.trim().to_owned(),
            document: input.document.trim().to_owned(),
            page: input.page.trim().to_owned(),
            who: input.who.trim().to_owned(),
            matter: MATTER,
        });
        Ok(plan)
    }
}

/// A unit by its word.
fn unit_of(word: &str) -> Option<Unit> {
    serde_json::from_value(serde_json::Value::String(word.trim().to_owned())).ok()
}

fn newest(look: &mut Look<'_>, name: &str, year: i16) -> Result<Option<DeclaredFigure>, Unplanned> {
    let args = [Value::Int(look.agency().0), name.into(), Value::Int(i64::from(year))];
    let rest = "WHERE agency = $1 AND name = $2 AND year = $3 ORDER BY id";
    Ok(look.select::<DeclaredFigure>(rest, &args)?.pop())
}

/// What was declared for a year, by name; of each name the newest.
pub fn declared_in(look: &mut Look<'_>, year: i16) -> Result<Vec<DeclaredFigure>, Unplanned> {
    let args = [Value::Int(look.agency().0), Value::Int(i64::from(year))];
    let rest = "WHERE agency = $1 AND year = $2 AND NOT EXISTS (SELECT 1 FROM declared_figure d \
                WHERE d.agency = declared_figure.agency AND d.name = declared_figure.name \
                AND d.year = declared_figure.year AND d.id > declared_figure.id) ORDER BY name";
    Ok(look.select::<DeclaredFigure>(rest, &args)?)
}

/// The declared figure of a name and year, as reports take it.
pub fn declared(look: &mut Look<'_>, name: &str, year: i16) -> Result<Option<Figure>, Unplanned> {
    newest(look, name, year)?.map(|row| figure_of(row, name, year)).transpose()
}

fn figure_of(row: DeclaredFigure, name: &str, year: i16) -> Result<Figure, Unplanned> {
    let read = row.value.parse::<Decimal>().ok().zip(unit_of(&row.unit));
    let (value, unit) = read.ok_or_else(|| {
        FieldError::whole(format!("填报数据 {name} 无法识别：{}{}", row.value, row.unit), "请运行 shebao verify 核查")
    })?;
    let parent = Parent::Declared { document: row.document, page: row.page, who: row.who };
    Ok(Figure { value, unit, year, parent })
}

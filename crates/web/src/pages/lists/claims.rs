//! 到龄申领: who may claim soon and has not.

use std::sync::Arc;

use base::Month;
use desk::{Look, Unplanned};
use office::Environment;
use office::benefits::{ToClaim, due_to_claim};

use super::sheet::{Cell, List};
use super::{DO, long, number, row, text};
use crate::http::{Call, Fault, Pairs};

const MONTHS_AHEAD: i32 = 3;

fn found(look: &mut Look<'_>, environment: &Environment, _: &str) -> Result<Vec<ToClaim>, Unplanned> {
    due_to_claim(look, environment, MONTHS_AHEAD)
}

pub fn to_claim(call: &mut Call<'_>, _asked: &Pairs) -> Result<List, Fault> {
    let today = call.today()?;
    let this_month = Month::of(today);
    let counted = Arc::clone(&call.kept).get(call, "claims", today.to_string(), found)?;
    let rows = counted.value.iter().map(|claim| {
        let missing = claim.missing();
        let to = |name: &str| format!("/operations/{name}?person={}", claim.person);
        let mut ways = vec![("核定待遇", to("benefits.award"))];
        if claim.years.as_ref().is_some_and(|years| years.short > 0) {
            ways.push(("年限选择", to("benefits.choose_years")));
        }
        let cells = vec![
            Cell::Person(claim.person, claim.name.clone()),
            Cell::Code(claim.region),
            Cell::Day(Some(claim.birth)),
            Cell::Month(Some(claim.first_month)),
            Cell::Count(i64::from(claim.months_late(this_month))),
            Cell::Count(i64::from(claim.paid_years)),
            Cell::Text(missing.join("；")),
            Cell::Do(ways),
        ];
        row(claim.region, cells)
    });
    Ok(List {
        note: format!("到龄和 {MONTHS_AHEAD} 个月内到龄、还没有申领的人，请逐人通知。{}", counted.age()),
        titles: vec![
            text("姓名"),
            text("村（社区）"),
            text("出生日期"),
            text("最早领取月"),
            number("已晚月数"),
            number("缴费年限"),
            long("还缺什么"),
            DO,
        ],
        rows: rows.collect(),
        nothing: "没有到龄未申领的人员。",
        ..List::default()
    })
}

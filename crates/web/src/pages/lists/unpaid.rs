//! 退票和未到账, 追回台账: money that did not arrive, and money that has to come back.

use base::{Fen, Month};
use office::benefits::recoveries;
use office::payment::returned_lines;
use office::reading::runs;
use office::registry::known_people;
use office::tables::RunState;

use super::sheet::{Cell, List, Row};
use super::{DO, long, number, row, text};
use crate::http::{Call, Fault, Pairs};
use crate::view::Tone;

/// Runs that are asked for lines that came back.
const RUNS: i64 = 60;

pub fn returned(call: &mut Call<'_>, _asked: &Pairs) -> Result<List, Fault> {
    let found = call.read(|look| {
        let mut all = Vec::new();
        for run in runs(look, RUNS)? {
            if matches!(run.state, RunState::Returned | RunState::Closed) {
                let lines = returned_lines(look, &run)?;
                all.extend(lines.into_iter().map(|line| (run.clone(), line)));
            }
        }
        Ok(all)
    })?;
    let rows = found.iter().map(|(run, line)| {
        let to = |name: &str| format!("/operations/{name}?person={}", line.person);
        let cells = vec![
            Cell::Month(Some(run.month)),
            Cell::Person(line.person, line.name.clone()),
            Cell::Code(line.region),
            Cell::Money(line.amount),
            Cell::Day(Some(line.on)),
            Cell::Text(line.reason.clone()),
            Cell::Do(vec![("变更账户", to("registry.change_payee"))]),
        ];
        row(line.region, cells)
    });
    Ok(List {
        note: "银行退回后还没有人收到的款项。账户改正以后，从“退票重发”一起重发。".to_owned(),
        titles: vec![
            text("发放月"),
            text("姓名"),
            text("村（社区）"),
            number("金额（元）"),
            text("退回日"),
            long("银行原因"),
            DO,
        ],
        rows: rows.collect(),
        nothing: "没有退票。",
        sums: Some(3),
        ..List::default()
    })
}

pub fn to_recover(call: &mut Call<'_>, _asked: &Pairs) -> Result<List, Fault> {
    let this_month = Month::of(call.today()?);
    let (found, known) = call.read(|look| {
        let found = recoveries(look)?;
        let people: Vec<_> = found.iter().map(|line| line.recovery.person).collect();
        Ok((found, known_people(look, &people)?))
    })?;
    let rows = found.iter().filter_map(|line| {
        let recovery = &line.recovery;
        let state = match (&line.ended, line.left()) {
            (Some(_), _) => Cell::State(Tone::Quiet, "不再追回"),
            (None, Fen::ZERO) => Cell::State(Tone::Good, "已还清"),
            _ if line.overdue(this_month) > Fen::ZERO => Cell::State(Tone::Bad, "未按协议归还"),
            _ => Cell::State(Tone::Waits, "追回中"),
        };
        let agreed = line.agreed.map(|(way, monthly, from)| format!("{}，每月 {monthly} 元，{from} 起", way.title()));
        let to = |name: &str| format!("/operations/{name}?recovery={}", recovery.id);
        let ways = if line.left() > Fen::ZERO {
            vec![("归还协议", to("benefits.agree_repayment")), ("登记到账", to("fund.receive_repayment"))]
        } else {
            Vec::new()
        };
        let cells = vec![
            Cell::Person(recovery.person, line.name.clone()),
            Cell::Text(recovery.id.to_string()),
            Cell::Money(recovery.total()),
            Cell::Money(line.repaid),
            Cell::Money(line.left()),
            state,
            Cell::Text(agreed.unwrap_or_default()),
            Cell::Do(ways),
        ];
        known.get(&recovery.person).map(|known| Row { region: Some(known.region), cells })
    });
    Ok(List {
        titles: vec![
            text("姓名"),
            text("台账编号"),
            number("应追回（元）"),
            number("已追回（元）"),
            number("未追回（元）"),
            text("状态"),
            long("归还协议"),
            DO,
        ],
        rows: rows.collect(),
        nothing: "没有要追回的款项。",
        sums: Some(4),
        ..List::default()
    })
}

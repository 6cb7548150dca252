//! What waits for me, and what became of mine.

use std::collections::HashMap;

use base::RegionCode;
use desk::{Look, Unplanned, WaitingFor};
use maud::{Markup, html};
use office::reading::{MatterLine, my_matters};

use crate::http::{Call, Fault, Reply};
use crate::view::{amount_or_dash, left, matter_state, place, right, table};

const MINE: i64 = 15;

/// The page.
pub fn show(call: &mut Call<'_>) -> Result<Reply, Fault> {
    let signer = call.signer()?;
    let (desk, db) = call.office.parts();
    let waiting = desk.worklist(db, signer)?;
    let mine = call.read(|look: &mut Look<'_>| -> Result<_, Unplanned> { my_matters(look, signer.staff(), MINE) })?;
    let names = super::place_names(call)?;
    let body = html! {
        section.panel {
            h2 { "等我签字（" (waiting.len()) "）" }
            (waiting_table(&waiting, &names))
        }
        section.panel {
            h2 { "我经办的" }
            (mine_table(&mine))
        }
    };
    super::page(call, "/", "待办", Vec::new(), body)
}

fn waiting_table(waiting: &[WaitingFor], names: &HashMap<RegionCode, String>) -> Markup {
    let row = |w: &WaitingFor| {
        vec![
            html! { (w.stage.title()) },
            html! { (w.operation) },
            html! { a href=(format!("/matters/{}", w.matter)) { (w.title) } },
            place(w.area, names),
            amount_or_dash(w.amount),
        ]
    };
    let columns = [left("待签"), left("业务"), left("内容"), left("地区"), right("金额（元）")];
    table("等我签字的业务", &columns, waiting.iter().map(row).collect(), "没有等您签字的业务。")
}

fn mine_table(mine: &[MatterLine]) -> Markup {
    let row = |line: &MatterLine| {
        vec![
            html! { span.number { (line.made_on) } },
            html! { a href=(format!("/matters/{}", line.matter)) { (line.title) } @if !line.reason.is_empty() { div.quiet { (line.reason) } } },
            matter_state(line.waits_for, line.outcome),
            amount_or_dash(line.amount),
        ]
    };
    let columns = [left("日期"), left("内容"), left("状态"), right("金额（元）")];
    table("我经办的业务", &columns, mine.iter().map(row).collect(), "您还没有经办过业务。")
}

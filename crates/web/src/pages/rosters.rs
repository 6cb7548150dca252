//! 村级认证名册: whom each village should see, to be printed, or downloaded, filled in and read again.

use std::io::Cursor;

use base::RegionCode;
use desk::ReadKind;
use maud::html;
use office::certification::{Roster, rosters};
use office::registry::regions_in_force;

use crate::http::{Call, Fault, Reply};
use crate::pages::lists::XLSX;
use crate::view::{crumb, left, right, table};

fn area(call: &Call<'_>, text: &str) -> Result<RegionCode, Fault> {
    let reader = call.reader()?;
    let area: RegionCode = text.parse().map_err(|_| Fault::NotFound)?;
    if reader.covers(&area) { Ok(area) } else { Err(Fault::NotFound) }
}

fn of(call: &mut Call<'_>, area: &RegionCode) -> Result<Vec<Roster>, Fault> {
    let (environment, today) = (call.environment(), call.today()?);
    call.read(|look| rosters(look, &environment, area, today))
}

/// The villages of a town with how many people each should see.
pub fn list(call: &mut Call<'_>) -> Result<Reply, Fault> {
    let reader = call.reader()?;
    let names = call.read(regions_in_force)?;
    let mut towns: Vec<_> = names.iter().filter(|(code, _)| code.town() == **code && reader.covers(code)).collect();
    towns.sort();
    let asked = call.query.get("town").to_owned();
    let found = if asked.is_empty() { Vec::new() } else { of(call, &area(call, &asked)?)? };
    let token = super::token(call)?;
    let rows = found.iter().map(|roster| {
        vec![
            html! { @if roster.name.is_empty() { span.number { (roster.village) } } @else { (roster.name) } },
            html! { (roster.lines.len()) },
            html! { form.inline method="post" action=(format!("/rosters/{}", roster.village)) {
                (token)
                input type="hidden" name="reason" value="下发村级认证名册";
                button.second { "下载名册" }
            } },
        ]
    });
    let columns = [left("村（社区）"), right("应认证人数"), left("名册")];
    let body = html! {
        form.inline action="/rosters" method="get" {
            label for="town" { "乡镇（街道）" }
            select id="town" name="town" {
                option value="" { "请选择" }
                @for (code, name) in &towns { option value=(code) selected[code.to_string() == asked] { (name) } }
            }
            button { "查看" }
        }
        p.quiet { "名册可以直接打印（A4 横向，每页有签字栏），由村（社区）填写结果后，从"
            (super::way(call, "/operations/certification.import_roster", "回收村级认证名册")?) "导入。" }
        section.panel { (table("村级认证名册", &columns, rows.collect(), "请选择乡镇（街道）；已选择的，没有要认证的人员。")) }
    };
    super::page(
        call,
        "/lists",
        "村级认证名册",
        vec![crumb("清单", "/lists"), crumb("资格认证到期", "/lists/certification")],
        body,
    )
}

/// One village's roster as a workbook.
pub fn download(call: &mut Call<'_>) -> Result<Reply, Fault> {
    let area = area(call, call.path.get("region"))?;
    let (signer, reason) = (call.signer()?, call.form.get("reason").to_owned());
    let roster = of(call, &area)?.into_iter().find(|roster| roster.village == area).ok_or(Fault::NotFound)?;
    let subject = area.to_string().parse().unwrap_or_default();
    let (desk, db) = call.office.parts();
    desk.record_reading(db, signer, (ReadKind::Export, subject), &reason)?;
    let mut out = Cursor::new(Vec::new());
    roster.write(&mut out).map_err(|error| Fault::Busy(format!("名册没有写成（{error}）")))?;
    let name = format!("认证名册-{}-{}.xlsx", roster.name, roster.day);
    Ok(Reply::File { name, kind: XLSX, bytes: out.into_inner() })
}

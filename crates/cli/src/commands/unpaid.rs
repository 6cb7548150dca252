//! `unpaid`: the campaign of a fee year (催缴), by village and by person.

use std::path::Path;
use std::sync::Arc;

use anyhow::{Result, bail};
use base::{Fen, RegionCode};
use files::Cell;
use office::contributions::{Campaign, DefaultTier, Unpaid, campaign};

use crate::arguments::{Common, OfCampaign};
use crate::export::{self, List};
use crate::open::reading;
use crate::print::{json, table};

/// People shown on a terminal; the rest goes to a file.
const SHOWN: usize = 200;

/// Lists who has not paid, in the reader's regions.
pub fn unpaid(common: &Common, asked: &OfCampaign) -> Result<()> {
    let mut reading = reading(common)?;
    let environment = Arc::clone(reading.office.environment());
    let mut found = reading.look(|look| campaign(look, &environment, asked.year))?;
    let seen = |region: &RegionCode| {
        reading.covers(region) && asked.region.as_ref().is_none_or(|within| region.is_within(within))
    };
    found.villages.retain(|region, _| seen(region));
    found.unpaid.retain(|person| seen(&person.region));
    if found.villages.is_empty() {
        bail!("您的岗位地区内没有 {} 年度应缴费的人员；请核对年度和地区代码", asked.year);
    }
    reading.takes_list_out(common, "fees", &asked.to)?;
    if let Some(path) = &asked.to.export {
        return export_list(path, asked.year, &found);
    }
    if common.json {
        return json(&found);
    }
    show(asked.year, &found);
    Ok(())
}

fn show(year: i16, found: &Campaign) {
    let villages = found.villages.iter().map(|(region, village)| {
        let counts = [village.due, village.paid, village.unpaid, village.contacted].map(|count| count.to_string());
        [&[format!("{region} {}", village.name)][..], &counts, &[village.amount.to_string()]].concat()
    });
    let header = ["村（社区）", "应缴人数", "已缴", "未缴", "其中已联系", "已缴金额（元）"];
    sayln!("{year} 年度缴费进度\n");
    sayln!("{}", table(&header, &[1, 2, 3, 4, 5], villages));
    let row = |person: &Unpaid| {
        vec![
            person.person.to_string(),
            person.name.clone(),
            person.region.to_string(),
            format!("{}", person.tier),
            tier_from(person),
            contact(person),
            if person.of_age { "已到龄，请同时办理申领或续缴".to_owned() } else { String::new() },
        ]
    };
    let header = ["个人编号", "姓名", "村（社区）", "默认档次（元）", "来由", "最近联系", ""];
    say!("{}", table(&header, &[0, 3], found.unpaid.iter().take(SHOWN).map(row)));
    let (due, unpaid): (i64, usize) = (found.villages.values().map(|v| v.due).sum(), found.unpaid.len());
    let amount: Fen = found.villages.values().map(|v| v.amount).sum();
    sayln!("应缴 {due} 人，未缴 {unpaid} 人，已缴 {amount} 元。");
    if unpaid > SHOWN {
        sayln!("只显示前 {SHOWN} 人；全部名单用 --export 文件.xlsx 导出。");
    }
}

fn tier_from(person: &Unpaid) -> String {
    match person.tier_from {
        DefaultTier::LastPaid(year) => format!("{year} 年所缴档次"),
        DefaultTier::Lowest => "最低档次".to_owned(),
    }
}

fn contact(person: &Unpaid) -> String {
    person.contact.as_ref().map_or_else(String::new, |last| format!("{} {} {}", last.on, last.way, last.answer))
}

fn export_list(path: &Path, year: i16, found: &Campaign) -> Result<()> {
    let title = format!("{year}年度催缴名单");
    let columns =
        [("个人编号", 22), ("姓名", 12), ("村（社区）代码", 16), ("村（社区）", 16), ("地址", 36), ("默认档次", 12)];
    let columns =
        [&columns[..], &[("档次来由", 16), ("最近联系", 28), ("提示", 28), ("联系日期", 14), ("联系结果", 18)]]
            .concat();
    let rows: Vec<Vec<Cell<'_>>> = found
        .unpaid
        .iter()
        .map(|person| {
            let village = found.villages.get(&person.region).map_or("", |village| village.name.as_str());
            vec![
                person.person.to_string().into(),
                person.name.as_str().into(),
                person.region.to_string().into(),
                village.into(),
                person.address.as_str().into(),
                person.tier.into(),
                tier_from(person).into(),
                contact(person).into(),
                if person.of_age { "已到龄，请同时办理申领或续缴" } else { "" }.into(),
                Cell::Empty,
                Cell::Empty,
            ]
        })
        .collect();
    export::write(path, &List { title: &title, columns: &columns }, &rows)
}

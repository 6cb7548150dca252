//! `certification`, `roster`: whose proof of life runs out, and the sheets for the villages.

use std::fs::{self, File};
use std::path::{Path, PathBuf};
use std::sync::Arc;

use anyhow::{Context as _, Result, bail};
use base::{Date, RegionCode};
use files::Cell;
use office::certification::{Certifiable, CertificationRules, CertificationStanding, rosters, worklist};
use serde_json::json;

use crate::arguments::{Common, ExportTo};
use crate::export::{List, write};
use crate::open::reading;
use crate::print::{self, table};

/// Whoever must be certified, with who must be called on at home.
pub fn certification(common: &Common, area: Option<RegionCode>, on: Option<Date>, to: &ExportTo) -> Result<()> {
    let mut reading = reading(common)?;
    let environment = Arc::clone(reading.office.environment());
    let (day, (rules, mut found)) = reading.look(|look| {
        let day = on.unwrap_or(look.today());
        Ok((day, worklist(look, &environment, area.as_ref(), day)?))
    })?;
    found.retain(|(_, person)| reading.covers(&person.version.region));
    reading.takes_list_out(common, "certification", to)?;
    if common.json {
        let one = |(standing, person): &(CertificationStanding, Certifiable)| {
            json!({ "person": person.version.person, "name": person.name, "region": person.version.region,
                    "standing": standing, "certified_on": person.proven.then(|| person.certified_on.to_string()),
                    "valid_until": person.valid_until.to_string(), "age": person.age(day),
                    "needs_visit": person.needs_visit(day, &rules),
                    "visited_on": person.visited_on.map(|on| on.to_string()) })
        };
        return print::json(&found.iter().map(one).collect::<Vec<_>>());
    }
    let rows: Vec<Vec<String>> = found.iter().map(|(standing, person)| row(*standing, person, &rules, day)).collect();
    let header = ["个人编号", "姓名", "村（社区）", "状态", "最近认证", "有效期至", "年龄", "入户"];
    if let Some(path) = &to.export {
        let columns = header.map(|title| (title, 16));
        let cells: Vec<Vec<Cell<'_>>> =
            rows.iter().map(|row| row.iter().map(|text| Cell::from(text.as_str())).collect()).collect();
        return write(path, &List { title: "认证预警", columns: &columns }, &cells);
    }
    say!("{}", table(&header, &[0, 6], rows));
    let count = |standing| found.iter().filter(|(now, _)| *now == standing).count();
    sayln!(
        "{day}：即将到期 {} 人，已逾期 {} 人，已停发 {} 人。有效期 {} 个月，提前 {} 天预警；{} 岁以上须先入户。",
        count(CertificationStanding::DueSoon),
        count(CertificationStanding::Overdue),
        count(CertificationStanding::Suspended),
        rules.months,
        rules.warn_days,
        rules.visit_age
    );
    Ok(())
}

fn row(standing: CertificationStanding, person: &Certifiable, rules: &CertificationRules, day: Date) -> Vec<String> {
    let visit = match (person.needs_visit(day, rules), person.visited_on) {
        (_, Some(on)) => format!("{on} 已入户"),
        (true, None) => "须入户".to_owned(),
        (false, None) => String::new(),
    };
    vec![
        person.version.person.to_string(),
        person.name.clone(),
        person.version.region.to_string(),
        standing.title().to_owned(),
        if person.proven { person.certified_on.to_string() } else { "未登记".to_owned() },
        person.valid_until.to_string(),
        person.age(day).map_or_else(|| "待补".to_owned(), |age| age.to_string()),
        visit,
    ]
}

/// One workbook a village, to print, fill in and import again.
pub fn roster(common: &Common, area: RegionCode, (into, reason): (&Path, &str), on: Option<Date>) -> Result<()> {
    let mut reading = reading(common)?;
    if !reading.covers(&area) {
        bail!("{area} 不在您的岗位地区内");
    }
    let environment = Arc::clone(reading.office.environment());
    let rosters = reading.look(|look| {
        let day = on.unwrap_or(look.today());
        rosters(look, &environment, &area, day)
    })?;
    if rosters.is_empty() {
        sayln!("{area} 没有需要认证的人员，没有生成名册。");
        return Ok(());
    }
    reading.takes_out(area.to_string().parse().unwrap_or_default(), reason)?;
    fs::create_dir_all(into).with_context(|| format!("无法建立目录 {}，请核对路径和权限", into.display()))?;
    let mut rows = Vec::new();
    for roster in &rosters {
        let path: PathBuf = into.join(format!("认证名册-{}-{}-{}.xlsx", roster.village, roster.name, roster.day));
        let file = File::create_new(&path)
            .with_context(|| format!("文件 {} 已经存在或不能写入，没有覆盖。请换一个目录", path.display()))?;
        roster.write(file).with_context(|| format!("无法写出名册 {}", path.display()))?;
        rows.push(vec![roster.name.clone(), roster.lines.len().to_string(), path.display().to_string()]);
    }
    say!("{}", table(&["村（社区）", "人数", "文件"], &[1], rows));
    sayln!("填好后回收：shebao do certification.import_roster --file 文件 --set village=村代码");
    Ok(())
}

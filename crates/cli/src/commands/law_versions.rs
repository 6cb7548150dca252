//! `law activate`, `law versions`: which version of the law the agency works by.

use std::path::Path;
use std::sync::Arc;

use anyhow::{Result, bail};
use base::Level;
use files::Cell;
use office::law::{ActivateLawInput, Impact, ImpactLine, explain_impact, impact_list};
use office::payment::Sums;
use office::reading::list_subject;
use office::registry::known_people;
use office::tables::PersonId;
use serde_json::json;

use crate::arguments::Common;
use crate::export::{self, List};
use crate::open::{Reading, reading};
use crate::print::{self, table};

/// Lines of the list that the terminal shows; the whole list goes into a file.
const SHOWN: usize = 20;

const COLUMNS: [(&str, u16); 9] = [
    ("个人编号", 12),
    ("姓名", 12),
    ("村（社区）", 16),
    ("状态", 10),
    ("原月标准", 12),
    ("新月标准", 12),
    ("补发月数", 10),
    ("应补发", 12),
    ("丧葬补助金差额", 14),
];

/// Shows the impact list, and makes the matter unless it is only looked at.
pub fn activate(
    common: &Common,
    preview: bool,
    (csv, reason): (Option<&Path>, &str),
    person: Option<i64>,
) -> Result<()> {
    let mut reading = reading(common)?;
    if !reading.covers_county() {
        bail!("影响清单包括全县（区）人员，您的岗位只覆盖部分乡镇，请由县（区）岗位的人员办理");
    }
    let environment = Arc::clone(reading.office.environment());
    if let Some(person) = person {
        let told = reading.look(|look| explain_impact(look, &environment, PersonId(person)))?;
        if common.json {
            return print::json(&told.node);
        }
        say!("{}", told.node.to_text());
        return Ok(());
    }
    let impact = reading.look(|look| impact_list(look, &environment))?;
    if csv.is_some() || common.json {
        reading.takes_out(list_subject("impact"), reason)?;
    }
    if let Some(file) = csv {
        export(&mut reading, &impact, file)?;
    }
    if !common.json {
        show(&mut reading, &impact)?;
    } else if preview {
        return print::json(&impact_json(&impact));
    }
    if preview {
        return Ok(());
    }
    let version = environment.law.version_name().to_owned();
    let request = uuid::Uuid::new_v4().to_string();
    let (signer, input) = (reading.signer, ActivateLawInput { version });
    let answer = reading.office.make(signer, &request, "law.activate", &input)?;
    tracing::info!(operation = "law.activate", matter = %answer.matter, request, "made");
    if common.json {
        return print::json(&json!({ "request": request, "answer": answer, "impact": impact_json(&impact) }));
    }
    sayln!("");
    print::answer(&answer, reading.office.desk().catalogue());
    Ok(())
}

fn impact_json(impact: &Impact) -> serde_json::Value {
    json!({ "impact": impact, "monthly": impact.monthly(), "back_pay": impact.back_pay(),
            "funeral": impact.funeral(), "losers": impact.losers() })
}

fn show(reading: &mut Reading, impact: &Impact) -> Result<()> {
    if impact.new.is_empty() {
        sayln!("程序的政策版本就是本机构启用的版本，没有影响。");
        return Ok(());
    }
    sayln!(
        "{} → {}：本地改动 {} 行，其他地方 {} 行",
        impact.old,
        impact.new,
        impact.differences.len(),
        impact.elsewhere
    );
    for difference in &impact.differences {
        sayln!("  {difference}");
    }
    sayln!("");
    say!("{}", cost(impact));
    sayln!("核对 {} 人，待遇减少 {} 人。", impact.compared, impact.losers());
    if impact.lines.is_empty() {
        return Ok(());
    }
    let rows = rows(reading, &impact.lines[..impact.lines.len().min(SHOWN)])?;
    let titles: Vec<&str> = COLUMNS.iter().map(|(title, _)| *title).collect();
    sayln!("");
    say!("{}", table(&titles, &[0, 4, 5, 6, 7, 8], rows));
    if impact.lines.len() > SHOWN {
        sayln!("只显示前 {SHOWN} 人，共 {} 人；用 --csv 文件 取得全部。", impact.lines.len());
    }
    Ok(())
}

/// Cost by payer.
fn cost(impact: &Impact) -> String {
    let sums = [("每月增减", impact.monthly()), ("应补发", impact.back_pay()), ("丧葬补助金差额", impact.funeral())];
    let row = |(title, sums): &(&str, Sums)| {
        let levels = Level::ALL.iter().map(|level| sums.by_level[*level].to_string());
        let mut row = vec![(*title).to_owned(), sums.people.to_string()];
        row.extend(levels);
        row.extend([sums.account.to_string(), sums.total().to_string()]);
        row
    };
    let header = ["", "人数", "中央", "省级", "市级", "县级", "个人账户", "合计（元）"];
    table(&header, &[1, 2, 3, 4, 5, 6, 7], sums.iter().map(row))
}

fn rows(reading: &mut Reading, lines: &[ImpactLine]) -> Result<Vec<Vec<String>>> {
    let people: Vec<PersonId> = lines.iter().map(|line| line.person).collect();
    let known = reading.look(|look| known_people(look, &people))?;
    let row = |line: &ImpactLine| {
        vec![
            line.person.to_string(),
            known.get(&line.person).map(|known| known.name.clone()).unwrap_or_default(),
            line.region.to_string(),
            line.state.title().to_owned(),
            line.old.total().to_string(),
            line.new.total().to_string(),
            line.months.to_string(),
            line.back_pay.total().to_string(),
            line.funeral.total().to_string(),
        ]
    };
    Ok(lines.iter().map(row).collect())
}

fn export(reading: &mut Reading, impact: &Impact, file: &Path) -> Result<()> {
    let rows = rows(reading, &impact.lines)?;
    let cells: Vec<Vec<Cell<'_>>> =
        rows.iter().map(|row| row.iter().map(|text| Cell::from(text.as_str())).collect()).collect();
    export::write(file, &List { title: "影响清单", columns: &COLUMNS }, &cells)
}

/// Every version that was activated.
pub fn versions(common: &Common) -> Result<()> {
    let mut reading = reading(common)?;
    let ours = reading.office.environment().law.version_name().to_owned();
    let all = reading.look(office::law::versions)?;
    if common.json {
        let one = |version: &office::tables::LawVersion| {
            json!({ "name": version.name, "active_from": version.active_from.to_string(), "digest": version.digest,
                    "replaces": version.replaces, "effective": version.effective, "matter": version.matter })
        };
        return print::json(&json!({ "program": ours, "versions": all.iter().map(one).collect::<Vec<_>>() }));
    }
    let last = all.last().map(|version| version.name.clone());
    let row = |version: &office::tables::LawVersion| {
        let state = if Some(&version.name) == last.as_ref() { "现行" } else { "已被代替" };
        let month = version.effective.map_or("-".to_owned(), |month| month.to_string());
        let digest = version.digest.as_str().get(..12).unwrap_or_default().to_owned();
        vec![version.name.clone(), version.active_from.to_string(), month, digest, state.to_owned()]
    };
    say!("{}", table(&["版本", "启用日期", "规定不同的最早月份", "全文 SM3", ""], &[], all.iter().map(row)));
    if last.as_ref() != Some(&ours) {
        sayln!("程序现在的政策版本是 {ours}，本机构没有启用；请办理 shebao law activate，或换回启用的版本。");
    }
    Ok(())
}

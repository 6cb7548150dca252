//! `whatif`: another value of a parameter, and what it costs.

use std::fs;
use std::path::Path;
use std::sync::Arc;

use anyhow::{Context as _, Result, bail};
use base::{Fen, Level};
use files::{Cell, XlsxWriter};
use law::LifeTable;
use office::law::{WhatIf, WhatIfAnswer, what_if};
use serde_json::json;

use crate::arguments::{Common, WhatIfAsked};
use crate::commands::whatif_chart;
use crate::open::reading;
use crate::print::{self, table};

const TITLES: [&str; 10] =
    ["年度", "年末领取人数", "中央", "省级", "市级", "县级", "财政合计", "个人账户", "比现行增减", "其中县级"];

/// The sheets of the costs with the other value, and by the law in force.
const AFTER: &str = "测算";
const BEFORE: &str = "现行";

/// Shows the costs of both values year by year, and writes them where asked.
pub fn whatif(common: &Common, asked: &WhatIfAsked) -> Result<()> {
    let Some((parameter, value)) = asked.set.split_once('=') else {
        bail!("--set “{}”应写作 参数=数值，如 base_pension.county=12", asked.set);
    };
    let table = life_table(asked.life_table.as_deref())?;
    let wish = WhatIf {
        parameter: parameter.trim().to_owned(),
        value: value.trim().to_owned(),
        law_of: asked.law_of,
        from: asked.from,
        years: asked.years,
        table,
    };
    let mut reading = reading(common)?;
    if !reading.covers_county() {
        bail!("测算涉及全县人员，请由管辖全县的业务、财务或稽核人员办理");
    }
    let environment = Arc::clone(reading.office.environment());
    let answer = reading.look(|look| what_if(look, &environment, &wish))?;
    if common.json {
        print::json(&json!({
            "parameter": wish.parameter, "old": answer.old_value, "new": wish.value, "from": answer.from,
            "law_of": answer.law_of, "life_table": wish.table.name, "people": answer.people.0,
            "coming": answer.people.1, "left_out": answer.left_out, "before": answer.before, "after": answer.after,
        }))?;
    } else {
        show(&wish, &answer);
    }
    if let Some(path) = &asked.svg {
        write_new(path, whatif_chart::svg(&heading(&wish, &answer), &answer).as_bytes())?;
    }
    if let Some(path) = &asked.xlsx {
        workbook(path, &wish, &answer)?;
    }
    Ok(())
}

fn life_table(path: Option<&Path>) -> Result<LifeTable> {
    let Some(path) = path else { return Ok(LifeTable::embedded()?) };
    let text = fs::read_to_string(path);
    let text = text.with_context(|| format!("生命表 {} 无法读取，请核对路径，并确认是 UTF-8 文本", path.display()))?;
    Ok(LifeTable::parse(&text)?)
}

fn heading(wish: &WhatIf, answer: &WhatIfAnswer) -> String {
    format!("{} 自 {} 起由 {} 改为 {}", wish.parameter, answer.from, answer.old_value, wish.value)
}

/// One line a year: costs with the other value, and what they are above the law in force.
fn lines(answer: &WhatIfAnswer) -> impl Iterator<Item = (i16, i64, [Fen; 8])> + '_ {
    answer.before.iter().zip(&answer.after).map(|(before, after)| {
        let level = |level: Level| after.by_level[level];
        let more = after.by_level.total() - before.by_level.total();
        let county = level(Level::County) - before.by_level[Level::County];
        let [central, province, city, own] = Level::ALL.map(level);
        (
            after.year,
            after.recipients,
            [central, province, city, own, after.by_level.total(), after.account, more, county],
        )
    })
}

/// What the figures rest on, said with every output.
fn notes(wish: &WhatIf, answer: &WhatIfAnswer) -> Vec<String> {
    let table = &wish.table;
    let origin = if table.source.is_empty() { format!("推算：{}", table.inferred) } else { table.source.clone() };
    vec![
        format!("按 {} 执行的政策，以后各年不变，只改这一个参数。", answer.law_of),
        format!(
            "起始人数为现在的领取人员 {} 人，加期间年满 60 岁的参保人员 {} 人；没有出生日期或性别的 {} 人未计。",
            answer.people.0, answer.people.1, answer.left_out
        ),
        format!("死亡按“{}”（{origin}），在一年中均匀分布。", table.name),
        "没有计入新参保、迁移、丧葬补助和以后的缴费；结果是期望值，只供测算，不作支付依据。".to_owned(),
    ]
}

fn show(wish: &WhatIf, answer: &WhatIfAnswer) {
    sayln!("{}（单位：元）\n", heading(wish, answer));
    let row = |(year, people, money): (i16, i64, [Fen; 8])| {
        let mut cells = vec![year.to_string(), people.to_string()];
        cells.extend(money.map(|fen| fen.to_string()));
        cells
    };
    say!("{}", table(&TITLES, &[0, 1, 2, 3, 4, 5, 6, 7, 8, 9], lines(answer).map(row)));
    let more: Fen = lines(answer).map(|(_, _, money)| money[6]).sum();
    sayln!("{} 年合计比现行增减 {more} 元。\n", answer.after.len());
    notes(wish, answer).iter().for_each(|note| sayln!("· {note}"));
}

fn write_new(path: &Path, bytes: &[u8]) -> Result<()> {
    if path.exists() {
        bail!("文件 {} 已经存在，没有覆盖。请换一个文件名", path.display());
    }
    fs::write(path, bytes).with_context(|| format!("无法写出文件 {}，请核对目录、权限和磁盘空间", path.display()))
}

/// A workbook whose totals and differences are worked out by the workbook itself: what somebody changes in a level's cell
/// goes into every sum.
fn workbook(path: &Path, wish: &WhatIf, answer: &WhatIfAnswer) -> Result<()> {
    let mut book = XlsxWriter::new(AFTER, &[8, 14, 16, 16, 16, 16, 16, 16, 16, 16])?;
    book.header(&TITLES)?;
    for ((year, people, money), row) in lines(answer).zip(2_u32..) {
        let [levels @ .., total, account, more, county] = money;
        let mut cells = vec![Cell::from(i64::from(year)), Cell::from(people)];
        cells.extend(levels.map(Cell::from));
        cells.push(Cell::Formula(format!("=SUM(C{row}:F{row})"), total));
        cells.push(Cell::from(account));
        cells.push(Cell::Formula(format!("=G{row}-{BEFORE}!G{row}"), more));
        cells.push(Cell::Formula(format!("=F{row}-{BEFORE}!F{row}"), county));
        book.row(&cells)?;
    }
    let sums = lines(answer).fold([Fen::ZERO; 8], |sums, (_, _, money)| std::array::from_fn(|n| sums[n] + money[n]));
    book.row(&sum_row(answer, &sums))?;
    book.next_sheet(BEFORE, &[8, 14, 16, 16, 16, 16, 16, 16])?;
    book.header(&TITLES[..8])?;
    for (cost, row) in answer.before.iter().zip(2_u32..) {
        let mut cells = vec![Cell::from(i64::from(cost.year)), Cell::from(cost.recipients)];
        cells.extend(Level::ALL.map(|level| Cell::from(cost.by_level[level])));
        cells.push(Cell::Formula(format!("=SUM(C{row}:F{row})"), cost.by_level.total()));
        cells.push(Cell::from(cost.account));
        book.row(&cells)?;
    }
    let of = |level: Level| answer.before.iter().map(|cost| cost.by_level[level]).sum::<Fen>();
    let total = answer.before.iter().map(|cost| cost.by_level.total()).sum();
    let account = answer.before.iter().map(|cost| cost.account).sum();
    book.row(&sum_row(answer, &[&Level::ALL.map(of)[..], &[total, account]].concat()))?;
    book.next_sheet("说明", &[100])?;
    book.header(&[&heading(wish, answer)])?;
    for note in notes(wish, answer) {
        book.row(&[Cell::from(note)])?;
    }
    let mut bytes = std::io::Cursor::new(Vec::new());
    book.finish(&mut bytes)?;
    write_new(path, &bytes.into_inner())
}

/// 合计: every column of money over all years.
fn sum_row(answer: &WhatIfAnswer, sums: &[Fen]) -> Vec<Cell<'static>> {
    let last = answer.after.len() + 1;
    let one = |(column, sum): (char, &Fen)| Cell::Formula(format!("=SUM({column}2:{column}{last})"), *sum);
    [Cell::from("合计"), Cell::Empty].into_iter().chain(('C'..).zip(sums).map(one)).collect()
}

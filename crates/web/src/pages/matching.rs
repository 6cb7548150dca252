//! 表格比对: a list that somebody brought, matched by ID number, comes back with what we know of each
//! row, on one sheet or a sheet for each village. The list is not kept.

use std::collections::{BTreeMap, HashMap};
use std::io::Cursor;

use base::{IdNumber, RegionCode};
use desk::ReadKind;
use files::{RawTable, XlsxWriter};
use maud::{Markup, html};
use office::reading::{Matched, matched};
use office::registry::regions_in_force;
use office::tables::PersonId;

use crate::http::{Call, Fault, Reply, Upload};
use crate::pages::lists::XLSX;

/// Rows that are matched at once; larger lists are split by their owner.
const ROWS: usize = 50_000;
/// Rows in which the column of ID numbers is looked for.
const LOOKED_AT: usize = 200;

/// What can be added to each row.
const COLUMNS: &[(&str, &str)] = &[
    ("person", "个人编号"),
    ("name", "系统姓名"),
    ("same", "姓名是否一致"),
    ("village", "村（社区）"),
    ("state", "参保状态"),
    ("award", "待遇状态"),
    ("monthly", "月待遇（元）"),
    ("paid", "本年缴费（元）"),
    ("died", "死亡日期"),
];

fn form(call: &Call<'_>, fault: Option<&str>) -> Result<Markup, Fault> {
    let year = call.today()?.year();
    let chosen = |key: &str| call.form.get("csrf").is_empty() || call.form.get(key) == "yes";
    Ok(html! {
        @if let Some(fault) = fault { div.note.bad role="alert" { p { (fault) } } }
        p.quiet { "上传任何一张有证件号的表（xlsx、xls、csv），系统按证件号找人，在每行后面加上所选的内容，原有的列不变。表格不保存，不改动任何数据。" }
        form.panel method="post" action="/match" enctype="multipart/form-data" {
            (super::token(call)?)
            div.field { label for="file" { "表格" } div.entry {
                input type="file" id="file" name="file" accept=".xlsx,.xls,.csv,.txt" aria-describedby="file-hint";
                p.hint id="file-hint" { "第一行是列名；证件号须为 18 位文本，最多 " (ROWS) " 行" }
            } }
            fieldset { legend { "加上哪些内容" }
                @for (key, label) in COLUMNS {
                    label.check { input type="checkbox" name=(key) value="yes" checked[chosen(key)]; " " (label) }
                }
            }
            div.field { label for="year" { "缴费年度" } div.entry {
                input type="text" inputmode="numeric" id="year" name="year" class="short" value=(year);
            } }
            div.field { label for="split" { "分表" } div.entry {
                select id="split" name="split" {
                    option value="" { "全部在一张工作表" }
                    option value="village" selected[call.form.get("split") == "village"] { "每个村（社区）一张工作表" }
                }
            } }
            div.field { label for="reason" { "用途" } div.entry {
                input type="text" id="reason" name="reason" class="wide" value=(call.form.get("reason")) placeholder="如：核对民政低保名单" autocomplete="off";
            } }
            div.actions { button { "比对并下载" } span.quiet { "留下记录" } }
        }
    })
}

/// The page.
pub fn show(call: &mut Call<'_>) -> Result<Reply, Fault> {
    let body = form(call, None)?;
    super::page(call, "/match", "表格比对", Vec::new(), body)
}

fn unready(call: &Call<'_>, why: &str) -> Result<Reply, Fault> {
    let body = form(call, Some(why))?;
    Ok(Reply::Unready(super::framed(call, "/match", "表格比对", Vec::new(), body)?))
}

/// Matches an uploaded list.
pub fn run(call: &mut Call<'_>) -> Result<Reply, Fault> {
    let Some(upload) = std::mem::take(&mut call.files).into_iter().next() else {
        return unready(call, "没有选择表格，请先选择文件");
    };
    let list = match Brought::read(call, &upload) {
        Ok(list) => list,
        Err(why) => return unready(call, &why),
    };
    let Ok(year) = call.form.get("year").parse::<i16>() else {
        return unready(call, "缴费年度不是年份，请写成如 2019");
    };
    let (signer, reason) = (call.signer()?, call.form.get("reason").to_owned());
    let (desk, db) = call.office.parts();
    if let Err(refusal) = desk.record_reading(db, signer, (ReadKind::Export, 0), &reason) {
        return match Fault::from(refusal) {
            Fault::Refused(refusal @ desk::Refusal::Fields(_)) => unready(call, &refusal.to_string()),
            other => Err(other),
        };
    }
    let environment = call.environment();
    let ids: Vec<IdNumber> = list.rows.iter().filter_map(|row| row.id).collect();
    let (known, names) = call.read(|look| Ok((matched(look, &environment, &ids, year)?, regions_in_force(look)?)))?;
    let reader = call.reader()?;
    let wanted: Vec<&str> = COLUMNS.iter().map(|(key, _)| *key).filter(|key| call.form.get(key) == "yes").collect();
    let covers = |region: &RegionCode| reader.covers(region);
    let split = call.form.get("split") == "village";
    let written = Answer { list: &list, known: &known, names: &names, wanted: &wanted, covers: &covers }.write(split);
    let bytes = written.map_err(|error| Fault::Busy(format!("工作簿没有写成（{error}）")))?;
    let stem = upload.name.rsplit_once('.').map_or(upload.name.as_str(), |(stem, _)| stem);
    Ok(Reply::File { name: format!("{stem}-比对结果.xlsx"), kind: XLSX, bytes })
}

/// A list that somebody brought.
struct Brought {
    titles: Vec<String>,
    rows: Vec<BroughtRow>,
    /// The column of names, where one is called so.
    name_at: Option<usize>,
}

struct BroughtRow {
    cells: Vec<String>,
    id: Option<IdNumber>,
}

impl Brought {
    /// The column of ID numbers is the one with most of them; the row above the first is the header.
    fn read(call: &Call<'_>, upload: &Upload) -> Result<Brought, String> {
        let path = upload.file.path();
        let told = |error: desk::Refusal| {
            format!("{}：{}", upload.name, error.to_string().replace(&path.display().to_string(), &upload.name))
        };
        let table = call.environment().files.look_at(path).map_err(told)?;
        if table.rows.len() > ROWS {
            return Err(format!("{} 有 {} 行，超过 {ROWS} 行，请拆分后分别比对", upload.name, table.rows.len()));
        }
        let column = id_column(&table).ok_or_else(|| {
            format!(
                "{} 中没有找到 18 位证件号。证件号须是文本，科学计数（如 5.3E+17）的末位已经丢失，请重新取得表格",
                upload.name
            )
        })?;
        let cells: Vec<Vec<String>> = table
            .rows
            .iter()
            .map(|row| row.cells.iter().map(|cell| cell.shown().trim().to_owned()).collect())
            .collect();
        let id = |row: &Vec<String>| row.get(column).and_then(|text| text.parse::<IdNumber>().ok());
        let first = cells.iter().position(|row| id(row).is_some()).unwrap_or_default();
        let titles = first.checked_sub(1).and_then(|at| cells.get(at).cloned()).unwrap_or_default();
        let name_at = titles.iter().position(|title| title.contains("姓名"));
        let rows = cells.into_iter().skip(first).filter(|row| row.iter().any(|cell| !cell.is_empty()));
        let rows = rows.map(|cells| BroughtRow { id: id(&cells), cells }).collect();
        Ok(Brought { titles, rows, name_at })
    }
}

fn id_column(table: &RawTable) -> Option<usize> {
    let mut counts: HashMap<usize, usize> = HashMap::new();
    for row in table.rows.iter().take(LOOKED_AT) {
        for (at, cell) in row.cells.iter().enumerate() {
            if cell.shown().trim().parse::<IdNumber>().is_ok() {
                *counts.entry(at).or_default() += 1;
            }
        }
    }
    counts.into_iter().max_by_key(|(at, count)| (*count, std::cmp::Reverse(*at))).map(|(at, _)| at)
}

/// The list with what is known of each row.
struct Answer<'a> {
    list: &'a Brought,
    known: &'a HashMap<IdNumber, Vec<Matched>>,
    names: &'a HashMap<RegionCode, String>,
    wanted: &'a [&'a str],
    covers: &'a dyn Fn(&RegionCode) -> bool,
}

impl<'a> Answer<'a> {
    /// What may be said of a row: nobody learns who lives outside his own regions.
    fn of(&self, row: &BroughtRow) -> (&'static str, Option<&'a Matched>) {
        let Some(id) = &row.id else { return ("证件号有误", None) };
        match self.known.get(id).map(Vec::as_slice) {
            Some([one]) if (self.covers)(&one.region) => ("找到", Some(one)),
            Some([_, _, ..]) => ("多人使用这个证件号，请核对", None),
            _ => ("没有找到，或不在您的岗位地区内", None),
        }
    }

    fn write(&self, split: bool) -> Result<Vec<u8>, files::WriteError> {
        let mut sheets: BTreeMap<String, Vec<&BroughtRow>> = BTreeMap::new();
        for row in &self.list.rows {
            let village = self.of(row).1.map(|one| self.village(one));
            let sheet =
                if split { village.unwrap_or_else(|| "未找到".to_owned()) } else { "比对结果".to_owned() };
            sheets.entry(sheet).or_default().push(row);
        }
        let width = self.list.rows.iter().map(|row| row.cells.len()).max().unwrap_or_default();
        let mut titles: Vec<&str> = (0..width).map(|at| self.list.titles.get(at).map_or("", String::as_str)).collect();
        titles.push("比对结果");
        titles.extend(COLUMNS.iter().filter(|(key, _)| self.wanted.contains(key)).map(|(_, title)| *title));
        let widths = vec![16; titles.len()];
        let mut writer: Option<XlsxWriter> = None;
        for (sheet, rows) in &sheets {
            match &mut writer {
                None => writer = Some(XlsxWriter::new(sheet, &widths)?),
                Some(writer) => writer.next_sheet(sheet, &widths)?,
            }
            let Some(writer) = &mut writer else { continue };
            writer.header(&titles)?;
            for row in rows {
                writer.row(&self.cells(row, width))?;
            }
        }
        let mut out = Cursor::new(Vec::new());
        if let Some(writer) = writer {
            writer.finish(&mut out)?;
        }
        Ok(out.into_inner())
    }

    fn village(&self, one: &Matched) -> String {
        // Names of sheets are different and short: two villages may be called the same.
        let name = self.names.get(&one.region).cloned().unwrap_or_default();
        let short: String = name.chars().filter(|c| !"[]:*?/\\'".contains(*c)).take(18).collect();
        format!("{short}{}", one.region)
    }

    fn cells(&self, row: &'a BroughtRow, width: usize) -> Vec<files::Cell<'a>> {
        let (result, one) = self.of(row);
        let text = |at| files::Cell::from(row.cells.get(at).map_or("", String::as_str));
        let mut cells: Vec<files::Cell<'a>> = (0..width).map(text).collect();
        cells.push(files::Cell::from(result));
        cells.extend(self.wanted.iter().map(|key| one.map_or(files::Cell::Empty, |one| self.cell(key, row, one))));
        cells
    }

    fn cell(&self, key: &str, row: &BroughtRow, one: &'a Matched) -> files::Cell<'a> {
        let PersonId(person) = one.person;
        match key {
            // A number cell would lose its last digits.
            "person" => files::Cell::from(person.to_string()),
            "name" => files::Cell::from(one.name.as_str()),
            "same" => {
                let theirs = self.list.name_at.and_then(|at| row.cells.get(at));
                files::Cell::from(theirs.map_or("", |theirs| {
                    let plain: String = theirs.split_whitespace().collect();
                    if plain == one.name { "一致" } else { "不一致" }
                }))
            }
            "village" => files::Cell::from(self.names.get(&one.region).cloned().unwrap_or_default()),
            "state" => files::Cell::from(one.state.map_or("未参保", |state| state.title())),
            "award" => files::Cell::from(one.award.map_or("无待遇", |(state, _)| state.title())),
            "monthly" => files::Cell::from(one.award.map(|(_, amount)| amount)),
            "paid" => files::Cell::Money(one.paid),
            "died" => files::Cell::from(one.died_on),
            _ => files::Cell::Empty,
        }
    }
}

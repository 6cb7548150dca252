//! 村（社区）人员名册: everybody of a village.

use base::RegionCode;
use office::reading::villagers;

use super::sheet::{Cell, List};
use super::{behind, long, part, row, text};
use crate::http::{Call, Fault, Pairs};

/// Records that are looked at in one go: most villages are no larger.
const A_PART: i64 = 2_000;

pub fn of_village(call: &mut Call<'_>, asked: &Pairs) -> Result<List, Fault> {
    let town = asked.get("town").parse::<RegionCode>().ok();
    // A whole county is no list to read: a town or village is chosen first.
    let chosen = town.is_some_and(|area| area.county() != area);
    let (people, next) = match part(asked, A_PART) {
        Some(part) if chosen => call.read(|look| villagers(look, &part))?,
        _ => Default::default(),
    };
    let rows = people.into_iter().map(|one| {
        let cells = vec![
            Cell::Person(one.person, one.name),
            Cell::Number(one.person),
            Cell::Text(one.id_masked),
            Cell::Day(one.birth),
            Cell::Code(one.region),
            Cell::Text(one.address),
            Cell::Text(one.state.map(|state| state.title().to_owned()).unwrap_or_default()),
        ];
        row(one.region, cells)
    });
    Ok(List {
        note: "在“地区”中选择村（社区）或乡镇。".to_owned(),
        titles: vec![
            text("姓名"),
            text("个人编号"),
            text("证件号"),
            text("出生日期"),
            text("村（社区）"),
            long("住址"),
            text("参保状态"),
        ],
        rows: rows.collect(),
        next: next.map(behind),
        nothing: "请先选择地区；已选择的，这个地区没有参保人员。",
        ..List::default()
    })
}

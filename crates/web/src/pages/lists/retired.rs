//! 社会化管理名册: retired employees whom the communities look after.

use office::work::retirees;

use super::sheet::{Cell, List};
use super::{long, row, text};
use crate::http::{Call, Fault, Pairs};

pub fn of_communities(call: &mut Call<'_>, _asked: &Pairs) -> Result<List, Fault> {
    let found = call.read(retirees)?;
    let rows = found.into_iter().map(|one| {
        let retiree = one.retiree;
        let (to, why) = one.ended.map_or((None, String::new()), |(to, why)| (Some(to), why));
        let cells = vec![
            Cell::Person(retiree.person, one.name),
            Cell::Text(one.id_masked),
            Cell::Code(retiree.region),
            Cell::Text(retiree.retired_from.title().to_owned()),
            Cell::Text(retiree.unit),
            Cell::Text(if retiree.elsewhere { "异地".to_owned() } else { String::new() }),
            Cell::Month(Some(retiree.from_month)),
            Cell::Month(to),
            Cell::Text(why),
        ];
        row(retiree.region, cells)
    });
    Ok(List {
        note: "企业和机关事业单位退休人员，由社区（村）管理服务。退出的人员写明最后一个月和原因。".to_owned(),
        titles: vec![
            text("姓名"),
            text("证件号"),
            text("村（社区）"),
            text("退休类别"),
            long("原单位"),
            text("居住"),
            text("移交年月"),
            text("退出年月"),
            text("退出原因"),
        ],
        rows: rows.collect(),
        nothing: "名册上没有人。请先导入退休人员社会化管理名册。",
        ..List::default()
    })
}

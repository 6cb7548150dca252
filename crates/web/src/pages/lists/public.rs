//! 公示: what is posted on a village's wall. Names and numbers are masked for everybody, and what
//! nobody else needs to know is not there.

use base::Month;
use maud::html;
use office::reading::new_awards;
use office::registry::regions_in_force;

use super::sheet::{Cell, List};
use super::{month_asked, number, row, text};
use crate::http::{Call, Fault, Pairs};

pub fn new_awards_of(call: &mut Call<'_>, asked: &Pairs) -> Result<List, Fault> {
    let month = month_asked(asked, Month::of(call.today()?))?;
    let (found, names) = call.read(|look| Ok((new_awards(look, month)?, regions_in_force(look)?)))?;
    let agency = call.reader()?.agency.name;
    let rows = found.into_iter().map(|one| {
        let village = names.get(&one.region).cloned().unwrap_or_else(|| one.region.to_string());
        let cells = vec![
            Cell::Text(village),
            Cell::Text(hidden(&one.name)),
            Cell::Month(Some(one.start)),
            Cell::Money(one.amount),
        ];
        row(one.region, cells)
    });
    Ok(List {
        note: format!("{month} 起领取待遇的人员。姓名已遮盖，可以直接打印张贴；公示期内接受村（居）民监督。"),
        heading: Some(format!("{month} 新增领取城乡居民基本养老保险待遇人员公示")),
        asks: &[("month", "月份", "month")],
        titles: vec![text("村（社区）"), text("姓名"), text("领取起始月"), number("月待遇（元）")],
        rows: rows.collect(),
        nothing: "这个月没有新增领取人员。",
        after: Some(html! { p.only-print { "如有异议，请在公示之日起 5 个工作日内向 " (agency) " 反映。" } }),
        ..List::default()
    })
}

/// 王小明 becomes 王*明, 王五 becomes 王*.
fn hidden(name: &str) -> String {
    let characters: Vec<char> = name.chars().collect();
    match &characters[..] {
        [] => String::new(),
        [one] => one.to_string(),
        [first, _] => format!("{first}*"),
        [first, middle @ .., last] => format!("{first}{}{last}", "*".repeat(middle.len())),
    }
}

#[cfg(test)]
mod tests {
    use super::hidden;

    #[test]
    fn no_name_is_posted_whole() {
        let all = ["王小明", "王五", "欧阳娜娜", "王"].map(hidden);
        assert_eq!(all, ["王*明", "王*", "欧**娜", "王"]);
    }
}

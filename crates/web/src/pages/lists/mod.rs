//! 清单: every list of the office, shown and taken out in one way. A list only says its columns and
//! rows; who may see which row, the town, the words searched for, pages and the workbook are here.

mod certification;
mod claims;
mod disclosures;
mod fees;
mod figure;
mod impact;
mod leads;
mod left_out;
mod people;
mod public;
mod retired;
mod shadow;
mod sheet;
mod unpaid;

use std::collections::HashMap;

use base::RegionCode;
use desk::{Post, ReadKind};
use maud::{Markup, html};
use office::lists::kept_queries;
use office::reading::{Reader, list_subject};
use office::registry::{Behind, Part, every_region, regions_in_force};
use office::tables::{KeptQuery, PersonId};

use self::sheet::{Cell, List, Row, Title};
use crate::http::{Call, Fault, Pairs, Reply};
use crate::view::{Column, crumb, left, right, table, wide};

/// Rows on a page.
const A_PAGE: usize = 100;

/// A list by its name in the address.
struct Def {
    name: &'static str,
    title: &'static str,
    /// What it is for, on the page of all lists; empty where another page leads here.
    what: &'static str,
    /// Whether its rows name no region, so that only the whole county may see them.
    county: bool,
    /// The only post that may see it.
    only: Option<Post>,
    /// Whether it is read village by village, because everybody is too many for a page.
    by_village: bool,
    read: fn(&mut Call<'_>, &Pairs) -> Result<List, Fault>,
}

const fn def(
    name: &'static str,
    title: &'static str,
    what: &'static str,
    read: fn(&mut Call<'_>, &Pairs) -> Result<List, Fault>,
) -> Def {
    Def { name, title, what, county: false, only: None, by_village: false, read }
}

static LISTS: &[Def] = &[
    def("claims", "到龄申领", "到龄和三个月内到龄、还没有申领的人，各缺什么", claims::to_claim),
    def("certification", "资格认证到期", "已停发、已逾期、即将到期的人，谁须入户", certification::due),
    Def {
        by_village: true, ..def("fees", "未缴费人员", "一个年度应缴未缴的人，默认档次和最近联系", fees::unpaid)
    },
    def("unpaid", "退票和未到账", "银行退回、还没有人收到的每一笔", unpaid::returned),
    def("leads", "疑点", "待核查、暂扣中的疑点", leads::open),
    def("letters", "函件", "发出的函、答复期限和复函", leads::sent),
    def("recoveries", "追回台账", "应追回、已追回、归还协议", unpaid::to_recover),
    def("refunds", "退费台账", "退给缴费人和各级的金额", fees::refunded),
    def("objections", "权益记录异议", "还没有答复的异议", fees::objections),
    def("transfers", "未办结的转移", "申请了用款、还没有转出的关系，各等了几天", fees::transfers),
    Def {
        county: true, ..def("left-out", "未采用清单", "导入文件中没有采用的每一行、原因和怎么办", left_out::lines)
    },
    Def {
        county: true, ..def("shadow", "影子运行差异", "省系统的数、按本地政策复算的数和原因", shadow::found)
    },
    Def {
        county: true,
        ..def("impact", "政策影响清单", "启用新的政策版本以后谁的待遇变多少、补发多少", impact::of_law)
    },
    Def { county: true, ..def("work-money", "工作经费", "部门预算、调整和支出", shadow::work_money) },
    def("retirees", "社会化管理名册", "社区（村）管理服务的企业和机关事业单位退休人员", retired::of_communities),
    Def { county: true, ..def("figure", "数据明细", "", figure::behind) },
    Def {
        county: true,
        only: Some(Post::Auditor),
        ..def("disclosures", "查阅记录", "谁查看了完整号码、取走了清单、为什么", disclosures::read_by_whom)
    },
    Def {
        by_village: true,
        ..def("village", "村（社区）人员名册", "一个村（社区）现在的全部参保人员", people::of_village)
    },
    def("public", "新增领取人员公示", "一个月新增领取待遇的人，姓名遮盖，供村（社区）张贴", public::new_awards_of),
];

impl Def {
    /// Whether the reader may open it at all.
    fn is_open_to(&self, reader: &Reader) -> bool {
        (!self.county || reader.covers_county()) && self.only.is_none_or(|post| reader.holds(post))
    }
}

fn of(name: &str) -> Result<&'static Def, Fault> {
    LISTS.iter().find(|def| def.name == name).ok_or(Fault::NotFound)
}

/// All lists.
pub fn all(call: &mut Call<'_>) -> Result<Reply, Fault> {
    let reader = call.reader()?;
    let county = reader.covers_county();
    let row = |def: &Def| vec![html! { a href=(format!("/lists/{}", def.name)) { (def.title) } }, html! { (def.what) }];
    let rows = LISTS.iter().filter(|def| !def.what.is_empty() && def.is_open_to(&reader)).map(row).collect();
    let body = html! {
        (kept(call)?)
        section.panel { (table("清单", &[left("清单"), left("内容")], rows, "")) }
        @if county { p { a href="/audit-pack" { "审计数据包" } span.quiet { "　一个年度的全部数据，交给审计" } } }
        p.quiet { "每张清单都可以按乡镇、村（社区）和文字筛选，可以打印，也可以导出为 Excel（导出须写明原因并留下记录）。"
            a href="/papers" { "打印文书" } "：核查函、退回通知书、配套资金请示等。" }
    };
    super::page(call, "/lists", "清单", Vec::new(), body)
}

/// One list.
pub fn show(call: &mut Call<'_>) -> Result<Reply, Fault> {
    page(call, None)
}

/// The list as the visitor may see it and asked for it.
struct Shown {
    def: &'static Def,
    list: List,
    asked: Pairs,
    /// Towns of the visitor, for the choice.
    towns: Vec<(String, String)>,
}

/// Rows of a part of a list that is not read at once.
const AT_ONCE: usize = 300;
/// Parts that are looked through for the rows of a page.
const LOOKED_THROUGH: usize = 20;
/// What a list that is read by villages is asked: the first and last code, and from which one on.
const REGIONS: &str = "regions";
const FROM: &str = "from";
/// Set when everything is taken out: no part of a list then.
const WHOLE: &str = "whole";

/// A list in the order of villages and people, until a page and some more are full or enough was looked through.
fn by_village(
    call: &mut Call<'_>,
    (def, asked): (&Def, &Pairs),
    keeps: &dyn Fn(&mut Row) -> bool,
) -> Result<List, Fault> {
    let reader = call.reader()?;
    let within = asked.get("town").parse::<RegionCode>().ok();
    let mut all = call.read(every_region)?;
    let any = all.first().copied();
    all.retain(|code| reader.covers(code) && within.is_none_or(|area| code.is_within(&area)));
    // Nobody's: the empty list still has its columns.
    let listed = all.first().copied().or(any).zip(all.last().copied().or(any));
    let Some((first, last)) = listed else { return Ok(List::default()) };
    let whole = match within {
        Some(area) => Some(area).filter(|area| reader.covers(area)),
        None => reader.area(),
    };
    let mut asked = asked.clone();
    asked.set(REGIONS, &reach(first, last, whole));
    let (mut rows, mut parts) = (Vec::new(), 0);
    loop {
        let mut list = (def.read)(call, &asked)?;
        list.rows.retain_mut(keeps);
        rows.append(&mut list.rows);
        parts += 1;
        match &list.next {
            Some(next) if rows.len() < AT_ONCE && parts < LOOKED_THROUGH => asked.set(FROM, next),
            _ => return Ok(List { rows, ..list }),
        }
    }
}

/// From the first to the last code of an area. A group's code is longer than its village's, and a code that was taken
/// on may stand in no list of regions: whatever begins with the area's is within reach.
fn reach(first: RegionCode, last: RegionCode, area: Option<RegionCode>) -> String {
    format!("{}-{:Z<15}", area.unwrap_or(first), area.unwrap_or(last).as_str())
}

/// What of the regions is asked for: behind whom it begins, and how many records are looked at.
fn part(asked: &Pairs, records: i64) -> Option<Part> {
    let (first, last) = asked.get(REGIONS).split_once('-')?;
    let behind = match asked.get(FROM).split_once('-') {
        Some((region, person)) => (region.parse().ok()?, PersonId(person.parse().ok()?)),
        None => (first.parse().ok()?, PersonId(0)),
    };
    let records = asked.get(WHOLE).is_empty().then_some(records);
    Some(Part { behind, last: last.parse().ok()?, records })
}

/// Where the next part begins, in the address.
fn behind((region, person): Behind) -> String {
    format!("{region}-{person}")
}

fn shown(call: &mut Call<'_>, mut asked: Pairs, whole: bool) -> Result<Shown, Fault> {
    asked.set(WHOLE, if whole { "yes" } else { "" });
    let def = of(call.path.get("name"))?;
    let reader = call.reader()?;
    if let Some(post) = def.only.filter(|post| !reader.holds(*post)) {
        return Err(Fault::Forbidden(format!("这张清单只供{}岗位查看，请由其人员查看", post.title())));
    }
    if def.county && !reader.covers_county() {
        return Err(Fault::Forbidden("这张清单是全县（区）的数据，您的岗位不覆盖全县（区）".to_owned()));
    }
    let within = asked.get("town").parse::<RegionCode>().ok();
    let words = asked.get("q").to_owned();
    let names = call.read(regions_in_force)?;
    let keeps = |row: &mut Row| {
        row.name_places(&names);
        let mine = row.region.is_none_or(|region| reader.covers(&region));
        let there = within.is_none_or(|area| row.region.is_some_and(|region| region.is_within(&area)));
        mine && there && (words.is_empty() || row.holds(&words))
    };
    let mut list = match def.by_village {
        true => by_village(call, (def, &asked), &keeps)?,
        false => (def.read)(call, &asked)?,
    };
    if !def.by_village {
        list.rows.retain_mut(keeps);
    }
    Ok(Shown { def, list, asked, towns: towns(names, &reader) })
}

/// Regions that lists can be narrowed to: towns with their villages below.
fn towns(names: HashMap<RegionCode, String>, reader: &Reader) -> Vec<(String, String)> {
    let mut towns: Vec<(String, String)> = names
        .into_iter()
        .filter(|(code, _)| reader.covers(code))
        .map(|(code, name)| {
            let indent = if code.town() == code { "" } else { "　" };
            (code.to_string(), format!("{indent}{name}"))
        })
        .collect();
    towns.sort();
    towns
}

fn page(call: &mut Call<'_>, fault: Option<Markup>) -> Result<Reply, Fault> {
    let asked = if fault.is_some() { call.form.clone() } else { call.query.clone() };
    let Shown { def, list, asked, towns } = shown(call, asked, false)?;
    let count = list.rows.len();
    let pages = count.div_ceil(A_PAGE).max(1);
    let at = asked.get("page").parse::<usize>().unwrap_or(1).clamp(1, pages);
    let columns: Vec<Column> = list.titles.iter().map(Title::column).collect();
    let on_page = list.rows.iter().skip((at - 1) * A_PAGE).take(A_PAGE);
    let makes = |operation: &str| call.makes(operation).unwrap_or_default();
    let rows = on_page.map(|row| row.cells.iter().map(|cell| cell.shown(makes)).collect()).collect();
    let refused = fault.is_some();
    let goes_on = list.next.is_some();
    let nothing = if goes_on {
        "这一段里没有。请点“下一段”继续查找，或者导出全部。"
    } else {
        list.nothing
    };
    let body = html! {
        @if let Some(fault) = fault { div.note.bad role="alert" { (fault) } }
        @if !list.note.is_empty() { p.quiet { (list.note) } }
        (filters((def, &list), &asked, &towns, call.today()?))
        @if let Some(heading) = &list.heading { h2.only-print { (heading) } }
        section.panel {
            (table(def.title, &columns, rows, nothing))
            p.count {
                @if asked.get(FROM).is_empty() && !goes_on { "共 " } @else { "这一段 " }
                (count) " 行" @if let Some(total) = list.total() { "，" (total) } "。"
                @if let Some(next) = &list.next { " " a href=(next_part(def, &asked, next)) { "下一段" } }
            }
            @if pages > 1 { (pager(def, &asked, at, pages)) }
        }
        (take_out(call, def, &asked, count > 0 || goes_on)?)
        (keep(call, def, &asked)?)
        @if let Some(after) = list.after { (after) }
    };
    let shown = super::framed(call, "/lists", def.title, vec![crumb("清单", "/lists")], body)?;
    Ok(if refused { Reply::Unready(shown) } else { Reply::Page(shown) })
}

/// What is shown where nothing was asked: the present month or year, and readings since the month before.
fn present(name: &str, asked: &Pairs, today: base::Date) -> String {
    let month = base::Month::of(today);
    match name {
        _ if !asked.get(name).is_empty() => asked.get(name).to_owned(),
        "month" => month.to_string(),
        "year" => today.year().to_string(),
        "until" => today.to_string(),
        "since" if asked.get("until").is_empty() => month.plus(-1).first_day().to_string(),
        _ => String::new(),
    }
}

fn filters((def, list): (&Def, &List), asked: &Pairs, towns: &[(String, String)], today: base::Date) -> Markup {
    let town = asked.get("town");
    let by_region = !def.county && list.rows.is_empty() || list.rows.iter().any(|row| row.region.is_some());
    html! {
        form.inline.filters action=(format!("/lists/{}", def.name)) method="get" {
            @for (name, label, kind) in list.asks {
                label for=(format!("l-{name}")) { (label) }
                input type=(kind) id=(format!("l-{name}")) name=(name) value=(present(name, asked, today)) class=(if *kind == "text" { "short" } else { "day" }) autocomplete="off";
            }
            @if by_region {
                label for="l-town" { "地区" }
                select id="l-town" name="town" {
                    option value="" { "全部" }
                    @for (code, name) in towns { option value=(code) selected[code == town] { (name) } }
                }
            }
            label for="l-q" { "包含文字" }
            input type="search" id="l-q" name="q" value=(asked.get("q")) autocomplete="off";
            button.second { "筛选" }
            button.second type="button" data-print="yes" hidden { "打印" }
        }
    }
}

fn pager(def: &Def, asked: &Pairs, at: usize, pages: usize) -> Markup {
    let to = |page: usize| {
        let mut asked = asked.clone();
        asked.set("page", &page.to_string());
        format!("/lists/{}?{}", def.name, asked.encoded())
    };
    html! { nav.pager aria-label="翻页" {
        @if at > 1 { a.button.second href=(to(at - 1)) rel="prev" { "上一页" } }
        span { "第 " (at) " 页，共 " (pages) " 页" }
        @if at < pages { a.button.second href=(to(at + 1)) rel="next" { "下一页" } }
    } }
}

fn next_part(def: &Def, asked: &Pairs, next: &str) -> String {
    let mut asked = asked.clone();
    asked.set("page", "1");
    asked.set(FROM, next);
    format!("/lists/{}?{}", def.name, asked.encoded())
}

/// What is asked, without what belongs to one look at it.
fn question(asked: &Pairs) -> Pairs {
    let own = |name: &str| matches!(name, "page" | "csrf" | "reason" | FROM | REGIONS | WHOLE);
    let pairs = asked.iter().filter(|(name, value)| !own(name) && !value.is_empty());
    Pairs::new(pairs.map(|(name, value)| (name.to_owned(), value.to_owned())).collect())
}

/// Where the query can be kept for one's post.
fn keep(call: &Call<'_>, def: &Def, asked: &Pairs) -> Result<Markup, Fault> {
    let reader = call.reader()?;
    let asked = question(asked).encoded();
    let makers = call.office.desk().catalogue().get("lists.keep")?.posts().make;
    let held = reader.me.posts.iter().find(|held| makers.contains(&held.post));
    let Some(held) = held.filter(|_| !asked.is_empty()) else { return Ok(html! {}) };
    let mut form = Pairs::default();
    form.set("post", held.post.code());
    form.set("area", held.area.as_str());
    form.set("list", def.name);
    form.set("filter", &asked);
    Ok(html! { p { a href=(format!("/operations/lists.keep?{}", form.encoded())) { "把这个查询存为常用查询" } } })
}

/// The queries that are kept for the visitor's posts.
fn kept(call: &mut Call<'_>) -> Result<Markup, Fault> {
    let reader = call.reader()?;
    let mine = call.read(kept_queries)?;
    let mine: Vec<_> = mine.into_iter().filter(|one| reader.holds(one.post)).collect();
    let row = |one: &KeptQuery| {
        let list = of(&one.list).map_or("", |def| def.title);
        vec![
            html! { a href=(format!("/lists/{}?{}", one.list, one.asked)) { (one.name) } },
            html! { (list) },
            html! { (one.post.title()) },
            html! { a href=(format!("/operations/lists.drop?query={}", one.id)) { "删去" } },
        ]
    };
    Ok(html! { @if !mine.is_empty() {
        section.panel { h2 { "常用查询" }
            (table("常用查询", &[left("名称"), left("清单"), left("岗位"), left("办理")], mine.iter().map(row).collect(), "")) }
    } })
}

fn take_out(call: &Call<'_>, def: &Def, asked: &Pairs, any: bool) -> Result<Markup, Fault> {
    Ok(html! { @if any {
        form.inline method="post" action=(format!("/lists/{}", def.name)) {
            (super::token(call)?)
            @for (name, value) in question(asked).iter() {
                input type="hidden" name=(name) value=(value);
            }
            label for="why" { "导出原因" }
            input type="text" id="why" name="reason" autocomplete="off" placeholder="如：送乡镇核实";
            button.second { "导出 Excel（留下记录）" }
        }
    } })
}

/// The list as a workbook, a sheet for each village when asked for; with a reason, which is kept.
pub fn export(call: &mut Call<'_>) -> Result<Reply, Fault> {
    let Shown { def, list, asked, .. } = shown(call, call.form.clone(), true)?;
    let (signer, reason) = (call.signer()?, asked.get("reason").to_owned());
    let subject = list_subject(def.name);
    let (desk, db) = call.office.parts();
    if let Err(refusal) = desk.record_reading(db, signer, (ReadKind::Export, subject), &reason) {
        return match Fault::from(refusal) {
            fault @ Fault::Refused(desk::Refusal::Fields(_)) => page(call, Some(fault.says())),
            other => Err(other),
        };
    }
    let bytes = list.workbook(def.title)?;
    let name = format!("{}-{}.xlsx", def.title, call.today()?);
    Ok(Reply::File { name, kind: XLSX, bytes })
}

/// Workbooks.
pub const XLSX: &str = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet";

/// A month that was typed, or another.
fn month_asked(asked: &Pairs, otherwise: base::Month) -> Result<base::Month, Fault> {
    match asked.get("month") {
        "" => Ok(otherwise),
        text => text.parse().map_err(|_| Fault::Bad(format!("“{text}”不是月份，请写成如 2019-01"))),
    }
}

/// A day that was typed, or another.
fn day_asked(asked: &Pairs, name: &str, otherwise: base::Date) -> Result<base::Date, Fault> {
    match asked.get(name) {
        "" => Ok(otherwise),
        text => base::parse_date(text).map_err(|_| Fault::Bad(format!("“{text}”不是日期，请写成如 2019-01-31"))),
    }
}

/// A year that was typed, or another.
fn year_asked(asked: &Pairs, otherwise: i16) -> Result<i16, Fault> {
    match asked.get("year") {
        "" => Ok(otherwise),
        text => text.parse().map_err(|_| Fault::Bad(format!("“{text}”不是年份，请写成如 2019"))),
    }
}

fn row(region: RegionCode, cells: Vec<Cell>) -> Row {
    Row { region: Some(region), cells }
}

/// Titles whose cells are text.
fn text(title: &'static str) -> Title {
    Title { column: left(title), title, width: 14 }
}

/// Titles whose cells are numbers.
fn number(title: &'static str) -> Title {
    Title { column: right(title), title, width: 12 }
}

/// Titles of long texts.
fn long(title: &'static str) -> Title {
    Title { column: wide(title), title, width: 40 }
}

/// What to do with a row; not taken out.
const DO: Title = Title { column: left("办理"), title: "", width: 0 };

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_group_and_a_code_in_no_list_are_within_reach_of_their_village_and_town() {
        let code = |text: &str| text.parse::<RegionCode>().unwrap();
        let (village, town) = (code("530113001001"), code("530113001"));
        let holds = |asked: &str, who: &str| {
            let mut pairs = Pairs::default();
            pairs.set(REGIONS, asked);
            let part = part(&pairs, 1).unwrap();
            part.behind.0.as_str() <= who && who <= part.last.as_str()
        };
        let of_village = reach(village, village, Some(village));
        assert!(holds(&of_village, "530113001001") && holds(&of_village, "530113001001003"));
        assert!(!holds(&of_village, "530113001002"));
        let of_town = reach(village, village, Some(town));
        assert!(holds(&of_town, "530113001900") && !holds(&of_town, "530113002001"));
        assert!(holds(&reach(village, village, None), "530113001001003"), "the reader's last village");
    }
}

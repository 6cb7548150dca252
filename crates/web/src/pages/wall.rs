//! The district on a wall: completion by town and village, payment, balance, leads. Each number
//! leads on to its rows.

use std::cmp::Ordering;
use std::collections::{BTreeMap, HashMap};
use std::sync::Arc;

use base::{Fen, Month, RegionCode};
use desk::{Look, Unplanned};
use maud::{Markup, html};
use office::Environment;
use office::fund::{statements, trial_balance};
use office::matching::{StandingRow, standing};
use office::reading::{Punctuality, TownLine, punctuality, runs, villages};
use office::registry::{fund_of, regions_in_force};
use office::risk::open_leads;
use office::tables::{RunState, Scheme};
use office::window::intakes_of_year;

use super::window::satisfied;
use crate::http::{Call, Fault, Reply};
use crate::view::{Bars, amount, bars, crumb, left, right, table};

/// Class of accounts that hold money: 1xxx.
const MONEY: &str = "1";

/// What the books say.
#[derive(Default)]
struct Money {
    held: Fen,
    /// Rows of the statement of income and expense: title, this year.
    year: Vec<(&'static str, Fen)>,
}

/// Rows of the year's income that a district looks at.
const INCOME: [&str; 4] = ["社会保险费收入", "财政补贴收入", "集体补助收入", "利息收入"];

struct Found {
    lines: BTreeMap<RegionCode, TownLine>,
    names: HashMap<RegionCode, String>,
    leads: usize,
    open_runs: usize,
    paid: Punctuality,
    money: Money,
    /// 垫付 by level: what its share came to and it has not sent.
    short: Vec<StandingRow>,
    satisfied: String,
}

fn found(look: &mut Look<'_>, _: &Environment, _: &str) -> Result<Found, Unplanned> {
    let today = look.today();
    let (mut money, mut short) = (Money::default(), Vec::new());
    if let Some(fund) = fund_of(look, Scheme::Resident)? {
        let trial = trial_balance(look, &fund, Month::of(today))?;
        let rows = trial.rows();
        let held = rows.iter().filter(|r| r.detail.is_none() && r.account.code().starts_with(MONEY));
        money.held = held.map(|r| r.closing).sum();
        let income = statements(look, &fund, Month::of(today))?.income;
        let wanted = income.rows.iter().filter(|row| INCOME.contains(&row.title.trim()));
        money.year = wanted.map(|row| (row.title, row.columns[1])).collect();
        short = standing(look, &fund, Month::of(today))?;
    }
    let open = |state: RunState| !matches!(state, RunState::Closed | RunState::Abandoned);
    Ok(Found {
        lines: villages(look, today.year())?,
        names: regions_in_force(look)?,
        leads: open_leads(look)?.len(),
        open_runs: runs(look, 12)?.iter().filter(|run| open(run.state)).count(),
        paid: punctuality(look, today.year())?,
        money,
        short,
        satisfied: satisfied(&intakes_of_year(look, today.year())?),
    })
}

/// The page: towns, or the villages of one.
pub fn show(call: &mut Call<'_>) -> Result<Reply, Fault> {
    let today = call.today()?;
    let year = today.year();
    let counted = Arc::clone(&call.kept).get(call, "wall", today.to_string(), found)?;
    let found = &counted.value;
    let town = call.query.get("town").parse::<RegionCode>().ok();
    let name = |code: &RegionCode| found.names.get(code).cloned().unwrap_or_else(|| code.to_string());
    let mut shown: BTreeMap<RegionCode, TownLine> = BTreeMap::new();
    for (code, line) in &found.lines {
        match town {
            None => *shown.entry(code.town()).or_default() += *line,
            Some(town) if code.is_within(&town) => *shown.entry(*code).or_default() += *line,
            Some(_) => {}
        }
    }
    let (title, crumbs) = match &town {
        None => ("看板".to_owned(), Vec::new()),
        Some(town) => (name(town), vec![crumb("看板", "/wall")]),
    };
    let what = if town.is_some() { "各村（社区）" } else { "各乡镇" };
    let chart = Bars {
        title: format!("{year} 年度{what}缴费完成（已缴 / 应缴）"),
        bars: shown.iter().map(|(code, l)| (name(code), l.paid, format!("{} / {}", l.paid, l.active))).collect(),
    };
    let body = html! {
        @if counted.is_old { p.quiet { (counted.age()) } }
        @if town.is_none() { (figures(found)) }
        section.panel {
            (bars(&chart))
            (lines(&shown, &name, (year, town.is_none(), what)))
        }
        p { button.second type="button" data-print="yes" hidden { "打印" } }
    };
    super::page(call, "/wall", &title, crumbs, body)
}

fn figures(found: &Found) -> Markup {
    let mut all = TownLine::default();
    found.lines.values().for_each(|line| all += *line);
    let paid = &found.paid;
    let on_time = rate(paid.on_time, paid.months);
    html! {
        section.panel { h2 { "参保和发放" } div.figures {
            (figure("/figures", html! { (all.active) }, "正常参保"))
            (figure("/lists/fees", html! { (rate(all.paid, all.active)) }, "本年缴费完成率"))
            (figure("/figures", html! { (all.receiving) }, "领取待遇"))
            (figure("/months", html! { (on_time) }, &format!("按时发放（{} / {} 个月）", paid.on_time, paid.months)))
            (figure("/lists/unpaid", html! { (rate(paid.paid, paid.lines)) }, &format!("发放成功（{} / {} 笔）", paid.paid, paid.lines)))
            (figure("/lists/leads", html! { (found.leads) }, "待核查疑点"))
            (figure("/months", html! { (found.open_runs) }, "未关账批次"))
            (figure("/window", html! { (found.satisfied) }, "本年好差评满意率"))
        } }
        section.panel { h2 { "基金（元）" } div.figures {
            (figure("/books", amount(found.money.held), "货币资金余额"))
            @for row in &found.short {
                @let short = row.short();
                @let (value, said) = match short.cmp(&Fen::ZERO) {
                    Ordering::Greater => (html! { span.short { (amount(short)) } }, "尚欠配套（基金垫付）"),
                    Ordering::Equal => (amount(short), "配套没有欠款"),
                    Ordering::Less => (amount(-short), "配套多到位"),
                };
                (figure("/prints?kind=matching", value, &format!("{}{said}", row.level.title())))
            }
            @for (title, year) in &found.money.year { (figure("/books", amount(*year), &format!("本年{title}"))) }
        } }
    }
}

fn lines(
    shown: &BTreeMap<RegionCode, TownLine>,
    name: &dyn Fn(&RegionCode) -> String,
    (year, towns, what): (i16, bool, &str),
) -> Markup {
    let rows = shown.iter().map(|(code, line)| {
        let place = if towns { format!("/wall?town={code}") } else { format!("/lists/village?town={code}") };
        let to = |list: &str, n: i64| html! { a href=(format!("/lists/{list}?town={code}&year={year}")) { (n) } };
        vec![
            html! { a href=(place) { (name(code)) } },
            html! { (line.active) },
            html! { (line.paid) },
            html! { (rate(line.paid, line.active)) },
            to("fees", line.active - line.paid),
            html! { (line.receiving) },
            to("certification", line.suspended),
        ]
    });
    let columns = [
        left("地区"),
        right("应缴人数"),
        right("已缴人数"),
        right("完成率"),
        right("未缴人数"),
        right("领取人数"),
        right("暂停人数"),
    ];
    table(what, &columns, rows.collect(), "还没有参保人员。")
}

fn figure(address: &str, value: Markup, label: &str) -> Markup {
    html! { div { strong { a href=(address) { (value) } } span { (label) } } }
}

/// A rate with one decimal, cut off; both terms stand beside it.
fn rate(part: i64, whole: i64) -> String {
    match whole {
        0 => "—".to_owned(),
        whole => {
            let tenths = i128::from(part) * 1000 / i128::from(whole);
            format!("{}.{}%", tenths / 10, tenths % 10)
        }
    }
}

#[cfg(test)]
mod tests {
    use super::rate;

    #[test]
    fn a_rate_is_never_rounded_up_to_the_whole() {
        assert_eq!((rate(999_999, 1_000_000), rate(1, 3), rate(0, 0)), ("99.9%".into(), "33.3%".into(), "—".into()));
    }
}

//! The district on a wall: completion by town, payment, balance, leads. Each number leads on.

use base::{Fen, Month};
use maud::{Markup, html};
use office::fund::trial_balance;
use office::reading::{TownLine, runs, towns};
use office::registry::{fund_of, regions_in_force};
use office::risk::open_leads;
use office::tables::{RunState, Scheme};

use crate::http::{Call, Fault, Reply};
use crate::view::{Bars, amount, bars, left, right, table};

/// Class of accounts that hold money: 1xxx.
const MONEY: &str = "1";

/// The page.
pub fn show(call: &mut Call<'_>) -> Result<Reply, Fault> {
    let today = call.today()?;
    let (towns, names, leads, runs, money) = call.read(|look| {
        let money = match fund_of(look, Scheme::Resident)? {
            Some(fund) => {
                let trial = trial_balance(look, &fund, Month::of(today))?;
                let held = |code: &str| code.starts_with(MONEY);
                let rows = trial.rows();
                rows.iter().filter(|r| r.detail.is_none() && held(r.account.code())).map(|r| r.closing).sum()
            }
            None => Fen::ZERO,
        };
        let year = today.year();
        Ok((towns(look, year)?, regions_in_force(look)?, open_leads(look)?.len(), runs(look, 12)?, money))
    })?;
    let name = |code: &base::RegionCode| names.get(code).cloned().unwrap_or_else(|| code.to_string());
    let all = towns.values().fold(TownLine::default(), |a, b| TownLine {
        active: a.active + b.active,
        paid: a.paid + b.paid,
        receiving: a.receiving + b.receiving,
        suspended: a.suspended + b.suspended,
    });
    let open = runs.iter().filter(|run| !matches!(run.state, RunState::Closed | RunState::Abandoned)).count();
    let chart = Bars {
        title: format!("{} 年度各乡镇已缴费人数", today.year()),
        bars: towns
            .iter()
            .map(|(code, line)| (name(code), line.paid, format!("{} / {}", line.paid, line.active)))
            .collect(),
    };
    let rows = towns.iter().map(|(code, line)| {
        let cells = [line.active, line.paid].map(|n| html! { (n) });
        let rest = [line.receiving, line.suspended].map(|n| html! { (n) });
        [vec![html! { (name(code)) }], cells.to_vec(), vec![html! { (rate(line.paid, line.active)) }], rest.to_vec()]
            .concat()
    });
    let columns =
        [left("乡镇"), right("应缴人数"), right("已缴人数"), right("完成率"), right("领取人数"), right("暂停人数")];
    let rows = rows.collect();
    let body = html! {
        section.panel {
            div.figures {
                (figure(html! { (all.active) }, "正常参保"))
                (figure(html! { (rate(all.paid, all.active)) }, "本年缴费完成率"))
                (figure(html! { (all.receiving) }, "领取待遇"))
                (figure(html! { a href="/lists/leads" { (leads) } }, "待核查疑点"))
                (figure(html! { a href="/months" { (open) } }, "未关账批次"))
                (figure(html! { a href="/books" { (amount(money)) } }, "基金资产（元）"))
            }
        }
        section.panel { (bars(&chart)) (table("各乡镇", &columns, rows, "还没有参保人员。")) }
        p { button.second data-print="yes" hidden { "打印" } }
    };
    super::page(call, "/wall", "看板", Vec::new(), body)
}

fn figure(value: Markup, label: &str) -> Markup {
    html! { div { strong { (value) } span { (label) } } }
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

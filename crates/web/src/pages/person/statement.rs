//! 个人权益记录单: one year of a person's account, as the person may ask for it on paper.

use base::Fen;
use maud::{Markup, html};
use office::accounts::{Statement, statement};

use crate::http::{Call, Fault, Reply};
use crate::view::{amount, amount_or_dash, crumb, facts, left, right, signed, table};

/// The page of a year, by default the one before this: a running year has no interest yet.
pub fn show(call: &mut Call<'_>) -> Result<Reply, Fault> {
    let (person, card) = super::card(call)?;
    let year = match call.query.get("year") {
        "" => call.today()?.year() - 1,
        text => text.parse().map_err(|_| Fault::Bad(format!("“{text}”不是年份，请写成如 2019")))?,
    };
    let environment = call.environment();
    let found = call.read(|look| statement(look, &environment, person, year))?.ok_or(Fault::NotFound)?;
    let name = card.now.version.name;
    let at = format!("/people/{person}");
    let body = html! {
        form.inline action=(format!("{at}/statement")) method="get" {
            label for="year" { "年度" }
            input type="text" inputmode="numeric" id="year" name="year" class="short" value=(year);
            button.second { "查看" }
            button.second type="button" data-print="yes" hidden { "打印" }
            @if call.makes("accounts.object")? {
                a href=(format!("/operations/accounts.object?person={person}&year={year}")) { "登记异议" }
            }
        }
        @if year >= call.today()?.year() { div.note { p { (year) " 年度还没有结束、没有计息，不是年终的记录单。" } } }
        section.panel { (sheet(&found)) }
    };
    let crumbs = vec![crumb("查人", "/people"), crumb(name, at)];
    super::super::page(call, "/people", &format!("{year} 年度个人权益记录单"), crumbs, body)
}

fn sheet(found: &Statement) -> Markup {
    let lines = found.lines.iter().map(|line| {
        vec![
            html! { (line.month) },
            html! { (line.year) },
            html! { (line.kind.title()) },
            html! { (line.source.title()) },
            html! { (line.serial.clone().unwrap_or_default()) },
            signed(line.amount),
        ]
    });
    let columns = [left("月份"), left("年度"), left("事项"), left("来源"), left("税票号"), right("金额（元）")];
    let opening = found.opening.iter().filter(|(_, fen)| **fen != Fen::ZERO);
    html! {
        (facts(vec![
            ("姓名", html! { (found.name) }),
            ("证件号", html! { span.number { (found.id_number) } }),
            ("村（社区）", html! { (found.region) }),
            ("参保状态", html! { (found.state.map_or("未参保", |state| state.title())) }),
            ("累计缴费年限", html! { (found.years) " 年" }),
            ("年初余额", html! { (amount(found.opening_balance())) " 元" }),
            ("本年养老金支付", html! { (amount_or_dash(found.paid)) }),
            ("年末余额", html! { strong { (amount(found.closing_balance())) " 元" } }),
        ]))
        h2 { "本年明细" }
        (table("本年明细", &columns, lines.collect(), "本年没有记入。"))
        details { summary { "年初余额的来源" }
            ul { @for (source, fen) in opening { li { (source.title()) " " (amount(*fen)) " 元" } } }
        }
    }
}

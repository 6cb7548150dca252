//! The personal account: what is left by source, how it grew, every entry.

use std::collections::BTreeMap;

use base::Fen;
use maud::{Markup, html};
use office::reading::PersonHistory;
use office::registry::PersonCard;
use office::tables::PersonId;

use crate::view::{Bars, amount, columns, left, right, signed, table};

pub fn shown(person: PersonId, card: &PersonCard, history: &PersonHistory) -> Markup {
    let rows = card.account.iter().map(|(source, left)| vec![html! { (source.title()) }, amount(*left)]).collect();
    let mut by_year: BTreeMap<i16, Fen> = BTreeMap::new();
    history.entries.iter().for_each(|entry| *by_year.entry(entry.month.year()).or_default() += entry.amount);
    let mut so_far = Fen::ZERO;
    let grown = by_year.iter().map(|(year, sum)| {
        so_far += *sum;
        (year.to_string(), so_far.get(), so_far.to_string())
    });
    let chart =
        Bars { title: "各年末累计记入（元，未减养老金支付）".to_owned(), bars: grown.collect() };
    let entry_rows = history.entries.iter().rev().map(|entry| {
        vec![
            html! { (entry.month) },
            html! { (entry.year) },
            html! { (entry.source.title()) },
            html! { (entry.kind.title()) },
            signed(entry.amount),
        ]
    });
    let titles = [left("月份"), left("年度"), left("来源"), left("事项"), right("金额（元）")];
    html! {
        section.panel id="account" {
            h2 { "个人账户 " (amount(card.balance)) " 元" }
            (table("账户余额", &[left("来源"), right("余额（元）")], rows, "账户没有余额。"))
            (columns(&chart))
            details { summary { "账户明细（" (history.entries.len()) " 笔）" }
                (table("账户明细", &titles, entry_rows.collect(), "没有明细。"))
            }
            p { a href=(format!("/people/{person}/statement")) { "个人权益记录单（可打印）" } }
        }
    }
}

//! The fund's books of a month: trial balance, statements, vouchers.

use base::{Fen, Month};
use maud::{Markup, html};
use office::fund::{PrintedVoucher, Statements, statements, trial_balance, voucher_list};
use office::registry::fund_of;
use office::tables::Scheme;

use crate::http::{Call, Fault, Reply};
use crate::view::{amount, amount_or_dash, left, right, table};

/// The page.
pub fn show(call: &mut Call<'_>) -> Result<Reply, Fault> {
    let month = month(call)?;
    let reverses = {
        let reader = call.reader()?;
        let posts = call.office.desk().catalogue().get("fund.reverse_voucher")?.posts();
        posts.make.iter().any(|post| reader.holds(*post))
    };
    let found = call.read(|look| {
        let Some(fund) = fund_of(look, Scheme::Resident)? else { return Ok(None) };
        let trial = trial_balance(look, &fund, month)?;
        Ok(Some((fund.name.clone(), trial, statements(look, &fund, month)?, voucher_list(look, &fund, month)?)))
    })?;
    let Some((fund, trial, both, vouchers)) = found else {
        let body = html! { div.note { p { "本机构尚未建账，请先办理期初建账。" } } };
        return super::page(call, "/books", "账簿", Vec::new(), body);
    };
    let rows = trial.rows();
    let rows = rows.iter().map(|row| {
        let title = row.detail.map_or_else(|| row.account.to_string(), |detail| format!("　{detail}"));
        let amounts = [row.opening, row.debit, row.credit, row.closing].map(amount_or_dash);
        [vec![html! { (title) }], amounts.to_vec()].concat()
    });
    let columns = [left("科目"), right("期初余额"), right("借方发生额"), right("贷方发生额"), right("期末余额")];
    let rows: Vec<_> = rows.collect();
    let body = html! {
        (pick(month))
        p.quiet { (fund) "　单位：元" }
        section.panel {
            h2 { "科目余额表" }
            (table("科目余额表", &columns, rows, "这个月没有发生额。"))
            @for finding in trial.check() { div.note.bad { p { (finding.message) } } }
            @if trial.is_balanced() { div.note.good { p { "借贷平衡。" } } }
        }
        (both_statements(&both))
        section.panel { h2 { "凭证（" (vouchers.len()) " 张）" } @for printed in &vouchers { (voucher(printed, reverses)) } }
    };
    super::page(call, "/books", &format!("账簿 {month}"), Vec::new(), body)
}

fn month(call: &Call<'_>) -> Result<Month, Fault> {
    let asked = call.query.get("month");
    if asked.is_empty() {
        return Ok(Month::of(call.today()?));
    }
    asked.parse().map_err(|_| Fault::Bad(format!("“{asked}”不是月份，请写成如 2019-01")))
}

fn pick(month: Month) -> Markup {
    html! {
        form.inline action="/books" method="get" {
            a.button.second href=(format!("/books?month={}", month.previous())) { "上月" }
            label for="month" { "月份" }
            input type="month" id="month" name="month" value=(month);
            button.second { "查看" }
            a.button.second href=(format!("/books?month={}", month.next())) { "下月" }
        }
    }
}

fn both_statements(both: &Statements) -> Markup {
    let row = |title: &str, columns: [Fen; 2]| vec![html! { (title) }, amount(columns[0]), amount(columns[1])];
    let balance = both.balance.assets.iter().chain(&both.balance.claims).map(|r| row(r.title, r.columns)).collect();
    let income = both.income.rows.iter().map(|r| row(r.title, r.columns)).collect();
    html! {
        div.columns {
            section.panel { h2 { "资产负债表" }
                (table("资产负债表", &[left("项目"), right("年初余额"), right("期末余额")], balance, "")) }
            section.panel { h2 { "收支表" }
                (table("收支表", &[left("项目"), right("本月数"), right("本年累计数")], income, "")) }
        }
        @for finding in &both.findings { div.note.bad { p { (finding.message) } } }
    }
}

fn voucher(printed: &PrintedVoucher, reverses: bool) -> Markup {
    let row = &printed.row;
    let lines = printed.voucher.lines().iter().map(|line| {
        let debit = line.side.code() == "debit";
        let cells = if debit { [amount(line.amount), html! {}] } else { [html! {}, amount(line.amount)] };
        [vec![html! { (line.account_title()) }], cells.to_vec()].concat()
    });
    let signers = &printed.signers;
    html! {
        details {
            summary { "记 " (row.number) " 号　" (row.on_date) "　" (row.summary) "　" (amount(printed.total())) }
            (table("凭证", &[left("科目"), right("借方"), right("贷方")], lines.collect(), ""))
            p.quiet { "制单 " (signers.made) "　复核 " (signers.checked) "　记账 " (signers.booked)
                @if reverses { "　" a href=(format!("/operations/fund.reverse_voucher?voucher={}", row.id)) { "红字冲销" } }
            }
        }
    }
}

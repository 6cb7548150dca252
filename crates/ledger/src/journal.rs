//! Export to hledger's journal text, so that anyone can add up the books with another program.
//!
//! One transaction per voucher; accounts read `5001 社会保险待遇支出:个人账户养老金:按月支付`, the
//! payer level is the last part, debits are positive yuan, the counterparty is a tag.

use std::collections::BTreeSet;
use std::fmt::Write;

use base::Fen;

use crate::{Account, Element, Line, Side, Voucher};

/// The journal of these vouchers, in the order given.
pub fn export<'a>(vouchers: impl IntoIterator<Item = &'a Voucher>) -> String {
    let mut used = BTreeSet::new();
    let mut transactions = String::new();
    for voucher in vouchers {
        used.extend(voucher.lines().iter().map(|l| l.account));
        // Writing to a String cannot fail.
        let _ = writeln!(
            transactions,
            "\n{} {}：{}  ; {}",
            voucher.on(),
            voucher.template(),
            one_line(voucher.summary()),
            voucher.fund()
        );
        for line in voucher.lines() {
            let _ = writeln!(transactions, "    {}", posting(line));
        }
    }
    declarations(&used) + &transactions
}

/// The account as hledger names it, sub-account and level below it.
pub fn account_name(line: &Line) -> String {
    let mut name = line.account.to_string();
    if let Some(detail) = line.detail {
        name.push(':');
        name.push_str(&detail.path().replace('/', ":"));
    }
    if let Some(level) = line.level {
        name.push(':');
        name.push_str(level.title());
    }
    name
}

fn posting(line: &Line) -> String {
    let amount = if line.side == Side::Debit { line.amount } else { Fen::ZERO - line.amount };
    let party = line.party.map(|p| format!("  ; party:{}", p.0)).unwrap_or_default();
    format!("{}  {amount}{party}", account_name(line))
}

/// hledger's account types, so that its own balance sheet and income statement work.
fn declarations(used: &BTreeSet<Account>) -> String {
    let mut text = String::from("decimal-mark .\n");
    for account in used {
        let kind = match account.element() {
            Element::Asset => 'A',
            Element::Liability => 'L',
            Element::NetAsset => 'E',
            Element::Income => 'R',
            Element::Expense => 'X',
        };
        let _ = writeln!(text, "account {account}  ; type:{kind}");
    }
    text
}

/// A summary may hold anything; a line break or a semicolon would end the description.
fn one_line(summary: &str) -> String {
    summary.chars().map(|c| if c.is_control() { ' ' } else { c }).collect::<String>().replace(';', "；")
}

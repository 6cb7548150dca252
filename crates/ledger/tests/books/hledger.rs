//! hledger adds the exported journal up again and must find our figures.

use std::collections::BTreeMap;
use std::io::Write;
use std::process::{Command, Stdio};

use crate::common::{closed_month, head, yuan};
use base::Fen;
use shebao_ledger::templates as t;
use shebao_ledger::{PartyId, Side, Voucher, journal};

/// Account → balance from `hledger balance --flat`, or `None` when hledger is not installed.
fn hledger_balances(journal: &str, extra: &[&str]) -> Option<BTreeMap<String, Fen>> {
    let mut child = Command::new("hledger")
        .args(["-f", "-", "balance", "--flat", "--no-total", "-O", "csv"])
        .args(extra)
        .env("LC_ALL", "C.UTF-8")
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .spawn()
        .ok()?;
    child.stdin.take().unwrap().write_all(journal.as_bytes()).unwrap();
    let output = child.wait_with_output().unwrap();
    assert!(output.status.success(), "hledger refused the journal");
    let text = String::from_utf8(output.stdout).unwrap();
    let row = |line: &str| {
        let (account, amount) = line.trim_matches('"').split_once("\",\"").unwrap();
        (account.to_owned(), amount.parse().unwrap())
    };
    Some(text.lines().skip(1).map(row).collect())
}

fn our_balances(vouchers: &[Voucher], name: fn(&shebao_ledger::Line) -> String) -> BTreeMap<String, Fen> {
    let mut sums: BTreeMap<String, Fen> = BTreeMap::new();
    for line in vouchers.iter().flat_map(Voucher::lines) {
        *sums.entry(name(line)).or_default() += if line.side == Side::Debit { line.amount } else { -line.amount };
    }
    sums.retain(|_, sum| !sum.is_zero());
    sums
}

fn books() -> Vec<Voucher> {
    let mut vouchers = closed_month();
    let owed = [(PartyId(7), Fen::new(10_301)), (PartyId(9), Fen::new(20_650))];
    let returned = t::benefit_returned::voucher(&head("2019-02-01"), &owed).unwrap();
    vouchers.push(returned);
    let wrong = t::interest::voucher(&head("2019-02-02"), shebao_ledger::Deposit::Special, yuan(3)).unwrap();
    vouchers.push(wrong.reverse(base::parse_date("2019-02-03").unwrap(), "银行; 更正\n重记"));
    vouchers
}

#[test]
fn hledger_finds_the_same_balances() {
    let vouchers = books();
    let text = journal::export(&vouchers);
    let Some(found) = hledger_balances(&text, &[]) else {
        println!("没有安装 hledger，略过本测试（apt-get install hledger）");
        return;
    };
    assert_eq!(found, our_balances(&vouchers, journal::account_name));
    let by_account = hledger_balances(&text, &["--depth", "1"]).unwrap();
    assert_eq!(by_account, our_balances(&vouchers, |line| line.account.to_string()));
    assert_eq!(by_account["1003 财政专户存款"], yuan(5_920_930 - 3));
}

#[test]
fn a_transaction_reads_like_this() {
    let vouchers = books();
    let text = journal::export(&vouchers[vouchers.len() - 2..]);
    let expected = "\
decimal-mark .
account 1003 财政专户存款  ; type:A
account 1004 支出户存款  ; type:A
account 2001 暂收款  ; type:L
account 4201 利息收入  ; type:R

2019-02-01 银行退回待遇：银行退回待遇  ; 城乡居民基本养老保险基金
    1004 支出户存款  309.51
    2001 暂收款:待发退回待遇  -103.01  ; party:7
    2001 暂收款:待发退回待遇  -206.50  ; party:9

2019-02-03 存款利息：冲销2019-02-02“存款利息”：银行； 更正 重记  ; 城乡居民基本养老保险基金
    1003 财政专户存款  -3.00
    4201 利息收入:存款利息  3.00
";
    assert_eq!(text, expected);
}

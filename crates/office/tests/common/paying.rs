//! A payment month in tests: three recipients, their run, the money, the bank's answer.
#![allow(dead_code)] // each test file uses its own part
#![allow(clippy::unwrap_used, clippy::panic)] // helpers of tests

use base::Fen;
use desk::{Answer, Post, Refusal};
use shebao_office::payment::{
    ApproveRunInput, ImportReturnsInput, OpenRunInput, OpenSpecialInput, ReceiveMoneyInput, Reconciliation,
    RequestMoneyInput, SendFileInput, Special, reconcile, regular_run, run_of,
};
use shebao_office::tables::{RunId, RunState, Scheme};

use super::common::{TestOffice, day};
use super::town::{self, contributor, recipient, take_on};

/// What one recipient of the town is paid: 88 + 15 + 8 + 7 + 6.13 (town.rs), and 5.00 more from
/// 65 on.
pub const EACH: i64 = 12_413;

/// Three recipients, one contributor; opened and computed.
pub fn computed(office: &mut TestOffice) -> RunId {
    open_books_with(office, "10000.00");
    take_on(office, &[contributor(1), recipient(2), recipient(3), recipient(4)]).unwrap();
    open_and_compute(office, "2019-01")
}

pub fn open_books_with(office: &mut TestOffice, special: &str) {
    let input = town::books(office, special, "0.00", special);
    office.run("registry.open_books", &input).unwrap();
}

pub fn open_and_compute(office: &mut TestOffice, month: &str) -> RunId {
    office.run("payment.open_run", &OpenRunInput { month: month.parse().unwrap() }).unwrap();
    let run = run_in(office, month);
    let clerk = office.people[&Post::Clerk];
    office.office.compute_run(clerk, run, |_| ()).unwrap();
    run
}

/// An adjustment or an off-cycle run, opened and computed; approving is left to the test.
pub fn special(office: &mut TestOffice, kind: Special) -> RunId {
    let input = OpenSpecialInput { kind, reason: "模拟〔2019〕1号".into() };
    office.run("payment.open_special", &input).unwrap();
    let run = RunId(office.number("SELECT MAX(id) FROM run"));
    let clerk = office.people[&Post::Clerk];
    office.office.compute_run(clerk, run, |_| ()).unwrap();
    run
}

/// The same, approved.
pub fn special_approved(office: &mut TestOffice, kind: Special) -> RunId {
    let run = special(office, kind);
    office.run("payment.approve_run", &ApproveRunInput { run }).unwrap();
    run
}

pub fn run_in(office: &mut TestOffice, month: &str) -> RunId {
    let month = month.parse().unwrap();
    let found = office
        .office
        .look(office.agency, |look| regular_run(look, Scheme::Resident, month).map_err(|_| Refusal::NoMatter));
    found.unwrap().unwrap().id
}

pub fn state(office: &mut TestOffice, run: RunId) -> RunState {
    office.office.look(office.agency, |look| run_of(look, run).map_err(|_| Refusal::NoMatter)).unwrap().state
}

pub fn refusal(answer: Result<Answer, Refusal>) -> String {
    answer.unwrap_err().to_string()
}

/// Requests, receives and sends.
pub fn pay(office: &mut TestOffice, run: RunId, amount: Fen) {
    office.run("payment.request_money", &RequestMoneyInput { run }).unwrap();
    let money = ReceiveMoneyInput { run, on: day("2019-01-10"), document: "拨-001".into(), amount };
    office.on_day("2019-01-10");
    office.run("payment.receive_money", &money).unwrap();
    office.run("payment.send_file", &SendFileInput { run, late_reason: String::new() }).unwrap();
}

/// A return file in the bank's form; `failed` are the lines that came back.
pub fn returned(office: &TestOffice, name: &str, lines: &[(&str, i64, &str)], failed: &[i64]) -> ImportReturnsInput {
    let mut text = "批次号,序号,金额,处理结果,失败原因代码,入账日期\n".to_owned();
    for (batch, line, amount) in lines {
        let (status, reason) = if failed.contains(line) { ("失败", "销户") } else { ("成功", "") };
        text += &format!("{batch},{line},{amount},{status},{reason},2019-01-25\n");
    }
    let path = office.folder.path().join(name);
    std::fs::write(&path, text).unwrap();
    let file = office.office.environment().files.take_in(&path).unwrap();
    ImportReturnsInput { run: RunId(0), file, name: name.into() }
}

pub fn books(office: &mut TestOffice, run: RunId) -> Reconciliation {
    office
        .office
        .look(office.agency, |look| {
            let run = run_of(look, run).map_err(|_| Refusal::NoMatter)?;
            reconcile(look, &run).map_err(|_| Refusal::NoMatter)
        })
        .unwrap()
}

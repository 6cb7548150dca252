//! One function per command.

mod accounts;
mod audit_pack;
mod backup;
mod bank_file;
mod books;
mod books_asked;
mod books_export;
mod cases;
mod certification;
mod demo;
mod demo_report;
mod fees;
mod figures;
mod founding;
mod law_files;
mod law_versions;
mod left_out;
mod matters;
mod month;
mod paper;
mod people;
mod preview;
mod refunds;
mod report;
mod review;
mod risk;
mod run;
mod serve;
mod shadow;
mod signing;
mod signing_in;
mod staff;
mod unpaid;
mod verify;
mod whatif;
mod whatif_chart;
mod work;

use std::process::ExitCode;

use anyhow::Result;

use crate::arguments::{Arguments, Command};
use desk::Stage;
pub use shadow::Shadow;

/// Does what was typed; the exit code is that of a command that could do it.
pub fn run(arguments: Arguments) -> Result<ExitCode> {
    let common = &arguments.common;
    let done = match arguments.command {
        Command::Review(asked) => return review::review(common, &asked),
        Command::Report(asked) => return report::run(common, &asked),
        Command::Demo(demo) => demo::demo(common, &demo),
        Command::Serve(asked) => serve::serve(common, asked.addr),
        Command::Init(init) => founding::init(common, &init),
        Command::Login { user } => signing_in::login(common, user),
        Command::Passwd { user } => signing_in::passwd(common, user),
        Command::Logout => signing_in::logout(common),
        Command::Whoami => staff::whoami(common),
        Command::Staff => staff::list(common),
        Command::OpenLogin { staff, user } => staff::open_login(common, staff, &user),
        Command::Operations { text } => matters::operations(common, text.as_deref()),
        Command::Do(asked) => matters::make(common, &asked),
        Command::Todo => matters::todo(common),
        Command::Show { matter } => matters::show(common, matter),
        Command::Check(sign) => signing::sign(common, Stage::Check, &sign),
        Command::Approve(sign) => signing::sign(common, Stage::Approve, &sign),
        Command::Return(end) => signing::send_back(common, &end),
        Command::Withdraw(end) => signing::withdraw(common, &end),
        Command::CheckList(list) => signing::check_list(common, &list),
        Command::Preview(preview) => preview::preview(common, &preview),
        Command::Run { month } => run::run(common, month),
        Command::Runs => bank_file::runs(common),
        Command::BankFile { run, file, reason } => bank_file::bank_file(common, run, &file, &reason),
        Command::Balance(asked) => month::balance(common, asked.month),
        Command::Changes(asked) => month::changes(common, &asked),
        Command::Returned(asked) => month::returned(common, &asked),
        Command::Reconcile(asked) => month::reconcile(common, asked.month),
        Command::TrialBalance(asked) => books::trial_balance(common, asked.month),
        Command::Statements(asked) => books::statements(common, asked.month),
        Command::Vouchers(asked) => books::vouchers(common, asked.month),
        Command::Books(asked) => books_asked::books(common, asked),
        Command::Paper(asked) => paper::paper(common, &asked),
        Command::Person { text } => people::person(common, &text),
        Command::Explain { person, month } => people::explain(common, &person, month),
        Command::LeftOut(to) => left_out::left_out(common, &to),
        Command::Statement(asked) => accounts::statement(common, &asked),
        Command::Objections(to) => accounts::objections(common, &to),
        Command::Transfers(to) => accounts::transfers(common, &to),
        Command::ProxyList(asked) => accounts::proxy_list(common, &asked),
        Command::Refunds(to) => refunds::refunds(common, &to),
        Command::Shadow(asked) => shadow::shadow(common, asked),
        Command::ReconcileFees { year } => fees::reconcile(common, year),
        Command::InTransit { on, to } => fees::in_transit(common, on, &to),
        Command::Work(asked) => work::work(common, &asked),
        Command::Figure(asked) => figures::figures(common, asked),
        Command::Unpaid(asked) => unpaid::unpaid(common, &asked),
        Command::Leads(to) => people::leads(common, &to),
        Command::DueToClaim { months, to } => people::due_to_claim(common, months, &to),
        Command::Recoveries(to) => people::recoveries(common, &to),
        Command::Certification { area, on, to } => certification::certification(common, area, on, &to),
        Command::Roster { area, into, reason, on } => certification::roster(common, area, (&into, &reason), on),
        Command::Letters { letter, to } => risk::letters(common, letter, &to),
        Command::LeadStats { from, to } => risk::lead_stats(common, from, to),
        Command::Overlaps(to) => risk::overlaps(common, &to),
        Command::Banks => risk::banks(common),
        Command::Verify => verify::verify(common),
        Command::AuditPack(asked) => audit_pack::audit_pack(common, &asked),
        Command::Whatif(asked) => whatif::whatif(common, &asked),
        Command::Backup { file, with_keys } => backup::backup(common, &file, with_keys),
        Command::Restore { file, keys, database } => backup::restore(common, &file, keys.as_deref(), database),
        Command::Anchor => founding::anchor(common),
        Command::Law(asked) => law_files::law(common, asked),
        Command::Cases { folder, source } => cases::cases(common, &folder, &source),
        Command::Assess { case, source } => cases::assess(common, &case, &source),
    };
    done.map(|()| ExitCode::SUCCESS)
}

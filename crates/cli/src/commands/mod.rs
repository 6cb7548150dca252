//! One function per command.

mod founding;
mod matters;
mod preview;
mod run;
mod signing;
mod signing_in;
mod staff;

use anyhow::Result;

use crate::arguments::{Arguments, Command};
use desk::Stage;

/// Does what was typed.
pub fn run(arguments: Arguments) -> Result<()> {
    let common = &arguments.common;
    match arguments.command {
        Command::Demo(_) => anyhow::bail!("演示尚未提供"),
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
        Command::Anchor => founding::anchor(common),
    }
}

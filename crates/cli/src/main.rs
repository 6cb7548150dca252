//! The binary `shebao`: the office at a terminal.
//!
//! It never changes anything except by an operation that its user signed in for, never offers a
//! way to act as somebody else, never prints a session or stores a password, and never puts an
//! identifier into a log.

// First: its macros are used by all others.
#[macro_use]
mod print;

mod arguments;
mod ask;
mod bars;
mod chinese;
mod commands;
mod export;
mod input;
mod open;
mod session;

use std::io::Write as _;
use std::process::ExitCode;

use clap::error::ErrorKind;
use clap::{CommandFactory, FromArgMatches};

use arguments::Arguments;

/// The command line could not be understood.
const USAGE: u8 = 2;

fn main() -> ExitCode {
    let mut args = std::env::args_os().skip(1);
    // Foreign files are parsed by this program in a process of its own, before anything else.
    match args.next() {
        Some(first) if first == files::CHILD_COMMAND => return files::child_main(args),
        Some(first) if first == files::DOCUMENT_COMMAND => return files::document_child_main(args),
        Some(first) if first == documents::COMMENT_COMMAND => return documents::comment_child_main(args),
        Some(first) if first == documents::CHECK_COMMAND => return documents::check_child_main(args),
        Some(first) if first == documents::FILL_COMMAND => return documents::fill_child_main(args),
        _ => {}
    }
    let arguments = match parse() {
        Ok(arguments) => arguments,
        Err(code) => return code,
    };
    tracing_subscriber::fmt()
        .with_env_filter(tracing_subscriber::EnvFilter::from_default_env())
        .with_writer(std::io::stderr)
        .init();
    match commands::run(arguments) {
        Ok(code) => code,
        Err(error) => {
            print::error(&error);
            ExitCode::FAILURE
        }
    }
}

fn parse() -> Result<Arguments, ExitCode> {
    let mut command = chinese::localized(Arguments::command());
    let parsed = command.try_get_matches_from_mut(std::env::args_os()).and_then(|m| Arguments::from_arg_matches(&m));
    parsed.map_err(|error| match error.kind() {
        ErrorKind::DisplayHelp | ErrorKind::DisplayVersion => {
            // A closed pipe is no fault: whoever reads has seen enough.
            let _ = std::io::stdout().write_all(chinese::help(&error).as_bytes());
            ExitCode::SUCCESS
        }
        ErrorKind::DisplayHelpOnMissingArgumentOrSubcommand => {
            eprint!("{}", chinese::help(&error));
            ExitCode::from(USAGE)
        }
        _ => {
            let told = print::visible(&chinese::usage_error(&error));
            eprintln!("错误：{}。", told.trim_end_matches('。'));
            eprintln!("提示：用 shebao --help 或 shebao <命令> --help 查看用法。");
            ExitCode::from(USAGE)
        }
    })
}

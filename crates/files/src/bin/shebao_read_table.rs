//! The sandbox child on its own, for the tests of this crate. The binary `shebao` has the same
//! as a hidden subcommand.

use std::process::ExitCode;

fn main() -> ExitCode {
    let mut args = std::env::args_os().skip(1);
    match args.next() {
        Some(command) if command == shebao_files::CHILD_COMMAND => shebao_files::child_main(args),
        Some(command) if command == shebao_files::DOCUMENT_COMMAND => shebao_files::document_child_main(args),
        _ => ExitCode::from(2),
    }
}

//! Help and usage errors in Chinese: the argument parser's own words are English.

use clap::builder::StyledStr;
use clap::error::{ContextKind, ContextValue, ErrorKind};
use clap::{Arg, ArgAction, Command, Error};

const TEMPLATE: &str = "{about}\n\n用法：{usage}\n\n{all-args}{after-help}";
const TEMPLATE_OF_ALL: &str = "{about}\n\n用法：{usage}\n\n命令：\n{subcommands}\n\n{options}{after-help}";

const LAST_WORDS: &str = "\
用 shebao <命令> --help 查看一个命令的用法。
退出码：0 成功，1 未办成（原因见提示），2 命令写法有误。
运行日志：RUST_LOG=info shebao …，日志中没有证件号和账号。";

/// The command line with everything a user reads in Chinese.
pub fn localized(command: Command) -> Command {
    let command = command
        .disable_version_flag(true)
        .arg(flag("version", 'V', "显示版本").action(ArgAction::Version))
        .help_template(TEMPLATE_OF_ALL.replace("{options}", "选项：\n{options}"))
        .after_help(LAST_WORDS)
        .subcommand_value_name("命令");
    let mut command = with_help(command, "shebao");
    let names: Vec<String> = command.get_subcommands().map(|sub| sub.get_name().to_owned()).collect();
    for name in names {
        let path = format!("shebao {name}");
        command = command.mut_subcommand(name, |sub| with_help(of_group(sub, &path), &path));
    }
    command
}

/// A command that is a group of others lists them, each with a help of its own.
fn of_group(command: Command, path: &str) -> Command {
    if !command.has_subcommands() {
        return command.help_template(TEMPLATE);
    }
    let names: Vec<String> = command.get_subcommands().map(|sub| sub.get_name().to_owned()).collect();
    let group =
        command.help_template(TEMPLATE_OF_ALL.replace("{options}", "选项：\n{options}")).subcommand_value_name("命令");
    names.into_iter().fold(group, |group, name| {
        let path = format!("{path} {name}");
        group.mut_subcommand(name, |sub| with_help(sub.help_template(TEMPLATE), &path))
    })
}

fn flag(name: &'static str, short: char, help: &'static str) -> Arg {
    Arg::new(name).long(name).short(short).help(help)
}

fn with_help(command: Command, path: &str) -> Command {
    let command =
        command.disable_help_flag(true).arg(flag("help", 'h', "显示帮助").action(ArgAction::Help)).mut_args(|arg| {
            let heading = if arg.is_positional() { "参数" } else { "选项" };
            let arg = arg.help_heading(heading);
            if !arg.get_action().takes_values() {
                return arg;
            }
            arg.hide_default_value(true).hide_possible_values(true).hide_env(true)
        });
    let usage = command.clone().bin_name(path).render_usage().to_string();
    command.override_usage(in_chinese_usage(&usage))
}

fn in_chinese_usage(usage: &str) -> String {
    usage.trim_start_matches("Usage:").trim().replace("[OPTIONS]", "[选项]")
}

/// A help text as the parser made it; it puts a half-width colon behind headings.
pub fn help(error: &Error) -> String {
    let text = error.render().to_string();
    let text = text.replace("\n参数:\n", "\n参数：\n").replace("\n选项:\n", "\n选项：\n");
    text.trim_end().to_owned() + "\n"
}

/// What is wrong with a command line, and what to type instead.
pub fn usage_error(error: &Error) -> String {
    let argument = text_of(error, ContextKind::InvalidArg);
    let value = text_of(error, ContextKind::InvalidValue);
    let mut message = match error.kind() {
        ErrorKind::UnknownArgument => format!("没有“{argument}”这个选项"),
        ErrorKind::InvalidSubcommand => {
            format!("没有“{}”这个命令", text_of(error, ContextKind::InvalidSubcommand))
        }
        ErrorKind::MissingRequiredArgument => format!("还缺少：{argument}"),
        ErrorKind::MissingSubcommand => "没有写要执行的命令".to_owned(),
        ErrorKind::InvalidValue if value.is_empty() => format!("“{argument}”后面没有写值"),
        ErrorKind::InvalidValue | ErrorKind::ValueValidation => {
            let why = std::error::Error::source(error).map(|why| format!("：{}", reason(why))).unwrap_or_default();
            format!("“{argument}”的值“{value}”不能用{why}")
        }
        ErrorKind::ArgumentConflict => {
            format!("“{argument}”不能与“{}”同时使用，或写了两次", text_of(error, ContextKind::PriorArg))
        }
        ErrorKind::TooManyValues | ErrorKind::TooFewValues | ErrorKind::WrongNumberOfValues => {
            format!("“{argument}”后面的值个数不对")
        }
        ErrorKind::InvalidUtf8 => "命令行中有无法识别的文字编码，请使用 UTF-8 终端".to_owned(),
        _ => "命令写法有误".to_owned(),
    };
    let suggested = [ContextKind::SuggestedSubcommand, ContextKind::SuggestedArg]
        .map(|kind| text_of(error, kind))
        .into_iter()
        .find(|text| !text.is_empty());
    if let Some(suggested) = suggested {
        message.push_str(&format!("。您是不是想用“{suggested}”"));
    }
    message
}

/// Numbers are read by the standard library, whose words are English.
fn reason(why: &dyn std::error::Error) -> String {
    let text = why.to_string();
    if text.is_ascii() { "应为数字，且在允许的范围内".to_owned() } else { text }
}

fn text_of(error: &Error, kind: ContextKind) -> String {
    match error.get(kind) {
        Some(ContextValue::String(text)) => text.clone(),
        Some(ContextValue::Strings(texts)) => texts.join("、"),
        Some(ContextValue::StyledStr(text)) => plain(text),
        Some(ContextValue::StyledStrs(texts)) => texts.iter().map(plain).collect::<Vec<_>>().join("、"),
        _ => String::new(),
    }
}

fn plain(text: &StyledStr) -> String {
    text.to_string()
}

/// The names that "unknown field" or "unknown variant" says would be known.
pub fn known_fields(message: &str) -> Vec<&str> {
    message.split('`').skip(3).step_by(2).collect()
}

/// What the reader of an operation's input says, in Chinese where it says the usual things.
pub fn input_error(message: &str) -> String {
    let quoted = || message.split('`').nth(1).unwrap_or_default();
    if message.starts_with("missing field") {
        return format!("缺少“{}”，请用 --set {}=… 填写", quoted(), quoted());
    }
    if message.starts_with("unknown field") {
        return format!("没有“{}”这一栏，可以填写：{}", quoted(), known_fields(message).join("、"));
    }
    if message.starts_with("unknown variant") {
        return format!("不认识“{}”，可以填写：{}", quoted(), known_fields(message).join("、"));
    }
    if message.starts_with("invalid type") {
        let what = message.trim_start_matches("invalid type: ");
        return format!("类型不对（{what}）。数字、是否、列表请写作 键:=值，文字写作 键=值");
    }
    if message.contains("date") || message.contains("day") || message.contains("year") || message.contains("month") {
        return "有一栏应为日期，请写成如 2019-01-31，并核对这一天是否存在".to_owned();
    }
    if message.is_ascii() {
        return format!("有一栏填写的值不能识别（{message}），请对照业务说明改正");
    }
    message.to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_unknown_field_names_the_known_ones() {
        let said = input_error("unknown field `nmae`, expected one of `name`, `posts`");
        assert_eq!(said, "没有“nmae”这一栏，可以填写：name、posts");
        assert!(input_error("parsed date is not valid: parameter 'day' for `2019-02`").contains("2019-01-31"));
        assert!(input_error("missing field `name`").contains("缺少“name”"));
    }

    #[test]
    fn the_parser_of_the_command_line_is_consistent() {
        localized(<crate::arguments::Arguments as clap::CommandFactory>::command()).debug_assert();
    }
}

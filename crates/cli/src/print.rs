//! What the terminal shows: tables that know how wide a Chinese character is, answers, errors.

use std::io::Write as _;

use anyhow::{Context as _, Result};
use comfy_table::{CellAlignment, ContentArrangement, Table};
use desk::{Answer, Catalogue, Outcome, Refusal, Stage};
use serde::Serialize;

use crate::chinese;

/// Writes to standard output. Whoever reads may stop reading, as `head` does: then there is
/// nobody left to talk to, and whatever was asked for has been done before it was told.
pub fn out(text: std::fmt::Arguments<'_>) {
    let text = visible(&text.to_string());
    if let Err(error) = std::io::stdout().lock().write_all(text.as_bytes()) {
        let unread = error.kind() == std::io::ErrorKind::BrokenPipe;
        std::process::exit(if unread { 0 } else { 1 });
    }
}

/// A text that can only be read. What came from a file or from a person may hold characters that
/// move the cursor or turn the writing direction; a signer must not be shown something else than
/// what is there.
pub fn visible(text: &str) -> String {
    let hidden = |c: char| matches!(c, '\u{202A}'..='\u{202E}' | '\u{2066}'..='\u{2069}');
    text.chars().map(|c| if (c.is_control() && c != '\n') || hidden(c) { '\u{FFFD}' } else { c }).collect()
}

/// As `print!`, by way of [`out`].
macro_rules! say {
    ($($part:tt)*) => { $crate::print::out(format_args!($($part)*)) };
}

/// As `println!`, by way of [`out`].
macro_rules! sayln {
    ($($part:tt)*) => { $crate::print::out(format_args!("{}\n", format_args!($($part)*))) };
}

/// A table of columns; those named in `right` hold numbers and stand to the right. Borders are
/// left out: terminals disagree about how wide box characters are beside Chinese.
pub fn table(header: &[&str], right: &[usize], rows: impl IntoIterator<Item = Vec<String>>) -> String {
    let mut table = Table::new();
    table.load_style(comfy_table::presets::NOTHING).set_content_arrangement(ContentArrangement::Disabled);
    table.set_header(header.to_vec());
    for row in rows {
        table.add_row(row);
    }
    for (index, column) in table.column_iter_mut().enumerate() {
        column.set_padding((0, 2));
        if right.contains(&index) {
            column.set_cell_alignment(CellAlignment::Right);
        }
    }
    table.lines().map(|line| line.trim_end().to_owned() + "\n").collect()
}

/// Labelled lines, the labels as wide as the widest.
pub fn facts(lines: impl IntoIterator<Item = (String, String)>) -> String {
    let printed = table(&[], &[], lines.into_iter().map(|(label, value)| vec![label, value.replace('\n', " ")]));
    printed.trim_start_matches('\n').to_owned()
}

/// Anything as JSON.
pub fn json(value: &impl Serialize) -> Result<()> {
    sayln!("{}", serde_json::to_string_pretty(value).context("结果无法写成 JSON")?);
    Ok(())
}

/// What the desk answered: state, contents, remarks, and who is next.
pub fn answer(answer: &Answer, catalogue: &Catalogue) {
    let line = |label: &str, value: String| (label.to_owned(), value);
    let mut lines = vec![
        line("业务编号", answer.matter.to_string()),
        line("业务", format!("{}（{}）", title_of(catalogue, &answer.operation), answer.operation)),
        line("内容", answer.title.clone()),
        line("状态", state(answer, catalogue)),
    ];
    if !answer.reason.is_empty() {
        lines.push(line("原因", answer.reason.clone()));
    }
    if answer.waits_for.is_some() {
        lines.push(line("摘要", answer.digest.to_string()));
    }
    say!("{}", facts(lines));
    if !answer.shown.is_empty() {
        let row = |c: &desk::Change| vec![c.field.clone(), or_dash(&c.before), or_dash(&c.after)];
        say!("\n{}", table(&["项目", "原", "新"], &[], answer.shown.iter().map(row)));
    }
    for notice in &answer.notices {
        sayln!("注意：{notice}");
    }
    if answer.repeated {
        sayln!("注意：同一请求已办理过，这是当时的结果，没有重复办理");
    }
}

fn title_of(catalogue: &Catalogue, name: &str) -> &'static str {
    catalogue.get(name).map_or("已停用的业务", |operation| operation.title())
}

fn state(answer: &Answer, catalogue: &Catalogue) -> String {
    match (answer.waits_for, answer.outcome) {
        (Some(stage), _) => format!("待{}，由 {} 签字", stage.title(), posts(catalogue, &answer.operation, stage)),
        (None, Some(outcome)) => outcome.title().to_owned(),
        (None, None) => Outcome::Done.title().to_owned(),
    }
}

/// Titles of the posts that give a signature.
pub fn posts(catalogue: &Catalogue, operation: &str, stage: Stage) -> String {
    let Ok(operation) = catalogue.get(operation) else { return String::new() };
    operation.posts().at(stage).iter().map(|post| post.title()).collect::<Vec<_>>().join("、")
}

fn or_dash(text: &str) -> String {
    if text.is_empty() { "-".to_owned() } else { text.replace('\n', " ") }
}

/// An error: what, where, and what to do, in Chinese.
pub fn error(error: &anyhow::Error) {
    eprintln!("{}", visible(&error_text(error)));
}

fn error_text(error: &anyhow::Error) -> String {
    if let Some(Refusal::Fields(errors)) = error.downcast_ref() {
        let lines: String = errors.iter().map(|error| format!("\n  · {error}")).collect();
        return format!("错误：业务内容有 {} 处需要改正，没有办理。{lines}", errors.len());
    }
    if let Some(Refusal::BadInput(title, message)) = error.downcast_ref() {
        return format!("错误：业务“{title}”的内容无法识别：{}。没有办理。", chinese::input_error(message));
    }
    let mut said: Vec<String> = Vec::new();
    for cause in error.chain().map(ToString::to_string) {
        // Our own errors print their cause already.
        if !said.iter().any(|before| before.contains(&cause)) {
            said.push(cause);
        }
    }
    format!("错误：{}", said.join("："))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nothing_printed_moves_the_cursor_or_turns_the_direction() {
        assert_eq!(visible("王\u{1b}[2J某\r\u{202e}x\n𠮷"), "王\u{FFFD}[2J某\u{FFFD}\u{FFFD}x\n𠮷");
    }

    #[test]
    fn labels_are_as_wide_as_the_widest() {
        let lines = [("姓名", "丁某"), ("个人编号", "1")].map(|(label, value)| (label.to_owned(), value.to_owned()));
        assert_eq!(facts(lines), "姓名      丁某\n个人编号  1\n");
    }

    #[test]
    fn chinese_columns_line_up_and_amounts_stand_right() {
        let rows = [["合计", "1234567.89"], ["铜都街道", "9.00"]].map(|row| row.map(str::to_owned).to_vec());
        let printed = table(&["乡镇", "金额（元）"], &[1], rows);
        assert_eq!(printed, "乡镇      金额（元）\n合计      1234567.89\n铜都街道        9.00\n");
    }
}

//! 个人权益记录单 (社会保险法 第七十四条) on paper.

use base::Fen;
use desk::{FieldError, Look, Unplanned};
use evaluation::{Block, Paper, PaperTable, Span};

use super::{Rows, in_words, word};
use crate::accounts::{Statement, statement};
use crate::environment::Environment;
use crate::tables::PersonId;

pub(super) fn paper(
    look: &mut Look<'_>,
    environment: &Environment,
    person: PersonId,
    year: i16,
) -> Result<Paper, Unplanned> {
    let found = statement(look, environment, person, year)?
        .ok_or_else(|| FieldError::input("person", "没有这个人员", "请从人员查询中选择"))?;
    if year > look.today().year() {
        let what = format!("{year} 年还没有到");
        return Err(FieldError::input("year", what, "请填写今年或以前的年度").into());
    }
    let rows = Rows::of(look, "account_entry", year);
    let blocks = vec![
        Block::Table(who(&found)),
        Block::heading(1, "一、个人账户"),
        Block::Table(account(&found, &rows)),
        Block::heading(1, "二、年初余额的来源"),
        Block::Table(sources(&found, &rows)),
        Block::Note(
            "金额单位：元。对记录有异议的，可凭本单向经办机构申请核对。请妥善保管，注意个人信息安全。".to_owned(),
        ),
    ];
    let title = format!("{year}年度城乡居民基本养老保险\n个人权益记录单");
    Ok(Paper { title, blocks, ..Paper::default() })
}

fn who(found: &Statement) -> PaperTable {
    let pairs = [
        ["姓名", &found.name, "证件号", &found.id_number],
        ["个人编号", &found.person.to_string(), "村（社区）", &found.region],
        [
            "参保状态",
            found.state.map_or("未参保", |state| state.title()),
            "累计缴费年限",
            &format!("{}年", found.years),
        ],
    ];
    let rows = pairs.iter().map(|row| row.iter().map(|text| word(*text)).collect()).collect();
    PaperTable { columns: vec![("", 17), ("", 33), ("", 17), ("", 33)], rows }
}

fn account(found: &Statement, rows: &Rows) -> PaperTable {
    let total = |title: &str, amount: Fen, how: &str| {
        vec![word(""), word(title), word(""), word(""), rows.worked_out(amount, how.to_owned())]
    };
    let mut lines = vec![total("上年末余额", found.opening_balance(), "以前年度记入之和减已支付")];
    lines.extend(found.lines.iter().map(|line| {
        let what = format!("{}年度{}", line.year, line.kind.title());
        let serial = line.serial.clone().unwrap_or_default();
        vec![word(in_words(line.month)), word(what), word(line.source.title()), word(serial), rows.cell(line.amount)]
    }));
    if !found.paid.is_zero() {
        lines.push(total("本年养老金支付", -found.paid, "本年发放中个人账户支付之和"));
    }
    lines.push(total("本年末余额", found.closing_balance(), "上年末余额加本年记入减本年支付"));
    let columns = vec![("月份", 20), ("事项", 24), ("资金来源", 16), ("税票号", 24), ("金额（元）", 16)];
    PaperTable { columns, rows: lines }
}

fn sources(found: &Statement, rows: &Rows) -> PaperTable {
    let one = |title: &str, amount: Fen| -> Vec<Span> { vec![word(title), rows.cell(amount)] };
    let mut lines: Vec<Vec<Span>> = found
        .opening
        .iter()
        .filter(|(_, amount)| !amount.is_zero())
        .map(|(source, amount)| one(source.title(), *amount))
        .collect();
    if !found.opening_paid.is_zero() {
        lines.push(one("减：以前年度养老金支付", -found.opening_paid));
    }
    lines.push(one("上年末余额", found.opening_balance()));
    PaperTable { columns: vec![("资金来源", 60), ("金额（元）", 40)], rows: lines }
}

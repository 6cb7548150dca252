//! `letters`, `lead-stats`, `overlaps`, `banks`: letters to other offices, figures of leads, years paid
//! twice by one person, banks and what became of them.

use anyhow::{Result, bail};
use base::{Date, Fen};
use office::registry::{Banks, OverlappingYear, overlapping_years};
use office::risk::{LetterLine, OddDecision, lead_statistics, odd_decisions};
use serde_json::json;

use crate::arguments::{AsJson, Common};
use crate::open::reading_of_county;
use crate::print::{self, table};

/// All letters, or the text of one.
pub fn letters(common: &Common, number: Option<i64>, to: &AsJson) -> Result<()> {
    let mut reading = reading_of_county(common, "发函台账")?;
    let letters = reading.look(office::risk::letters)?;
    if let Some(number) = number {
        let found = letters.iter().find(|line| line.letter.id.0 == number);
        let Some(line) = found else { bail!("没有编号为 {number} 的函，请用 shebao letters 查看台账") };
        sayln!(
            "{} 年第 {} 号    {}\n\n{}",
            line.letter.year,
            line.letter.number,
            line.letter.sent_on,
            line.letter.body
        );
        if let Some((on, answer)) = &line.answer {
            sayln!("\n复函（{on}）：{answer}");
        }
        return Ok(());
    }
    reading.takes_json_out(common, "letters", to)?;
    if common.json {
        let one = |line: &LetterLine| {
            json!({ "letter": line.letter.id, "year": line.letter.year, "number": line.letter.number,
                    "lead": line.letter.lead, "addressee": line.letter.addressee, "name": line.name,
                    "sent_on": line.letter.sent_on.to_string(), "answer_by": line.letter.answer_by.to_string(),
                    "answer": line.answer.as_ref().map(|(_, answer)| answer) })
        };
        return print::json(&letters.iter().map(one).collect::<Vec<_>>());
    }
    let row = |line: &LetterLine| {
        vec![
            line.letter.id.to_string(),
            format!("{} 年第 {} 号", line.letter.year, line.letter.number),
            line.letter.sent_on.to_string(),
            line.letter.addressee.clone(),
            line.name.clone(),
            line.letter.answer_by.to_string(),
            line.answer.as_ref().map_or_else(|| "未复函".to_owned(), |(on, answer)| format!("{on} {answer}")),
        ]
    };
    let header = ["编号", "函号", "发函日", "收函单位", "人员", "请复日期", "复函"];
    say!("{}", table(&header, &[0], letters.iter().map(row)));
    let silent = letters.iter().filter(|line| line.answer.is_none()).count();
    sayln!("{} 封，未复函 {silent} 封。", letters.len());
    Ok(())
}

/// Leads of a time by kind: how many, what became of them, how much was found and came back.
pub fn lead_stats(common: &Common, from: Date, to: Date) -> Result<()> {
    let mut reading = reading_of_county(common, "疑点统计")?;
    let figures = reading.look(|look| lead_statistics(look, (from, to)))?;
    if common.json {
        let one = |(kind, figures)| -> serde_json::Value {
            let kind: &office::tables::LeadKind = kind;
            let figures: &office::risk::KindFigures = figures;
            json!({ "kind": kind.code(), "title": kind.title(), "figures": figures })
        };
        return print::json(&figures.iter().map(one).collect::<Vec<_>>());
    }
    let rows = figures.iter().map(|(kind, figures)| {
        vec![
            kind.title().to_owned(),
            figures.found.to_string(),
            figures.confirmed.to_string(),
            figures.cleared.to_string(),
            figures.open.to_string(),
            figures.amount_found.to_string(),
            figures.amount_recovered.to_string(),
        ]
    });
    let header = ["类别", "疑点", "属实", "不属实", "待核查", "应追回（元）", "已追回（元）"];
    say!("{}", table(&header, &[1, 2, 3, 4, 5, 6], rows));
    let all: i64 = figures.values().map(|figures| figures.found).sum();
    let sum = |of: fn(&office::risk::KindFigures) -> Fen| figures.values().map(of).sum::<Fen>();
    sayln!(
        "{from} 至 {to}：核查疑点 {all} 条，应追回 {} 元，已追回 {} 元。",
        sum(|figures| figures.amount_found),
        sum(|figures| figures.amount_recovered)
    );
    let odd = reading.look(|look| odd_decisions(look, from))?;
    if !odd.is_empty() {
        let row = |odd: &OddDecision| vec![odd.oddity.title().to_owned(), odd.words.clone()];
        say!("\n{}", table(&["办件异常", "情况"], &[], odd.iter().map(row)));
    }
    Ok(())
}

/// Fee years that one person paid on two records: to refund.
pub fn overlaps(common: &Common, to: &AsJson) -> Result<()> {
    let mut reading = reading_of_county(common, "重复缴费清单")?;
    let years = reading.look(overlapping_years)?;
    reading.takes_json_out(common, "overlaps", to)?;
    if common.json {
        let one = |year: &OverlappingYear| {
            json!({ "kept": year.kept, "merged": year.merged, "year": year.year,
                    "kept_amount": year.kept_amount, "merged_amount": year.merged_amount })
        };
        return print::json(&years.iter().map(one).collect::<Vec<_>>());
    }
    let row = |year: &OverlappingYear| {
        vec![
            year.kept.to_string(),
            year.merged.to_string(),
            year.year.to_string(),
            year.kept_amount.to_string(),
            year.merged_amount.to_string(),
        ]
    };
    let header = ["保留的编号", "并入的编号", "年度", "保留（元）", "并入（元）"];
    say!("{}", table(&header, &[0, 1, 3, 4], years.iter().map(row)));
    sayln!("{} 个年度重复缴费，请核对后办理退费。", years.len());
    Ok(())
}

/// Banks by code, with the bank that each means today.
pub fn banks(common: &Common) -> Result<()> {
    let mut reading = reading_of_county(common, "银行代码")?;
    let banks = reading.look(|look| {
        let today = look.today();
        Banks::on(look, today)
    })?;
    let now = |code: &str| banks.present(code).map_or(String::new(), |bank| format!("{} {}", bank.code, bank.name));
    if common.json {
        let one = |bank: &office::tables::Bank| json!({ "code": bank.code, "name": bank.name, "from": bank.from_date.to_string(), "now": now(&bank.code) });
        return print::json(&banks.iter().map(one).collect::<Vec<_>>());
    }
    let row = |bank: &office::tables::Bank| {
        vec![bank.code.clone(), bank.name.clone(), bank.from_date.to_string(), now(&bank.code)]
    };
    say!("{}", table(&["代码", "名称", "起始日", "现为"], &[], banks.iter().map(row)));
    Ok(())
}

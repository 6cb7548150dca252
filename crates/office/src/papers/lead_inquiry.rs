//! 疑点核查函: the letter as it was signed, with the number of the person it asks about.

use desk::{FieldError, Look, Unplanned};
use evaluation::{Block, Paper};

use super::whole_id;
use crate::environment::Environment;
use crate::risk::{LetterLine, letters};
use crate::tables::LetterId;

pub(super) fn found(look: &mut Look<'_>, letter: LetterId) -> Result<LetterLine, Unplanned> {
    let found = letters(look)?.into_iter().find(|line| line.letter.id == letter);
    let missing = || FieldError::input("letter", format!("没有编号为 {letter} 的函"), "请从发函台账中选择");
    found.ok_or_else(|| missing().into())
}

pub(super) fn paper(look: &mut Look<'_>, environment: &Environment, letter: LetterId) -> Result<Paper, Unplanned> {
    let LetterLine { letter, person, name, .. } = found(look, letter)?;
    let id = whole_id(look, environment, person)?;
    let mut blocks: Vec<Block> = letter
        .body
        .lines()
        .map(str::trim)
        .filter(|line| !line.is_empty() && line.trim_end_matches('：') != letter.addressee)
        .map(Block::words)
        .collect();
    blocks.push(Block::words(format!("核查对象：{name}，公民身份号码{id}。")));
    blocks.push(Block::words("以上个人信息仅用于社会保险待遇核查，请予保密。特此函达。"));
    Ok(Paper {
        number: format!("函〔{}〕{}号", letter.year, letter.number),
        title: format!("关于协助核实{name}有关情况的函"),
        addressee: letter.addressee,
        blocks,
        on: Some(letter.sent_on),
        ..Paper::default()
    })
}

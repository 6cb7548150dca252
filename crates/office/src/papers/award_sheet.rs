//! 待遇核定表: who, by which facts, each part of the pension with its sum and its article, and who pays it.

use base::{Fen, Level, Month};
use desk::{FieldError, Look, Unplanned};
use evaluation::{Block, Paper, PaperTable, Span};
use schemes::Node;
use schemes::resident::Assessment;
use schemes::resident::rerate::TAKEN_ON_REVISION;

use super::{Rows, in_words, word};
use crate::benefits::explain_award;
use crate::environment::Environment;
use crate::registry::{AwardCard, PersonCard, person_card};
use crate::tables::{AwardState, PersonId};

/// What stands behind an amount that another system worked out.
const TAKEN_OVER: &str = "移交时原系统核定的数额";

pub(super) fn paper(
    look: &mut Look<'_>,
    environment: &Environment,
    person: PersonId,
    month: Option<Month>,
) -> Result<Paper, Unplanned> {
    let card = person_card(look, environment, person)?
        .ok_or_else(|| FieldError::input("person", "没有这个人员", "请从人员查询中选择"))?;
    let award = card
        .award
        .as_ref()
        .ok_or_else(|| FieldError::input("person", "该人员没有核定待遇", "请先办理待遇核定，再打印核定表"))?;
    let month = month.unwrap_or_else(|| last_month(award, Month::of(look.today())));
    let explained = explain_award(look, environment, person, month)?;
    let rows = Rows::of(look, "award", month.year());
    let blocks = vec![
        Block::Table(who(&card, award, month)),
        Block::heading(1, "一、待遇项目、算法和依据"),
        Block::Table(parts(&explained.node, &rows)),
        Block::Note("月额单位：元。依据后注明“推断”的，数值没有直接公布，按政策口径推算得出。".to_owned()),
        Block::heading(1, "二、资金承担"),
        Block::Table(payers(&explained.value, &rows)),
        Block::Note(format!("核定所用政策版本：{}。", award.version.law_version)),
        Block::Signatures(vec!["参保人（或代办人）", "经办人", "复核人", "审批人"]),
    ];
    Ok(Paper { title: "城乡居民基本养老保险待遇核定表".to_owned(), blocks, ..Paper::default() })
}

/// This month; of a pension that is not paid any more, its last one.
fn last_month(award: &AwardCard, today: Month) -> Month {
    let live = award.version.state == AwardState::Live;
    let last = if live { today } else { award.version.from_month.previous() };
    last.max(award.award.start)
}

fn who(card: &PersonCard, award: &AwardCard, month: Month) -> PaperTable {
    let version = &card.now.version;
    let id = card.identifiers.iter().find(|(kind, _)| *kind == crate::tables::IdentifierKind::IdNumber);
    let joined = card.now.enrolment.as_ref().map_or(String::new(), |(enrolment, _)| enrolment.joined.to_string());
    let birth = version.birth.map_or_else(|| "待补".to_owned(), |birth| birth.to_string());
    let pairs = [
        ["姓名", &version.name, "证件号", &id.map_or_else(|| "待补".to_owned(), |(_, id)| id.masked.clone())],
        ["出生日期", &birth, "个人编号", &version.person.to_string()],
        ["村（社区）", &card.region_name, "参保起始", &joined],
        ["待遇起始月", &in_words(award.award.start), "待遇状态", award.version.state.title()],
        ["核定来源", award.award.origin.title(), "所属月份", &in_words(month)],
    ];
    let rows = pairs.iter().map(|row| row.iter().map(|text| word(*text)).collect()).collect();
    PaperTable { columns: vec![("", 17), ("", 33), ("", 17), ("", 33)], rows }
}

fn parts(root: &Node, rows: &Rows) -> PaperTable {
    let mut table =
        PaperTable { columns: vec![("项目", 20), ("算法", 28), ("月额", 13), ("依据", 39)], rows: Vec::new() };
    if root.rule == TAKEN_ON_REVISION {
        return PaperTable { rows: taken_on(root, rows), ..table };
    }
    root.children.iter().filter(|node| node.said.is_none()).for_each(|node| table.rows.push(line(node, rows)));
    if table.rows.is_empty() {
        table.rows.push(line(root, rows));
    } else {
        let how = root.children.iter().map(|node| node.amount.to_string()).collect::<Vec<_>>().join("+");
        let total = rows.worked_out(root.amount, format!("各项之和：{how}"));
        table.rows.push(vec![word("月养老金合计"), word("各项之和"), total, word("")]);
    }
    table
}

/// What was handed over moves by the difference of two months' law: a reader adds the one and takes off the other.
fn taken_on(root: &Node, rows: &Rows) -> Vec<Vec<Span>> {
    let by_law: Vec<&Node> = root.children.iter().filter(|node| node.said.is_none()).collect();
    let moved: Fen = match by_law.as_slice() {
        [now, then, ..] => now.amount - then.amount,
        _ => Fen::ZERO,
    };
    let kept = root.amount - moved;
    let mut lines = vec![vec![
        word("移交时核定额"),
        word("含个人账户，不重算"),
        rows.worked_out(kept, TAKEN_OVER.to_owned()),
        word(TAKEN_OVER),
    ]];
    let signs = [("加：现行规定", 1), ("减：移交时规定", -1)];
    for (node, (how, sign)) in by_law.iter().zip(signs) {
        let amount = if sign < 0 { -node.amount } else { node.amount };
        let told = format!("{how}；{}", node.title);
        lines.push(vec![word(&node.title), word(how), rows.worked_out(amount, told), word(articles(node))]);
    }
    let how = format!("移交时核定额加减规定的变动：{kept}+{moved}");
    lines.push(vec![word("月养老金合计"), word("各项之和"), rows.worked_out(root.amount, how), word("")]);
    lines
}

fn line(node: &Node, rows: &Rows) -> Vec<Span> {
    let articles = articles(node);
    let mut how = node.formula.clone();
    if let Some(step) = &node.rounding {
        how.push_str(&format!("（{}）", step.rule));
    }
    let told = format!("{}={how}；{}", node.title, articles.replace('\n', "；"));
    vec![word(&node.title), word(&how), rows.worked_out(node.amount, told), word(articles)]
}

/// What an amount rests on, a line each.
fn articles(node: &Node) -> String {
    let mut found: Vec<String> = Vec::new();
    articles_of(node, &mut found);
    if found.is_empty() { TAKEN_OVER.to_owned() } else { found.join("\n") }
}

/// Documents and articles that the amount rests on, those of its parts included, each once.
fn articles_of(node: &Node, found: &mut Vec<String>) {
    for citation in &node.citations {
        let inferred = if citation.inferred.is_some() { "（推断）" } else { "" };
        let one = format!("{}{}{inferred}", citation.document, citation.article);
        if !found.contains(&one) {
            found.push(one);
        }
    }
    node.children.iter().for_each(|child| articles_of(child, found));
}

fn payers(assessed: &Assessment, rows: &Rows) -> PaperTable {
    let by_level = assessed.components.by_level();
    let amounts = Level::ALL.map(|level| (level.title(), by_level[level]));
    let all = amounts.into_iter().chain([("个人账户", assessed.components.account)]);
    let all: Vec<(&'static str, Fen)> = all.chain([("合计", assessed.components.total())]).collect();
    let columns = all.iter().map(|(title, _)| (*title, 1)).collect();
    PaperTable { columns, rows: vec![all.iter().map(|(_, amount)| rows.cell(*amount)).collect()] }
}

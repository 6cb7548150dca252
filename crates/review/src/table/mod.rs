//! The performance tables of a report: 项目支出绩效自评表, 转移支付绩效目标自评表, the tables of
//! 部门整体支出 and of evaluation-index systems, from real tables and from flattened text.
//!
//! What cannot be read with certainty carries a doubt, and the rules do not check it.

mod barred;
pub mod cell;
mod figures;
mod flat;
pub mod grid;
mod head;
mod read;
mod short;
mod spaced;
mod stream;
mod text;
mod title;

use std::collections::HashSet;
use std::ops::Range;

use base::document::{Block, Document, Paragraph};

use cell::Cell;
use grid::Grid;

/// A performance table.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct PerformanceTable {
    /// The year printed in the head.
    pub year: Option<Cell>,
    /// 项目名称.
    pub project: Option<Cell>,
    /// 主管部门, 实施单位, 资金使用单位.
    pub units: Vec<Cell>,
    /// The lines of funds.
    pub funds: Vec<FundLine>,
    /// The lines of income and expenditure of a whole department, totals (收入合计) before their parts.
    pub sides: Vec<FundLine>,
    /// The goals set at the beginning of the year, and what became of them.
    pub goals: Vec<Goal>,
    /// The indicators from the top.
    pub indicators: Vec<Indicator>,
    /// The line of totals.
    pub total: Option<Total>,
    /// 决策小计: lines of totals among the indicators, each with the rows between it and the one before.
    pub subtotals: Vec<(Total, Range<usize>)>,
    /// The heading has a column for reasons.
    pub has_reasons: bool,
    /// The heading has a column for points.
    pub has_points: bool,
    /// Who gave the two columns of points, where there are two.
    pub hands: Option<[String; 2]>,
    /// Read as a stream of cells that proved itself by its total of 100: nothing more can be said
    /// about its groups.
    pub loose: bool,
    /// Read as a stream, and every row has all the cells that the heading asks for.
    pub whole_rows: bool,
    /// Why the table is not checked; empty when it was read with certainty.
    pub doubts: Vec<String>,
    /// The paragraphs it covers, first and last.
    pub paragraphs: Option<(u32, u32)>,
}

/// Which money a line of funds is about.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum FundKind {
    /// 年度资金总额.
    Total,
    /// 当年财政拨款, 中央财政资金, 地方资金 …
    Part,
    /// 上年结转资金.
    Carried,
    /// 其他资金.
    Other,
}

/// A line of funds.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FundLine {
    /// Which money.
    pub kind: FundKind,
    /// Its name as printed.
    pub label: Cell,
    /// 年初预算数.
    pub initial: Option<Cell>,
    /// 全年预算数.
    pub full: Option<Cell>,
    /// 全年执行数.
    pub executed: Option<Cell>,
    /// 执行率.
    pub rate: Option<Cell>,
    /// 分值.
    pub weight: Option<Cell>,
    /// 得分.
    pub score: Option<Cell>,
    /// The score by a second hand.
    pub score2: Option<Cell>,
}

/// A goal and its result.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Goal {
    /// 预期目标.
    pub planned: Cell,
    /// 实际完成情况.
    pub reached: Option<Cell>,
}

/// A row of the indicators.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Indicator {
    /// First level; filled down from the merged cell.
    pub level1: Option<Cell>,
    /// Second level; filled down from the merged cell.
    pub level2: Option<Cell>,
    /// The indicator.
    pub name: Option<Cell>,
    /// The points of the first level, where they have a column and start in this row.
    pub weight1: Option<Cell>,
    /// The points of the second level, where they have a column and start in this row.
    pub weight2: Option<Cell>,
    /// 年度指标值.
    pub target: Option<Cell>,
    /// 实际完成值.
    pub actual: Option<Cell>,
    /// 完成率.
    pub done: Option<Cell>,
    /// 分值.
    pub weight: Option<Cell>,
    /// 得分.
    pub score: Option<Cell>,
    /// The score by a second hand.
    pub score2: Option<Cell>,
    /// 偏差原因分析及改进措施.
    pub reason: Option<Cell>,
}

/// The line of totals.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Total {
    /// 总分, 合计.
    pub label: Cell,
    /// The points of all.
    pub weight: Option<Cell>,
    /// The score of all.
    pub score: Option<Cell>,
    /// The score of all by a second hand.
    pub score2: Option<Cell>,
}

/// The performance tables of a document, in reading order.
pub fn tables(document: &Document) -> Vec<PerformanceTable> {
    let mut tables = Vec::new();
    let mut grids: Vec<Grid> = Vec::new();
    let mut run: Vec<&Paragraph> = Vec::new();
    for block in &document.blocks {
        match block {
            Block::Paragraph(paragraph) => run.push(paragraph),
            Block::Table(table) => {
                finish_run(&mut run, &mut grids, &mut tables);
                grids.push(Grid::of(table));
            }
        }
    }
    finish_run(&mut run, &mut grids, &mut tables);
    read::all(&mut grids, &mut tables);
    title::name_projects(document, &mut tables);
    tables
}

/// Paragraphs between two tables: a page number does not part a table, a sentence does.
fn finish_run(run: &mut Vec<&Paragraph>, grids: &mut Vec<Grid>, tables: &mut Vec<PerformanceTable>) {
    if run.iter().any(|paragraph| !is_page_mark(&paragraph.text)) {
        read::all(grids, tables);
        let mut flat = flat::grids(run);
        read::all(&mut flat, tables);
        tables.extend(stream::tables(&without_spaced(run)));
    }
    run.clear();
}

/// The paragraphs that are lines of a table in plain text: their words are no sentences.
pub fn lines(document: &Document) -> HashSet<u32> {
    let mut lines = HashSet::new();
    for run in document.blocks.split(|block| matches!(block, Block::Table(_))) {
        let run: Vec<&Paragraph> = run.iter().flat_map(Block::paragraphs).collect();
        let mut at = 0;
        while at < run.len() {
            let barred = barred::starts(&run, at).then(|| barred::read(&run, at)).flatten().map(|(_, next)| next);
            let spaced = || spaced::block(&run, at).map(|block| block.next);
            let plain = || figures::block(&run, at).map(|(_, next)| next);
            let next = barred.or_else(spaced).or_else(plain).unwrap_or(at + 1).max(at + 1);
            if next > at + 1 {
                lines.extend(run[at..next].iter().map(|line| line.number));
            }
            at = next;
        }
        let streams = stream::tables(&without_spaced(&run)).into_iter().filter(|table| table.whole_rows);
        let covered = streams.filter_map(|table| table.paragraphs);
        lines.extend(covered.flat_map(|(first, last)| first..=last));
    }
    lines
}

/// The lines that no spaced block has read.
fn without_spaced<'p>(run: &[&'p Paragraph]) -> Vec<&'p Paragraph> {
    let mut left = Vec::new();
    let mut at = 0;
    while at < run.len() {
        match spaced::block(run, at) {
            Some(block) => at = block.next,
            None => {
                left.push(run[at]);
                at += 1;
            }
        }
    }
    left
}

/// A page number, or nothing.
fn is_page_mark(text: &str) -> bool {
    text.chars().all(|sign| sign.is_ascii_digit() || " -—–·第页共/　\t\u{a0}".contains(sign))
}

/// Every table as rows of cells, whatever it is about, in reading order.
pub fn grids(document: &Document) -> Vec<Grid> {
    let mut grids: Vec<Grid> = Vec::new();
    let mut run: Vec<&Paragraph> = Vec::new();
    for block in &document.blocks {
        match block {
            Block::Paragraph(paragraph) => run.push(paragraph),
            Block::Table(table) => {
                grids.append(&mut flat::all_grids(&run));
                run.clear();
                grids.push(Grid::of(table));
            }
        }
    }
    grids.append(&mut flat::all_grids(&run));
    grids
}

/// The row is the heading of indicators or of a fund block: not a table of plain figures. With a column
/// 得分率 it is both.
pub fn is_indicator_heading(row: &grid::Row) -> bool {
    if row.filled().any(|cell| cell.text == "得分率") {
        return false;
    }
    head::indicators(row).is_some() || head::funds(row).is_some_and(|head| head.has(head::Role::Weight))
}

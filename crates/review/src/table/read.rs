//! From rows to a performance table.

use super::barred;
use super::cell::{Cell, Number};
use super::grid::{Grid, Reading, Row};
use super::head::{self, Head, Role};
use super::stream;
use super::{FundKind, FundLine, Goal, Indicator, PerformanceTable, Total};

/// Reads grids that follow each other without text in between, and empties the list. A grid that
/// goes on with the columns of the one before (a table cut by pages) is read with its heading, and so
/// is one that begins with a part of the form that is still to come.
pub fn all(grids: &mut Vec<Grid>, tables: &mut Vec<PerformanceTable>) {
    let mut reader = Reader::default();
    for grid in grids.drain(..) {
        let opens = grid.rows.iter().take(6).any(|row| is_title(row) || head::funds(row).is_some());
        if !reader.awaits(&grid) && (opens || !reader.continues(&grid)) {
            reader.close(tables);
        }
        for row in &grid.rows {
            reader.row(row, grid.reading, tables);
        }
    }
    reader.close(tables);
}

#[derive(Default)]
struct Reader {
    table: PerformanceTable,
    funds: Option<Head>,
    /// The heading of the funds is of a whole department: 收支（万元）.
    of_department: bool,
    indicators: Option<Head>,
    goals: Option<(usize, usize)>,
    block: Block,
    reading: Option<Reading>,
    rows: Vec<Row>,
    /// The first part of a row that an empty line broke in two.
    broken: Option<Row>,
}

#[derive(Default, Clone, Copy, PartialEq, Eq)]
enum Block {
    #[default]
    Head,
    Funds,
    Goals,
    Indicators,
    After,
}

/// A row that opens a new table: its title, or the name of the project.
fn is_title(row: &Row) -> bool {
    let mut filled = row.filled();
    let Some(first) = filled.next() else { return false };
    let alone = filled.next().is_none();
    starts_with_label(
        &first.text,
        &["项目名称", "转移支付(项目)名称", "转移支付名称", "专项名称", "部门名称", "单位名称"],
    ) || (alone && first.text.contains("自评表") && first.text.chars().count() < 40)
}

/// 对象 | 发放 | 回收 | 满意度: the titles of another table, a cell each and no figure; an indicator has points.
fn is_other_heading(row: &Row) -> bool {
    let figure = |cell: &Cell| cell.text.contains(|c: char| c.is_ascii_digit());
    row.filled().count() >= 4 && !row.filled().any(figure) && head::indicators(row).is_none()
}

fn starts_with_label(text: &str, labels: &[&str]) -> bool {
    let bare = text.trim_end_matches([':', ' ']);
    labels.contains(&bare)
}

impl Reader {
    /// The grid has no heading of its own and as many columns as the indicators before it.
    fn continues(&self, grid: &Grid) -> bool {
        let Some(head) = &self.indicators else { return false };
        self.block == Block::Indicators
            && !grid.rows.first().is_some_and(is_other_heading)
            && self.reading == Some(grid.reading)
            && grid.rows.first().is_some_and(|row| match grid.reading {
                Reading::Exact => row.slots.last().map_or(0, |slot| slot.column + slot.width) == width(&self.rows),
                _ => row.slots.len() == head.width,
            })
    }

    /// A form may be several tables: who, the money, the goals, the indicators, in this order.
    fn awaits(&self, grid: &Grid) -> bool {
        let Some(row) = grid.rows.first().filter(|_| self.reading == Some(grid.reading)) else { return false };
        let money = head::funds(row).is_some();
        match self.block {
            Block::Head => self.table.project.is_some() && money,
            Block::Funds => !money && (goal_heading(row).is_some() || head::indicators(row).is_some()),
            Block::Goals => !money && head::indicators(row).is_some(),
            Block::Indicators | Block::After => false,
        }
    }

    fn close(&mut self, tables: &mut Vec<PerformanceTable>) {
        if let Some(broken) = self.broken.take() {
            self.doubt_row(&broken);
        }
        let done = std::mem::take(self);
        let mut table = done.table;
        if table.indicators.is_empty() && table.funds.is_empty() && table.sides.is_empty() {
            return;
        }
        table.paragraphs = span(&done.rows);
        if !table.doubts.is_empty() && matches!(done.reading, Some(Reading::Rows | Reading::Ragged)) {
            let cells = done.rows.iter().flat_map(Row::filled).cloned().collect();
            if let Some(proved) = stream::proved(cells, &table) {
                table = proved;
            }
        }
        tables.push(table);
    }

    fn row(&mut self, row: &Row, reading: Reading, tables: &mut Vec<PerformanceTable>) {
        let again = self.block == Block::After && head::indicators(row).is_some();
        if (self.block > Block::Funds && (is_title(row) || head::funds(row).is_some())) || again {
            self.close(tables);
        }
        self.reading = Some(reading);
        self.rows.push(row.clone());
        if row.is_blank() {
            return;
        }
        if let Some(head) = head::indicators(row) {
            self.table.has_reasons |= head.has(Role::Reason);
            self.table.has_points |= head.has(Role::Weight) && head.has(Role::Score);
            self.table.hands = head.hands.clone().or(self.table.hands.take());
            self.indicators = Some(head);
            self.block = Block::Indicators;
        } else if let Some(head) = head::funds(row) {
            self.funds = Some(head);
            self.of_department = row.filled().next().is_some_and(|cell| cell.text.starts_with("收支"));
            self.block = Block::Funds;
        } else if let Some(goals) = goal_heading(row) {
            self.goals = Some(goals);
            self.block = Block::Goals;
        } else {
            self.content(row, reading);
        }
    }

    fn content(&mut self, row: &Row, reading: Reading) {
        match self.block {
            Block::Head => self.head(row),
            Block::Funds => self.fund(row, reading),
            Block::Goals => self.goal(row),
            Block::Indicators => self.indicator(row, reading),
            Block::After => {}
        }
    }

    fn head(&mut self, row: &Row) {
        let filled: Vec<&Cell> = row.filled().collect();
        for pair in filled.windows(2) {
            if starts_with_label(&pair[0].text, &["项目名称", "转移支付(项目)名称", "转移支付名称", "专项名称"])
            {
                self.table.project = Some(pair[1].clone());
            }
            if ["主管部门", "实施单位", "使用单位", "预算单位"]
                .iter()
                .any(|word| pair[0].text.trim_end_matches(':').ends_with(word))
            {
                self.table.units.push(pair[1].clone());
            }
        }
        if let [only] = filled.as_slice()
            && only.text.contains("年度")
            && only.text.chars().count() < 12
        {
            self.table.year = Some((*only).clone());
        }
    }

    fn fund(&mut self, row: &Row, reading: Reading) {
        let Some(head) = &self.funds else { return };
        let found = if self.of_department {
            side_label(row).map(|cell| (FundKind::Part, cell.clone()))
        } else {
            row.filled().find_map(|cell| Some((fund_kind(&cell.text)?, cell.clone())))
        };
        let Some((kind, label)) = found else { return };
        let fitted = match reading {
            Reading::Ragged if !is_whole(head, row) => {
                let label = row.slots.iter().position(|slot| slot.cell.spot == label.spot).unwrap_or(0);
                barred::fund_row(head, row, label)
            }
            _ => Some(row.clone()),
        };
        let get = |role| cell(head, fitted.as_ref()?, role, reading);
        let line = FundLine {
            kind,
            label,
            initial: get(Role::Initial),
            full: get(Role::Full),
            executed: get(Role::Executed),
            rate: get(Role::Rate),
            weight: get(Role::Weight),
            score: get(Role::Score),
            score2: get(Role::Score2),
        };
        if line.executed.is_none() && row.filled().count() > 1 {
            self.table.doubts.push(format!("“{}”一行的格数与表头不同", line.label.text));
        }
        let lines = if self.of_department { &mut self.table.sides } else { &mut self.table.funds };
        lines.push(line);
    }

    fn goal(&mut self, row: &Row) {
        let Some((planned, reached)) = self.goals else { return };
        let planned = row.slots.get(planned).map(|slot| slot.cell.clone());
        let reached = row.slots.get(reached).map(|slot| slot.cell.clone());
        if let Some(planned) = planned.filter(|cell| cell.text.chars().count() > 6 && !cell.continued) {
            self.table.goals.push(Goal { planned, reached: reached.filter(|cell| !cell.is_empty()) });
        }
    }

    fn indicator(&mut self, row: &Row, reading: Reading) {
        let Some(head) = &self.indicators else { return };
        if let Some(label) = row.filled().next().filter(|cell| cell.text.ends_with("小计")) {
            let total = total(head, row, label.clone(), reading);
            let from = self.table.subtotals.last().map_or(0, |(_, rows)| rows.end);
            self.table.subtotals.push((total, from..self.table.indicators.len()));
            return;
        }
        if let Some(label) = row.filled().next().filter(|cell| is_total(&cell.text)) {
            let label = label.clone();
            self.table.total = Some(total(head, row, label, reading));
            self.block = Block::After;
            return;
        }
        if reading == Reading::Ragged {
            match barred::indicator_row(head, row) {
                Some(whole) => self.indicator(&whole, Reading::Rows),
                None => self.doubt_row(row),
            }
            return;
        }
        if reading == Reading::Rows && row.slots.len() != head.width {
            let width = head.width;
            match barred::without_reason(head, row) {
                Some(whole) => self.indicator(&whole, Reading::Rows),
                None => self.part_of_a_row(row, width),
            }
            return;
        }
        let indicator = self.read_indicator(head, row, reading);
        if indicator.weight.is_some() && indicator.score.is_none() && self.table.has_points {
            let unread = indicator.weight.as_ref().is_some_and(|cell| !cell.is_void());
            if unread {
                self.table.doubts.push("有一行只有分值没有得分".to_owned());
            }
        }
        self.table.indicators.push(indicator);
    }

    /// A row with too few cells: the second part of the row before, or its own beginning.
    fn part_of_a_row(&mut self, row: &Row, width: usize) {
        if let Some(mut whole) = self.broken.take() {
            let cells: Vec<Cell> = whole.cells().chain(row.cells()).cloned().collect();
            if cells.len() == width {
                whole = Row::of(cells);
                self.indicator(&whole, Reading::Rows);
                return;
            }
            self.doubt_row(&whole);
        }
        if row.slots.len() < width {
            self.broken = Some(row.clone());
        } else {
            self.doubt_row(row);
        }
    }

    /// A remark under the table is one long cell; a row of figures must be understood.
    fn doubt_row(&mut self, row: &Row) {
        let words: Vec<&str> = row.filled().map(|cell| cell.text.as_str()).collect();
        if words.len() > 1 || row.filled().any(|cell| cell.number().is_some()) {
            self.table.doubts.push(format!("“{}”一行的格数与表头不同", words.join(" ")));
        }
    }

    fn read_indicator(&self, head: &Head, row: &Row, reading: Reading) -> Indicator {
        let get = |role| cell(head, row, role, reading);
        let own = |role| get(role).filter(|cell| !cell.continued);
        let above = self.table.indicators.last();
        let level1 = get(Role::Level1).or_else(|| above.and_then(|row| row.level1.clone()));
        let same_group =
            level1.as_ref().map(|cell| &cell.text) == above.and_then(|row| row.level1.as_ref()).map(|cell| &cell.text);
        let level2 = get(Role::Level2).or_else(|| above.filter(|_| same_group).and_then(|row| row.level2.clone()));
        let name = own(Role::Level3).or_else(|| if head.has(Role::Level3) { None } else { own(Role::Level2) });
        Indicator {
            level1,
            level2,
            name,
            weight1: own(Role::Weight1),
            weight2: own(Role::Weight2),
            target: own(Role::Target),
            actual: own(Role::Actual),
            done: own(Role::Done),
            weight: own(Role::Weight),
            score: own(Role::Score),
            score2: own(Role::Score2),
            reason: get(Role::Reason),
        }
    }
}

impl PartialOrd for Block {
    fn partial_cmp(&self, other: &Block) -> Option<std::cmp::Ordering> {
        Some((*self as u8).cmp(&(*other as u8)))
    }
}

fn width(rows: &[Row]) -> usize {
    rows.iter().filter_map(|row| row.slots.last()).map(|slot| slot.column + slot.width).max().unwrap_or(0)
}

fn span(rows: &[Row]) -> Option<(u32, u32)> {
    let numbers = || rows.iter().flat_map(Row::cells).filter_map(|cell| cell.spot.as_ref()).map(|spot| spot.paragraph);
    Some((numbers().min()?, numbers().max()?))
}

/// The cell of a role, where it prints something.
fn cell(head: &Head, row: &Row, role: Role, reading: Reading) -> Option<Cell> {
    let slot = head::slot_of(head, row, role, reading)?;
    row.slots.get(slot).map(|slot| slot.cell.clone()).filter(|cell| !cell.is_empty())
}

/// 总分, 总计, 合计 and the like.
pub fn is_total(text: &str) -> bool {
    matches!(
        text.split('(').next().unwrap_or("").trim_end_matches([':', ' ']),
        "总分"
            | "总计"
            | "合计"
            | "总得分"
            | "综合得分"
            | "最终得分"
            | "总分值"
            | "得分合计"
            | "自评总分"
            | "总分合计"
            | "总评分"
    )
}

/// A row of strokes with a cell under every title: nothing was merged.
fn is_whole(head: &Head, row: &Row) -> bool {
    row.slots.len() == head.width && row.slots.last().is_some_and(|slot| !slot.cell.is_empty())
}

/// The totals stand in their columns; in text whose merged cells are lost they are the last two
/// numbers, if there are just two.
fn total(head: &Head, row: &Row, label: Cell, reading: Reading) -> Total {
    let number = |cell: &Cell| cell.number().is_some_and(|number| number.is_points());
    let exact = reading == Reading::Exact
        || reading == Reading::Rows && row.slots.len() == head.width
        || reading == Reading::Ragged && is_whole(head, row);
    if exact {
        let get = |role| cell(head, row, role, reading).filter(number);
        let (weight, score, score2) = (get(Role::Weight), get(Role::Score), get(Role::Score2));
        return Total { label, weight, score, score2 };
    }
    let figures: Vec<&Cell> = row.filled().filter(|cell| number(cell)).collect();
    let ordered = head.column(Role::Weight) < head.column(Role::Score);
    let of = |weight: &&Cell, score: &&Cell| (Some((*weight).clone()), Some((*score).clone()));
    let (weight, score) = match figures.as_slice() {
        [weight, score, other] if ordered && head.has(Role::Score2) => {
            let (weight, score) = of(weight, score);
            return Total { label, weight, score, score2: Some((*other).clone()) };
        }
        _ if head.has(Role::Score2) => (None, None),
        // 100 | 100 | 100 | 95.07: the points of each level before the score.
        [weight, others @ .., score]
            if ordered && head.has(Role::Weight1) && others.iter().all(|cell| cell.points() == weight.points()) =>
        {
            of(weight, score)
        }
        [weight, score] if ordered => of(weight, score),
        _ => (None, None),
    };
    Total { label, weight, score, score2: None }
}

/// Where the goals and their results stand under the heading of the goals.
fn goal_heading(row: &Row) -> Option<(usize, usize)> {
    const PLANNED: [&str; 9] = [
        "预期目标",
        "年初设定目标",
        "年度目标",
        "总体目标",
        "年初预期目标",
        "年初目标",
        "全年预期目标",
        "年度总体目标",
        "年初设定绩效目标",
    ];
    const REACHED: [&str; 4] = ["实际完成情况", "目标完成情况", "实际完成目标", "完成情况"];
    let text = |index: usize| row.slots[index].cell.text.trim_end_matches(':');
    let reached = (0..row.slots.len())
        .rev()
        .find(|index| text(*index).chars().count() < 20 && REACHED.iter().any(|word| text(*index).ends_with(word)))?;
    let planned = (0..reached).rev().find(|index| PLANNED.contains(&text(*index)))?;
    Some((planned, reached))
}

/// 收入合计, 基本支出: the words before the amounts, not those of the side itself.
fn side_label(row: &Row) -> Option<&Cell> {
    let words = row.filled().take_while(|cell| cell.number().is_none());
    words.filter(|cell| !matches!(cell.text.as_str(), "收入" | "支出")).last()
}

fn fund_kind(text: &str) -> Option<FundKind> {
    let text = text.trim_start_matches("其中:").trim_end_matches(':');
    if text.chars().count() > 24 || Number::of(text).is_some() {
        return None;
    }
    Some(match text {
        _ if ["资金总额", "年度资金总", "资金合计", "年度总额"].iter().any(|word| text.contains(word)) => {
            FundKind::Total
        }
        "总额" | "合计" | "总计" => FundKind::Total,
        _ if text.contains("结转") || text.contains("结余") => FundKind::Carried,
        _ if ["其他资金", "其它资金", "自有资金", "单位资金", "其他收入"].iter().any(|word| text.contains(word)) => {
            FundKind::Other
        }
        _ if [
            "财政拨款",
            "财政资金",
            "中央资金",
            "省级资金",
            "市级资金",
            "县级资金",
            "区级资金",
            "地方资金",
            "中央补助",
            "省级补助",
            "市级补助",
            "县级补助",
            "区级补助",
        ]
        .iter()
        .any(|word| text.contains(word)) =>
        {
            FundKind::Part
        }
        _ if is_money_of_levels(text) => FundKind::Part,
        _ => return None,
    })
}

/// 州县资金, 市（区）配套资金: money of one or two levels.
fn is_money_of_levels(text: &str) -> bool {
    let level = text.trim_end_matches("资金").trim_end_matches("配套").trim_end_matches("补助").trim_end_matches('级');
    let named = level.chars().all(|sign| "中央省市县区州盟旗镇乡街道自治本级()、".contains(sign));
    named && level.chars().count() >= 2 && text.ends_with("资金")
}

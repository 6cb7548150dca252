//! The fund block of a self-evaluation: budget, execution and their points (handbook d.2).

use base::{Date, Fen};
use rust_decimal::Decimal;
use serde::{Deserialize, Serialize};

use crate::figure::{print, round, yuan};
use crate::self_evaluation::TO_BE_EXPLAINED;
use crate::{Parent, Reason, Refusal};

/// All lines of the fund block.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Budget {
    /// The lines; the total is their sum and never typed.
    #[serde(default)]
    pub lines: Vec<BudgetLine>,
    /// Points for execution; only the total row carries them.
    #[serde(default = "ten")]
    pub weight: Decimal,
    /// Why not everything was spent, and what will be done.
    #[serde(default)]
    pub reason: Option<Reason>,
}

impl Default for Budget {
    fn default() -> Budget {
        Budget { lines: Vec::new(), weight: ten(), reason: None }
    }
}

fn ten() -> Decimal {
    Decimal::TEN
}

/// One source of money.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct BudgetLine {
    /// Whose money it is.
    pub source: Source,
    /// 年初预算数
    #[serde(with = "crate::amount")]
    pub initial: Fen,
    /// Every change during the year, with its document.
    #[serde(default)]
    pub adjustments: Vec<Adjustment>,
    /// 全年执行数; none as long as nobody stated it.
    #[serde(default, with = "crate::amount::maybe")]
    pub executed: Option<Fen>,
    /// Where the executed amount comes from.
    pub parent: Parent,
}

/// Whose money a line is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Source {
    /// 本年财政拨款
    ThisYear,
    /// 上年结转资金
    CarriedOver,
    /// 中央财政资金
    Central,
    /// 地方资金
    Local,
    /// 其他资金
    Other,
}

impl Source {
    /// The printed words.
    pub fn words(self) -> &'static str {
        match self {
            Source::ThisYear => "本年财政拨款",
            Source::CarriedOver => "上年结转资金",
            Source::Central => "中央财政资金",
            Source::Local => "地方资金",
            Source::Other => "其他资金",
        }
    }
}

/// A change of the budget by a dated document.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Adjustment {
    /// The day of the document.
    pub date: Date,
    /// Its title or number.
    pub document: String,
    /// What was added (negative: taken away).
    #[serde(with = "crate::amount")]
    pub amount: Fen,
}

/// A row as printed: initial, full-year, executed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct BudgetRow {
    /// 年初预算数
    pub initial: Fen,
    /// 全年预算数（A）
    pub full_year: Fen,
    /// 全年执行数（B）; none where a line has none.
    pub executed: Option<Fen>,
}

impl BudgetLine {
    /// The row: the full-year budget is the initial one and its adjustments.
    pub fn row(&self) -> BudgetRow {
        BudgetRow::of(self.initial, &self.adjustments, self.executed)
    }
}

impl BudgetRow {
    /// A row of a budget and its changes.
    pub(crate) fn of(initial: Fen, adjustments: &[Adjustment], executed: Option<Fen>) -> BudgetRow {
        let changed: Fen = adjustments.iter().map(|a| a.amount).sum();
        BudgetRow { initial, full_year: initial + changed, executed }
    }

    /// The sum of rows; nothing is executed as long as one row does not say.
    pub(crate) fn sum(rows: impl Iterator<Item = BudgetRow>) -> BudgetRow {
        let nothing = BudgetRow { initial: Fen::ZERO, full_year: Fen::ZERO, executed: Some(Fen::ZERO) };
        rows.fold(nothing, |sum, row| BudgetRow {
            initial: sum.initial + row.initial,
            full_year: sum.full_year + row.full_year,
            executed: sum.executed.zip(row.executed).map(|(a, b)| a + b),
        })
    }

    /// B/A in percent, exact; none where nothing was budgeted, never "100%".
    pub fn rate(&self) -> Option<Decimal> {
        let executed = self.executed.filter(|_| !self.full_year.is_zero())?;
        Some(yuan(executed) * Decimal::ONE_HUNDRED / yuan(self.full_year))
    }

    /// The rate as printed, or empty.
    pub fn rate_printed(&self) -> String {
        self.rate().map(|rate| format!("{}%", print(rate, 2))).unwrap_or_default()
    }
}

impl Budget {
    /// 年度资金总额: the sum of the lines.
    pub fn total(&self) -> BudgetRow {
        BudgetRow::sum(self.lines.iter().map(BudgetLine::row))
    }

    /// What the total of the executed amounts rests on.
    pub fn parent(&self) -> Parent {
        let from = self.lines.iter().map(|line| line.parent.clone()).collect();
        Parent::Calculated { how: "项目资金各行之和".to_owned(), from }
    }

    /// Points for execution: weight × min(B/A, 1), two decimals; none where nothing was budgeted.
    pub fn points(&self) -> Option<Decimal> {
        let rate = self.total().rate()?.min(Decimal::ONE_HUNDRED);
        Some(round(self.weight * rate / Decimal::ONE_HUNDRED, 2))
    }

    /// What was budgeted and not spent, where that costs points; the table has no cell for its reason, the report has.
    pub(crate) fn unspent(&self) -> Option<Fen> {
        let row = self.total();
        let left = row.full_year - row.executed?;
        (left > Fen::ZERO && self.points()? < self.weight).then_some(left)
    }

    /// Why it was not spent, as printed.
    pub(crate) fn reason_printed(&self) -> String {
        let given = self.reason.as_ref().and_then(Reason::given);
        given.map_or_else(|| TO_BE_EXPLAINED.to_owned(), Reason::printed)
    }

    pub(crate) fn refusals(&self) -> Vec<Refusal> {
        self.lines.iter().filter_map(refusal_of).collect()
    }
}

fn refusal_of(line: &BudgetLine) -> Option<Refusal> {
    let row = line.row();
    let place = format!("项目资金·{}", line.source.words());
    if row.full_year < Fen::ZERO {
        let what = format!("调整后的全年预算数为{}元", row.full_year);
        return Some(Refusal::new("预算数不为负", &place, what, "核对调整文件的金额"));
    }
    None
}

impl BudgetLine {
    /// What a line leaves open: nobody stated what was executed, or more was executed than its
    /// documents allow. Both may stand in a draft; a report that is signed says where the money came from.
    pub(crate) fn unsaid(&self) -> Option<String> {
        let row = self.row();
        match row.executed {
            None => Some("没有全年执行数".to_owned()),
            Some(executed) if executed > row.full_year => Some(format!(
                "全年执行数{executed}元，大于全年预算数{}元：补上调整预算的文件，或把超出部分列到它的资金来源（如上年结转资金）",
                row.full_year
            )),
            Some(_) => None,
        }
    }
}

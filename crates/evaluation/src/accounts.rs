//! Income and expenditure of a whole department or a fund: budgeted, adjusted by dated documents,
//! and as the final accounts have them (handbook d.6).

use base::Fen;
use rust_decimal::Decimal;
use serde::{Deserialize, Serialize};

use crate::budget::{Adjustment, BudgetRow};
use crate::self_evaluation::Pending;
use crate::{Parent, Reason, Refusal};

/// From this deviation of the final accounts (percent of the adjusted budget) somebody explains it.
const EXPLAIN_DEVIATION: i64 = 10;

/// Both sides of the accounts; the totals are their sums and never typed.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Accounts {
    /// 上年末滚存结余, of a fund.
    #[serde(default)]
    pub opening: Option<Opening>,
    /// 收入
    #[serde(default)]
    pub income: Vec<AccountLine>,
    /// 支出
    #[serde(default)]
    pub expenditure: Vec<AccountLine>,
}

/// What a fund had when its year began.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Opening {
    /// The balance.
    #[serde(with = "crate::amount")]
    pub amount: Fen,
    /// Where it comes from.
    pub parent: Parent,
}

/// One kind of income or expenditure.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct AccountLine {
    /// 项目支出, 财政补贴收入 …
    pub name: String,
    /// 年初预算数
    #[serde(with = "crate::amount")]
    pub initial: Fen,
    /// Every change during the year, with its document.
    #[serde(default)]
    pub adjustments: Vec<Adjustment>,
    /// 决算数; none as long as nobody stated it.
    #[serde(default, with = "crate::amount::maybe")]
    pub executed: Option<Fen>,
    /// Where the amounts come from.
    pub parent: Parent,
    /// Why the final accounts differ from the budget.
    #[serde(default)]
    pub reason: Option<Reason>,
}

impl AccountLine {
    /// The row as printed.
    pub fn row(&self) -> BudgetRow {
        BudgetRow::of(self.initial, &self.adjustments, self.executed)
    }

    /// The reason as printed; none where nobody gave one.
    pub fn reason_printed(&self) -> Option<String> {
        self.reason.as_ref().and_then(Reason::given).map(Reason::printed)
    }

    /// Why the line has to be explained, as long as nobody did.
    pub fn unexplained(&self) -> Option<String> {
        let row = self.row();
        let executed = row.executed?;
        if self.reason_printed().is_some() {
            return None;
        }
        if row.full_year.is_zero() {
            let what = format!("没有预算，决算数{executed}元，要补上调整预算的文件或写明原因");
            return (!executed.is_zero()).then_some(what);
        }
        let rate = row.rate()?;
        let away = (rate - Decimal::ONE_HUNDRED).abs();
        if away > Decimal::from(EXPLAIN_DEVIATION) {
            return Some(format!(
                "决算数是调整后预算数的{}，相差超过{EXPLAIN_DEVIATION}%，要补上调整预算的文件或写明原因",
                row.rate_printed()
            ));
        }
        let more = executed - row.full_year;
        (more > Fen::ZERO).then(|| format!("决算数比调整后预算数多{more}元，要补上调整预算的文件或写明原因"))
    }
}

impl Accounts {
    /// Income and expenditure, each with its word and the word of its total.
    pub fn sides(&self) -> [(&'static str, &'static str, &[AccountLine]); 2] {
        [("收入", "收入合计", &self.income), ("支出", "支出合计", &self.expenditure)]
    }

    /// The sum of one side.
    pub fn total(lines: &[AccountLine]) -> BudgetRow {
        BudgetRow::sum(lines.iter().map(AccountLine::row))
    }

    /// 本年收支结余; none as long as an amount is missing.
    pub fn balance(&self) -> Option<Fen> {
        Some(Accounts::total(&self.income).executed? - Accounts::total(&self.expenditure).executed?)
    }

    /// 年末滚存结余 of a fund.
    pub fn closing(&self) -> Option<Fen> {
        Some(self.opening.as_ref()?.amount + self.balance()?)
    }

    /// Every document that stands behind one side.
    pub fn parent_of(lines: &[AccountLine], word: &str) -> Parent {
        Parent::Calculated {
            how: format!("{word}各项之和"), from: lines.iter().map(|l| l.parent.clone()).collect()
        }
    }

    pub(crate) fn refusals(&self) -> Vec<Refusal> {
        let lines = self.income.iter().chain(&self.expenditure);
        let negative = lines.filter(|line| line.row().full_year.is_negative());
        negative
            .map(|line| {
                let what = format!("调整后的预算数为{}元", line.row().full_year);
                Refusal::new("预算数不为负", &format!("收支·{}", line.name), what, "核对调整文件的金额")
            })
            .collect()
    }

    pub(crate) fn pending(&self) -> Vec<Pending> {
        let mut pending = Vec::new();
        for (side, _, lines) in self.sides() {
            if lines.is_empty() {
                pending.push(Pending { place: side.to_owned(), what: "没有填写预算和决算数".to_owned() });
            }
            for line in lines {
                let place = format!("{side}·{}", line.name);
                if line.executed.is_none() {
                    pending.push(Pending { place, what: "没有决算数".to_owned() });
                } else if let Some(what) = line.unexplained() {
                    pending.push(Pending { place, what });
                }
            }
        }
        pending
    }
}

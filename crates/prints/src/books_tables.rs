//! The fund's books as tables for print: what the office returns, on the forms of 财会〔2017〕28号.

use base::{Fen, Month};
use documents::{BookCell, BookColumn, BookRow, BookTable};
use office::bank::{BankReconciliation, Credit};
use office::fund::{
    AccountLedger, BudgetExecution, GeneralRow, Note, PrintedVoucher, StatementLine, StatisticValue, StatisticsReport,
};
use rust_decimal::Decimal;

const SIGNERS: &str = "单位负责人：　　　　　　财务负责人：　　　　　　复核：　　　　　　制表：";
const YUAN: &str = "单位：元";

/// What stands on every table of one fund.
pub struct Head<'a> {
    /// 编制单位
    pub agency: &'a str,
    /// The fund's name.
    pub fund: &'a str,
}

impl Head<'_> {
    pub(crate) fn table(&self, title: &str, period: impl Into<String>, columns: &[(&str, u16)]) -> BookTable {
        BookTable {
            title: title.to_owned(),
            unit: format!("编制单位：{}", self.agency),
            period: period.into(),
            measure: YUAN.to_owned(),
            columns: BookColumn::of(columns),
            foot: SIGNERS.to_owned(),
            ..BookTable::default()
        }
    }
}

pub(crate) fn words(text: impl Into<String>) -> BookCell {
    BookCell::Words(text.into())
}

fn some(amount: Fen) -> BookCell {
    if amount.is_zero() { BookCell::Empty } else { BookCell::Money(amount) }
}

pub(crate) fn last_day(month: Month) -> String {
    let day = month.last_day();
    format!("{}年{}月{}日", day.year(), day.month(), day.day())
}

fn in_words(month: Month) -> String {
    format!("{}年{}月", month.year(), month.month())
}

/// 记账凭证, each with its three signatures.
pub fn vouchers(head: &Head<'_>, vouchers: &[PrintedVoucher]) -> Vec<BookTable> {
    vouchers.iter().map(|printed| voucher(head, printed)).collect()
}

fn voucher(head: &Head<'_>, printed: &PrintedVoucher) -> BookTable {
    let columns = [("摘要", 30), ("会计科目", 34), ("借方金额", 18), ("贷方金额", 18)];
    let mut table = head.table("记账凭证", printed.row.on_date.to_string(), &columns);
    table.form = head.fund.to_owned();
    table.measure = format!("记字第 {} 号", printed.row.number);
    let lines = printed.voucher.lines();
    table.rows = lines
        .iter()
        .map(|line| {
            let (debit, credit) = if line.side.code() == "debit" {
                (BookCell::Money(line.amount), BookCell::Empty)
            } else {
                (BookCell::Empty, BookCell::Money(line.amount))
            };
            BookRow::of(vec![words(&line.summary), words(line.account_title()), debit, credit])
        })
        .collect();
    let sum = |value| BookCell::Sum { value, plus: (0..lines.len()).collect(), minus: Vec::new() };
    let total = printed.total();
    table.rows.push(BookRow::strong(vec![words("合计"), BookCell::Empty, sum(total), sum(total)]));
    let signers = &printed.signers;
    table.foot = format!("记账：{}　　　　复核：{}　　　　制单：{}", signers.booked, signers.checked, signers.made);
    table
}

/// 明细账 of every account.
pub fn ledgers(head: &Head<'_>, ledgers: &[AccountLedger], through: Month) -> Vec<BookTable> {
    ledgers.iter().map(|ledger| account_ledger(head, ledger, through)).collect()
}

fn account_ledger(head: &Head<'_>, ledger: &AccountLedger, through: Month) -> BookTable {
    let columns = [("日期", 13), ("凭证号", 9), ("摘要", 40), ("借方", 17), ("贷方", 17), ("方向", 6), ("余额", 18)];
    let mut table = head.table("明细账", format!("{}年1至{}月", through.year(), through.month()), &columns);
    table.form = format!("科目：{}", ledger.title());
    table.lying = true;
    table.foot = String::new();
    table.rows = ledger
        .lines
        .iter()
        .map(|line| {
            let on = line.on.map_or_else(String::new, |on| on.to_string());
            let side = ledger.side(line.balance);
            let balance = BookCell::Money(if side == ledger.account.normal_side().title() || side == "平" {
                line.balance
            } else {
                -line.balance
            });
            let (debit, credit) = (some(line.debit), some(line.credit));
            let side = BookCell::Centred(side.to_owned());
            let cells = vec![words(on), words(&line.voucher), words(&line.summary), debit, credit, side, balance];
            BookRow { cells, strong: line.is_sum }
        })
        .collect();
    table
}

/// 总账 of all accounts.
pub fn general(head: &Head<'_>, rows: &[GeneralRow], through: Month) -> Vec<BookTable> {
    let columns = [("会计科目", 28), ("月份", 15), ("借方发生额", 20), ("贷方发生额", 20), ("余额", 20)];
    let mut table = head.table("总账", format!("{}年1至{}月", through.year(), through.month()), &columns);
    table.form = head.fund.to_owned();
    table.rows = rows
        .iter()
        .map(|row| match row.month {
            None => {
                let title = words(row.account.to_string());
                let empty = BookCell::Empty;
                BookRow::strong(vec![title, words("上年结转"), empty.clone(), empty, row.balance.into()])
            }
            Some(month) => BookRow::of(vec![
                BookCell::Empty,
                words(format!("{}月", month.month())),
                row.debit.into(),
                row.credit.into(),
                row.balance.into(),
            ]),
        })
        .collect();
    vec![table]
}

/// 科目余额表 of a month or several.
pub fn trial(head: &Head<'_>, trial: &office::fund::TrialBalance, (first, last): (Month, Month)) -> Vec<BookTable> {
    let period = if first == last { in_words(last) } else { format!("{}至{}月", in_words(first), last.month()) };
    let columns = [("会计科目", 34), ("期初余额", 17), ("借方发生额", 17), ("贷方发生额", 17), ("期末余额", 17)];
    let mut table = head.table("科目余额表", period, &columns);
    table.form = head.fund.to_owned();
    let mut tops = Vec::new();
    for row in trial.rows() {
        let title = match row.detail {
            None => {
                tops.push(table.rows.len());
                row.account.to_string()
            }
            Some(detail) => format!("　{detail}"),
        };
        let amounts = [row.opening, row.debit, row.credit, row.closing].map(BookCell::Money);
        let cells = [vec![words(title)], amounts.to_vec()].concat();
        table.rows.push(BookRow { cells, strong: row.detail.is_none() });
    }
    let total = trial.total();
    let turnover = |value| BookCell::Sum { value, plus: tops.clone(), minus: Vec::new() };
    table.rows.push(BookRow::strong(vec![
        words("发生额合计"),
        BookCell::Empty,
        turnover(total.debit),
        turnover(total.credit),
    ]));
    vec![table]
}

/// 会社保01表 and 02表 with their notes.
pub fn statements(head: &Head<'_>, both: &office::fund::Statements, month: Month, notes: &[Note]) -> Vec<BookTable> {
    let mut income = income_statement(head, &both.income, in_words(month), ["本月数", "本年累计数"]);
    noted(&mut income, notes);
    vec![balance_sheet(head, both, month), income]
}

/// 02表 in its annual form beside the year's balance sheet.
pub fn annual_statements(
    head: &Head<'_>,
    both: &office::fund::Statements,
    annual: &office::fund::AnnualStatement,
    december: Month,
    notes: &[Note],
) -> Vec<BookTable> {
    let mut income = income_statement(head, &annual.income, format!("{}年", december.year()), ["本年数", "上年数"]);
    noted(&mut income, notes);
    if !annual.has_last_year {
        for row in &mut income.rows {
            row.cells.truncate(2);
        }
        income.notes.push("上年账务不在本系统，上年数请按上年决算填写。".to_owned());
    }
    vec![balance_sheet(head, both, december), income]
}

fn noted(table: &mut BookTable, notes: &[Note]) {
    let lines = notes.iter().flat_map(|note| std::iter::once(note.title.to_owned()).chain(note.lines.iter().cloned()));
    table.notes_title = "附注".to_owned();
    table.notes = lines.collect();
}

fn balance_sheet(head: &Head<'_>, both: &office::fund::Statements, month: Month) -> BookTable {
    let columns =
        [("资产", 24), ("年初余额", 18), ("期末余额", 18), ("负债与净资产", 24), ("年初余额", 18), ("期末余额", 18)];
    let mut table = head.table("资产负债表", last_day(month), &columns);
    table.form = "会社保01表".to_owned();
    table.unit = format!("编制单位：{}　{}", head.agency, head.fund);
    table.lying = true;
    let (left, right) = (&both.balance.assets, &both.balance.claims);
    let (last_left, last_right) = (left.len().saturating_sub(1), right.len().saturating_sub(1));
    let rows = left.len().max(right.len());
    for row in 0..rows {
        // 资产总计 and 负债与净资产总计 stand on the last line, side by side.
        let side = |lines: &[StatementLine], last: usize| match row {
            row if row + 1 == rows => lines.get(last).copied(),
            row if row < last => lines.get(row).copied(),
            _ => None,
        };
        let mut cells = Vec::new();
        for line in [side(left, last_left), side(right, last_right)] {
            match line {
                Some(line) => {
                    cells.push(words(indented(&line)));
                    cells.extend(line.columns.map(BookCell::Money));
                }
                None => cells.extend([BookCell::Empty, BookCell::Empty, BookCell::Empty]),
            }
        }
        table.rows.push(BookRow { cells, strong: row + 1 == rows });
    }
    table
}

fn indented(line: &StatementLine) -> String {
    if line.is_part() { format!("　　{}", line.title) } else { line.title.to_owned() }
}

fn income_statement(
    head: &Head<'_>,
    income: &office::fund::IncomeStatement,
    period: String,
    heads: [&str; 2],
) -> BookTable {
    let mut table = head.table("收支表", period, &[("项目", 50), (heads[0], 25), (heads[1], 25)]);
    table.form = "会社保02表".to_owned();
    table.lying = true;
    table.unit = format!("编制单位：{}　{}", head.agency, head.fund);
    let items = |from: usize, to: usize| -> Vec<usize> {
        (from..to).filter(|n| !income.rows[*n].is_part() && !income.rows[*n].is_total()).collect()
    };
    let totals: Vec<usize> = (0..income.rows.len()).filter(|n| income.rows[*n].is_total()).collect();
    for (number, line) in income.rows.iter().enumerate() {
        let cell = |value| match totals.iter().position(|total| *total == number) {
            Some(0) => BookCell::Sum { value, plus: items(1, totals[1]), minus: Vec::new() },
            Some(1) => BookCell::Sum { value, plus: items(totals[1] + 1, totals[2]), minus: Vec::new() },
            Some(_) => BookCell::Sum { value, plus: vec![totals[0]], minus: vec![totals[1]] },
            None => BookCell::Money(value),
        };
        let title = if line.is_total() { line.title.to_owned() } else { format!("　{}", indented(line)) };
        let cells = vec![words(title), cell(line.columns[0]), cell(line.columns[1])];
        table.rows.push(BookRow { cells, strong: line.is_total() });
    }
    table
}

/// 银行存款余额调节表 of an account.
pub fn reconciliation(head: &Head<'_>, found: &BankReconciliation) -> BookTable {
    let columns = [("账面", 32), ("金额", 18), ("银行对账单", 32), ("金额", 18)];
    let mut table = head.table("银行存款余额调节表", last_day(found.month), &columns);
    table.form = format!("账户：{}　{}", found.account, head.fund);
    let title = |item: &office::bank::OpenItem| words(format!("{} {} {}", item.on, item.document, item.what));
    // Amounts stand as they are on the form: what is to be taken off stands under 减 and has no sign.
    let mut sides: [Side; 2] = [Side::default(), Side::default()];
    for (side, start, items, [who, other]) in [
        (0, ("账面存款余额", found.books), &found.at_bank, ["银行", "单位"]),
        (1, ("银行对账单余额", found.bank), &found.in_books, ["单位", "银行"]),
    ] {
        let lines = &mut sides[side];
        lines.add(words(start.0), start.1, true);
        for (sign, verb) in [("加", "收"), ("减", "付")] {
            let incoming = verb == "收";
            let of = items.iter().filter(|item| item.amount.is_negative() != incoming);
            lines.rows.push((words(format!("{sign}：{who}已{verb}、{other}未{verb}")), BookCell::Empty));
            of.for_each(|item| lines.add(title(item), if incoming { item.amount } else { -item.amount }, incoming));
        }
    }
    let longest = sides[0].rows.len().max(sides[1].rows.len());
    let none = (BookCell::Empty, BookCell::Empty);
    for row in 0..longest {
        let (books, bank) = (sides[0].rows.get(row).unwrap_or(&none), sides[1].rows.get(row).unwrap_or(&none));
        table.rows.push(BookRow::of(vec![books.0.clone(), books.1.clone(), bank.0.clone(), bank.1.clone()]));
    }
    let (bank, books) = found.adjusted();
    let [left, right] = sides.map(|side| (side.plus, side.minus));
    let sum = |value, (plus, minus)| BookCell::Sum { value, plus, minus };
    let cells = vec![words("调节后余额"), sum(books, left), words("调节后余额"), sum(bank, right)];
    table.rows.push(BookRow::strong(cells));
    if !found.agrees() {
        table.notes.push(format!("调节后余额不符，差 {} 元：请核对期初余额和对账单是否连续。", bank - books));
    }
    table
}

/// One side of a reconciliation, and which of its rows are added and taken off.
#[derive(Default)]
struct Side {
    rows: Vec<(BookCell, BookCell)>,
    plus: Vec<usize>,
    minus: Vec<usize>,
}

impl Side {
    fn add(&mut self, title: BookCell, amount: Fen, added: bool) {
        let rows = if added { &mut self.plus } else { &mut self.minus };
        rows.push(self.rows.len());
        self.rows.push((title, amount.into()));
    }
}

/// 来款认领清单 with the ages of what waits; what waits stands first.
pub fn credits(head: &Head<'_>, credits: &[Credit], today: &str) -> Vec<BookTable> {
    let columns = [
        ("到账日期", 16),
        ("账户", 14),
        ("流水号", 18),
        ("对方户名", 20),
        ("摘要", 32),
        ("金额", 20),
        ("状态", 11),
        ("认领为", 22),
        ("账龄", 15),
    ];
    let mut table = head.table("来款认领清单", format!("截至{today}"), &columns);
    table.form = head.fund.to_owned();
    table.lying = true;
    let mut credits: Vec<&Credit> = credits.iter().collect();
    credits.sort_by_key(|credit| credit.open.is_zero());
    for credit in &credits {
        let line = &credit.line;
        let age = if credit.open.is_zero() { "" } else { credit.age() };
        table.rows.push(BookRow::of(vec![
            words(line.on_date.to_string()),
            words(line.account.title()),
            words(&line.reference),
            words(&line.counterparty),
            words(&line.note),
            line.amount.into(),
            words(credit.state.title()),
            words(credit.claimed_as),
            words(age),
        ]));
    }
    let value: Fen = credits.iter().map(|credit| credit.line.amount).sum();
    let sum = BookCell::Sum { value, plus: (0..credits.len()).collect(), minus: Vec::new() };
    let empty = || BookCell::Empty;
    table.rows.push(BookRow::strong(vec![words("合计"), empty(), empty(), empty(), empty(), sum]));
    for age in ["30天以内", "31至90天", "91天至1年", "1年以上"] {
        let of: Vec<_> = credits.iter().filter(|c| !c.open.is_zero() && c.age() == age).collect();
        let amount: Fen = of.iter().map(|c| c.open).sum();
        table.notes.push(format!("未认领 {age}：{} 笔，{amount} 元。", of.len()));
    }
    vec![table]
}

pub(crate) fn percent(part: Fen, whole: Fen) -> BookCell {
    let hundred = Decimal::ONE_HUNDRED;
    let rate = |part: Fen, whole: Fen| Decimal::from(part.get()) * hundred / Decimal::from(whole.get());
    BookCell::Percent((!whole.is_zero()).then(|| rate(part, whole)))
}

/// 基金预算执行表, and once the year is closed 决算表.
pub fn budget(head: &Head<'_>, found: &BudgetExecution) -> Vec<BookTable> {
    let (title, done) =
        if found.is_final { ("基金收支决算表", "决算数") } else { ("基金预算执行表", "执行数") };
    let columns =
        [("项目", 40), ("上年执行数", 20), ("年初预算数", 20), ("调整后预算数", 20), (done, 20), ("完成%", 13)];
    let period = if found.is_final {
        format!("{}年", found.year)
    } else {
        format!("{}年1至{}月", found.year, found.through.month())
    };
    let mut table = head.table(title, period, &columns);
    table.form = head.fund.to_owned();
    table.lying = true;
    let mut totals = Vec::new();
    for (income, words_of) in [(true, "一、基金收入合计"), (false, "二、基金支出合计")] {
        let rows: Vec<_> = found.rows.iter().filter(|row| row.item.is_income() == income).collect();
        let first = table.rows.len() + 1;
        let of: Vec<usize> = (first..first + rows.len()).collect();
        let sums = found.total(income);
        totals.push(table.rows.len());
        let sum = |value| BookCell::Sum { value, plus: of.clone(), minus: Vec::new() };
        let mut cells = [vec![words(words_of)], sums.map(sum).to_vec(), vec![percent(sums[3], sums[2])]].concat();
        unknown_last_year(found, &mut cells);
        table.rows.push(BookRow::strong(cells));
        for row in rows {
            let last_year = row.last_year.map_or(BookCell::Empty, BookCell::Money);
            table.rows.push(BookRow::of(vec![
                words(format!("　{}", row.item)),
                last_year,
                row.budget.into(),
                row.adjusted.into(),
                row.executed.into(),
                percent(row.executed, row.adjusted),
            ]));
        }
    }
    let (income, expense) = (found.total(true), found.total(false));
    let surplus: [Fen; 4] = std::array::from_fn(|n| income[n] - expense[n]);
    let sum = |value| BookCell::Sum { value, plus: vec![totals[0]], minus: vec![totals[1]] };
    let mut cells = [vec![words("三、本年收支结余")], surplus.map(sum).to_vec()].concat();
    unknown_last_year(found, &mut cells);
    table.rows.push(BookRow::strong(cells));
    let surplus_row = table.rows.len() - 1;
    let brought = found.brought_forward;
    let empty = || BookCell::Empty;
    let kept = |amount| vec![empty(), BookCell::Money(amount), BookCell::Money(amount), BookCell::Money(amount)];
    table.rows.push(BookRow::of([vec![words("四、上年末滚存结余")], kept(brought)].concat()));
    let at_end = surplus.map(|amount| brought + amount);
    let sum = |value| BookCell::Sum { value, plus: vec![surplus_row, surplus_row + 1], minus: Vec::new() };
    let cells = vec![words("五、年末滚存结余"), empty(), sum(at_end[1]), sum(at_end[2]), sum(at_end[3])];
    table.rows.push(BookRow::strong(cells));
    table.notes = found.documents.iter().map(|(on, stage, document)| format!("{on} {stage}：{document}")).collect();
    if found.rows.iter().any(|row| row.last_year.is_none()) {
        table.notes.push("上年账务不在本系统，上年执行数请按上年决算填写。".to_owned());
    }
    vec![table]
}

/// A year that is not kept here has no sum either.
fn unknown_last_year(found: &BudgetExecution, cells: &mut [BookCell]) {
    if found.rows.iter().any(|row| row.last_year.is_none())
        && let Some(cell) = cells.get_mut(1)
    {
        *cell = BookCell::Empty;
    }
}

/// 统计报表 with what was compared.
pub fn statistics(head: &Head<'_>, report: &StatisticsReport) -> Vec<BookTable> {
    let mut table =
        head.table("统计报表", report.period.to_string(), &[("指标", 30), ("单位", 10), ("数值", 24), ("口径", 46)]);
    table.form = head.fund.to_owned();
    table.measure = String::new();
    for line in &report.lines {
        let (unit, value) = match line.value {
            StatisticValue::Count(number, unit) => (unit.word(), BookCell::Count(number)),
            StatisticValue::Money(amount) => ("元", BookCell::Money(amount)),
        };
        let unit = BookCell::Centred(unit.to_owned());
        table.rows.push(BookRow::of(vec![words(&line.title), unit, value, words(line.meaning)]));
    }
    table.notes.push("与账簿核对：".to_owned());
    for check in &report.checks {
        let verdict = if check.business == check.books { "相符" } else { "不符" };
        table.notes.push(format!("{}：{} 元，{} 元，{verdict}。", check.title, check.business, check.books));
    }
    vec![table]
}

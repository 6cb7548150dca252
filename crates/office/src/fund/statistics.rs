//! 统计报表: 快报 of a month, the quarter, the year. Stocks (人) are counted at the period's end, flows (人次) in it; money is
//! the ledger's, and each sum that the business side knows too stands beside it (handbook a.7).

use base::{Fen, Month};
use desk::{FieldError, Look, Unplanned};
use evaluation::Unit;
use ledger::{Account, Balance, IncomeStatement, TemplateName, TrialBalance};
use serde::Serialize;
use store::{Field, Value};

use super::books::statement_over;
use super::months::book_of;
use super::period::Period;
use super::post::posted_lines;
use crate::accounts::came_back;
use crate::figures;
use crate::payment::reconcile;
use crate::registry::kept_of;
use crate::tables::{COUNTED, FundRow, Run};

/// What a line shows.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum StatisticValue {
    /// People, times, accounts.
    Count(i64, #[serde(skip)] Unit),
    /// Yuan.
    Money(Fen),
}

/// A line of the report.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Statistic {
    /// Its words.
    pub title: String,
    /// What exactly is counted.
    pub meaning: &'static str,
    /// The value.
    pub value: StatisticValue,
}

/// Two sides that must be equal.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct StatisticsCheck {
    /// Of what.
    pub title: &'static str,
    /// By the business rows.
    pub business: Fen,
    /// By the books.
    pub books: Fen,
}

/// The report of a period.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct StatisticsReport {
    /// The period.
    pub period: Period,
    /// Lines in the order of the form.
    pub lines: Vec<Statistic>,
    /// What was compared with the books.
    pub checks: Vec<StatisticsCheck>,
}

/// Counts a period.
pub fn statistics(look: &mut Look<'_>, fund: &FundRow, period: Period) -> Result<StatisticsReport, Unplanned> {
    let (first, last) = period.months();
    if look.today() < last.last_day() {
        let what = format!("{period}还没有结束");
        return Err(FieldError::input("period", what, "期末人数在期末才能统计；请选择已结束的期间").into());
    }
    let mut lines = people(look, period)?;
    let posted = posted_lines(look, fund.id, last)?;
    let book = book_of(fund.scheme);
    let income = statement_over(book, (first, last), &posted);
    let of = |title: &str| income.row(title).map_or(Fen::ZERO, |row| row.columns[0]);
    let trial = TrialBalance::between(book, first, last, posted.iter().copied());
    let net = |account: Account| Balance::on_side(account.normal_side(), trial.account(account).closing());
    let unclosed: Fen = trial_income(&trial);
    for (title, meaning, value) in [
        ("基金收入", "收支表本期数", of("一、基金收入")),
        ("基金支出", "收支表本期数", of("二、基金支出")),
        ("本期结余", "收支表本期数", of("三、本期基金结余")),
        ("累计结余", "期末一般基金结余，未结转的本期收支计入", net(Account::Balance) + unclosed),
    ] {
        lines.push(money(title, meaning, value));
    }
    if !matches!(period, Period::Month(_)) {
        lines.extend(moves(look, period)?);
    }
    if matches!(period, Period::Year { .. }) {
        lines.extend(yearly(look, last, &income)?);
    }
    let checks = checks(look, fund, period, &posted)?;
    Ok(StatisticsReport { period, lines, checks })
}

/// Income less expense that stands on its accounts because the month is not closed.
fn trial_income(trial: &TrialBalance) -> Fen {
    use ledger::Element;
    -(trial.element(Element::Income).closing() + trial.element(Element::Expense).closing())
}

fn count(title: &str, meaning: &'static str, number: i64, unit: Unit) -> Statistic {
    Statistic { title: title.to_owned(), meaning, value: StatisticValue::Count(number, unit) }
}

/// What the figures of the year's report count, as it stood at the period's end.
fn people(look: &mut Look<'_>, period: Period) -> Result<Vec<Statistic>, Unplanned> {
    let (first, last) = period.months();
    let owed: Fen = look.scalar(
        &format!(
            "SELECT CAST(COALESCE(SUM(d.amount), 0) AS BIGINT) FROM due d JOIN run r ON r.id = d.run \
             WHERE d.agency = $1 AND d.kind <> 'refund' AND r.state IN {COUNTED} AND r.month >= $2 AND r.month <= $3"
        ),
        &[Value::Int(look.agency().0), first.value(), last.value()],
    )?;
    let mut of = |name| figures::counted(look, name, period.months());
    Ok(vec![
        count("参保人数", "期末参保状态不是终止的人", of("insured")?, Unit::Persons),
        count("缴费人数", "本年累计：为当年缴费、期末已记账的人", of("fee_payers")?, Unit::Persons),
        count("领取待遇人数", "期末月的养老金已发到账的人", of("recipients_december")?, Unit::Persons),
        money("应发待遇", "本期已审批批次的应发额，不含退费", owed),
        money("实发待遇", "本期银行已付到账的金额，含补发和重发，不含退费", Fen::new(of("benefits_paid")?)),
    ])
}

fn money(title: &str, meaning: &'static str, value: Fen) -> Statistic {
    Statistic { title: title.to_owned(), meaning, value: StatisticValue::Money(value) }
}

/// What a quarter adds: tiers, proxies, changes.
fn moves(look: &mut Look<'_>, period: Period) -> Result<Vec<Statistic>, Unplanned> {
    let (first, last) = period.months();
    let agency = Value::Int(look.agency().0);
    let mut lines = Vec::new();
    let tiers = format!(
        "SELECT c.tier, COUNT(DISTINCT {}) FROM contribution c JOIN booking b ON b.contribution = c.id \
         WHERE c.agency = $1 AND c.reverses IS NULL AND c.payer = 'personal' AND c.tier IS NOT NULL \
         AND c.period_from >= $2 AND c.period_from <= $3 AND b.booked_on <= $4 \
         AND NOT EXISTS (SELECT 1 FROM contribution x WHERE x.reverses = c.id) GROUP BY c.tier ORDER BY c.tier",
        kept_of("c.person")
    );
    let year = [period.january().value(), period.january().plus(11).value(), last.last_day().value()];
    let args = [vec![agency.clone()], year.to_vec()].concat();
    look.each(&tiers, &args, |row| {
        let (tier, people) = (Fen::read(row, 0)?, row.int(1)?);
        lines.push(count(&format!("{tier} 元档缴费人数"), "本年累计，按档次", people, Unit::Persons));
        Ok(())
    })?;
    let days = [agency.clone(), first.first_day().value(), last.last_day().value()];
    let months = [agency, first.value(), last.value()];
    let proxies = format!(
        "SELECT COUNT(DISTINCT {}) FROM contribution c JOIN booking b ON b.contribution = c.id WHERE c.agency = $1 \
         AND c.payer = 'proxy' AND c.reverses IS NULL AND b.booked_on >= $2 AND b.booked_on <= $3",
        kept_of("c.person")
    );
    let moved = |way: &str| {
        format!(
            "SELECT COUNT(*) FROM transfer t WHERE t.agency = $1 AND t.way = '{way}' AND t.on_date >= $2 \
             AND t.on_date <= $3 AND NOT {}",
            came_back("t.id")
        )
    };
    let (moved_in, moved_out) = (moved("in"), moved("out"));
    for (title, meaning, sql, args, unit) in [
        ("政府代缴人数", "本期记账的代缴对象", proxies.as_str(), &days, Unit::Persons),
        (
            "新增领取人数",
            "本期开始享受待遇的人",
            "SELECT COUNT(DISTINCT person) FROM award WHERE agency = $1 AND origin = 'assessed' AND start >= $2 AND start <= $3",
            &months,
            Unit::Persons,
        ),
        (
            "死亡人数",
            "本期死亡并确认、没有撤销的人",
            "SELECT COUNT(DISTINCT d.person) FROM death d WHERE d.agency = $1 AND d.died_on >= $2 AND d.died_on <= $3 \
             AND NOT EXISTS (SELECT 1 FROM death_revocation x WHERE x.person = d.person AND x.n = d.n)",
            &days,
            Unit::Persons,
        ),
        ("关系转入", "本期办理", moved_in.as_str(), &days, Unit::PersonTimes),
        ("关系转出", "本期办理", moved_out.as_str(), &days, Unit::PersonTimes),
    ] {
        let number: i64 = look.scalar(sql, args)?;
        lines.push(count(title, meaning, number, unit));
    }
    Ok(lines)
}

/// What a year adds: accounts and the rows that the final accounts have too.
fn yearly(look: &mut Look<'_>, last: Month, income: &IncomeStatement) -> Result<Vec<Statistic>, Unplanned> {
    let agency = Value::Int(look.agency().0);
    let entries: Fen = look.scalar(
        "SELECT CAST(COALESCE(SUM(amount), 0) AS BIGINT) FROM account_entry WHERE agency = $1 AND month <= $2",
        &[agency.clone(), last.value()],
    )?;
    let paid: Fen = look.scalar(
        &format!(
            "SELECT CAST(COALESCE(SUM(d.account), 0) AS BIGINT) FROM due d JOIN run r ON r.id = d.run \
             WHERE d.agency = $1 AND d.kind NOT IN ('refund', 'returned') AND r.month <= $2 AND r.state IN {COUNTED}"
        ),
        &[agency, last.value()],
    )?;
    let of = |title: &str| income.row(title).map_or(Fen::ZERO, |row| row.columns[0]);
    Ok(vec![
        money("个人账户余额", "账户明细减已审批发放的个人账户部分", entries - paid),
        money("集体补助收入", "收支表本年数", of("集体补助收入")),
        money("丧葬补助金支出", "收支表本年数", of("丧葬补助金")),
    ])
}

/// What the business side knows of the same money.
fn checks(
    look: &mut Look<'_>,
    fund: &FundRow,
    period: Period,
    posted: &[ledger::Posted],
) -> Result<Vec<StatisticsCheck>, Unplanned> {
    let (first, last) = period.months();
    let days = [Value::Int(fund.id.0), first.first_day().value(), last.last_day().value()];
    let receipts = "SELECT CAST(COALESCE(SUM(amount), 0) AS BIGINT) FROM receipt \
                    WHERE fund = $1 AND on_date >= $2 AND on_date <= $3 AND kind = 'treasury'";
    let received: Fen = look.scalar(receipts, &days)?;
    let in_period = |p: &&ledger::Posted| (first..=last).contains(&p.month);
    let treasury = posted.iter().filter(in_period).filter(|p| p.template == TemplateName::TaxToTreasury);
    let treasury = treasury.filter(|p| p.account == Account::TreasuryDeposit).map(|p| p.amount).sum();
    let runs = "WHERE fund = $1 AND batch IN (SELECT batch FROM bank_file WHERE pay_day >= $2 AND pay_day <= $3)";
    let (mut lines, mut finance, mut bank_file, mut answered) = (Fen::ZERO, Fen::ZERO, Fen::ZERO, Fen::ZERO);
    for run in look.select::<Run>(runs, &days)? {
        let found = reconcile(look, &run)?;
        lines += found.lines;
        finance += found.finance;
        bank_file += found.bank_file;
        answered += found.bank_paid + found.bank_returned;
    }
    Ok(vec![
        StatisticsCheck { title: "税务征收入库：收款单据 = 凭证", business: received, books: treasury },
        StatisticsCheck { title: "待遇发放：代发明细 = 凭证付出", business: lines, books: finance },
        StatisticsCheck { title: "待遇发放：代发文件 = 银行回盘", business: bank_file, books: answered },
    ])
}

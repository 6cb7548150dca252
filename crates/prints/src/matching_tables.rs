//! Matching money as tables: where each level stands, the year's cycle, next year's need.

use base::{Fen, Level, Month};
use documents::{BookCell, BookRow, BookTable};
use office::matching::{Cycle, CycleRow, Forecast, StandingRow};

use crate::books_tables::{Head, last_day, percent, words};

/// 到位表, 收支结算表, 测算表.
pub fn all(
    head: &Head<'_>,
    month: Month,
    standing: &[StandingRow],
    cycle: &Cycle,
    forecast: &Forecast,
) -> Vec<BookTable> {
    let mut tables =
        vec![standing_table(head, month, standing), cycle_table(head, cycle), forecast_table(head, forecast)];
    tables.iter_mut().for_each(|table| table.lying = true);
    tables
}

fn standing_table(head: &Head<'_>, month: Month, rows: &[StandingRow]) -> BookTable {
    let columns =
        [("出资层级", 18), ("应配套（累计）", 24), ("到位（累计）", 24), ("垫付（挤占个人账户）", 24), ("到位率", 14)];
    let mut table = head.table("各级配套资金到位情况表", last_day(month), &columns);
    table.form = head.fund.to_owned();
    // What is short stands in red; what came early is shown as it is.
    let short = |amount: Fen| if amount > Fen::ZERO { BookCell::Red(amount) } else { BookCell::Money(amount) };
    for row in rows {
        let rate = percent(row.received, row.paid);
        let cells = vec![words(row.level.title()), row.paid.into(), row.received.into(), short(row.short()), rate];
        table.rows.push(BookRow::of(cells));
    }
    let sum = |value| BookCell::Sum { value, plus: (0..rows.len()).collect(), minus: Vec::new() };
    let total = |of: fn(&StandingRow) -> Fen| rows.iter().map(of).sum::<Fen>();
    let (paid, received) = (total(|r| r.paid), total(|r| r.received));
    table.rows.push(BookRow::strong(vec![
        words("合计"),
        sum(paid),
        sum(received),
        BookCell::Empty,
        percent(received, paid),
    ]));
    let owing = rows.iter().filter(|row| row.short() > Fen::ZERO);
    let owing: Vec<String> = owing.map(|row| format!("{} {} 元", row.level, row.short())).collect();
    if !owing.is_empty() {
        table.notes.push(format!("尚欠：{}，由基金垫付。各级分别计算，不互相抵顶。", owing.join("、")));
    }
    table.notes.push("请款和下达不是收入，以财政专户到账为准。代缴资金按名单到账后记保险费收入，不在本表。".to_owned());
    table
}

fn cycle_table(head: &Head<'_>, cycle: &Cycle) -> BookTable {
    let columns = [
        ("层级", 10),
        ("用途", 16),
        ("上年结转", 18),
        ("请款", 18),
        ("下达", 18),
        ("到位", 18),
        ("应配套", 18),
        ("结算差额", 18),
    ];
    let period = format!("{}年1至{}月", cycle.year, cycle.through.month());
    let mut table = head.table("配套资金请拨结算表", period, &columns);
    table.form = head.fund.to_owned();
    let amounts = |row: &CycleRow| {
        let difference = row.difference();
        let last = if difference < Fen::ZERO { BookCell::Red(difference) } else { difference.into() };
        let first = [row.carried_in, row.requested, row.allotted, row.received, row.needed].map(BookCell::Money);
        [first.to_vec(), vec![last]].concat()
    };
    for ((level, purpose), row) in &cycle.rows {
        table.rows.push(BookRow::of([vec![words(level.title()), words(purpose.title())], amounts(row)].concat()));
    }
    table.notes.clone_from(&cycle.findings);
    table
}

fn forecast_table(head: &Head<'_>, forecast: &Forecast) -> BookTable {
    let columns =
        [("用途", 14), ("测算依据", 40), ("中央", 17), ("省级", 17), ("市级", 17), ("县级", 17), ("合计", 18)];
    let mut table = head.table("配套资金测算表", format!("{}年", forecast.year), &columns);
    table.form = head.fund.to_owned();
    for line in &forecast.lines {
        let levels = Level::ALL.map(|level| BookCell::Money(line.amounts[level])).to_vec();
        let start = vec![words(line.purpose.title()), words(&line.how)];
        table.rows.push(BookRow::of([start, levels, vec![line.amounts.total().into()]].concat()));
    }
    let total = forecast.total();
    let rows: Vec<usize> = (0..forecast.lines.len()).collect();
    let sum = |value| BookCell::Sum { value, plus: rows.clone(), minus: Vec::new() };
    let levels = Level::ALL.map(|level| sum(total[level])).to_vec();
    table.rows.push(BookRow::strong([vec![words("合计"), BookCell::Empty], levels, vec![sum(total.total())]].concat()));
    table.notes.push("新增和死亡按现有人均推算；尚未公布的提标不在其内。".to_owned());
    table
}

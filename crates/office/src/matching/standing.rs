//! 到位情况: per level and cumulative, what was paid and what came in; what is short was taken from other money (垫付、挤占
//! 个人账户). And the year's cycle: requested, allotted, received, needed.

use std::collections::BTreeMap;

use base::{Fen, Level, Month};
use desk::{Look, Unplanned};
use ledger::{Account, Detail, TemplateName};
use serde::Serialize;
use store::{Field, Value};

use super::need::{Amounts, needed};
use crate::fund::stands;
use crate::tables::{
    FundId, FundRow, MatchingDocument, MatchingLine, MatchingPurpose, MatchingSettlement, MatchingStep,
};

/// A level at a month's end, cumulative since the books began.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
pub struct StandingRow {
    /// Which government.
    pub level: Level,
    /// What its share of pensions, grants and subsidies came to.
    pub paid: Fen,
    /// What it sent. A request or a notice is not income.
    pub received: Fen,
}

impl StandingRow {
    /// 垫付: positive was paid from other money, above all from personal accounts.
    pub fn short(&self) -> Fen {
        self.paid - self.received
    }
}

/// The month-end table.
pub fn standing(look: &mut Look<'_>, fund: &FundRow, month: Month) -> Result<Vec<StandingRow>, Unplanned> {
    let first = crate::fund::OpenMonths::read(look, fund.id)?.first.unwrap_or(month);
    let need = needed(look, first.first_day(), month.last_day())?;
    let came = received(look, fund.id, first, month)?;
    let of = |amounts: &Amounts, level| amounts.iter().filter(|((l, _), _)| *l == level).map(|(_, fen)| *fen).sum();
    let row = |level| StandingRow { level, paid: of(&need, level), received: of(&came, level) };
    Ok(Level::ALL.map(row).to_vec())
}

/// 4101 by level and purpose, over months of booking.
pub fn received(look: &mut Look<'_>, fund: FundId, from: Month, to: Month) -> Result<Amounts, Unplanned> {
    let sql = "SELECT p.level, p.detail, CAST(SUM(p.credit - p.debit) AS BIGINT) FROM voucher v \
               JOIN posting p ON p.voucher = v.id WHERE v.fund = $1 AND p.account = $2 AND v.template <> $3 \
               AND v.month >= $4 AND v.month <= $5 GROUP BY p.level, p.detail";
    by_level_and_purpose(look, sql, &[from.value(), to.value()], fund)
}

/// 4101 that is meant for a year, whenever it was booked.
pub(super) fn received_for(look: &mut Look<'_>, fund: FundId, year: i64) -> Result<Amounts, Unplanned> {
    let sql = concat!(
        "SELECT p.level, p.detail, CAST(SUM(p.credit - p.debit) AS BIGINT) FROM voucher v \
         JOIN posting p ON p.voucher = v.id LEFT JOIN matching_year y ON y.voucher = COALESCE(v.reverses, v.id) AND ",
        stands!("y.matter"),
        " WHERE v.fund = $1 AND p.account = $2 AND v.template <> $3 AND COALESCE(y.year, v.month / 100) = $4 \
         GROUP BY p.level, p.detail"
    );
    by_level_and_purpose(look, sql, &[Value::Int(year)], fund)
}

fn by_level_and_purpose(look: &mut Look<'_>, sql: &str, more: &[Value], fund: FundId) -> Result<Amounts, Unplanned> {
    let mut args = vec![Value::Int(fund.0), Account::Subsidies.code().into(), TemplateName::PeriodClose.code().into()];
    args.extend_from_slice(more);
    let mut found = Amounts::new();
    look.each(sql, &args, |row| {
        let level = Level::read(row, 0)?;
        let detail = Detail::parse(row.text(1)?).ok();
        let purpose = MatchingPurpose::ALL.iter().find(|p| Some(p.purpose().detail()) == detail);
        *found.entry((level, *purpose.unwrap_or(&MatchingPurpose::Other))).or_default() += Fen::read(row, 2)?;
        Ok(())
    })?;
    Ok(found)
}

/// A level's purpose through the year.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize)]
pub struct CycleRow {
    /// 上年结转: positive was received too much.
    pub carried_in: Fen,
    /// 请款
    pub requested: Fen,
    /// 下达
    pub allotted: Fen,
    /// 到位
    pub received: Fen,
    /// 应配套, by the rows of the year so far.
    pub needed: Fen,
}

impl CycleRow {
    /// 结算差额 that goes to the next year: positive was received too much.
    pub fn difference(&self) -> Fen {
        self.carried_in + self.received - self.needed
    }
}

/// A year's matching money.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Cycle {
    /// The year the money is meant for.
    pub year: i16,
    /// The last month of the rows.
    pub through: Month,
    /// By level and purpose.
    pub rows: BTreeMap<(Level, MatchingPurpose), CycleRow>,
    /// What cannot be right, or needs somebody's attention.
    pub findings: Vec<String>,
}

/// The cycle of a month's year, with its need through that month.
pub fn cycle(look: &mut Look<'_>, fund: &FundRow, through: Month) -> Result<Cycle, Unplanned> {
    let year = i64::from(through.year());
    let january = through.plus(1 - i32::from(through.month()));
    let mut rows: BTreeMap<(Level, MatchingPurpose), CycleRow> = BTreeMap::new();
    for (key, amount) in needed(look, january.first_day(), through.last_day())? {
        rows.entry(key).or_default().needed = amount;
    }
    for (key, amount) in received_for(look, fund.id, year)? {
        rows.entry(key).or_default().received = amount;
    }
    for (key, amount) in carried_into(look, fund.id, year)? {
        rows.entry(key).or_default().carried_in = amount;
    }
    let args = [Value::Int(fund.id.0), Value::Int(year)];
    const DOCUMENTS: &str =
        concat!("WHERE fund = $1 AND year = $2 AND ", stands!("matching_document.matter"), " ORDER BY id");
    for document in look.select::<MatchingDocument>(DOCUMENTS, &args)? {
        for line in look.select::<MatchingLine>("WHERE document = $1", &[Value::Int(document.id.0)])? {
            let row = rows.entry((document.level, line.purpose)).or_default();
            match document.step {
                MatchingStep::Requested => row.requested += line.amount,
                MatchingStep::Allotted => row.allotted += line.amount,
            }
        }
    }
    let mut findings = Vec::new();
    for level in Level::ALL {
        let of = rows.iter().filter(|((l, _), _)| *l == level).map(|(_, row)| row);
        let sum = |field: fn(&CycleRow) -> Fen| of.clone().map(field).sum::<Fen>();
        let (allotted, received, carried) = (sum(|r| r.allotted), sum(|r| r.received), sum(|r| r.carried_in));
        if received > allotted + carried.max(Fen::ZERO) {
            findings.push(format!("{level}到位 {received} 元，超过下达 {allotted} 元加上年结转 {carried} 元：请补登记下达文件，或更正到款的指标年度"));
        }
        let short = sum(|r| r.needed) - received - carried;
        if short > Fen::ZERO {
            findings.push(format!("{level}配套资金缺口 {short} 元，由基金垫付（挤占个人账户），请催拨"));
        }
    }
    Ok(Cycle { year: through.year(), through, rows, findings })
}

/// What the settlement of the year before carried over.
pub(super) fn carried_into(look: &mut Look<'_>, fund: FundId, year: i64) -> Result<Amounts, Unplanned> {
    let args = [Value::Int(fund.0), Value::Int(year - 1)];
    const SETTLED: &str = concat!("WHERE fund = $1 AND year = $2 AND ", stands!("matching_settlement.matter"));
    let rows = look.select::<MatchingSettlement>(SETTLED, &args)?;
    Ok(rows.into_iter().map(|row| ((row.level, row.purpose), row.carried_out)).collect())
}

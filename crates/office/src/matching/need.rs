//! 应配套: each level's part of what was paid and booked, from the rows that pay it; and next year's, by what is known today.

use std::collections::BTreeMap;

use base::{ByLevel, Date, Fen, Level, Month};
use desk::{Look, Unplanned};
use serde::Serialize;
use store::{Field, Value};

use crate::tables::MatchingPurpose;

/// Amounts by level and purpose.
pub type Amounts = BTreeMap<(Level, MatchingPurpose), Fen>;

/// Dues of lines that left the payment account for the first time in a period, by pay day: the same
/// moment at which the books call them expense. The agency and the two days stand in the text.
macro_rules! first_sent {
    ($agency:literal, $from:literal, $to:literal) => {
        concat!(
            "FROM due d JOIN disbursement s ON s.run = d.run AND s.award = d.award \
             JOIN bank_file f ON f.batch = s.batch WHERE d.agency = ",
            $agency,
            " AND f.pay_day >= ",
            $from,
            " AND f.pay_day <= ",
            $to,
            " AND s.batch IN (SELECT v.batch FROM voucher v WHERE v.batch IS NOT NULL) \
             AND NOT EXISTS (SELECT 1 FROM withheld w WHERE w.batch = s.batch AND w.line = s.line) \
             AND NOT EXISTS (SELECT 1 FROM disbursement x WHERE x.run = s.run AND x.award = s.award \
             AND x.attempt < s.attempt AND NOT EXISTS \
             (SELECT 1 FROM withheld w WHERE w.batch = x.batch AND w.line = x.line))"
        )
    };
}
pub(crate) use first_sent;

const FIRST_SENT: &str = first_sent!("$1", "$2", "$3");

/// What each level has to pay for the pensions, grants and subsidies of a period. Premiums that a
/// government pays in somebody's stead are not among it: they are booked only when they agree.
pub fn needed(look: &mut Look<'_>, from: Date, to: Date) -> Result<Amounts, Unplanned> {
    let args = [Value::Int(look.agency().0), from.value(), to.value()];
    let mut need = Amounts::new();
    let mut add = |level, purpose, amount: Fen| {
        if !amount.is_zero() {
            *need.entry((level, purpose)).or_default() += amount;
        }
    };
    let dues = format!(
        "SELECT CASE WHEN d.kind = 'funeral' THEN 1 ELSE 0 END, CAST(COALESCE(SUM(d.central), 0) AS BIGINT), \
         CAST(COALESCE(SUM(d.province), 0) AS BIGINT), CAST(COALESCE(SUM(d.city), 0) AS BIGINT), \
         CAST(COALESCE(SUM(d.county), 0) AS BIGINT) {FIRST_SENT} \
         GROUP BY CASE WHEN d.kind = 'funeral' THEN 1 ELSE 0 END"
    );
    look.each(&dues, &args, |row| {
        let purpose = if row.int(0)? == 1 { MatchingPurpose::Funeral } else { MatchingPurpose::BasePension };
        for (level, column) in Level::ALL.into_iter().zip(1..) {
            add(level, purpose, Fen::read(row, column)?);
        }
        Ok(())
    })?;
    // Of a regular month the version says which part is a supplement; the rest stays base pension.
    let supplements = format!(
        "SELECT c.level, CAST(SUM(c.amount) AS BIGINT) FROM award_component c JOIN (SELECT d.award, d.version {FIRST_SENT} \
         AND d.kind IN ('regular', 'arrears')) d ON d.award = c.award AND d.version = c.n \
         WHERE c.kind IN ('long', 'age') AND c.level IS NOT NULL GROUP BY c.level"
    );
    look.each(&supplements, &args, |row| {
        let (level, amount) = (Level::read(row, 0)?, Fen::read(row, 1)?);
        add(level, MatchingPurpose::Supplement, amount);
        add(level, MatchingPurpose::BasePension, -amount);
        Ok(())
    })?;
    let entry = "SELECT e.source, CAST(SUM(e.amount) AS BIGINT) FROM account_entry e \
                 JOIN booking b ON b.contribution = e.contribution WHERE e.agency = $1 \
                 AND b.booked_on >= $2 AND b.booked_on <= $3 AND e.source IN ('province', 'city', 'county') \
                 GROUP BY e.source";
    look.each(entry, &args, |row| {
        let level = match row.text(0)? {
            "province" => Level::Province,
            "city" => Level::City,
            _ => Level::County,
        };
        add(level, MatchingPurpose::Entry, Fen::read(row, 1)?);
        Ok(())
    })?;
    need.retain(|_, amount| !amount.is_zero());
    Ok(need)
}

/// A line of the 测算表.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct ForecastLine {
    /// What for.
    pub purpose: MatchingPurpose,
    /// How it was reckoned, with its terms.
    pub how: String,
    /// By level.
    pub amounts: ByLevel,
}

/// Next year's need by what is known today. Newcomers and deaths are inferred from today's averages; a
/// raise that is not law yet is not in it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Forecast {
    /// The year.
    pub year: i16,
    /// The lines.
    pub lines: Vec<ForecastLine>,
}

impl Forecast {
    /// What each level will have to pay.
    pub fn total(&self) -> ByLevel {
        self.lines.iter().fold(ByLevel::ZERO, |sum, line| sum + line.amounts)
    }
}

/// Reckons the year after today.
pub fn forecast(look: &mut Look<'_>) -> Result<Forecast, Unplanned> {
    let today = look.today();
    let year = today.year() + 1;
    let agency = Value::Int(look.agency().0);
    let this_month = Month::of(today);
    let live = "SELECT COUNT(*), CAST(COALESCE(SUM(v.central), 0) AS BIGINT), CAST(COALESCE(SUM(v.province), 0) AS BIGINT), \
                CAST(COALESCE(SUM(v.city), 0) AS BIGINT), CAST(COALESCE(SUM(v.county), 0) AS BIGINT) \
                FROM award_version v WHERE v.agency = $1 AND v.state = 'live' AND v.from_month <= $2 \
                AND NOT EXISTS (SELECT 1 FROM award_version x WHERE x.award = v.award AND x.n > v.n AND x.from_month <= $2)";
    let read = |row: &dyn store::Row| {
        let levels = [Fen::read(row, 1)?, Fen::read(row, 2)?, Fen::read(row, 3)?, Fen::read(row, 4)?];
        Ok((row.int(0)?, ByLevel::new(levels)))
    };
    let (people, monthly) = look.one(live, &[agency.clone(), this_month.value()], read)?.unwrap_or_default();
    let times = |levels: ByLevel, by: i128, of: i128| {
        let part = |fen: Fen| base::Rounding::FenHalfUp.apply(i128::from(fen.get()) * by, of.max(1));
        ByLevel::new(Level::ALL.map(|level| part(levels[level])))
    };
    let base_line = |how: String, amounts| ForecastLine { purpose: MatchingPurpose::BasePension, how, amounts };
    let mut lines = vec![base_line(format!("现有领取人员 {people} 人 × 12 个月"), times(monthly, 12, 1))];
    let months = newcomers(look, year)?;
    if months.1 > 0 {
        let how = format!("到龄新增 {} 人，共 {} 人月，按现有人均", months.0, months.1);
        lines.push(base_line(how, times(monthly, months.1.into(), people.into())));
    }
    let year_ago = this_month.plus(-11).first_day();
    let days = [agency, year_ago.value(), today.value()];
    let died: i64 = look.scalar(
        "SELECT COUNT(DISTINCT d.person) FROM death d JOIN award a ON a.person = d.person AND a.origin <> 'once' WHERE d.agency = $1 \
         AND d.died_on >= $2 AND d.died_on <= $3 \
         AND NOT EXISTS (SELECT 1 FROM death_revocation x WHERE x.person = d.person AND x.n = d.n)",
        &days,
    )?;
    if died > 0 {
        let how = format!("死亡减少 {died} 人（近 12 个月死亡人数），平均少发半年");
        lines.push(base_line(how, times(monthly, i128::from(died) * -6, people.into())));
    }
    let booked = needed(look, year_ago, today)?;
    for (purpose, how) in
        [(MatchingPurpose::Entry, "近 12 个月记账的缴费补贴"), (MatchingPurpose::Funeral, "近 12 个月支付的丧葬补助金")]
    {
        let of = |level| booked.get(&(level, purpose)).copied().unwrap_or_default();
        let amounts = ByLevel::new(Level::ALL.map(of));
        if !amounts.total().is_zero() {
            lines.push(ForecastLine { purpose, how: how.to_owned(), amounts });
        }
    }
    Ok(Forecast { year, lines })
}

/// Members without an award who reach 60 in the year, and their months after that.
fn newcomers(look: &mut Look<'_>, year: i16) -> Result<(i64, i64), Unplanned> {
    let born = i64::from(year - 60);
    let sql = "SELECT p.birth FROM person_version p CROSS JOIN enrolment e \
               WHERE p.agency = $1 AND p.birth >= $2 AND p.birth <= $3 AND e.person = p.person \
               AND NOT EXISTS (SELECT 1 FROM person_version q WHERE q.person = p.person AND q.n > p.n) \
               AND NOT EXISTS (SELECT 1 FROM award a WHERE a.person = p.person AND a.origin <> 'once') \
               AND NOT EXISTS (SELECT 1 FROM enrolment_event v WHERE v.enrolment = e.id AND v.state = 'ended')";
    let args = [Value::Int(look.agency().0), Value::Int(born * 10_000 + 101), Value::Int(born * 10_000 + 1231)];
    let (mut people, mut months) = (0, 0);
    look.each(sql, &args, |row| {
        people += 1;
        // Paid from the month after the birthday.
        months += 12 - i64::from(Date::read(row, 0)?.month());
        Ok(())
    })?;
    Ok((people, months))
}

//! 税务、国库、财政专户对账: a fee year's money by month and account, each difference by day; and what
//! was on its way on a day, such as 31 December.

use std::collections::BTreeMap;

use base::{Date, Fen, Month, RegionCode};
use desk::{Look, Unplanned};
use serde::Serialize;
use store::{Field, Value};

use super::proof::Proof;
use crate::tables::{FundId, PersonId, ReceiptKind};

/// Sums of a month at one account.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize)]
pub struct Compared {
    /// By the tax detail, reversals taken off and unclaimed money included.
    pub tax: Fen,
    /// By treasury or bank.
    pub received: Fen,
}

/// What differs on a day.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum DifferenceKind {
    /// 税有款无
    NotReceived,
    /// 款有税无
    NotInTax,
    /// 金额不符
    Amount,
}

impl DifferenceKind {
    /// The word users see.
    pub const fn title(self) -> &'static str {
        match self {
            DifferenceKind::NotReceived => "税有款无",
            DifferenceKind::NotInTax => "款有税无",
            DifferenceKind::Amount => "金额不符",
        }
    }
}

/// A day that does not agree.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Difference {
    /// Where.
    pub account: ReceiptKind,
    /// Day.
    pub on: Date,
    /// What kind.
    pub kind: DifferenceKind,
    /// Both sums.
    pub sums: Compared,
}

/// A calendar year of contributions.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct Reconciliation {
    /// By month: treasury and special account.
    pub months: BTreeMap<Month, [Compared; 2]>,
    /// Days that do not agree.
    pub differences: Vec<Difference>,
    /// What the treasury received up to the end of the year and had not passed on by then.
    pub held_by_treasury: Fen,
}

/// Compares the days of a calendar year.
pub fn reconciliation(look: &mut Look<'_>, fund: FundId, year: i16) -> Result<Reconciliation, Unplanned> {
    let proof = Proof::read(look, fund)?;
    let mut found = Reconciliation::default();
    for (index, account) in [ReceiptKind::Treasury, ReceiptKind::Special].into_iter().enumerate() {
        for (day, tax, received) in proof.both(account) {
            if day.year() <= year {
                let sign = if account == ReceiptKind::Treasury { 1 } else { -1 };
                found.held_by_treasury += Fen::new(sign * received.unwrap_or_default().get());
            }
            if day.year() != year {
                continue;
            }
            let sums = Compared { tax: tax.unwrap_or_default(), received: received.unwrap_or_default() };
            let month = &mut found.months.entry(Month::of(day)).or_default()[index];
            month.tax += sums.tax;
            month.received += sums.received;
            if sums.tax != sums.received {
                let kind = match (tax, received) {
                    (_, None) => DifferenceKind::NotReceived,
                    (None, _) => DifferenceKind::NotInTax,
                    _ => DifferenceKind::Amount,
                };
                found.differences.push(Difference { account, on: day, kind, sums });
            }
        }
    }
    found.differences.sort_by_key(|difference| (difference.on, difference.account));
    Ok(found)
}

/// Where a payment was on a day.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum OnTheWayAt {
    /// With the tax bureau or its bank.
    Tax,
    /// In the treasury.
    Treasury,
}

impl OnTheWayAt {
    /// The word users see.
    pub const fn title(self) -> &'static str {
        match self {
            OnTheWayAt::Tax => "已缴未入库",
            OnTheWayAt::Treasury => "已入库未到专户",
        }
    }
}

/// A payment that was on its way.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct OnTheWay {
    /// Where it was.
    pub at: OnTheWayAt,
    /// Who.
    pub person: PersonId,
    /// Name.
    pub name: String,
    /// Village.
    pub region: RegionCode,
    /// Fee year.
    pub year: i64,
    /// Tax serial.
    pub serial: String,
    /// Amount; negative for a reversal.
    pub amount: Fen,
    /// 缴费日期
    pub paid_on: Date,
    /// 入库日期, if known by now.
    pub treasury_on: Option<Date>,
    /// 到专户日期, if known by now.
    pub account_on: Option<Date>,
}

/// Payments that had been made by the end of a day and had not reached the special account, as is
/// known now. What was booked without passing the treasury was on no way.
pub fn on_the_way(look: &mut Look<'_>, day: Date) -> Result<Vec<OnTheWay>, Unplanned> {
    let sql = "SELECT c.person, v.name, v.region, c.period_from, c.serial, c.amount, c.paid_on, a.treasury_on, \
               a.account_on FROM contribution c \
               JOIN person_version v ON v.person = c.person \
               AND v.n = (SELECT MAX(l.n) FROM person_version l WHERE l.person = c.person) \
               LEFT JOIN contribution_arrival a ON a.contribution = c.id \
               LEFT JOIN booking b ON b.contribution = c.id \
               WHERE c.agency = $1 AND c.paid_on <= $2 AND (a.account_on > $2 \
               OR a.account_on IS NULL AND b.contribution IS NULL) ORDER BY c.paid_on, c.id";
    let mut found = Vec::new();
    look.each(sql, &[Value::Int(look.agency().0), day.value()], |row| {
        let treasury_on = Option::<Date>::read(row, 7)?;
        let in_treasury = treasury_on.is_some_and(|on| on <= day);
        found.push(OnTheWay {
            at: if in_treasury { OnTheWayAt::Treasury } else { OnTheWayAt::Tax },
            person: PersonId::read(row, 0)?,
            name: row.text(1)?.to_owned(),
            region: RegionCode::read(row, 2)?,
            year: i64::from(Month::read(row, 3)?.year()),
            serial: row.text(4)?.to_owned(),
            amount: Fen::read(row, 5)?,
            paid_on: Date::read(row, 6)?,
            treasury_on,
            account_on: Field::read(row, 8)?,
        });
        Ok(())
    })?;
    Ok(found)
}

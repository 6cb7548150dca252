//! What the two operations of refunds share: the payment, and whether it may go back at all.

use base::{Date, Fen, RegionCode};
use desk::{FieldError, Look, Plan, Unplanned};
use store::{Field, Value};

use crate::payment::ARRIVED;
use crate::registry::current_person;
use crate::tables::{Contribution, PayerKind, Refund, RefundId, Scheme};

/// A payment that somebody wants back.
pub(super) struct Case {
    pub(super) row: Contribution,
    pub(super) name: String,
    pub(super) area: RegionCode,
    /// What took it back already, with the day.
    taken_back: Option<(String, Date)>,
    /// The serial of the payment that the acceptance number was used for.
    number_used: Option<String>,
}

impl Case {
    pub(super) fn read(look: &mut Look<'_>, serial: &str, year: i16, number: &str) -> Result<Case, Unplanned> {
        let january = i64::from(year) * 100 + 1;
        let args = [Value::Int(look.agency().0), serial.trim().into(), Value::Int(january)];
        let rest = "WHERE agency = $1 AND serial = $2 AND period_from = $3";
        let row = look.select_one::<Contribution>(rest, &args)?.ok_or_else(|| {
            let what = format!("没有税票号 {} 的 {year} 年度缴费", serial.trim());
            FieldError::input("serial", what, "请核对税票号和年度；没有采用的明细请看“未采用清单”")
        })?;
        let reversal = look.select_one::<Contribution>("WHERE reverses = $1", &[Value::Int(row.id.0)])?;
        let sql = "SELECT c.serial FROM refund r JOIN contribution c ON c.id = r.contribution \
                   WHERE r.agency = $1 AND r.tax_number = $2";
        let args = [Value::Int(look.agency().0), number.trim().into()];
        let number_used = look.one(sql, &args, |row| Ok(row.text(0)?.to_owned()))?;
        let now = current_person(look, row.person, Scheme::Resident)?
            .ok_or_else(|| FieldError::whole("缴费人没有登记信息", "请联系系统管理员核验数据"))?;
        let taken_back = reversal.map(|reversal| (reversal.serial, reversal.paid_on));
        Ok(Case { row, name: now.version.name, area: now.version.region, taken_back, number_used })
    }
}

/// What keeps any refund of this payment from being made.
pub(super) fn case_faults(case: &Case, number: &str, accepted_on: Date, today: Date) -> Vec<FieldError> {
    let mut errors = Vec::new();
    let row = &case.row;
    if let Some((serial, on)) = &case.taken_back {
        let what = format!("税票 {} 已于 {on} 冲正或退费（{serial}）", row.serial);
        errors.push(FieldError::input("serial", what, "同一笔缴费只能退一次"));
    }
    if row.reverses.is_some() {
        errors.push(FieldError::input("serial", "这一笔本身是冲正或退费", "请填写原缴费的税票号"));
    }
    if row.payer == PayerKind::Proxy {
        let what = "政府代缴的资金不退给个人";
        errors.push(FieldError::input("serial", what, "代缴有误的请与财政部门核对后冲回"));
    }
    if row.payer == PayerKind::Collective {
        let what = "集体补助不退给个人";
        errors.push(FieldError::input("serial", what, "请与出资的集体核对后由基金财务冲正"));
    }
    if number.trim().is_empty() {
        errors.push(FieldError::input(
            "tax_number",
            "税务受理号未填写",
            "征收移交税务后，退费由税务受理；请先取得受理号",
        ));
    }
    if let Some(serial) = &case.number_used {
        let what = format!("受理号 {} 已用于税票 {serial} 的退费", number.trim());
        errors.push(FieldError::input("tax_number", what, "请核对受理号；一个受理号只办一笔"));
    }
    if accepted_on > today || accepted_on < row.paid_on {
        let what = format!("受理日期 {accepted_on} 应在缴费日期 {} 至今天之间", row.paid_on);
        errors.push(FieldError::input("accepted_on", what, "请按税务受理单填写"));
    }
    errors
}

/// The negative contribution that takes a payment back.
pub(super) fn red_row(plan: &mut Plan, row: &Contribution, amount: Fen, number: &str, today: Date) -> Contribution {
    Contribution {
        id: plan.new_id(),
        amount: -amount,
        serial: format!("退费/{number}"),
        reverses: Some(row.id),
        paid_on: today,
        ..row.clone()
    }
}

/// How far a refund is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum RefundState {
    /// The treasury paid it.
    FromTreasury,
    /// No run has taken it up.
    Waiting,
    /// In a run, or with the bank.
    UnderWay,
    /// The bank sent it back, or it was withheld.
    CameBack,
    /// Arrived.
    Paid,
}

impl RefundState {
    /// The word in lists.
    pub const fn title(self) -> &'static str {
        match self {
            RefundState::FromTreasury => "国库已退",
            RefundState::Waiting => "待发放",
            RefundState::UnderWay => "发放中",
            RefundState::CameBack => "退票或止付",
            RefundState::Paid => "已到账",
        }
    }

    /// From the payee, whether a run owes it, and what became of its last line.
    fn of(payee: bool, raised: bool, withheld: bool, paid: Option<bool>) -> RefundState {
        match (payee, raised, paid) {
            (false, ..) => RefundState::FromTreasury,
            (_, false, _) => RefundState::Waiting,
            (_, _, Some(true)) => RefundState::Paid,
            (_, _, Some(false)) => RefundState::CameBack,
            (_, _, None) if withheld => RefundState::CameBack,
            (_, _, None) => RefundState::UnderWay,
        }
    }
}

/// A refund that was decided, and how far it is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RefundDecided {
    /// The refund.
    pub refund: Refund,
    /// Name of the person.
    pub name: String,
    /// Village.
    pub region: RegionCode,
    /// Serial of the payment.
    pub serial: String,
    /// Its fee year.
    pub year: i64,
    /// How far it is.
    pub state: RefundState,
}

/// All refunds, newest first. Those with a payee are paid by an off-cycle batch as dues of kind
/// refund: `to_payer`, income of this year or an earlier one by `income_year`.
pub fn refunds(look: &mut Look<'_>) -> Result<Vec<RefundDecided>, Unplanned> {
    refunds_where(look, None)
}

/// All refunds, or one.
pub(super) fn refunds_where(look: &mut Look<'_>, one: Option<RefundId>) -> Result<Vec<RefundDecided>, Unplanned> {
    use store::Record as _;
    let sql = format!(
        "SELECT {}, v.name, v.region, c.serial, c.period_from, \
         (SELECT COUNT(*) FROM due d JOIN run u ON u.id = d.run WHERE d.award = r.id AND u.state <> 'abandoned'), \
         w.line, {ARRIVED} FROM refund r \
         LEFT JOIN disbursement s ON s.run = (SELECT MAX(d.run) FROM due d WHERE d.award = r.id) AND s.award = r.id \
          AND NOT EXISTS (SELECT 1 FROM disbursement x WHERE x.run = s.run AND x.award = s.award \
          AND x.batch > s.batch) \
         LEFT JOIN withheld w ON w.batch = s.batch AND w.line = s.line \
         LEFT JOIN bank_outcome o ON o.batch = s.batch AND o.line = s.line \
         JOIN contribution c ON c.id = r.contribution JOIN person_version v ON v.person = r.person \
         AND v.n = (SELECT MAX(l.n) FROM person_version l WHERE l.person = r.person) \
         WHERE r.agency = $1 AND (CAST($2 AS BIGINT) = 0 OR r.id = $2) ORDER BY r.id DESC",
        Refund::columns_of("r")
    );
    let after = Refund::COLUMNS.len();
    let mut found = Vec::new();
    let args = [Value::Int(look.agency().0), Value::Int(one.map_or(0, |refund| refund.0))];
    look.each(&sql, &args, |row| {
        let refund = Refund::read(row, 0)?;
        let (raised, withheld) = (row.int(after + 4)? > 0, !row.is_null(after + 5)?);
        let paid = Option::<bool>::read(row, after + 6)?;
        found.push(RefundDecided {
            state: RefundState::of(refund.payee.is_some(), raised, withheld, paid),
            refund,
            name: row.text(after)?.to_owned(),
            region: RegionCode::read(row, after + 1)?,
            serial: row.text(after + 2)?.to_owned(),
            year: i64::from(base::Month::read(row, after + 3)?.year()),
        });
        Ok(())
    })?;
    Ok(found)
}

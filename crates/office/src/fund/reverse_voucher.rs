//! 红字冲销: a wrong voucher of an open month is booked again in red, with a reason.
//!
//! The receipt behind a voucher of tax money is taken back with it, unless accounts were booked
//! on the strength of it.

use std::sync::Arc;

use base::{Date, Month};
use desk::{Class, FieldError, Look, MATTER, Operation, Plan, Posts, Unplanned};
use ledger::{TemplateName, Voucher};
use serde::{Deserialize, Serialize};
use store::{Field, Value};

use super::entry::{FundFacts, summary};
use super::post::plan_reversal;
use super::stored::vouchers;
use crate::environment::Environment;
use crate::tables::{AccountEntry, BatchId, Receipt, ReceiptKind, VoucherId, VoucherRow};

/// Reverses a voucher.
pub struct ReverseVoucher(pub Arc<Environment>);

/// Which voucher, and why.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ReverseVoucherInput {
    /// The voucher's row id.
    pub voucher: VoucherId,
    /// Day of the red voucher.
    pub on: Date,
    /// Why.
    pub reason: String,
}

/// What the plan depends on.
pub struct ReverseVoucherFacts {
    fund: FundFacts,
    found: Option<(VoucherRow, Voucher)>,
    reversed_before: bool,
    batch_left: bool,
    receipt: Option<Receipt>,
    booked_on_receipt: i64,
    /// Refunds that were decided with it.
    refunds: i64,
    /// Whether a repayment was given to the person again.
    given_again: i64,
    /// What a repayment gave to the personal account.
    repaid: Vec<AccountEntry>,
}

impl Operation for ReverseVoucher {
    type Input = ReverseVoucherInput;
    type Facts = ReverseVoucherFacts;
    const NAME: &'static str = "fund.reverse_voucher";
    const TITLE: &'static str = "红字冲销凭证";
    const CLASS: Class = Class::R3;
    const POSTS: Posts = Posts::FUND;

    fn read(&self, look: &mut Look<'_>, input: &ReverseVoucherInput) -> Result<ReverseVoucherFacts, Unplanned> {
        let fund = FundFacts::without_document(look)?;
        let id = Value::Int(input.voucher.0);
        let found = vouchers(look, &fund.fund, "v.id = $2", std::slice::from_ref(&id))?.pop();
        let reversed: i64 = look.scalar("SELECT COUNT(*) FROM voucher WHERE reverses = $1", &[id])?;
        let (row, voucher) = match &found {
            Some((row, voucher)) => (Some(row), Some(voucher)),
            None => (None, None),
        };
        let batch_left = match row.and_then(|row| row.batch) {
            Some(batch) => batch_left(look, batch)?,
            None => false,
        };
        let receipt = match row.zip(voucher) {
            Some((row, voucher)) => receipt_of(look, row, voucher)?,
            None => None,
        };
        let booked_on_receipt = match &receipt {
            Some(receipt) => booked_on(look, receipt)?,
            None => 0,
        };
        let matter = Value::Int(row.map_or(0, |row| row.matter.0));
        let refunds = look.scalar("SELECT COUNT(*) FROM refund WHERE matter = $1", &[matter])?;
        let given_again = "SELECT COUNT(*) FROM repayment b JOIN recovery_return q ON q.recovery = b.recovery \
                           WHERE b.voucher = $1 AND q.recorded > b.recorded";
        Ok(ReverseVoucherFacts {
            given_again: look.scalar(given_again, &[Value::Int(input.voucher.0)])?,
            repaid: repaid_by(look, input.voucher)?,
            refunds,
            fund,
            found,
            reversed_before: reversed > 0,
            batch_left,
            receipt,
            booked_on_receipt,
        })
    }

    fn plan(&self, facts: &ReverseVoucherFacts, input: &ReverseVoucherInput) -> Result<Plan, Vec<FieldError>> {
        let Some((row, voucher)) = &facts.found else {
            return Err(vec![FieldError::input("voucher", "没有这张凭证", "请从凭证列表中选择")]);
        };
        let faults = faults(facts, input, row);
        if !faults.is_empty() {
            return Err(faults);
        }
        let title = format!("冲销 {} 第 {} 号凭证", row.month, row.number);
        let mut plan = Plan::new(title, facts.fund.area);
        plan.amount = voucher.total().abs();
        plan.show("原凭证", format!("{} {}", row.on_date, row.summary), "红字冲销");
        plan.show("原因", "", &input.reason);
        plan_reversal(&mut plan, row, &voucher.reverse(input.on, &input.reason));
        for entry in &facts.repaid {
            plan.show(&format!("个人账户（{}）", entry.source), entry.amount, "红字冲销");
            let (id, month) = (plan.new_id(), Month::of(input.on));
            plan.insert(&AccountEntry { id, month, amount: -entry.amount, ..entry.clone() });
        }
        if let Some(receipt) = &facts.receipt {
            let id = plan.new_id();
            plan.insert(&Receipt {
                id,
                document: format!("冲销 {}", receipt.document),
                amount: -receipt.amount,
                matter: MATTER,
                ..receipt.clone()
            });
            plan.show("收款单据", &receipt.document, "冲销；更正的单据请另编凭证号后重新导入");
        }
        Ok(plan)
    }
}

fn faults(facts: &ReverseVoucherFacts, input: &ReverseVoucherInput, row: &VoucherRow) -> Vec<FieldError> {
    let mut faults = Vec::new();
    let mut fault = |key: &str, what: String, advice: &str| faults.push(FieldError::input(key, what, advice));
    if let Some(what) = facts.fund.months.fault(row.month) {
        fault("voucher", what, "已关账月份的差错请在当月用相应业务更正，并注明所属期");
    }
    if let Some(what) = facts.fund.months.fault(Month::of(input.on)) {
        fault("on", what, "请记入未关账的月份");
    }
    if input.on < row.on_date || input.on > facts.fund.today {
        fault("on", format!("冲销日期应在 {} 和今天之间", row.on_date), "请改正日期");
    }
    if input.reason.trim().is_empty() {
        fault("reason", "冲销原因未填写".to_owned(), "请写明差错和依据");
    }
    if facts.reversed_before || row.reverses.is_some() {
        let what =
            if row.reverses.is_some() { "这张凭证本身就是红字冲销" } else { "这张凭证已经冲销过" };
        fault("voucher", what.to_owned(), "请核对凭证列表；需要恢复的请重新办理原业务");
    }
    if facts.batch_left {
        let what = "这张凭证对应的批次已送银行发放，款项已经付出，账面不能冲掉".to_owned();
        fault("voucher", what, "未发放成功的按退票办理，多发的按追回办理");
    }
    if let Some(why) = facts.found.as_ref().and_then(|(_, voucher)| booked_beyond(voucher.template(), facts.refunds)) {
        let what = format!("这张凭证办理时{why}，只冲凭证会使账实不符");
        fault("voucher", what, "请保留本凭证，单据号写错的在附件中注明；不应记入的逐笔办理相应业务更正");
    }
    if facts.given_again > 0 {
        let what = "这笔追回到账已决定退还本人".to_owned();
        fault("voucher", what, "没有发出的请先止付；确未收到钱的，退还的部分请按多发追回");
    }
    if facts.booked_on_receipt > 0 {
        let count = facts.booked_on_receipt;
        let what = format!("该日收款已核对相符，{count} 笔缴费据此记入个人账户");
        fault("voucher", what, "请先按退费冲销个人账户记账");
    }
    faults
}

/// What else the operation behind a voucher wrote, which the red voucher would leave standing.
fn booked_beyond(template: TemplateName, refunds: i64) -> Option<&'static str> {
    match template {
        TemplateName::ProxyReceived | TemplateName::CollectiveAid => Some("同时记入了个人账户"),
        TemplateName::TransferIn
        | TemplateName::TransferOut
        | TemplateName::TransferInReturned
        | TemplateName::TransferOutReturned => Some("同时转移了养老保险关系"),
        TemplateName::TreasuryRefund if refunds > 0 => Some("同时登记了退费和国库退库"),
        _ => None,
    }
}

/// What the repayment behind a voucher gave to the account.
fn repaid_by(look: &mut Look<'_>, voucher: VoucherId) -> Result<Vec<AccountEntry>, Unplanned> {
    Ok(look.select(
        "WHERE kind = 'repaid' AND EXISTS (SELECT 1 FROM repayment b JOIN recovery r ON r.id = b.recovery \
         WHERE b.voucher = $1 AND r.person = account_entry.person AND b.year = account_entry.year \
         AND b.recorded = account_entry.recorded) ORDER BY id",
        &[Value::Int(voucher.0)],
    )?)
}

/// Whether the bank file of a batch has left, or the bank has paid any line of it.
fn batch_left(look: &mut Look<'_>, batch: BatchId) -> Result<bool, Unplanned> {
    let sql = "SELECT (SELECT COUNT(*) FROM bank_file WHERE batch = $1) \
               + (SELECT COUNT(*) FROM bank_outcome WHERE batch = $1 AND paid = 1)";
    let rows: i64 = look.scalar(sql, &[Value::Int(batch.0)])?;
    Ok(rows > 0)
}

/// The receipt that a voucher books, if it books one.
fn receipt_of(look: &mut Look<'_>, row: &VoucherRow, voucher: &Voucher) -> Result<Option<Receipt>, Unplanned> {
    let kind = match voucher.template() {
        TemplateName::TaxToTreasury | TemplateName::TreasuryRefund => ReceiptKind::Treasury,
        TemplateName::TreasuryToSpecialAccount => ReceiptKind::Special,
        _ => return Ok(None),
    };
    let receipts = look.select::<Receipt>("WHERE matter = $1", &[Value::Int(row.matter.0)])?;
    // A red one of 税务冲正 names it within.
    let same = |r: &Receipt| r.kind == kind && row.summary.contains(&summary(voucher.template(), &r.document));
    Ok(receipts.into_iter().find(same))
}

/// Contributions that were booked because this receipt's day agreed.
fn booked_on(look: &mut Look<'_>, receipt: &Receipt) -> Result<i64, Unplanned> {
    let day = match receipt.kind {
        ReceiptKind::Treasury => "treasury_on",
        ReceiptKind::Special => "account_on",
    };
    let sql = format!(
        "SELECT COUNT(*) FROM booking b JOIN contribution_arrival a ON a.contribution = b.contribution \
         WHERE a.agency = $1 AND a.{day} = $2"
    );
    Ok(look.scalar(&sql, &[Value::Int(look.agency().0), receipt.on_date.value()])?)
}

//! 影子记账: an export of fees or payments becomes the fund's voucher, so that books and reports are
//! kept where the province's system is master.

use std::sync::Arc;

use base::{ByLevel, Date, Fen, Month};
use desk::{Class, FieldError, Look, MATTER, Operation, Plan, Posts, Unplanned};
use ledger::TemplateName;
use ledger::templates::{Head, PensionTotals, Premiums, pension_paid, tax_to_treasury};
use serde::{Deserialize, Serialize};
use store::{Field, Value};

use super::exports::{Exports, lines};
use crate::environment::Environment;
use crate::fund::{FundFacts, book_of, document_faults, plan_voucher, voucher_fault};
use crate::tables::{ShadowBatch, ShadowBooking, ShadowFee, ShadowKind, ShadowPayment};

/// Books an export.
pub struct BookExport(pub Arc<Environment>);

/// Which export, by which document.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct BookExportInput {
    /// Fees or payments.
    pub kind: ShadowKind,
    /// The month.
    pub month: Month,
    /// Day of the bank's or the treasury's document.
    pub on: Date,
    /// Its number.
    pub document: String,
    /// Its amount: what the export has is only booked where both agree.
    pub amount: Fen,
}

/// What the plan depends on.
pub struct BookExportFacts {
    fund: FundFacts,
    batch: ShadowBatch,
    fees: Vec<ShadowFee>,
    payments: Vec<ShadowPayment>,
    /// Lines of the file that were not taken.
    left_out: i64,
    /// Whether an export of this kind and month was booked.
    booked: bool,
}

impl Operation for BookExport {
    type Input = BookExportInput;
    type Facts = BookExportFacts;
    const NAME: &'static str = "shadow.book";
    const TITLE: &'static str = "省系统月报记账";
    const CLASS: Class = Class::R3;
    const POSTS: Posts = Posts::FUND;

    fn read(&self, look: &mut Look<'_>, input: &BookExportInput) -> Result<BookExportFacts, Unplanned> {
        let template = match input.kind {
            ShadowKind::Payments => TemplateName::PensionPaid,
            _ => TemplateName::TaxToTreasury,
        };
        let batch = Exports::read(look)?.of(input.kind, input.month).cloned().ok_or_else(|| {
            let what = format!("没有 {} 的{}月报", input.month, input.kind);
            FieldError::input("month", what, "请先导入省系统该月的月报")
        })?;
        let (mut fees, mut payments) = (Vec::new(), Vec::new());
        match input.kind {
            ShadowKind::Fees => fees = lines(look, &[batch.id])?,
            ShadowKind::Payments => payments = lines(look, &[batch.id])?,
            ShadowKind::Persons => {}
        }
        let sql = "SELECT COUNT(*) FROM shadow_booking k JOIN shadow_batch b ON b.id = k.batch WHERE b.agency = $1 \
                   AND b.kind = $2 AND b.month = $3 \
                   AND NOT EXISTS (SELECT 1 FROM voucher x WHERE x.reverses = k.voucher)";
        let args = [look.agency().0.into(), input.kind.value(), input.month.value()];
        let booked = look.scalar::<i64>(sql, &args)? > 0;
        let left_out =
            look.scalar("SELECT left_out FROM source_file WHERE id = $1", &[Value::Int(batch.source_file.0)])?;
        let fund = FundFacts::read(look, template, &input.document)?;
        Ok(BookExportFacts { fund, batch, fees, payments, left_out, booked })
    }

    fn plan(&self, facts: &BookExportFacts, input: &BookExportInput) -> Result<Plan, Vec<FieldError>> {
        let mut faults = document_faults(&facts.fund, input.on, &input.document);
        if facts.booked {
            let what = format!("{} 的{}月报已经记账", input.month, input.kind);
            faults.push(FieldError::input("month", what, "月报有更正的，请先红字冲销原凭证再记账"));
        }
        if input.kind == ShadowKind::Persons {
            faults.push(FieldError::input("kind", "人员月报没有收支", "请选择缴费或发放月报"));
        }
        if Month::of(input.on) < input.month {
            let what = format!("单据日期 {} 早于月报的 {}", input.on, input.month);
            faults.push(FieldError::input("on", what, "请按银行或国库单据填写"));
        }
        let totals = match totals(&facts.payments) {
            Ok(totals) => totals,
            Err(fault) => {
                faults.push(fault);
                PensionTotals::default()
            }
        };
        let premiums = premiums(&facts.fees);
        let amount = match input.kind {
            ShadowKind::Payments => totals.base.total() + totals.account,
            _ => premiums.current + premiums.late,
        };
        if faults.is_empty() && input.amount != amount {
            faults.push(facts.another_amount(input.amount, amount));
        }
        if !faults.is_empty() {
            return Err(faults);
        }
        let head = Head::new(book_of(facts.fund.fund().scheme), input.on, input.document.trim());
        let voucher = match input.kind {
            ShadowKind::Payments => pension_paid::voucher(&head, &totals),
            _ => tax_to_treasury::voucher(&head, premiums),
        };
        let voucher = voucher.map_err(|e| voucher_fault(&e))?;
        let mut plan = Plan::new(format!("{} 省系统{}月报记账", input.month, input.kind), facts.fund.area);
        plan.amount = voucher.total();
        plan.show("月报行数", "", facts.batch.lines);
        plan.show("记账金额", "", voucher.total());
        plan.notices.extend(facts.proxies());
        let id = plan_voucher(&mut plan, facts.fund.fund().id, &voucher, None);
        plan.insert(&ShadowBooking { batch: facts.batch.id, voucher: id, matter: MATTER });
        Ok(plan)
    }
}

impl BookExportFacts {
    /// The document and the export differ: most often by lines that were left out.
    fn another_amount(&self, document: Fen, export: Fen) -> FieldError {
        let mut what = format!("单据金额 {document} 元，月报为 {export} 元，差 {} 元", document - export);
        if self.left_out > 0 {
            what += &format!("；月报有 {} 行没有采用", self.left_out);
        }
        if let Some(proxies) = self.proxies() {
            what += &format!("；{proxies}");
        }
        FieldError::input("amount", what, "请与省系统逐笔核对，更正的月报重新导入后再记账；金额一致才能记账")
    }

    /// Governments pay for others into the special account, by level, and not through the treasury.
    fn proxies(&self) -> Option<String> {
        let proxies = self.fees.iter().filter(|fee| fee.fee_kind == PROXY);
        let (count, amount) = proxies.fold((0, Fen::ZERO), |(count, sum), fee| (count + 1, sum + fee.amount));
        (count > 0)
            .then(|| format!("代缴 {count} 笔 {amount} 元不经国库，不在本凭证内，请按财政到账单据另行办理政府代缴记账"))
    }
}

const PROXY: &str = "proxy";

/// What left the payment account: payments that arrived, by payer.
fn totals(payments: &[ShadowPayment]) -> Result<PensionTotals, FieldError> {
    let mut totals = PensionTotals::default();
    for payment in payments.iter().filter(|payment| payment.paid) {
        let by_level = ByLevel::new([payment.central, payment.province, payment.city, payment.county]);
        if by_level.total() + payment.account != payment.amount {
            let what = format!("第 {} 行没有按各级和个人账户分列", payment.line);
            return Err(FieldError::input("kind", what, "记账须分列承担方，请让省系统导出分级金额"));
        }
        totals.base += by_level;
        totals.account += payment.account;
    }
    Ok(totals)
}

fn premiums(fees: &[ShadowFee]) -> Premiums {
    let through_treasury = |late: bool| -> Fen {
        let fees = fees.iter().filter(|fee| fee.fee_kind != PROXY && (fee.fee_kind == "late") == late);
        fees.map(|fee| fee.amount).sum()
    };
    Premiums { current: through_treasury(false), late: through_treasury(true), ..Premiums::default() }
}

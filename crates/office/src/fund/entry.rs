//! What the operations that book one document share.

use base::{Date, Month, RegionCode};
use desk::{FieldError, Look, Plan, Unplanned};
use ledger::{TemplateName, Voucher};
use store::{Field, Value};

use super::months::OpenMonths;
use super::post::plan_voucher;
use crate::bank::Referenced;
use crate::registry::{agency_area, fund_of};
use crate::tables::{FundRow, Scheme, VoucherId, VoucherNumber};

/// The fund, its months, and whether the document was booked before.
pub struct FundFacts {
    pub(super) today: Date,
    pub(crate) area: RegionCode,
    pub(super) fund: FundRow,
    pub(super) months: OpenMonths,
    /// Month and number of the voucher that stands on the same document and is not reversed.
    booked: Option<(Month, VoucherNumber)>,
    /// Bank credits whose reference is the document.
    referenced: Referenced,
}

impl FundFacts {
    /// The fund.
    pub(crate) fn fund(&self) -> &FundRow {
        &self.fund
    }

    /// The business day.
    pub(crate) fn today(&self) -> Date {
        self.today
    }

    /// The fund and its months, for what books no document of its own.
    pub(crate) fn without_document(look: &mut Look<'_>) -> Result<FundFacts, Unplanned> {
        let fund = FundFacts::of_resident(look)?;
        let months = OpenMonths::read(look, fund.id)?;
        let (today, area) = (look.today(), agency_area(look)?);
        Ok(FundFacts { today, area, fund, months, booked: None, referenced: Referenced::default() })
    }

    /// Reads the fund and looks for a live voucher of this template on this document.
    pub(crate) fn read(look: &mut Look<'_>, template: TemplateName, document: &str) -> Result<FundFacts, Unplanned> {
        let facts = FundFacts::without_document(look)?;
        let document = document.trim();
        let sql = "SELECT v.month, v.number FROM voucher v WHERE v.fund = $1 AND v.template = $2 AND v.summary = $3 \
                   AND v.reverses IS NULL AND NOT EXISTS (SELECT 1 FROM voucher r WHERE r.reverses = v.id) \
                   ORDER BY v.id LIMIT 1";
        let args = [Value::Int(facts.fund.id.0), template.code().into(), summary(template, document).into()];
        let booked = look.one(sql, &args, |row| Ok((Month::read(row, 0)?, VoucherNumber::read(row, 1)?)))?;
        let referenced = match document {
            "" => Referenced::default(),
            document => Referenced::read(look, &facts.fund, document)?,
        };
        Ok(FundFacts { booked, referenced, ..facts })
    }

    /// The resident fund.
    pub(crate) fn of_resident(look: &mut Look<'_>) -> Result<FundRow, Unplanned> {
        let none = || FieldError::whole("本机构尚未建立城乡居民养老保险基金", "请先办理期初建账");
        Ok(fund_of(look, Scheme::Resident)?.ok_or_else(none)?)
    }

    /// The day itself, or the first day of the month that is open next when its month is closed.
    pub(crate) fn first_open_day(&self, day: Date) -> Date {
        self.months.next().map_or(day, |next| day.max(next.first_day()))
    }

    /// Plans the voucher of the document, and claims the bank's credit that the document names.
    pub(crate) fn book(&self, plan: &mut Plan, voucher: &Voucher) -> Result<VoucherId, Vec<FieldError>> {
        let id = plan_voucher(plan, self.fund.id, voucher, None);
        self.referenced.claim(plan, voucher, id)?;
        Ok(id)
    }
}

/// The summary that a template gives a voucher on this document.
pub(super) fn summary(template: TemplateName, document: &str) -> String {
    format!("{}（{document}）", template.title())
}

/// What is wrong with the day and number of a document.
pub(crate) fn document_faults(facts: &FundFacts, on: Date, document: &str) -> Vec<FieldError> {
    let mut faults = Vec::new();
    if on > facts.today {
        faults.push(FieldError::input("on", format!("日期 {on} 晚于今天"), "请按银行单据填写实际到账日期"));
    }
    if let Some(what) = facts.months.fault(Month::of(on)) {
        faults.push(FieldError::input("on", what, "请记入未关账的月份，并在单据号中注明所属期"));
    }
    if document.trim().is_empty() {
        faults.push(FieldError::input("document", "单据号未填写", "请填写银行或财政单据的号码"));
    } else if let Some((month, number)) = facts.booked {
        let what = format!("单据 {document} 已记入 {month} 第 {number} 号凭证");
        faults.push(FieldError::input("document", what, "请确认是否重复；确属另一笔的请填写完整的单据号"));
    }
    faults
}

//! Vouchers read back as values of `ledger`.

use std::collections::BTreeMap;

use desk::{Look, Refusal, Unplanned};
use ledger::{Account, Detail, Line, PartyId, Side, Voucher};
use store::{Record, StoreError, Value};

use super::months::book_of;
use crate::tables::{FundRow, PostingRow, VoucherId, VoucherRow};

/// A voucher with its row.
pub(crate) type StoredVoucher = (VoucherRow, Voucher);

/// One voucher.
pub(crate) fn voucher_by_id(
    look: &mut Look<'_>,
    fund: &FundRow,
    id: VoucherId,
) -> Result<Option<StoredVoucher>, Unplanned> {
    Ok(vouchers(look, fund, "v.id = $2", &[Value::Int(id.0)])?.pop())
}

/// Stored vouchers with their lines, in the order of month and number. `rest` limits the voucher
/// `v`, for example `v.month = $2`; `$1` is the fund.
pub(super) fn vouchers(
    look: &mut Look<'_>,
    fund: &FundRow,
    rest: &str,
    args: &[Value],
) -> Result<Vec<(VoucherRow, Voucher)>, Unplanned> {
    let mut all = vec![Value::Int(fund.id.0)];
    all.extend_from_slice(args);
    let lines = lines(look, rest, &all)?;
    let sql = format!(
        "SELECT {} FROM voucher v WHERE v.fund = $1 AND {rest} ORDER BY v.month, v.number",
        VoucherRow::columns_of("v")
    );
    let mut rows = Vec::new();
    look.each(&sql, &all, |row| {
        rows.push(VoucherRow::read(row, 0)?);
        Ok(())
    })?;
    rows.into_iter().map(|row| with_lines(fund, row, &lines)).collect()
}

fn with_lines(
    fund: &FundRow,
    row: VoucherRow,
    lines: &BTreeMap<VoucherId, Vec<PostingRow>>,
) -> Result<(VoucherRow, Voucher), Unplanned> {
    let broken = |what: String| {
        let (month, number) = (row.month, row.number);
        Refusal::Document(format!("{month} 第 {number} 号凭证无法读出：{what}。请运行 shebao verify 核查"))
    };
    let template = row.template.parse().map_err(|e: ledger::UnknownCode| broken(e.to_string()))?;
    let posted = lines.get(&row.id).map_or(&[][..], Vec::as_slice);
    let read = posted.iter().map(|line| ledger_line(line).map_err(|e| broken(e.to_string())));
    let voucher_lines = read.collect::<Result<Vec<Line>, Refusal>>()?;
    let book = book_of(fund.scheme);
    let voucher = Voucher::new(template, book, row.on_date, row.summary.clone(), voucher_lines)
        .map_err(|e| broken(e.to_string()))?;
    Ok((row, voucher))
}

fn ledger_line(row: &PostingRow) -> Result<Line, ledger::UnknownCode> {
    let (side, amount) = if row.debit.is_zero() { (Side::Credit, row.credit) } else { (Side::Debit, row.debit) };
    Ok(Line {
        account: Account::parse(&row.account)?,
        detail: row.detail.as_deref().map(Detail::parse).transpose()?,
        level: row.level,
        party: row.party.map(|person| PartyId(person.0)),
        side,
        amount,
        summary: row.summary.clone(),
    })
}

fn lines(look: &mut Look<'_>, rest: &str, args: &[Value]) -> Result<BTreeMap<VoucherId, Vec<PostingRow>>, StoreError> {
    let sql = format!(
        "SELECT {} FROM voucher v JOIN posting p ON p.voucher = v.id WHERE v.fund = $1 AND {rest} \
         ORDER BY p.voucher, p.line",
        PostingRow::columns_of("p")
    );
    let mut lines: BTreeMap<VoucherId, Vec<PostingRow>> = BTreeMap::new();
    look.each(&sql, args, |row| {
        let line = PostingRow::read(row, 0)?;
        lines.entry(line.voucher).or_default().push(line);
        Ok(())
    })?;
    Ok(lines)
}

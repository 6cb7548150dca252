//! `refunds`: every refund that was decided, with where its money and its subsidy go.

use anyhow::Result;
use base::Fen;
use office::contributions::{RefundDecided, refunds as all};
use serde_json::json;

use crate::arguments::{AsJson, Common};
use crate::open::reading;
use crate::print::{self, table};

/// Lists refunds in the reader's regions, newest first.
pub fn refunds(common: &Common, to: &AsJson) -> Result<()> {
    let mut reading = reading(common)?;
    let mut found = reading.look(all)?;
    found.retain(|refund| reading.covers(&refund.region));
    reading.takes_json_out(common, "refunds", to)?;
    if common.json {
        let one = |decided: &RefundDecided| {
            let row = &decided.refund;
            json!({ "refund": row.id, "person": row.person, "name": decided.name, "serial": decided.serial,
                    "year": decided.year, "way": row.way.code(), "reason": row.reason.code(),
                    "tax_number": row.tax_number, "accepted_on": row.accepted_on.to_string(),
                    "to_payer": row.to_payer, "province": row.province, "city": row.city, "county": row.county,
                    "state": decided.state.title(), "interest": row.interest, "income_year": row.income_year })
        };
        return print::json(&found.iter().map(one).collect::<Vec<_>>());
    }
    let line = |decided: &RefundDecided| {
        let row = &decided.refund;
        let amounts = [row.to_payer, row.province, row.city, row.county, row.interest].map(|amount| amount.to_string());
        let texts = [
            row.person.to_string(),
            decided.name.clone(),
            decided.serial.clone(),
            decided.year.to_string(),
            row.reason.to_string(),
            row.way.to_string(),
            row.tax_number.clone(),
            decided.state.title().to_owned(),
        ];
        [&texts[..], &amounts].concat()
    };
    let header = ["个人编号", "姓名", "税票号", "年度", "原因", "方式", "受理号", "状态"];
    let header = [&header[..], &["退还缴费人", "省补贴", "市补贴", "县补贴", "利息"]].concat();
    say!("{}", table(&header, &[0, 8, 9, 10, 11, 12], found.iter().map(line)));
    let sum = |of: fn(&RefundDecided) -> Fen| found.iter().map(of).sum::<Fen>();
    let subsidies = sum(|d| d.refund.province + d.refund.city + d.refund.county);
    sayln!("{} 笔，退还缴费人 {} 元，各级补贴 {subsidies} 元。", found.len(), sum(|d| d.refund.to_payer));
    Ok(())
}

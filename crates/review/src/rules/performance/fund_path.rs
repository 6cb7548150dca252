//! F01, F02: where the money came from and where it went.

use super::Report;
use crate::finding::{Confidence, Finding, Review};
use crate::kind::Kind;

const OWN_SHARE: [&str; 8] =
    ["区级配套", "县级配套", "市级配套", "本级配套", "区级财政配套", "县级财政配套", "市级财政配套", "地方配套"];

/// Transfers from above booked as the place's own share; fund money outside the 财政专户.
pub(super) fn check(report: &Report<'_, '_>, review: &mut Review) {
    let reading = report.reading;
    let (mut source, mut path) = (false, false);
    for sentence in &reading.sentences {
        let passage = &reading.text.passages[sentence.passage];
        if passage.cell {
            continue;
        }
        let text = passage.slice(sentence.span.clone());
        let quotes = || reading.text.quotes(sentence.passage, sentence.span.clone());
        let own = OWN_SHARE.iter().any(|word| text.contains(word));
        let transfer = text.contains("转移支付") || text.contains("转移资金") || text.contains("专项转移");
        let from = ["从", "来源", "资金收入"].iter().any(|word| text.contains(word));
        // 省级转移支付185万元、市级配套70万元: each of its own.
        let here = reading
            .quantities
            .iter()
            .filter(|q| q.passage == sentence.passage && sentence.span.contains(&q.number.span.start));
        let each = here.clone().any(|q| q.led_by(&["转移支付"]) && !q.led_by(&["配套"]))
            && here.into_iter().any(|q| q.led_by(&["配套"]) && !q.led_by(&["转移支付"]));
        if !source && own && transfer && from && !each {
            source = true;
            let calc = "上级转移支付资金列作本级配套资金";
            let suggestion = "核实该项转移支付能否用于本级应承担的配套；配套资金应由本级预算安排";
            let finding = Finding::new(Kind::FundSource, quotes(), calc, suggestion);
            review.findings.push(finding.confidence(Confidence::Question));
        }
        let outside = text.replace("财政局社保基金专户", "").replace("财政专户", "");
        let elsewhere = ["局社保基金专户", "中心社保基金专户", "局基金专户", "经办机构基金专户"]
            .iter()
            .any(|word| outside.contains(word));
        if !path && elsewhere && text.contains("拨入") {
            path = true;
            let calc = "资金拨入经办机构的账户，没有写明进入社会保障基金财政专户";
            let suggestion = "核实收款账户；财政补助应拨入财政专户，再按用款计划拨到支出户";
            let finding = Finding::new(Kind::FundPath, quotes(), calc, suggestion);
            review.findings.push(finding.confidence(Confidence::Question));
        }
    }
}

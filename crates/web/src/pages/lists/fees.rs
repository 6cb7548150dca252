//! 未缴费人员, 退费台账, 权益记录异议, 未办结的转移.

use office::accounts::{open_objections, open_transfers};
use office::contributions::{DefaultTier, campaign_part, refunds};

use maud::html;

use super::sheet::{Cell, List};
use super::{DO, behind, long, number, part, row, text, year_asked};
use crate::http::{Call, Fault, Pairs};
use crate::pages::way;

/// Records that are looked at in one go.
const A_PART: i64 = 500;

pub fn unpaid(call: &mut Call<'_>, asked: &Pairs) -> Result<List, Fault> {
    let environment = call.environment();
    let year = year_asked(asked, call.today()?.year())?;
    let Some(part) = part(asked, A_PART) else { return Err(Fault::NotFound) };
    let (campaign, next) = call.read(|look| campaign_part(look, &environment, year, &part))?;
    let rows = campaign.unpaid.iter().map(|one| {
        let from = match one.tier_from {
            DefaultTier::LastPaid(year) => format!("{year} 年缴过"),
            DefaultTier::Lowest => "最低档".to_owned(),
        };
        let contact = one.contact.as_ref();
        let last = contact.map(|c| format!("{} {}：{}", c.on, c.way.title(), c.answer.title())).unwrap_or_default();
        let address = format!("/operations/contributions.contacted?person={}&year={year}", one.person);
        let cells = vec![
            Cell::Person(one.person, one.name.clone()),
            Cell::Code(one.region),
            Cell::Text(one.address.clone()),
            Cell::Money(one.tier),
            Cell::Text(from),
            Cell::Text(if one.of_age { "已到龄".to_owned() } else { String::new() }),
            Cell::Text(last),
            Cell::Do(vec![("登记联系", address)]),
        ];
        row(one.region, cells)
    });
    Ok(List {
        note: format!("{year} 年度应缴而没有缴费的人；应缴、已缴人数和完成率见看板。"),
        asks: &[("year", "年度", "text")],
        titles: vec![
            text("姓名"),
            text("村（社区）"),
            long("住址"),
            number("默认档次（元）"),
            text("档次来源"),
            text("年龄"),
            long("最近联系"),
            DO,
        ],
        rows: rows.collect(),
        nothing: "没有未缴费的人员。",
        next: next.map(behind),
        ..List::default()
    })
}

pub fn refunded(call: &mut Call<'_>, _asked: &Pairs) -> Result<List, Fault> {
    let found = call.read(refunds)?;
    let rows = found.iter().map(|line| {
        let refund = &line.refund;
        let cells = vec![
            Cell::Person(refund.person, line.name.clone()),
            Cell::Code(line.region),
            Cell::Count(line.year),
            Cell::Text(line.serial.clone()),
            Cell::Text(refund.reason.title().to_owned()),
            Cell::Text(refund.way.title().to_owned()),
            Cell::Text(refund.tax_number.clone()),
            Cell::Money(refund.to_payer),
            Cell::Money(refund.province + refund.city + refund.county),
            Cell::Text(line.state.title().to_owned()),
        ];
        row(line.region, cells)
    });
    Ok(List {
        titles: vec![
            text("姓名"),
            text("村（社区）"),
            number("年度"),
            text("税票号"),
            text("原因"),
            text("方式"),
            text("税务受理号"),
            number("退给缴费人（元）"),
            number("退回各级（元）"),
            text("状态"),
        ],
        rows: rows.collect(),
        nothing: "没有退费。",
        sums: Some(7),
        after: Some(
            html! { p { "由基金退给本人的，用零星发放批次支付：" (way(call, "/operations/payment.open_special", "建立零星发放批次")?) "，在“发放”页计算、签字、送银行。" } },
        ),
        ..List::default()
    })
}

pub fn objections(call: &mut Call<'_>, _asked: &Pairs) -> Result<List, Fault> {
    let found = call.read(open_objections)?;
    let rows = found.iter().map(|open| {
        let objection = &open.objection;
        let address = format!("/operations/accounts.answer_objection?objection={}", objection.id);
        let cells = vec![
            Cell::Person(objection.person, open.name.clone()),
            Cell::Code(open.region),
            Cell::Count(objection.year),
            Cell::Day(Some(objection.on_date)),
            Cell::Text(objection.what.clone()),
            Cell::Do(vec![("答复", address)]),
        ];
        row(open.region, cells)
    });
    Ok(List {
        titles: vec![text("姓名"), text("村（社区）"), number("年度"), text("提出日期"), long("异议内容"), DO],
        rows: rows.collect(),
        nothing: "没有未答复的异议。",
        ..List::default()
    })
}

pub fn transfers(call: &mut Call<'_>, _asked: &Pairs) -> Result<List, Fault> {
    let found = call.read(open_transfers)?;
    let rows = found.iter().map(|open| {
        let request = &open.request;
        let next = match open.funded {
            true => ("转出", format!("/operations/accounts.transfer_out?person={}", request.person)),
            false => ("登记用款到账", "/operations/accounts.fund_transfers".to_owned()),
        };
        let cells = vec![
            Cell::Person(request.person, open.name.clone()),
            Cell::Code(open.region),
            Cell::Text(request.letter.clone()),
            Cell::Money(request.amount),
            Cell::Day(Some(open.asked_on)),
            Cell::Count(open.days),
            Cell::Text(open.waits_for().to_owned()),
            Cell::Do(vec![next]),
        ];
        row(open.region, cells)
    });
    Ok(List {
        titles: vec![
            text("姓名"),
            text("村（社区）"),
            text("函件编号"),
            number("金额（元）"),
            text("申请日期"),
            number("已等天数"),
            text("等待"),
            DO,
        ],
        rows: rows.collect(),
        nothing: "没有未办结的转移用款申请。",
        sums: Some(3),
        ..List::default()
    })
}

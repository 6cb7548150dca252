//! 配套资金请示: what a level owes for the year so far, what came, what is asked for, and next year's need. Every
//! amount is that of the books (`office::matching`).

use std::collections::BTreeMap;

use base::{Fen, Level, Month};
use desk::{FieldError, Look, Unplanned};
use evaluation::{Block, Element, Paper, PaperTable, Span};

use super::{Rows, until, word};
use crate::matching::{CycleRow, Forecast, cycle, forecast};
use crate::registry::{agency_name, fund_of};
use crate::tables::{MatchingPurpose, Scheme};

pub(super) fn paper(look: &mut Look<'_>, (level, month): (Level, Month), to: &str) -> Result<Paper, Unplanned> {
    let fund = fund_of(look, Scheme::Resident)?
        .ok_or_else(|| FieldError::whole("本机构尚未建账", "请先办理期初建账（registry.open_books）"))?;
    let to = to.trim();
    if to.is_empty() {
        return Err(FieldError::input("to", "没有填写主送机关", "请填写拨款的财政部门全称，如“某某区财政局”").into());
    }
    let cycle = cycle(look, &fund, month)?;
    let own: BTreeMap<MatchingPurpose, CycleRow> =
        cycle.rows.iter().filter(|((l, _), _)| *l == level).map(|((_, purpose), row)| (*purpose, *row)).collect();
    let total = own.values().fold(CycleRow::default(), plus);
    let short = -total.difference();
    if short <= Fen::ZERO {
        let what = format!("{}{level}配套资金没有缺口", until(month));
        return Err(FieldError::input("level", what, "没有缺口的不请款；要看各级到位情况，请打印配套资金表").into());
    }
    let next = forecast(look)?;
    let rows = Rows::of(look, "matching_need", month.year());
    let unit = agency_name(look)?;
    let blocks = blocks((level, month), &own, (total, short), &next, &rows);
    let title = format!("{unit}\n关于申请拨付{}年{level}城乡居民基本\n养老保险配套资金的请示", month.year());
    Ok(Paper { title, addressee: to.to_owned(), blocks, ..Paper::default() })
}

fn plus(sum: CycleRow, row: &CycleRow) -> CycleRow {
    CycleRow {
        carried_in: sum.carried_in + row.carried_in,
        requested: sum.requested + row.requested,
        allotted: sum.allotted + row.allotted,
        received: sum.received + row.received,
        needed: sum.needed + row.needed,
    }
}

fn blocks(
    (level, month): (Level, Month),
    own: &BTreeMap<MatchingPurpose, CycleRow>,
    (total, short): (CycleRow, Fen),
    next: &Forecast,
    rows: &Rows,
) -> Vec<Block> {
    let period = until(month);
    let body = |spans: Vec<Span>| Block::Text(Element::Body(spans));
    let mut blocks = vec![
        Block::words(format!(
            "城乡居民基本养老保险基金实行个人缴费、集体补助和政府补贴相结合。现将{period}{level}配套资金的应配套和到位情况报告如下，请予审核拨付。"
        )),
        Block::heading(1, "一、应配套情况"),
        body(vec![
            word(format!("{period}，按实际支付的待遇和实际记账的缴费补贴逐笔计算，{level}应配套")),
            rows.yuan(total.needed),
            word("，分用途见下表。"),
        ]),
        Block::Table(needed(own, (total, short), rows)),
        Block::Note("金额单位：元。应配套按实际支付和记账的明细汇总；尚差=应配套−上年结转−已到位。".to_owned()),
        Block::heading(1, "二、到位情况"),
        body(vec![
            word("上年结算结转"),
            rows.yuan(total.carried_in),
            word("，本年已请款"),
            rows.yuan(total.requested),
            word("、下达"),
            rows.yuan(total.allotted),
            word("，实际到达社会保障基金财政专户"),
            rows.yuan(total.received),
            word("。尚差"),
            rows.yuan(short),
            word("，目前由基金垫付。"),
        ]),
        Block::heading(1, "三、下年测算"),
        body(vec![
            word(format!("按现有领取人员、到龄新增和死亡减少推算，{}年{level}约需配套", next.year)),
            rows.yuan(next.total()[level]),
            word("，请列入年度预算。尚未公布的提标不在其内。"),
        ]),
    ];
    let lines: Vec<_> = next.lines.iter().filter(|line| !line.amounts[level].is_zero()).collect();
    if !lines.is_empty() {
        let one = |line: &&crate::matching::ForecastLine| {
            vec![word(line.purpose.title()), word(&line.how), rows.worked_out(line.amounts[level], line.how.clone())]
        };
        let columns = vec![("用途", 22), ("测算依据", 54), ("金额（元）", 24)];
        blocks.push(Block::Table(PaperTable { columns, rows: lines.iter().map(one).collect() }));
    }
    blocks.extend([
        Block::heading(1, "四、请示事项"),
        body(vec![
            word(format!("请拨付{period}{level}城乡居民基本养老保险配套资金")),
            rows.yuan(short),
            word("，拨入社会保障基金财政专户，专款专用。"),
        ]),
        Block::words("妥否，请批示。"),
    ]);
    blocks
}

fn needed(own: &BTreeMap<MatchingPurpose, CycleRow>, (total, short): (CycleRow, Fen), rows: &Rows) -> PaperTable {
    let line = |title: &str, row: &CycleRow, short: Fen| {
        let how = format!("{}−{}−{}", row.needed, row.carried_in, row.received);
        let amounts = [row.needed, row.carried_in, row.received].map(|amount| rows.cell(amount));
        [vec![word(title)], amounts.to_vec(), vec![rows.worked_out(short, how)]].concat()
    };
    let mut lines: Vec<Vec<Span>> =
        own.iter().map(|(purpose, row)| line(purpose.title(), row, -row.difference())).collect();
    lines.push(line("合计", &total, short));
    let columns = vec![("用途", 20), ("应配套", 20), ("上年结转", 20), ("已到位", 20), ("尚差", 20)];
    PaperTable { columns, rows: lines }
}

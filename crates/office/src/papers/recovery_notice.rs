//! 多领待遇退回通知书: what was overpaid for which months, what came back, what is still asked for.

use base::{Date, Fen};
use desk::{FieldError, Look, Unplanned};
use evaluation::{Block, Element, Paper, PaperTable};

use super::{Rows, day, in_words, word};
use crate::benefits::{RecoveryLine, recoveries};
use crate::tables::RecoveryId;

pub(super) fn found(look: &mut Look<'_>, recovery: RecoveryId) -> Result<RecoveryLine, Unplanned> {
    let found = recoveries(look)?.into_iter().find(|line| line.recovery.id == recovery);
    let missing = || FieldError::input("recovery", format!("追回台账中没有第 {recovery} 号"), "请从追回台账中选择");
    found.ok_or_else(|| missing().into())
}

pub(super) fn paper(look: &mut Look<'_>, recovery: RecoveryId, until: Date) -> Result<Paper, Unplanned> {
    let line = found(look, recovery)?;
    if line.left() <= Fen::ZERO {
        let why = line.ended.as_ref().map_or("已全部追回".to_owned(), |reason| format!("已撤销：{reason}"));
        return Err(FieldError::input("recovery", why, "没有尚欠金额的，不发退回通知").into());
    }
    if until <= look.today() {
        return Err(FieldError::input("until", format!("退回期限 {until} 已过"), "请填写今天以后的日期").into());
    }
    let row = &line.recovery;
    let rows = Rows::of(look, "recovery", look.today().year());
    let text = |spans| Block::Text(Element::Body(spans));
    let mut told = vec![
        word(format!(
            "经核查，{}因“{}”，{}至{}期间多领城乡居民基本养老保险待遇",
            line.name,
            row.cause,
            in_words(row.from_month),
            in_words(row.to_month)
        )),
        rows.yuan(row.total()),
    ];
    if !line.repaid.is_zero() {
        told.extend([word("，已退回"), rows.yuan(line.repaid)]);
    }
    told.extend([word("，尚须退回"), rows.yuan(line.left()), word("。多领待遇按资金承担分列如下（单位：元）：")]);
    let blocks = vec![
        text(told),
        Block::Table(payers(&line, &rows)),
        text(vec![
            word("根据《中华人民共和国社会保险法》和《社会保险经办条例》，请于"),
            word(day(until)),
            word("前将上述款项退回本单位。一次退回有困难的，可以申请签订分期退回或者从以后待遇中抵扣的协议。"),
        ]),
        Block::words(
            "对多领的事实或者金额有异议的，可以在期限内持有关材料向本单位申请核对，也可以依法申请行政复议或者提起行政诉讼。",
        ),
        Block::words("特此通知。"),
    ];
    Ok(Paper {
        title: "多领城乡居民基本养老保险待遇退回通知书".to_owned(),
        addressee: line.name.clone(),
        blocks,
        ..Paper::default()
    })
}

fn payers(line: &RecoveryLine, rows: &Rows) -> PaperTable {
    let row = &line.recovery;
    let all = [
        ("中央", row.central),
        ("省级", row.province),
        ("市级", row.city),
        ("县级", row.county),
        ("个人账户", row.account),
        ("合计", row.total()),
    ];
    PaperTable {
        columns: all.iter().map(|(title, _)| (*title, 1)).collect(),
        rows: vec![all.iter().map(|(_, amount)| rows.cell(*amount)).collect()],
    }
}

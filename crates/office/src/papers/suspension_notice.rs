//! 暂停发放待遇通知书: since when, why, how much, and what to do to be paid again.

use desk::{FieldError, Look, Unplanned};
use evaluation::{Block, Element, Paper};

use super::{Rows, in_words, masked_id, word};
use crate::benefits::Standing;
use crate::environment::Environment;
use crate::tables::{AwardState, PersonId, Scheme, SuspensionReason};

pub(super) fn paper(look: &mut Look<'_>, environment: &Environment, person: PersonId) -> Result<Paper, Unplanned> {
    let standing = Standing::read(look, person, Scheme::Resident)?;
    let suspended = standing.newest.as_ref().filter(|(version, _)| version.state == AwardState::Suspended);
    let Some((version, _)) = suspended else {
        return Err(FieldError::input("person", "该人员的待遇没有暂停", "只有暂停发放的待遇才发暂停通知").into());
    };
    let id = masked_id(look, environment, person)?;
    let rows = Rows::of(look, "award_version", version.from_month.year());
    let name = standing.name();
    let reason = standing.reason_at(version.n);
    let why = reason.map_or_else(
        || "移交本系统以前已经暂停（原因以原经办记录为准）".to_owned(),
        |s| said(s.reason.title(), &s.note),
    );
    let blocks = vec![
        Block::Text(Element::Body(vec![
            word(format!(
                "{name}（证件号{id}），因{why}，自{}起暂停发放您的城乡居民基本养老保险待遇，暂停前每月",
                in_words(version.from_month)
            )),
            rows.yuan(version.total()),
            word("。"),
        ])),
        Block::words(what_to_do(reason.map(|s| s.reason))),
        Block::words("对暂停发放有异议的，可以持有关材料向本单位申请核对，也可以依法申请行政复议或者提起行政诉讼。"),
        Block::words("特此通知。"),
    ];
    let title = "暂停发放城乡居民基本养老保险待遇通知书".to_owned();
    Ok(Paper { title, addressee: name.to_owned(), blocks, ..Paper::default() })
}

fn said(reason: &str, note: &str) -> String {
    let note = note.trim().trim_end_matches('。');
    if note.is_empty() { reason.to_owned() } else { format!("{reason}（{note}）") }
}

fn what_to_do(reason: Option<SuspensionReason>) -> &'static str {
    match reason {
        Some(SuspensionReason::Certification) => {
            "请尽快通过手机、村（社区）、乡镇（街道）或者经办窗口完成领取待遇资格认证；行动不便的，可以申请上门认证。认证通过后，从规定的月份起恢复发放。"
        }
        Some(SuspensionReason::Prison) => "刑满释放后，请持释放证明到经办窗口申请续发；服刑期间的待遇不补发。",
        Some(SuspensionReason::Lead) => {
            "本单位正在核实有关情况，请予配合并尽快提供说明和证明材料。核实后不影响领取的，恢复发放并补发暂停期间的待遇。"
        }
        Some(SuspensionReason::Other) | None => "暂停原因消除后，请持有关证明到经办窗口申请续发。",
    }
}

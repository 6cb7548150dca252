//! The versions that were activated, as the database keeps them.

use base::{Date, Month};
use desk::{Digest, FieldError, Look, MATTER, Refusal, Unplanned};
use law::Law;
use store::Value;

use crate::environment::Environment;
use crate::tables::LawVersion;

/// Every version that was ever activated, oldest first.
pub fn versions(look: &mut Look<'_>) -> Result<Vec<LawVersion>, Unplanned> {
    let agency = Value::Int(look.agency().0);
    Ok(look.select::<LawVersion>("WHERE agency = $1 ORDER BY recorded", &[agency])?)
}

/// The version in force: the newest.
pub fn active_version(look: &mut Look<'_>) -> Result<Option<LawVersion>, Unplanned> {
    let agency = Value::Int(look.agency().0);
    let newest = look.select::<LawVersion>("WHERE agency = $1 ORDER BY recorded DESC LIMIT 1", &[agency])?;
    Ok(newest.into_iter().next())
}

/// The law of a stored version, made again from its files.
pub fn law_of(version: &LawVersion) -> Result<Law, Unplanned> {
    let unreadable = |why: String| {
        let what = format!("政策版本 {} 的原文无法读取：{why}", version.name);
        Unplanned::Failed(Refusal::Document(what))
    };
    let files: Vec<(String, String)> = serde_json::from_str(&version.files).map_err(|e| unreadable(e.to_string()))?;
    Law::from_texts(files).map_err(|e| unreadable(e.to_string()))
}

/// The program's version as a row, following another one or none.
pub(crate) fn of_program(
    environment: &Environment,
    active_from: Date,
    (replaces, effective): (Option<String>, Option<Month>),
) -> Result<LawVersion, FieldError> {
    let law = &environment.law;
    let text = law.canonical_text();
    let files = serde_json::to_string(law.texts()).map_err(|e| FieldError::whole(e.to_string(), "请联系系统管理员"))?;
    Ok(LawVersion {
        name: law.version_name().to_owned(),
        digest: Digest::of(text.as_bytes()),
        active_from,
        replaces,
        effective,
        text,
        files,
        matter: MATTER,
    })
}

/// Refuses to assess or pay by a version that nobody activated: the program was replaced, or its
/// law files were changed, and the agency has not decided about it yet.
pub(crate) fn need_active(look: &mut Look<'_>, environment: &Environment) -> Result<(), Unplanned> {
    let ours = environment.law.version_name();
    let active = active_version(look)?.map(|version| version.name);
    match active.as_deref() {
        Some(active) if active == ours => Ok(()),
        Some(active) => {
            let what = format!("程序现在的政策版本是 {ours}，本机构启用的是 {active}，没有启用 {ours}");
            let advice =
                "请核对影响清单并办理政策版本启用（shebao law activate），审批后再办；程序换错了的，请换回原来的版本";
            Err(FieldError::whole(what, advice).into())
        }
        None => Err(FieldError::whole("本机构还没有启用任何政策版本", "请先办理期初建账").into()),
    }
}

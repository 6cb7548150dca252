//! 转移联系函: the agency that takes a member in asks the one that has the account for it. From another place it
//! is 转入接收函, from the employees' scheme 制度衔接联系函; the money and years it brings are `accounts.transfer_in`.

use desk::{FieldError, Look, Unplanned};
use evaluation::{Block, Paper, PaperTable};

use super::{person_now, whole_id, word};
use crate::benefits::award_of;
use crate::environment::Environment;
use crate::registry::regions_in_force;
use crate::tables::{AwardOrigin, EnrolmentState, PersonId, Scheme, TransferKind};

pub(super) fn paper(
    look: &mut Look<'_>,
    environment: &Environment,
    person: PersonId,
    (kind, place, number): (TransferKind, &str, &str),
) -> Result<Paper, Unplanned> {
    let (place, number) = (place.trim(), number.trim());
    let now = person_now(look, person)?;
    let version = &now.version;
    let mut errors = Vec::new();
    if place.is_empty() {
        errors.push(FieldError::input("place", "没有填写对方机构", "请填写转出地经办机构全称"));
    }
    if number.is_empty() {
        errors.push(FieldError::input("number", "没有填写函号", "请按本单位发文登记填写，转入登记时还要用这个函号"));
    }
    match &now.enrolment {
        Some((_, EnrolmentState::Active | EnrolmentState::Suspended)) => {}
        Some((_, state)) => {
            let what = format!("{}的参保状态是“{state}”", version.name);
            errors.push(FieldError::input("person", what, "只有未领取待遇、未终止的参保关系可以转入"));
        }
        None => errors.push(FieldError::input("person", format!("{}在本地没有参保", version.name), "请先办理参保登记")),
    }
    if errors.is_empty()
        && award_of(look, person, Scheme::Resident)?.is_some_and(|(award, _)| award.origin != AwardOrigin::Once)
    {
        let what = format!("{}已核定过待遇", version.name);
        errors.push(FieldError::input("person", what, "领取待遇的人员不转移关系；重复领取的按清理办法办理"));
    }
    if !errors.is_empty() {
        return Err(Unplanned::Fields(errors));
    }
    let id = whole_id(look, environment, person)?;
    let names = regions_in_force(look)?;
    let mut levels = vec![version.region.county(), version.region.town(), version.region];
    levels.dedup();
    let region: String = levels.iter().filter_map(|code| names.get(code).map(String::as_str)).collect();
    let (title, asked) = match kind {
        TransferKind::Place => ("城乡居民基本养老保险关系转入接收函", "本单位同意接收其城乡居民基本养老保险关系"),
        TransferKind::Employees => {
            ("城乡养老保险制度衔接联系函", "该人员申请衔接到城乡居民基本养老保险，本单位同意接收")
        }
    };
    let pairs = [["姓名", &version.name, "公民身份号码", &id], ["现参保地", &region, "住址", &version.address]];
    let rows = pairs.iter().map(|row| row.iter().map(|text| word(*text)).collect()).collect();
    let blocks = vec![
        Block::words(format!("以下人员已在我地参加城乡居民基本养老保险，{asked}。")),
        Block::Table(PaperTable { columns: vec![("", 14), ("", 30), ("", 20), ("", 36)], rows }),
        Block::words(
            "请核对其参保缴费记录，办理关系转出，将个人账户全部储存额连同缴费年限、各年度缴费和个人账户来源明细（信息表）一并转来；有重复缴费或者重复领取待遇的，请一并注明。",
        ),
        Block::words(format!("转出时请在附言中注明本函编号“{number}”和参保人姓名。收款账户请与本单位核对后再划款。")),
        Block::words("以上个人信息仅用于办理养老保险关系转移，请予保密。特此函达。"),
    ];
    Ok(Paper {
        number: number.to_owned(),
        title: title.to_owned(),
        addressee: place.to_owned(),
        blocks,
        ..Paper::default()
    })
}

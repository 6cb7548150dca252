//! What must hold of anybody who joins, and the rows that make a member: the same for the form
//! and for a village's list.

use base::{BankCard, Date, IdNumber, Month, RegionCode};
use desk::{Plan, Unplanned};

use crate::identifiers::Identifiers;
use crate::registry::people::clean_name;
use crate::tables::{
    Enrolment, EnrolmentEvent, EnrolmentState, EventKind, FundRow, IdentifierKind, Person, PersonId, PersonVersion,
    Scheme,
};

/// 国发〔2014〕8号: at least 16 years old.
const YOUNGEST: i32 = 16;
/// From then on a pension is claimed, not paid for.
const BENEFIT_AGE: i32 = 60;

/// Codes of aac066 (special groups); an ordinary person has none.
pub const SPECIAL_GROUPS: [(&str, &str); 7] = [
    ("01", "低保对象"),
    ("02", "特困人员"),
    ("03", "重度残疾人"),
    ("04", "建档立卡贫困人口"),
    ("05", "计划生育特殊家庭"),
    ("06", "优抚对象"),
    ("09", "其他困难群体"),
];

/// What a special group is called.
pub(super) fn group_title(code: &str) -> Option<&'static str> {
    SPECIAL_GROUPS.iter().find(|(known, _)| *known == code).map(|(_, title)| *title)
}

/// Somebody who joins.
pub(super) struct Newcomer {
    pub(super) id_number: IdNumber,
    pub(super) name: String,
    pub(super) address: String,
    pub(super) phone: String,
    pub(super) region: RegionCode,
    pub(super) special_group: String,
    pub(super) account: Option<BankCard>,
}

/// Something that keeps somebody from joining: form field, what, what to do.
pub(super) struct Fault {
    pub(super) key: &'static str,
    pub(super) what: String,
    pub(super) advice: &'static str,
}

impl Newcomer {
    /// What keeps the person from joining, as far as the form alone tells.
    pub(super) fn faults(&self, today: Date) -> Vec<Fault> {
        let mut faults = Vec::new();
        let mut need = |ok: bool, key: &'static str, what: &str, advice: &'static str| {
            if !ok {
                faults.push(Fault { key, what: what.to_owned(), advice });
            }
        };
        need(!clean_name(&self.name).is_empty(), "name", "姓名未填写", "请按身份证填写姓名");
        need(!self.address.trim().is_empty(), "address", "地址未填写", "地址为必填项，请填写到村组门牌");
        need(self.phone.is_empty() || phone_is_sound(&self.phone), "phone", "电话号码不对", PHONE_ADVICE);
        let group_known = self.special_group.is_empty() || group_title(&self.special_group).is_some();
        need(group_known, "special_group", "没有这个特殊群体代码", "一般居民留空，其他按代码表填写 01 至 06 或 09");
        let birth = self.id_number.birth();
        let of_age = is_so_old(birth, YOUNGEST, today);
        need(of_age, "id_number", "未满 16 周岁，不能参保", "请在年满 16 周岁后登记");
        faults
    }

    /// Remarks that stop nobody.
    pub(super) fn notices(&self, today: Date) -> Vec<String> {
        let mut notices = Vec::new();
        if self.account.as_ref().is_some_and(|card| !card.passes_luhn()) {
            notices.push(LUHN_NOTICE.to_owned());
        }
        if is_so_old(self.id_number.birth(), BENEFIT_AGE, today) {
            notices.push("已满 60 周岁：请核对是否应直接办理待遇申领".to_owned());
        }
        notices
    }

    /// Plans person, identifiers and membership.
    pub(super) fn plan(
        &self,
        plan: &mut Plan,
        identifiers: &Identifiers<'_>,
        fund: &FundRow,
        today: Date,
    ) -> Result<PersonId, Unplanned> {
        let person: PersonId = plan.new_id();
        plan.insert(&Person { id: person, old_number: None });
        plan.insert(&PersonVersion {
            person,
            n: 1,
            name: clean_name(&self.name),
            sex: self.id_number.sex().code(),
            birth: Some(self.id_number.birth()),
            address: self.address.trim().to_owned(),
            region: self.region,
            flags: String::new(),
            valid_from: today,
        });
        let mut add = |kind, text: &str| match text {
            "" => Ok(()),
            text => identifiers.plan(plan, person, kind, text, ("", ""), today).map(|_| ()),
        };
        add(IdentifierKind::IdNumber, self.id_number.reveal())?;
        add(IdentifierKind::BankAccount, self.account.as_ref().map_or("", BankCard::reveal))?;
        add(IdentifierKind::Phone, &self.phone)?;
        let enrolment = plan.new_id();
        let joined = Month::of(today);
        plan.insert(&Enrolment {
            id: enrolment,
            person,
            scheme: Scheme::Resident,
            fund: fund.id,
            joined,
            special_group: self.special_group.clone(),
            years_taken_on: 0,
        });
        plan.insert(&EnrolmentEvent {
            enrolment,
            n: 1,
            state: EnrolmentState::Active,
            kind: EventKind::Registered,
            reason: "参保登记".to_owned(),
            from_month: joined,
        });
        Ok(person)
    }
}

/// What to do about a phone number.
pub(super) const PHONE_ADVICE: &str = "请填写 11 位手机号，或带区号的固定电话，如 0871-62120000";

/// A card number that fails the check of cards; passbook accounts need not pass it.
pub(super) const LUHN_NOTICE: &str = "银行账号不符合银行卡校验规则；存折账号可以如此，请对照原件再核对一次";

/// Eleven digits beginning with 1, or a landline with its area code.
pub(super) fn phone_is_sound(phone: &str) -> bool {
    let digits: String = phone.chars().filter(|c| *c != '-').collect();
    let all_digits = digits.bytes().all(|b| b.is_ascii_digit());
    let dashes = phone.len() - digits.len();
    let mobile = digits.len() == 11 && digits.starts_with('1') && dashes == 0;
    let landline = (10..=12).contains(&digits.len()) && digits.starts_with('0') && dashes <= 1;
    all_digits && (mobile || landline)
}

fn is_so_old(birth: Date, years: i32, today: Date) -> bool {
    birth.checked_add(jiff::Span::new().years(years)).is_ok_and(|day| day <= today)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn phones_are_mobile_or_have_an_area_code() {
        for sound in ["13900000000", "0871-62120000", "087162120000"] {
            assert!(phone_is_sound(sound), "{sound}");
        }
        for bad in ["", "1390000000", "62120000", "139-00000000", "1390000000x", "0871--62120000"] {
            assert!(!phone_is_sound(bad), "{bad}");
        }
    }

    #[test]
    fn sixteen_is_reached_on_the_birthday() {
        let birth = jiff::civil::date(2003, 1, 2);
        assert!(is_so_old(birth, YOUNGEST, jiff::civil::date(2019, 1, 2)));
        assert!(!is_so_old(birth, YOUNGEST, jiff::civil::date(2019, 1, 1)));
    }
}

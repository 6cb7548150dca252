//! 待遇资格: may a person claim, and if not, why.

use base::{Date, Month};
use law::{Citation, Cited};
use serde::Serialize;

use super::claim::ClaimRules;
use super::first_month::first_month;
use super::required_years::required_years;

/// Revision of the rule.
pub const REVISION: &str = "resident.entitlement/1";

/// What is known of a person who claims.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Applicant {
    /// Birth date.
    pub birth: Date,
    /// Years of contribution that count.
    pub paid_years: u32,
    /// The day the last required year was paid, if that came after the birthday.
    pub years_complete: Option<Date>,
    /// The other pension already received, by its name, for example 企业职工基本养老保险.
    pub other_pension: Option<String>,
    /// Day of death, if the person has died.
    pub death: Option<Date>,
}

/// One reason against a claim.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Refusal {
    /// The kind, for lists and statistics.
    pub kind: RefusalKind,
    /// What to tell the person, and what to do.
    pub text: String,
    /// The row of the law it rests on.
    pub citation: Citation,
}

/// Kinds of refusal.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum RefusalKind {
    /// 未到年龄
    TooYoung,
    /// 年限不足
    YearsShort,
    /// 已领其他养老保险待遇
    OtherPension,
    /// 起始月前死亡
    DiedBefore,
}

/// The answer to a claim.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Entitlement {
    /// He may; benefits begin in this month, which may lie in the past.
    Granted {
        /// 待遇起始月
        first_month: Month,
        /// Years he had to pay.
        required_years: i64,
    },
    /// He may not; every reason is given, not only the first.
    Refused(Vec<Refusal>),
}

/// 国发〔2014〕8号 第七部分; 人社部发〔2014〕17号 第八条: of age, years complete, no other pension. Asked in the
/// month for which benefits would be paid.
pub fn entitlement(applicant: &Applicant, month: Month, rules: &ClaimRules) -> Entitlement {
    let start = first_month(applicant.birth, applicant.years_complete, rules);
    let need = required_years(applicant.birth, rules);
    let have = i64::from(applicant.paid_years);
    let mut reasons = Vec::new();
    if month < start {
        let age = rules.benefit_age.value;
        let text = format!("{month} 尚未到待遇起始月：满 {age} 周岁且缴清年限后的次月 {start} 起可领取，请到时再办");
        reasons.push(refusal(RefusalKind::TooYoung, text, &rules.benefit_age));
    }
    if have < need {
        let text = format!("应缴满 {need} 年，已缴 {have} 年，还差 {} 年；可补缴后再申请", need - have);
        reasons.push(refusal(RefusalKind::YearsShort, text, &rules.full_years));
    }
    if let Some(other) = &applicant.other_pension {
        let text = format!("已领取{other}待遇，不能同时领取城乡居民养老金；请先核实，重复领取的按规定清理");
        reasons.push(refusal(RefusalKind::OtherPension, text, &rules.other_pension));
    }
    if let Some(death) = applicant.death.filter(|death| Month::of(*death) < start) {
        let text = format!("本人已于 {death} 去世，早于待遇起始月 {start}；请改办注销登记和账户余额结算");
        reasons.push(refusal(RefusalKind::DiedBefore, text, &rules.first_month));
    }
    if reasons.is_empty() {
        return Entitlement::Granted { first_month: start, required_years: need };
    }
    Entitlement::Refused(reasons)
}

fn refusal<T>(kind: RefusalKind, text: String, cited: &Cited<T>) -> Refusal {
    Refusal { kind, text, citation: cited.citation.clone() }
}

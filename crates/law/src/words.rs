//! The words of `choices` as a policy officer reads them. The files keep the short codes, which the
//! canonical text and every formula use.

/// Code and Chinese.
const WORDS: &[(&str, &str)] = &[
    ("month_after", "到龄的次月"),
    ("month_of_age", "到龄的当月"),
    ("january_after", "到龄的次年一月"),
    ("excluded", "不能领取"),
    ("benefit_age", "待遇领取年龄"),
    ("age_at_claim", "申领时的年龄"),
    ("central", "中央"),
    ("province", "省级"),
    ("city", "市级"),
    ("county", "县级"),
    ("none", "没有"),
    ("same", "与正常缴费相同"),
    ("A", "月积数法"),
    ("B", "全年按年利率，不满一年按持有月数"),
    ("C", "年初余额按年利率，当年存入按活期"),
    ("full_year", "当年存入按全年计息"),
    ("from_next_year", "当年存入不计息，次年起计"),
    ("recipients", "领取待遇人员"),
    ("all", "全部参保人员"),
    ("poverty", "未脱贫、返贫致贫和监测对象"),
    ("dibao", "低保"),
    ("tekun", "特困"),
    ("severe_disabled", "重度残疾"),
    ("mental_disabled", "精神、智力残疾"),
    ("only_child_parents", "独生子女父母"),
    ("two_daughter_parents", "双女父母"),
    ("base_pension", "与基础养老金相同"),
    ("without_subsidy", "扣除政府补贴后的余额"),
    ("whole", "全部余额"),
    ("personal_and_collective", "个人缴费和集体补助"),
    ("first_paid", "先领取的一处"),
    ("back_pay", "补发"),
    ("paid_out", "一次性支付给本人"),
    ("moves", "随人转移"),
    ("kept", "封存保留"),
];

/// The Chinese of a code.
pub(crate) fn title(code: &str) -> Option<&'static str> {
    WORDS.iter().find(|(known, _)| *known == code).map(|(_, title)| *title)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_choice_of_the_catalogue_has_chinese() {
        let catalogue: toml::Table = include_str!("../../../law/national/resident.toml").parse().unwrap();
        let choices = catalogue["parameter"].as_array().unwrap().iter().filter_map(|p| p.get("choices"));
        let codes: Vec<&str> = choices.flat_map(|list| list.as_array().unwrap()).filter_map(|v| v.as_str()).collect();
        assert!(codes.len() > 20, "{codes:?}");
        let untold: Vec<_> = codes.into_iter().filter(|code| title(code).is_none()).collect();
        assert!(untold.is_empty(), "add these to WORDS: {untold:?}");
    }
}

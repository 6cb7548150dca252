//! E01 of one word: what only another office's scheme knows (住院医疗费用 in a report on pensions) stands once in a report that
//! never comes back to that scheme. The words are few: they name no household, no card and no shared register.

use super::Report;
use super::domain::{Owners, owners_of_report};
use crate::finding::{Confidence, Finding, Quote, Review};
use crate::kind::Kind;

/// An owner and the words that nobody else has a use for.
const ALONE: [(&str, &[&str]); 2] = [
    (
        "medical",
        &[
            "住院医疗费用",
            "异地就医",
            "定点医疗机构",
            "参保患者",
            "住院患者",
            "门诊统筹",
            "DRG",
            "住院报销",
            "医疗费用报销",
        ],
    ),
    ("hrss", &["基础养老金", "失业保险基金", "失业保险金", "稳岗返还", "工伤认定", "求职创业补贴"]),
];

/// Words with which a sentence rightly looks beyond its scheme.
const BEYOND: [&str; 18] = [
    "比对",
    "共享",
    "重复",
    "不含",
    "除外",
    "其他",
    "参照",
    "转移",
    "衔接",
    "社保卡",
    "社会保障卡",
    "一卡通",
    "会同",
    "联合",
    "部门",
    "同时",
    "停发",
    "收入",
];

pub(super) fn check(report: &Report<'_, '_>, review: &mut Review) {
    let own = owners_of_report(report);
    let titles = report.reading.text.passages.iter().take(4).filter(|passage| passage.chars.len() <= 60);
    let front: String = titles.map(|passage| passage.text()).collect();
    // Injured workers are treated in hospitals, and some programmes are made of many schemes.
    let mixed = ["工伤", "综合", "民生", "扶贫", "脱贫", "乡村振兴", "残疾", "生育", "部门整体", "街道"];
    // Until 2018 the same bureau ran pensions and medical insurance: 国家医疗保障局 begins with the reform of that year.
    let early = report.reading.year.is_none_or(|year| year < 2019);
    if own.len() != 1
        || early
        || mixed.iter().any(|word| front.contains(word))
        || review.findings.iter().any(|known| known.kind == Kind::WrongDomain)
    {
        return;
    }
    for (_, words) in ALONE.iter().filter(|(owner, _)| !own.contains(owner) && !is_near(owner, &own)) {
        let Some((word, quotes)) = only(report, words) else { continue };
        let calc = format!("全文只有这一处写到“{word}”，属于其他部门的项目，可能是照抄其他报告");
        let finding = Finding::new(Kind::WrongDomain, quotes, calc, "改为本项目的内容");
        review.findings.push(finding.confidence(Confidence::Likely));
    }
}

/// Civil affairs pays what medical insurance does not; veterans, the disabled and the poor are insured by both.
fn is_near(owner: &str, own: &Owners) -> bool {
    owner == "medical" && !own.contains("hrss") || owner == "hrss" && !own.contains("medical")
}

/// The only place of the report that has one of these words.
fn only(report: &Report<'_, '_>, words: &[&'static str]) -> Option<(&'static str, Vec<Quote>)> {
    let passages = &report.reading.text.passages;
    let of_owner = |text: &str| words.iter().any(|word| text.contains(word));
    let mut told = passages.iter().enumerate().filter(|(_, passage)| of_owner(&passage.text()));
    let ((index, passage), None) = (told.next()?, told.next()) else { return None };
    let text = passage.text();
    let (word, at) = words.iter().find_map(|word| Some((*word, text.find(word)?)))?;
    let from = text[..at].rfind(['，', '。', '；']).unwrap_or_default();
    let clause =
        text[from..].trim_start_matches(['，', '。', '；']).split(['，', '。', '；']).next().unwrap_or_default();
    let beyond = BEYOND.iter().any(|word| clause.contains(word)) || passage.heading;
    let start = text[..at].chars().count();
    (!beyond).then(|| (word, report.reading.text.quotes(index, start..start + word.chars().count())))
}

#[cfg(test)]
mod tests {
    use crate::testing;

    fn ids(text: &str) -> Vec<&'static str> {
        let text = format!(
            "南浦县2023年度城乡居民养老保险补助绩效自评报告\n一、概况\n项目按月发放待遇。\n{text}\n二、问题\n宣传不足。\n"
        );
        testing::only(&text, "E01")
    }

    #[test]
    fn one_word_of_another_office_has_strayed() {
        assert_eq!(ids("下一步加大住院医疗费用报销宣传。"), ["E01"]);
        assert!(ids("下一步加大长缴多得宣传。").is_empty());
        assert!(ids("与医保部门比对住院医疗费用数据，核实待遇领取资格。").is_empty());
        assert!(ids("下一步加大住院医疗费用报销宣传。\n住院医疗费用按规定报销。").is_empty());
    }
}

//! E01 of those for whom the money is: 低保对象的救助金得到了及时足额保障 at the end of a report on pensioners that speaks of the former
//! nowhere else.

use super::Report;
use crate::finding::{Confidence, Finding, Review};
use crate::kind::Kind;

/// Whom schemes serve: the root by which a report speaks of them, and what they are called.
const GROUPS: [(&str, &[&str]); 8] = [
    ("失业", &["失业人员", "失业职工"]),
    ("低保", &["低保对象", "低保家庭", "低保户"]),
    ("残疾", &["残疾人", "残疾群众"]),
    ("儿童", &["困境儿童", "留守儿童", "事实无人抚养儿童"]),
    ("退休", &["退休人员"]),
    ("被征地", &["被征地农民"]),
    ("高龄", &["高龄老人", "高龄老年人"]),
    ("特困", &["特困人员"]),
];
/// What money does for them.
const SERVED: [&str; 9] = ["应保尽保", "保障", "改善", "缓解", "减轻", "获得感", "基本生活", "生活质量", "生活水平"];
/// Who is looked at besides, and of whom the schemes take account.
const BEYOND: [&str; 10] = ["比对", "共享", "衔接", "重复", "除外", "其他", "部门", "符合", "转为", "纳入"];
/// So many paragraphs speak of those whom the report is about.
const OFTEN: usize = 3;

pub(super) fn check(report: &Report<'_, '_>, review: &mut Review) {
    if review.findings.iter().any(|known| known.kind == Kind::WrongDomain) {
        return;
    }
    let passages = &report.reading.text.passages;
    let texts: Vec<String> = passages.iter().map(|passage| passage.text()).collect();
    let told = |root: &str| texts.iter().filter(|text| text.contains(root)).count();
    let Some((own, _)) = GROUPS.iter().filter(|(root, _)| told(root) >= OFTEN).max_by_key(|(root, _)| told(root))
    else {
        return;
    };
    for (root, names) in GROUPS.iter().filter(|(root, _)| root != own && told(root) == 1) {
        for (index, text) in
            texts.iter().enumerate().filter(|(index, text)| text.contains(root) && !passages[*index].cell)
        {
            let Some(clause) = text.split(['，', '。', '；']).find(|clause| clause.contains(root)) else { continue };
            let clause = clause.replace("及时", "");
            let bare = !clause.chars().any(|sign| sign.is_ascii_digit());
            let secured = bare
                && SERVED.iter().any(|word| clause.contains(word))
                && !BEYOND.iter().any(|word| clause.contains(word));
            let Some(name) = names.iter().find(|name| clause.contains(**name)) else { continue };
            if !secured || clause.contains(own) || clause.contains(['、', '等', '和', '及']) {
                continue;
            }
            let from = text[..text.find(name).unwrap_or_default()].chars().count();
            let quotes = report.reading.text.quotes(index, from..from + name.chars().count());
            let calc = format!("全文只有这一处写到“{name}”，可能是照抄其他报告");
            let finding = Finding::new(Kind::WrongDomain, quotes, calc, "改为本项目的保障对象");
            review.findings.push(finding.confidence(Confidence::Likely));
        }
    }
}

#[cfg(test)]
mod tests {
    use crate::testing;

    #[test]
    fn those_of_another_scheme_have_strayed() {
        let told = |whom: &str| {
            let text = format!(
                "一、概况\n对退休人员按月发放养老金。\n二、目标\n退休人员满意度不低于95%。\n三、完成\n年末退休人员2,217人。\n四、评价\n项目自评100分，{whom}得到了及时足额保障。\n"
            );
            testing::only(&text, "E01")
        };
        assert_eq!(told("城乡低保对象的救助金"), ["E01"]);
        assert!(told("退休人员的养老金").is_empty());
        assert!(told("退休人员、低保对象的待遇").is_empty());
    }
}

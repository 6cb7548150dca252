//! E02: what a template leaves open, and nobody filled in: XX项目, 20XX年, ____万元, **县, 【】, （此处简述…）.
//!
//! A cross may also hide a name on purpose, and a stroke may wait for a signature: a placeholder is one
//! only where a word follows that asks for what is missing.

use super::Report;
use super::wording::residue;
use crate::finding::{Quote, Review};
use base::document::Paragraph;

/// What is missing stands before one of these.
const AFTER: [&str; 34] = [
    "项目", "单位", "部门", "中心", "街道", "乡镇", "社区", "公司", "资金", "万元", "亿元", "指标", "年", "月", "局",
    "县", "市", "区", "省", "镇", "乡", "村", "人", "名", "户", "家", "元", "%", "％", "分", "个", "次", "项", "号",
];

/// Only such a word behind a row of strokes makes it an open figure.
const FIGURES: [&str; 12] = ["万元", "亿元", "人", "户", "家", "元", "%", "％", "分", "个", "次", "项"];

/// What a bracket tells its writer to do.
const HINTS: [&str; 27] = [
    "此处可",
    "可根据本地",
    "此处填",
    "此处写",
    "此处简",
    "此处概",
    "此处说明",
    "此处请",
    "在此填",
    "简述",
    "概述项目",
    "写明",
    "填写说明",
    "填报说明",
    "据实填",
    "如实填",
    "实际填写",
    "实际情况填",
    "实际情况编",
    "可另附",
    "可加页",
    "可附页",
    "自行增加",
    "自行添加",
    "自行增减",
    "没有请填",
    "不涉及的可",
];

/// The first of each form; the others are of the same kind.
pub(super) fn check(report: &Report<'_, '_>, review: &mut Review) {
    let lines: Vec<(&Paragraph, Vec<char>)> =
        report.reading.document.paragraphs().map(|line| (line, line.text.chars().collect())).collect();
    let forms: [(Form, &str); 6] = [
        (open_day, "日期没有填写"),
        (crosses, "模板里的占位符没有填写"),
        (stars, "模板里的占位符没有填写"),
        (strokes, "横线上没有填写"),
        (brackets, "括号里没有填写"),
        (hints, "括号里是模板的提示语"),
    ];
    for (form, calc) in forms {
        let found = lines.iter().find_map(|(line, chars)| Some((line, chars, form(chars)?)));
        if let Some((line, chars, (from, to))) = found {
            let text: String = chars[from..to].iter().collect();
            let quotes = vec![Quote { paragraph: line.number, from, to, text }];
            if !review.findings.iter().any(|known| known.quotes == quotes) {
                residue(review, quotes, calc);
            }
        }
    }
}

/// Where a line holds a placeholder of this form.
type Form = fn(&[char]) -> Option<(usize, usize)>;

/// The runs of at least so many equal signs.
fn runs(chars: &[char], least: usize, is_sign: fn(char) -> bool) -> Vec<(usize, usize)> {
    let mut runs = Vec::new();
    let mut at = 0;
    while at < chars.len() {
        let length = chars[at..].iter().take_while(|sign| is_sign(**sign)).count();
        if length >= least {
            runs.push((at, at + length));
        }
        at += length.max(1);
    }
    runs
}

fn follows(chars: &[char], to: usize, words: &[&str]) -> bool {
    let after: String = chars[to..].iter().skip_while(|sign| **sign == ' ').take(2).collect();
    words.iter().any(|word| after.starts_with(word))
}

/// XX县, ××万元, 20XX年; not 张××, 4408XXXX, nor ××村 in somebody's words or of 某.
fn crosses(chars: &[char]) -> Option<(usize, usize)> {
    let is_cross = |sign: char| matches!(sign, 'X' | 'x' | '×' | '╳' | 'Ｘ' | 'ｘ');
    runs(chars, 2, is_cross).into_iter().find_map(|(from, to)| {
        let before: String = chars[from.saturating_sub(2)..from].iter().collect();
        let year = before == "20" && to - from <= 2 && follows(chars, to, &["年"]);
        let word_like = before.chars().next_back().is_some_and(|sign| sign.is_ascii_alphanumeric());
        if year {
            return Some((from - 2, to + 1));
        }
        let open = !is_name(chars, from, to) && !word_like && follows(chars, to, &AFTER) && !is_hidden(chars, from, to);
        open.then(|| (from, (to + 1).min(chars.len())))
    })
}

/// 2022年X月X日, of a year that is told.
fn open_day(chars: &[char]) -> Option<(usize, usize)> {
    let is_cross = |sign: &char| matches!(sign, 'X' | 'x' | '×' | 'Ｘ' | '*');
    let cross = |at: usize| chars.get(at..).unwrap_or_default().iter().take_while(|sign| is_cross(sign)).count();
    (4..chars.len()).filter(|at| chars[*at] == '年' && chars[at - 4..*at].iter().all(char::is_ascii_digit)).find_map(
        |at| {
            let month = at + 1 + cross(at + 1);
            let day = month + 1 + cross(month + 1);
            let open = month > at + 1 && chars.get(month) == Some(&'月') && chars.get(day) == Some(&'日');
            // 于2022年×月×日来访: a day within a sentence may be hidden on purpose.
            (open && chars.len() <= day + 2).then_some((at - 4, day + 1))
        },
    )
}

/// Somebody's name or village is left out on purpose: told of a person (某), of a case, or quoted.
fn is_hidden(chars: &[char], from: usize, to: usize) -> bool {
    let start = chars[..from].iter().rposition(|sign| "。；！？".contains(*sign)).map_or(0, |at| at + 1);
    let end = chars[to..].iter().position(|sign| "。；！？".contains(*sign)).map_or(chars.len(), |at| to + at);
    let sentence: String = chars[start..end].iter().collect();
    let village = follows(chars, to, &["村", "镇", "乡", "社区", "街道", "公司", "号", "户"]);
    let told =
        ["某", "案例", "例如", "反映", "来电", "来信", "信访", "举报"].iter().any(|word| sentence.contains(word));
    let opened = chars[start..from].iter().filter(|sign| **sign == '“').count();
    let quoted = opened > chars[start..from].iter().filter(|sign| **sign == '”').count();
    village && (told || quoted)
}

/// 张**年满60周岁, 李××名下: a name is hidden.
fn is_name(chars: &[char], from: usize, to: usize) -> bool {
    const SURNAMES: &str = "李王张刘陈杨赵黄吴徐孙胡朱郭罗梁宋郑谢唐冯董曹袁邓沈彭吕蒋蔡贾魏薛";
    let before = from.checked_sub(1).and_then(|at| chars.get(at));
    let surname = before.is_some_and(|sign| SURNAMES.contains(*sign));
    surname && to - from <= 3 && !follows(chars, to, &["万元", "亿元", "元", "%"])
}

/// **县, ***项目; not the ** of a bold word, nor a masked number.
fn stars(chars: &[char]) -> Option<(usize, usize)> {
    let runs = runs(chars, 2, |sign| matches!(sign, '*' | '＊'));
    let bold = |index: usize| {
        let reach = |other: Option<&(usize, usize)>, this: (usize, usize)| {
            other.is_some_and(|other| {
                let (left, right) = if other.0 < this.0 { (*other, this) } else { (this, *other) };
                left.1 - left.0 == 2 && right.1 - right.0 == 2 && right.0 - left.1 > 2
            })
        };
        reach(runs.get(index + 1), runs[index]) || index > 0 && reach(runs.get(index - 1), runs[index])
    };
    runs.iter().enumerate().find_map(|(index, (from, to))| {
        let before = from.checked_sub(1).and_then(|at| chars.get(at));
        let masked = before.is_some_and(|sign| sign.is_ascii_alphanumeric());
        let open = !is_name(chars, *from, *to) && !masked && !bold(index) && follows(chars, *to, &AFTER);
        open.then(|| (*from, (to + 1).min(chars.len())))
    })
}

/// 支出____万元; not the stroke for a signature or a date.
fn strokes(chars: &[char]) -> Option<(usize, usize)> {
    let text: String = chars.iter().collect();
    if ["签", "盖章", "日期", "电话", "联系人", "您"].iter().any(|word| text.contains(word)) {
        return None;
    }
    let runs = runs(chars, 2, |sign| matches!(sign, '_' | '＿'));
    let open = |(from, to): &(usize, usize)| {
        let before = from.checked_sub(1).and_then(|at| chars.get(at));
        !before.is_some_and(|sign| sign.is_ascii_alphanumeric()) && follows(chars, *to, &FIGURES)
    };
    runs.into_iter().find(open).map(|(from, to)| (from, (to + 1).min(chars.len())))
}

/// 【】 and 【  】 with nothing in them; （ ） may wait for a tick.
fn brackets(chars: &[char]) -> Option<(usize, usize)> {
    let from = (0..chars.len())
        .find(|at| chars[*at] == '【' && chars[at + 1..].iter().find(|sign| !sign.is_whitespace()) == Some(&'】'))?;
    let length = chars[from..].iter().position(|sign| *sign == '】')?;
    Some((from, from + length + 1))
}

/// （此处简述项目的主要内容）; not （由评价组填写）.
fn hints(chars: &[char]) -> Option<(usize, usize)> {
    (0..chars.len()).filter(|at| matches!(chars[*at], '（' | '(' | '【' | '［')).find_map(|from| {
        let length = chars[from..].iter().position(|sign| matches!(sign, '）' | ')' | '】' | '］'))?;
        let inner: String = chars[from + 1..from + length].iter().collect();
        let hint = (HINTS.iter().any(|word| inner.contains(word)) || limits_words(&inner))
            && !inner.starts_with('由')
            && !inner.contains("已");
        hint.then_some((from, from + length + 1))
    })
}

/// 不超过100字, 500字以内: how much the writer may write.
fn limits_words(text: &str) -> bool {
    let least = ["不超过", "不少于", "控制在", "限"].iter().find_map(|word| text.split_once(word));
    let counted = |text: &str| {
        let rest = text.trim_start_matches(|sign: char| sign.is_ascii_digit());
        rest.len() < text.len() && rest.starts_with('字')
    };
    least.is_some_and(|(_, rest)| counted(rest))
        || ["字以内", "字左右"].iter().any(|word| {
            text.split_once(word).is_some_and(|(before, _)| before.ends_with(|sign: char| sign.is_ascii_digit()))
        })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn found(form: Form, text: &str) -> Option<String> {
        let chars: Vec<char> = text.chars().collect();
        form(&chars).map(|(from, to)| chars[from..to].iter().collect())
    }

    #[test]
    fn what_asks_to_be_filled_in_is_found() {
        assert_eq!(found(crosses, "XX县城乡居民养老保险"), Some("XX县".into()));
        assert_eq!(found(crosses, "全年为×××人发放"), Some("×××人".into()));
        assert_eq!(found(crosses, "20XX年度预算"), Some("20XX年".into()));
        assert_eq!(found(stars, "支出**万元"), Some("**万".into()));
        assert_eq!(found(open_day, "2022年X月XX日"), Some("2022年X月XX日".into()));
        assert_eq!(found(hints, "（原因，不超过200字）"), Some("（原因，不超过200字）".into()));
        assert_eq!(found(stars, "**县**乡"), Some("**县".into()));
        assert_eq!(found(strokes, "实际支出____万元"), Some("____万".into()));
        assert_eq!(found(brackets, "主管部门【 】负责"), Some("【 】".into()));
        assert_eq!(found(hints, "项目概况（此处写立项依据）"), Some("（此处写立项依据）".into()));
        assert_eq!(found(hints, "主要内容(简述项目内容)"), Some("(简述项目内容)".into()));
    }

    #[test]
    fn what_is_hidden_or_waits_for_a_hand_is_left() {
        assert_eq!(found(crosses, "张××、李××来电反映待遇问题"), None);
        assert_eq!(found(open_day, "王某于2022年×月×日来访反映补贴未到账"), None);
        assert_eq!(found(hints, "（差错不超过100件）"), None);
        assert_eq!(found(crosses, "××村村民王某反映补贴未到账"), None);
        assert_eq!(found(crosses, "身份证号4408XXXXXXXX12"), None);
        assert_eq!(found(crosses, "长12×25米"), None);
        assert_eq!(found(stars, "**县级配套资金**已到位"), None);
        assert_eq!(found(stars, "440800********1234"), None);
        assert_eq!(found(strokes, "负责人签字：____年__月__日"), None);
        assert_eq!(found(strokes, "报表__人"), Some("__人".into()));
        assert_eq!(found(strokes, "文件a__b人"), None);
        assert_eq!(found(brackets, "【财社〔2023〕5号】"), None);
        assert_eq!(found(hints, "评分（由评价组填写）"), None);
        assert_eq!(found(hints, "补贴（含高龄津贴）"), None);
        assert_eq!(found(hints, "人均支出（此处按年末人数计算）"), None);
        assert_eq!(found(hints, "详细情况（详见项目概述部分）"), None);
        assert_eq!(found(stars, "参保人张**年满60周岁"), None);
        assert_eq!(found(crosses, "李××名下个人账户"), None);
        assert_eq!(found(strokes, "2.您家共有____人"), None);
    }
}

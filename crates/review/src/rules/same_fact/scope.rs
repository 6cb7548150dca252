//! C05: the same fact with two values, of which one says that it leaves something out or takes something in:
//! 参保人数8.21万人（不含退休人员） … 参保人数9.06万人.

use crate::finding::{Confidence, Finding};
use crate::kind::Kind;
use crate::quantity::Quantity;
use crate::reading::Reading;
use crate::rules::outline::numbered;
use crate::text::item_mark;

/// What the words beside a figure say of its scope; empty where they say nothing.
fn scope(reading: &Reading<'_>, quantity: &Quantity) -> String {
    let chars = &reading.text.passages[quantity.passage].chars;
    let behind = &chars[quantity.number.span.end..];
    if behind.first() != Some(&'（') {
        return String::new();
    }
    let words: String = behind[1..].iter().take(24).take_while(|sign| **sign != '）').collect();
    let told = ["不含", "含", "不包括", "包括", "剔除", "扣除", "未含", "不计", "口径"];
    let figures = words.chars().any(|sign| sign.is_ascii_digit());
    if told.iter().any(|word| words.starts_with(word) || words.ends_with("口径")) && !figures {
        words
    } else {
        String::new()
    }
}

/// The scopes of two values, where the words tell that they are two.
pub(super) fn differ(reading: &Reading<'_>, a: &[&Quantity], b: &[&Quantity]) -> Option<(String, String)> {
    let (of_a, of_b) = (scope(reading, a[0]), scope(reading, b[0]));
    (of_a != of_b).then_some((of_a, of_b))
}

/// （三）失业保险 and （四）工伤保险, （一）新增 and （二）退出: headings side by side that name two things, and what is told under each is its own.
pub(super) fn are_side_by_side(reading: &Reading<'_>, a: &Quantity, b: &Quantity) -> bool {
    let above = |q: &Quantity| {
        (0..q.passage).rev().find(|index| reading.text.passages[*index].heading).map(|index| {
            let chars = &reading.text.passages[index].chars;
            let mark = item_mark(chars);
            (index, numbered(&chars[..mark]), chars[mark..].iter().collect::<String>())
        })
    };
    let Some(((_, (kind, one), title), (_, (other_kind, other), other_title))) = above(a).zip(above(b)) else {
        return false;
    };
    // 数量指标, 资金情况: two views of one thing.
    let view = ["指标", "情况", "效益", "产出", "目标", "完成", "绩效", "分析", "结论", "概况", "成效", "结果", "评价"];
    let of_thing = |title: &str| !view.iter().any(|word| title.contains(word));
    kind == '（' && kind == other_kind && one != other && of_thing(&title) && of_thing(&other_title)
}

pub(super) fn told(
    reading: &Reading<'_>,
    fact: &str,
    (a, b): (&Quantity, &Quantity),
    (of_a, of_b): (String, String),
) -> Finding {
    let with = |scope: String| if scope.is_empty() { "未注明口径".to_owned() } else { scope };
    let calc = format!(
        "同一事实（{fact}）的口径不同：{}（{}），{}（{}）",
        reading.printed(a),
        with(of_a),
        reading.printed(b),
        with(of_b)
    );
    let suggestion = "全文使用同一口径，或在每处写明口径";
    Finding::new(Kind::ScopeMismatch, reading.quotes([a, b]), calc, suggestion).confidence(Confidence::Question)
}

//! How sentences of a report are put together.

use base::Fen;
use rust_decimal::Decimal;

use super::{Element, Span};
use crate::cells::wan;
use crate::figure::{Figure, Parent, print};
use crate::project::Project;
use crate::self_evaluation::TO_BE_EXPLAINED;
use crate::{Grade, Unit};

pub(super) fn heading(level: u8, text: &str) -> Element {
    Element::Heading(level, text.to_owned())
}

pub(super) fn words(text: String) -> Element {
    Element::Body(vec![Span::Words(text)])
}

pub(super) fn word(text: impl Into<String>) -> Span {
    Span::Words(text.into())
}

/// A figure as it prints itself.
pub(super) fn figure(figure: Figure) -> Span {
    Span::Figure { text: figure.printed(), figure: Box::new(figure) }
}

/// By which notice the report is made; none where nobody named one.
pub(super) fn opening(project: &Project) -> Option<Element> {
    let notice = project.narrative.notice.trim().trim_end_matches(['。', '，']);
    let Project { unit, name, assess_year, form, .. } = project;
    let text =
        format!("根据{notice}，{unit}对{name}开展绩效{}，现将{assess_year}年度的情况报告如下。", form.evaluated());
    (!notice.is_empty()).then(|| words(text))
}

/// An amount in ten thousand yuan; 待说明 as long as nobody stated it.
pub(super) fn amount(amount: Option<Fen>, year: i16, parent: &Parent) -> Span {
    let Some(amount) = amount else { return word(TO_BE_EXPLAINED) };
    let exact = Figure::money(amount, year, parent.clone()).in_wan();
    Span::Figure { text: format!("{}万元", wan(amount)), figure: Box::new(exact) }
}

/// A share in percent that rests on its two terms.
pub(super) fn rate(value: Decimal, year: i16, how: String, parent: &Parent) -> Span {
    let parent = Parent::Calculated { how, from: vec![parent.clone()] };
    let text = format!("{}%", print(value, 2));
    Span::Figure { text, figure: Box::new(Figure { value, unit: Unit::Percent, year, parent }) }
}

/// Points, without trailing zeros.
pub(super) fn points(value: Decimal, year: i16, how: String, from: Vec<Parent>) -> Span {
    let parent = Parent::Calculated { how, from };
    let text = format!("{}分", value.normalize());
    Span::Figure { text, figure: Box::new(Figure { value, unit: Unit::Points, year, parent }) }
}

/// "自评得分90分，等级为“优”。" or that it is open. `how` is 自评 or 评价.
pub(super) fn score(how: &str, total: Option<Decimal>, year: i16, from: Vec<Parent>) -> Vec<Span> {
    let Some(total) = total else { return vec![word(format!("{how}得分{TO_BE_EXPLAINED}。"))] };
    let grade = Grade::of(total).word();
    vec![
        word(format!("{how}得分")),
        points(total, year, "各项得分之和".to_owned(), from),
        word(format!("，等级为“{grade}”。")),
    ]
}

/// A paragraph that somebody had to write.
pub(super) fn labelled(label: &str, said: &str) -> Element {
    let said = said.trim();
    let said = if said.is_empty() { TO_BE_EXPLAINED } else { said };
    let stop = if said.ends_with(['。', '；', '：']) { "" } else { "。" };
    words(format!("{label}{said}{stop}"))
}

/// What people said, item by item, as one sentence.
pub(super) fn sentence(items: &[String], between: &str) -> String {
    if items.is_empty() {
        return String::new();
    }
    let items: Vec<&str> = items.iter().map(|item| item.trim().trim_end_matches('。')).collect();
    format!("{}。", items.join(between))
}

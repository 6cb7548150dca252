//! A review as comments in the reviewed document: the whole finding at its first words, a pointer
//! to it at the others.

use review::{Finding, Review};

use crate::annotate::Comment;
use crate::review_text::{caution, numbered, weight};

/// Who speaks in the comments.
const AUTHOR: &str = "报告审查";

/// The comments that [`crate::annotate_docx`] puts into a copy of the reviewed document.
pub fn review_comments(review: &Review) -> Vec<Comment> {
    numbered(review).into_iter().flat_map(|(number, finding)| of_finding(number, finding)).collect()
}

fn of_finding(number: usize, finding: &Finding) -> Vec<Comment> {
    let following = finding.consequences.iter().flat_map(|consequence| &consequence.quotes);
    let mut comments: Vec<Comment> = Vec::new();
    for quote in finding.quotes.iter().chain(following) {
        if comments.iter().any(|comment| comment.paragraph == quote.paragraph) {
            continue;
        }
        let text = if comments.is_empty() { whole(number, finding) } else { pointer(number, finding) };
        comments.push(Comment {
            paragraph: quote.paragraph,
            chars: Some(quote.from..quote.to),
            author: AUTHOR.to_owned(),
            text,
        });
    }
    comments
}

fn whole(number: usize, finding: &Finding) -> String {
    let kind = finding.kind;
    let mut lines = vec![format!("{number}.【{}】{}（{}）", weight(finding), kind.title(), kind.id())];
    let labelled = [("依据", finding.calc.as_str()), ("建议", finding.suggestion.as_str())];
    lines.extend(labelled.iter().filter(|(_, text)| !text.is_empty()).map(|(label, text)| format!("{label}：{text}")));
    lines.extend(caution(finding).map(|caution| format!("说明：{caution}")));
    for consequence in &finding.consequences {
        let kind = consequence.kind;
        lines.push(format!("连带：{}（{}）。{}", kind.title(), kind.id(), consequence.calc));
    }
    lines.join("\n")
}

fn pointer(number: usize, finding: &Finding) -> String {
    format!("见第 {number} 条：{}。{}", finding.kind.title(), finding.calc)
}

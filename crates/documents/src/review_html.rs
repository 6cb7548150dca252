//! A review as one page that can be read, sent and printed: the findings, and the source with the
//! words marked. No script, nothing from elsewhere, every foreign character escaped.

use std::collections::HashMap;

use base::document::{Block, Document, Paragraph, Table};
use review::{Finding, Review, Severity};

use crate::review_passages::{Passages, Piece};
use crate::review_text::{SEVERITIES, caution, held, numbered, verdict, weight};

/// The rules of appearance of [`review_body`], for a page that embeds it.
pub const REVIEW_STYLE: &str = include_str!("review.css");

/// A page of its own.
pub fn review_html(document: &Document, review: &Review) -> String {
    let name = escaped(&document.name);
    format!(
        "<!DOCTYPE html>\n<html lang=\"zh-CN\">\n<head>\n<meta charset=\"utf-8\">\n\
         <meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n\
         <title>审查意见：{name}</title>\n<style>\n{REVIEW_STYLE}</style>\n</head>\n<body>\n\
         <header class=\"review-head\"><h1>绩效报告审查意见</h1><p>{name}</p></header>\n{}\n</body>\n</html>\n",
        review_body(document, review)
    )
}

/// The findings and the marked source, to stand inside another page with [`REVIEW_STYLE`].
pub fn review_body(document: &Document, review: &Review) -> String {
    let findings = numbered(review);
    let mut out = String::from("<div class=\"review\">\n");
    summary(&mut out, document, review);
    out.push_str("<div class=\"review-columns\">\n<section class=\"review-findings\">\n<h2>发现的问题</h2>\n");
    if findings.is_empty() {
        out.push_str("<p>没有发现问题。</p>\n");
    }
    let passages = Passages::new(document);
    for (number, finding) in &findings {
        one_finding(&mut out, &passages, *number, finding);
    }
    checked(&mut out, &passages, review);
    out.push_str("</section>\n<section class=\"review-source\">\n<h2>原文</h2>\n");
    Source { marks: marks(&findings) }.write(&mut out, document);
    out.push_str("</section>\n</div>\n</div>");
    out
}

fn summary(out: &mut String, document: &Document, review: &Review) {
    out.push_str("<section class=\"review-summary\">\n<p class=\"review-counts\">");
    for severity in SEVERITIES {
        let count = review.count(severity);
        let title = if severity == Severity::Low { "待核、轻微" } else { severity.title() };
        out.push_str(&format!("<span class=\"{}\">{title} <b>{count}</b></span>", class(severity)));
    }
    out.push_str(&format!("</p>\n<p>{} {}</p>\n", escaped(&verdict(review)), escaped(&held(review))));
    for left_out in &document.left_out {
        out.push_str(&format!("<p>未能审查：{}</p>\n", escaped(left_out)));
    }
    out.push_str("</section>\n");
}

fn one_finding(out: &mut String, passages: &Passages<'_>, number: usize, finding: &Finding) {
    let class = class(finding.severity);
    let (weight, kind) = (weight(finding), finding.kind);
    out.push_str(&format!(
        "<article class=\"finding {class}\" id=\"f{number}\">\n<h3><a href=\"#s{number}\">{number}</a> \
         <span class=\"severity\">{weight}</span> {} <small>{}</small></h3>\n<p class=\"place\">{}</p>\n",
        escaped(kind.title()),
        kind.id(),
        escaped(&finding.place)
    ));
    for passage in passages.of(&finding.quotes) {
        out.push_str(&format!("<blockquote>{}</blockquote>\n", emphasised(&passage)));
    }
    labelled(out, "依据", &finding.calc);
    labelled(out, "建议", &finding.suggestion);
    labelled(out, "说明", caution(finding).unwrap_or_default());
    for consequence in &finding.consequences {
        let words = passages.in_line(&consequence.quotes);
        let kind = consequence.kind;
        labelled(out, "连带", &format!("{}（{}）：{words}。{}", kind.title(), kind.id(), consequence.calc));
    }
    out.push_str("</article>\n");
}

fn labelled(out: &mut String, label: &str, text: &str) {
    if !text.trim().is_empty() {
        let text = escaped(text.trim()).replace('\n', "<br>");
        out.push_str(&format!("<p><b>{label}</b>　{text}</p>\n"));
    }
}

fn checked(out: &mut String, passages: &Passages<'_>, review: &Review) {
    if review.checked.is_empty() {
        return;
    }
    let count = review.checked.len();
    out.push_str(&format!("<details class=\"review-checked\">\n<summary>复算并成立的 {count} 项</summary>\n<ul>\n"));
    for checked in &review.checked {
        let calc = match checked.calc.trim() {
            "" => passages.in_line(&checked.quotes),
            calc => calc.to_owned(),
        };
        out.push_str(&format!("<li>{}　{}</li>\n", checked.relation.title(), escaped(&calc)));
    }
    out.push_str("</ul>\n</details>\n");
}

fn emphasised(passage: &[Piece]) -> String {
    let shown = |piece: &Piece| match piece.quoted {
        true => format!("<em>{}</em>", escaped(&piece.text)),
        false => escaped(&piece.text),
    };
    passage.iter().map(shown).collect()
}

fn class(severity: Severity) -> &'static str {
    match severity {
        Severity::High => "high",
        Severity::Medium => "medium",
        Severity::Low => "low",
        Severity::Info => "info",
    }
}

/// Words to mark, and the number of their finding.
struct Mark {
    number: usize,
    severity: Severity,
    from: usize,
    to: usize,
    /// Whether the finding's number links here.
    first: bool,
}

fn marks(findings: &[(usize, &Finding)]) -> HashMap<u32, Vec<Mark>> {
    let mut marks: HashMap<u32, Vec<Mark>> = HashMap::new();
    for (number, finding) in findings {
        let following = finding.consequences.iter().flat_map(|consequence| &consequence.quotes);
        for (at, quote) in finding.quotes.iter().chain(following).enumerate() {
            let of_paragraph = marks.entry(quote.paragraph).or_default();
            let (number, severity, from, to) = (*number, finding.severity, quote.from, quote.to);
            if !of_paragraph.iter().any(|mark| (mark.number, mark.from, mark.to) == (number, from, to)) {
                of_paragraph.push(Mark { number, severity, from, to, first: at == 0 });
            }
        }
    }
    marks
}

struct Source {
    marks: HashMap<u32, Vec<Mark>>,
}

impl Source {
    fn write(&self, out: &mut String, document: &Document) {
        for block in &document.blocks {
            match block {
                Block::Paragraph(paragraph) if paragraph.text.trim().is_empty() => {}
                Block::Paragraph(paragraph) => {
                    let class = if paragraph.heading.is_some() { " class=\"heading\"" } else { "" };
                    out.push_str(&format!("<p{class}>{}</p>\n", self.text(paragraph)));
                }
                Block::Table(table) => self.table(out, table),
            }
        }
    }

    fn table(&self, out: &mut String, table: &Table) {
        out.push_str("<div class=\"table\"><table>\n");
        for row in &table.rows {
            out.push_str("<tr>");
            for cell in row {
                let spans = format!("{}{}", span("colspan", cell.columns), span("rowspan", cell.rows));
                let texts: Vec<String> = cell.paragraphs.iter().map(|paragraph| self.text(paragraph)).collect();
                out.push_str(&format!("<td{spans}>{}</td>", texts.join("<br>")));
            }
            out.push_str("</tr>\n");
        }
        out.push_str("</table></div>\n");
    }

    /// The text cut where a mark begins or ends; what lies inside one is marked with the worst of
    /// its findings and with all their numbers.
    fn text(&self, paragraph: &Paragraph) -> String {
        let Some(marks) = self.marks.get(&paragraph.number) else { return escaped(&paragraph.text) };
        let letters: Vec<char> = paragraph.text.chars().collect();
        let mut cuts: Vec<usize> =
            marks.iter().flat_map(|mark| [mark.from, mark.to]).chain([0, letters.len()]).collect();
        cuts.retain(|cut| *cut <= letters.len());
        cuts.sort_unstable();
        cuts.dedup();
        let mut out = String::new();
        for piece in cuts.windows(2) {
            let [from, to] = *piece else { continue };
            let text = escaped(&letters[from..to].iter().collect::<String>());
            let over: Vec<&Mark> = marks.iter().filter(|mark| mark.from <= from && mark.to >= to).collect();
            match over.iter().map(|mark| mark.severity).min() {
                None => out.push_str(&text),
                Some(worst) => {
                    out.push_str(&format!("<mark class=\"{}\">{text}</mark>", class(worst)));
                    over.iter().filter(|mark| mark.to == to).for_each(|mark| out.push_str(&badge(mark)));
                }
            }
        }
        out
    }
}

fn badge(mark: &Mark) -> String {
    let number = mark.number;
    let id = if mark.first { format!(" id=\"s{number}\"") } else { String::new() };
    format!("<sup{id} class=\"{}\"><a href=\"#f{number}\">{number}</a></sup>", class(mark.severity))
}

fn span(name: &str, count: u32) -> String {
    if count > 1 { format!(" {name}=\"{count}\"") } else { String::new() }
}

/// Text that can stand anywhere in a page. Characters that turn the writing direction or that no
/// page may hold become visible.
fn escaped(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for letter in text.chars() {
        match letter {
            '&' => out.push_str("&amp;"),
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '"' => out.push_str("&quot;"),
            '\'' => out.push_str("&#39;"),
            '\u{202A}'..='\u{202E}' | '\u{2066}'..='\u{2069}' => out.push('\u{FFFD}'),
            '\n' | '\t' => out.push(letter),
            letter if letter.is_control() => out.push('\u{FFFD}'),
            letter => out.push(letter),
        }
    }
    out
}

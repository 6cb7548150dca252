//! What a reader sees: passages, sentences and quantities, each with its place.

use crate::finding::Quote;
use crate::number::Number;
use crate::quantity::{self, Quantity, Sentence};
use crate::text::{Text, item_mark};
use crate::unit::Dimension;
use base::document::Document;
use rust_decimal::Decimal;
use std::ops::Range;

/// A document as read, for the rules.
#[derive(Debug)]
pub struct Reading<'d> {
    /// The document.
    pub document: &'d Document,
    /// Its running text.
    pub text: Text<'d>,
    /// Its sentences.
    pub sentences: Vec<Sentence>,
    /// Its quantities in reading order.
    pub quantities: Vec<Quantity>,
    /// The year that the report is about, where it says so.
    pub year: Option<i32>,
}

impl<'d> Reading<'d> {
    /// Reads a document.
    pub fn new(document: &'d Document) -> Reading<'d> {
        let text = Text::new(document);
        let mut sentences = Vec::new();
        let mut quantities = Vec::new();
        for (index, passage) in text.passages.iter().enumerate() {
            quantity::read(index, passage, &mut quantities, &mut sentences);
        }
        let year = evaluation_year(&text);
        Reading { document, text, sentences, quantities, year }
    }

    /// The words of a quantity, unit included.
    pub fn quote(&self, quantity: &Quantity) -> Vec<Quote> {
        self.text.quotes(quantity.passage, quantity.number.span.clone())
    }

    /// The words before a quantity and the quantity.
    pub fn quote_with_lead(&self, quantity: &Quantity) -> Vec<Quote> {
        self.text.quotes(quantity.passage, quantity.lead_start..quantity.number.span.end)
    }

    /// Quotes of several quantities.
    pub fn quotes<'q>(&self, quantities: impl IntoIterator<Item = &'q Quantity>) -> Vec<Quote> {
        quantities.into_iter().flat_map(|q| self.quote_with_lead(q)).collect()
    }

    /// The quantity as printed, without spaces.
    pub fn printed(&self, quantity: &Quantity) -> String {
        self.text.passages[quantity.passage].slice(quantity.number.span.clone())
    }

    /// The quantities of a sentence.
    pub fn in_sentence(&self, sentence: usize) -> &[Quantity] {
        self.sentences.get(sentence).map_or(&[], |s| &self.quantities[s.quantities.clone()])
    }

    /// The figures of each sentence that prints some, tables not counted.
    pub fn told(&self) -> impl Iterator<Item = &[Quantity]> {
        let all = (0..self.sentences.len()).map(|at| self.in_sentence(at));
        all.filter(|all| all.first().is_some_and(|q| !self.text.passages[q.passage].cell))
    }

    /// The quantities of the sentence before, in the same paragraph.
    pub fn sentence_before(&self, own: &Quantity) -> &[Quantity] {
        let before = own.sentence.checked_sub(1).filter(|at| self.sentences[*at].passage == own.passage);
        before.map_or(&[], |at| self.in_sentence(at))
    }

    /// Which of the numbered notes of its paragraph a quantity stands in: （1）…。（2）….
    pub fn item_of(&self, quantity: &Quantity) -> usize {
        let opens = |sentence: &&Sentence| {
            let start = self.text.passages[sentence.passage].chars.get(sentence.span.clone());
            start.is_some_and(|start| item_mark(start) > 0)
        };
        let own = self.sentences[..=quantity.sentence].iter().rev();
        own.take_while(|sentence| sentence.passage == quantity.passage).filter(opens).count()
    }

    /// The characters between two positions of a passage.
    pub fn between(&self, passage: usize, span: Range<usize>) -> String {
        self.text.passages.get(passage).map(|p| p.slice(span)).unwrap_or_default()
    }
}

/// 评价年度：2024年 first, then a title 2024年度…, then nothing.
fn evaluation_year(text: &Text<'_>) -> Option<i32> {
    let labelled = text.passages.iter().take(60).find_map(|p| {
        let words = p.text();
        let at = ["评价年度", "自评年度", "报告年度", "绩效年度"]
            .iter()
            .find_map(|w| words.find(w).map(|at| at + w.len()))?;
        year_in(&words[at..], 8)
    });
    labelled.or_else(|| {
        text.passages.iter().take(12).find_map(|p| {
            let words = p.text();
            // （2020年度） under the title of a form.
            let bare = p.chars.len() <= 9 && words.starts_with('（') && words.ends_with("年度）");
            let title = bare || p.chars.len() <= 60 && ["报告", "自评", "情况"].iter().any(|w| words.contains(w));
            title.then(|| year_in(&words, 60)).flatten()
        })
    })
}

/// The first `20xx年` within so many characters.
fn year_in(words: &str, within: usize) -> Option<i32> {
    let chars: Vec<char> = words.chars().take(within + 6).collect();
    chars.windows(5).find_map(|w| {
        let year: String = w[..4].iter().collect();
        (w[4] == '年').then(|| year.parse::<i32>().ok()).flatten().filter(|y| (1990..=2099).contains(y))
    })
}

/// A value in the unit in which `like` is printed: 26.70万元.
pub fn in_unit_of(value: Decimal, like: &Number) -> String {
    let scale = like.step.checked_div(like.factor).map_or(2, |s| s.normalize().scale()).max(2);
    let plain = (value / like.factor).round_dp(scale.min(6)).normalize();
    format!("{plain}{}", unit_words(like.dimension, like.factor))
}

/// 万元, 人, %.
pub fn unit_words(dimension: Dimension, factor: Decimal) -> String {
    let factor =
        [(10_000, "万"), (100_000_000, "亿"), (1000, "千"), (100, "百"), (1_000_000, "百万"), (10_000_000, "千万")]
            .iter()
            .find(|(f, _)| Decimal::from(*f) == factor)
            .map_or("", |(_, word)| word);
    let unit = match dimension {
        Dimension::Money => "元",
        Dimension::Person => "人",
        Dimension::PersonTimes => "人次",
        Dimension::Percent => return "%".to_owned(),
        Dimension::PercentPoint => "个百分点",
        Dimension::Score => "分",
        Dimension::Time | Dimension::Bare => "",
        Dimension::Count(word) | Dimension::Other(word) => word,
    };
    format!("{factor}{unit}")
}

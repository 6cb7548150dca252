//! What a review says: findings, and what was checked and holds.

use crate::kind::{Kind, Severity};
use serde::Serialize;

/// The result of a review.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct Review {
    /// What cannot be right, in reading order of the first quote.
    pub findings: Vec<Finding>,
    /// What was recomputed and holds.
    pub checked: Vec<Checked>,
}

/// One root cause; what follows from it stands in its consequences.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Finding {
    /// The kind of the taxonomy.
    #[serde(rename = "type")]
    pub kind: Kind,
    /// How bad it is.
    pub severity: Severity,
    /// The words it is about, the first is the place to mark.
    pub quotes: Vec<Quote>,
    /// Where, for people: 第12段, 表2第3行. Filled in by [`crate::review`].
    pub place: String,
    /// The arithmetic or the reason, written out in Chinese.
    pub calc: String,
    /// What would be consistent.
    pub suggestion: String,
    /// How sure the rule is.
    pub confidence: Confidence,
    /// What follows from the same cause.
    pub consequences: Vec<Consequence>,
    /// How its figures stand leaves no others to guess: none around it excuses it.
    #[serde(skip)]
    pub(crate) settled: bool,
}

/// How sure a rule is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Confidence {
    /// Arithmetic on terms that the sentence itself relates.
    Certain,
    /// The relation was inferred from wording or layout.
    Likely,
    /// Worth asking.
    Question,
}

/// A contradiction that disappears with its cause.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Consequence {
    /// The kind it would have had of its own.
    #[serde(rename = "type")]
    pub kind: Kind,
    /// The words.
    pub quotes: Vec<Quote>,
    /// The arithmetic.
    pub calc: String,
}

/// Words of the document with their place.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
pub struct Quote {
    /// [`base::document::Paragraph::number`].
    pub paragraph: u32,
    /// The first character (not byte) in the paragraph's text, from 0.
    pub from: usize,
    /// The character behind the last.
    pub to: usize,
    /// The words as printed.
    pub text: String,
}

/// A relation that was recomputed and holds.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Checked {
    /// What kind of relation.
    pub relation: Relation,
    /// The words.
    pub quotes: Vec<Quote>,
    /// The arithmetic.
    pub calc: String,
}

/// A relation between figures.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Relation {
    /// A total and its parts.
    Sum,
    /// A rate and its two terms.
    Ratio,
    /// A difference and its terms.
    Difference,
    /// Growth between two years.
    Growth,
    /// Scores and their total.
    ScoreSum,
    /// Weights and their total.
    WeightSum,
    /// A score and its rule.
    ScoreRule,
    /// People at given standards and an amount.
    Product,
    /// A stated count and a list.
    Count,
    /// Opening, flows, closing.
    StockFlow,
    /// The same fact in several places.
    SameFact,
    /// A part and its whole.
    Subset,
    /// A target and its result.
    Target,
}

impl Relation {
    /// The word for people, as in “12 个合计、9 个比率成立”.
    pub fn title(self) -> &'static str {
        match self {
            Relation::Sum => "合计",
            Relation::Ratio => "比率",
            Relation::Difference => "差额",
            Relation::Growth => "增长率",
            Relation::ScoreSum => "得分合计",
            Relation::WeightSum => "分值合计",
            Relation::ScoreRule => "得分规则",
            Relation::Product => "人数乘标准",
            Relation::Count => "个数",
            Relation::StockFlow => "期初期末",
            Relation::SameFact => "前后一致的数",
            Relation::Subset => "部分与总数",
            Relation::Target => "目标与完成值",
        }
    }
}

impl Finding {
    /// A finding with the usual severity of its kind; the place is filled in at the end.
    pub fn new(kind: Kind, quotes: Vec<Quote>, calc: impl Into<String>, suggestion: impl Into<String>) -> Finding {
        Finding {
            kind,
            severity: kind.severity(),
            quotes,
            place: String::new(),
            calc: calc.into(),
            suggestion: suggestion.into(),
            confidence: Confidence::Certain,
            consequences: Vec::new(),
            settled: false,
        }
    }

    /// The same with another severity.
    #[must_use]
    pub fn severity(mut self, severity: Severity) -> Finding {
        self.severity = severity;
        self
    }

    /// The same as a question: as often read wrongly as written so.
    #[must_use]
    pub fn asked(self) -> Finding {
        let severity = self.severity.max(Severity::Low);
        self.severity(severity).confidence(Confidence::Question)
    }

    /// Whether no other terms than the quoted ones can be meant.
    pub(crate) fn is_settled(&self) -> bool {
        self.settled || self.confidence == Confidence::Certain
    }

    /// The same with another confidence.
    #[must_use]
    pub fn confidence(mut self, confidence: Confidence) -> Finding {
        self.confidence = confidence;
        self
    }
}

impl Review {
    /// Adds what holds.
    pub fn holds(&mut self, relation: Relation, quotes: Vec<Quote>, calc: impl Into<String>) {
        self.checked.push(Checked { relation, quotes, calc: calc.into() });
    }

    /// Whether this has been said of the first of these words already.
    pub(crate) fn has_said(&self, kind: Kind, quotes: &[Quote]) -> bool {
        self.findings.iter().any(|finding| finding.kind == kind && finding.quotes.first() == quotes.first())
    }

    /// How many findings are this severe.
    pub fn count(&self, severity: Severity) -> usize {
        self.findings.iter().filter(|f| f.severity == severity).count()
    }

    /// How many relations of each kind hold, in the order of [`Relation`].
    pub fn held(&self) -> Vec<(Relation, usize)> {
        let mut held = std::collections::BTreeMap::new();
        for checked in &self.checked {
            *held.entry(checked.relation).or_insert(0) += 1;
        }
        held.into_iter().collect()
    }
}

//! Found, missed and false alarms: a review beside what is known.

use std::collections::HashMap;

use base::document::Document;
use review::{Finding, Quote, Review, Severity};

use super::expected::{ExpectedFile, Fault};

/// A known fault's words may stand so many characters away from the words the reviewer quotes:
/// it may quote the rate, the list the amount.
const NEAR: usize = 60;

/// The result for one report.
pub struct Scored {
    /// The beginning of its name.
    pub file: String,
    /// Each known fault: whether it was found.
    pub known: Vec<Known>,
    /// Everything that was reported, severity I included.
    pub reported: Vec<Reported>,
    /// How many relations hold.
    pub held: usize,
}

/// A known fault.
pub struct Known {
    pub id: String,
    pub types: Vec<String>,
    pub severity: String,
    pub goal: bool,
    pub found: bool,
}

/// A finding.
pub struct Reported {
    pub kind: &'static str,
    pub severity: Severity,
    /// Its words, short.
    pub words: String,
    pub calc: String,
    pub verdict: Verdict,
}

/// What a finding turned out to be.
#[derive(Clone, Copy, PartialEq, Eq)]
pub enum Verdict {
    /// On the list.
    Known,
    /// Not on the list. Counts as a false alarm from severity M on.
    Unknown,
    /// Raised on words that are known to be right. Counts as a false alarm from severity L on.
    OnClean,
}

impl Reported {
    /// Whether it counts against the precision.
    pub fn false_alarm(&self) -> bool {
        match self.verdict {
            Verdict::Known => false,
            Verdict::Unknown => self.severity <= Severity::Medium,
            Verdict::OnClean => self.severity <= Severity::Low,
        }
    }

    /// Whether it counts for the precision.
    pub fn counts(&self) -> bool {
        self.severity <= Severity::Medium || self.false_alarm()
    }
}

/// Holds a review against the list.
pub fn score(expected: &ExpectedFile, document: &Document, review: &Review) -> Scored {
    let texts = Texts::new(document);
    let known = |fault: &Fault| Known {
        id: fault.id.clone(),
        types: fault.types.clone(),
        severity: fault.severity.clone(),
        goal: fault.goal,
        found: review.findings.iter().any(|finding| texts.is(finding, fault)),
    };
    let reported = |finding: &Finding| Reported {
        kind: finding.kind.id(),
        severity: finding.severity,
        words: finding.quotes.iter().map(|quote| quote.text.as_str()).collect::<Vec<_>>().join(" | "),
        calc: finding.calc.clone(),
        verdict: verdict(&texts, expected, finding),
    };
    Scored {
        file: expected.name.clone(),
        known: expected.find.iter().map(known).collect(),
        reported: review.findings.iter().map(reported).collect(),
        held: review.checked.len(),
    }
}

fn verdict(texts: &Texts, expected: &ExpectedFile, finding: &Finding) -> Verdict {
    if expected.find.iter().any(|fault| texts.is(finding, fault)) {
        return Verdict::Known;
    }
    let clean = expected.clean.iter().any(|clean| finding.quotes.iter().any(|q| texts.touch(q, &clean.quote, 0)));
    if clean { Verdict::OnClean } else { Verdict::Unknown }
}

/// The paragraphs without spaces and with half-width letters, and where each letter went.
struct Texts(HashMap<u32, (Vec<char>, Vec<usize>)>);

impl Texts {
    fn new(document: &Document) -> Texts {
        let plain = |text: &str| {
            let kept = text.chars().enumerate().filter(|(_, c)| !c.is_whitespace()).map(|(at, c)| (half_width(c), at));
            kept.unzip()
        };
        Texts(document.paragraphs().map(|paragraph| (paragraph.number, plain(&paragraph.text))).collect())
    }

    /// Whether a finding, or a consequence of it, is this fault.
    fn is(&self, finding: &Finding, fault: &Fault) -> bool {
        let own = (finding.kind.id(), &finding.quotes);
        let following = finding.consequences.iter().map(|one| (one.kind.id(), &one.quotes));
        std::iter::once(own).chain(following).any(|(kind, quotes)| {
            fault.types.iter().any(|id| id == kind)
                && fault.quotes.iter().any(|words| quotes.iter().any(|quote| self.touch(quote, words, NEAR)))
        })
    }

    /// Whether the quote lies at most `near` characters from the words, in one paragraph.
    fn touch(&self, quote: &Quote, words: &str, near: usize) -> bool {
        let Some((text, places)) = self.0.get(&quote.paragraph) else { return false };
        let words: Vec<char> = words.chars().filter(|c| !c.is_whitespace()).map(half_width).collect();
        let (Some(length), false) = (text.len().checked_sub(words.len()), words.is_empty()) else { return false };
        (0..=length).filter(|at| text[*at..].starts_with(&words)).any(|at| {
            let (from, to) = (places[at], places[at + words.len() - 1] + 1);
            quote.from < to + near && from < quote.to + near
        })
    }
}

fn half_width(letter: char) -> char {
    match letter {
        '\u{FF01}'..='\u{FF5E}' => char::from_u32(u32::from(letter) - 0xFEE0).unwrap_or(letter),
        letter => letter,
    }
}

//! From words to rows: what stands at one height, in stretches with gaps between them.

use super::words::{Length, Page, Word, is_wide};

/// Words that belong together.
#[derive(Clone, Debug)]
pub(super) struct Stretch {
    pub left: Length,
    pub right: Length,
    pub text: String,
}

/// What stands at one height of a page.
#[derive(Clone, Debug)]
pub(super) struct Row {
    pub middle: Length,
    pub em: Length,
    pub stretches: Vec<Stretch>,
}

impl Row {
    pub fn left(&self) -> Length {
        self.stretches.first().map_or(0, |s| s.left)
    }

    pub fn right(&self) -> Length {
        self.stretches.last().map_or(0, |s| s.right)
    }

    /// The row as a line of text; a wide gap is a tab.
    pub fn line(&self) -> String {
        let mut text = String::new();
        for (at, stretch) in self.stretches.iter().enumerate() {
            if at > 0 {
                let gap = stretch.left - self.stretches[at - 1].right;
                text.push(if gap > 2 * self.em { '\t' } else { ' ' });
            }
            text.push_str(&stretch.text);
        }
        text
    }
}

/// The rows of a page from the top.
pub(super) fn rows(page: Page) -> Vec<Row> {
    let mut words = page.words;
    words.sort_by_key(|word| (word.middle, word.left));
    let mut rows: Vec<Vec<Word>> = Vec::new();
    for word in words {
        match rows.last_mut() {
            Some(row) if same_height(row, &word) => row.push(word),
            _ => rows.push(vec![word]),
        }
    }
    rows.into_iter().map(row_of).collect()
}

fn same_height(row: &[Word], word: &Word) -> bool {
    let Some(first) = row.first() else { return false };
    // Words of one line stay together however the sizes in it differ.
    row.iter().rev().take(50).any(|other| other.line == word.line)
        || (word.middle - first.middle) * 10 < first.em().min(word.em()) * 4
}

fn row_of(mut words: Vec<Word>) -> Row {
    words.sort_by_key(|word| word.left);
    // A purely Chinese word tells the size best: letters and digits are of any width.
    let longest = words.iter().max_by_key(|word| (word.text.chars().all(is_wide), word.text.len()));
    let em = longest.map_or(1000, Word::em);
    let middle = longest.map_or(0, |word| word.middle);
    let mut stretches: Vec<Stretch> = Vec::new();
    let mut line = usize::MAX;
    for word in words {
        match stretches.last_mut() {
            Some(last) if belongs(last, &word, em, line) => {
                if needs_blank(&last.text, &word.text, word.left - last.right, em) {
                    last.text.push(' ');
                }
                last.text.push_str(&word.text);
                last.right = last.right.max(word.right);
            }
            _ => stretches.push(Stretch { left: word.left, right: word.right, text: word.text }),
        }
        line = word.line;
    }
    Row { middle, em, stretches }
}

/// Words of one line stand close; words of two lines at one height stand in two columns unless
/// they touch.
fn belongs(last: &Stretch, word: &Word, em: Length, line: usize) -> bool {
    let allowed = if word.line == line { em * 8 / 10 } else { em * 3 / 10 };
    word.left - last.right < allowed
}

/// Between Chinese characters a blank is only meant where one can be seen.
fn needs_blank(before: &str, after: &str, gap: Length, em: Length) -> bool {
    let wide = before.chars().next_back().is_some_and(is_wide) || after.chars().next().is_some_and(is_wide);
    if wide { gap * 10 > em * 3 } else { true }
}

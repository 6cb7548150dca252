//! A paragraph in the making: its text, and where each character stands.

use std::ops::Range;

use super::place::{ParagraphPlace, Piece, Segment};

/// Where a finished paragraph goes.
pub(crate) enum Target {
    Block(usize),
    Cell { container: usize, index: usize },
}

/// The outermost run that is open.
struct RunMaking {
    bytes: Range<usize>,
    properties: Option<Range<usize>>,
    hidden: bool,
    first_piece: usize,
    depth: usize,
}

/// A paragraph whose end has not come yet.
pub(crate) struct ParagraphMaking {
    pub place: ParagraphPlace,
    pub heading: Option<u8>,
    pub style: Option<String>,
    /// The list that numbers it, and its level there.
    pub list: Option<String>,
    pub list_level: Option<usize>,
    pub target: Target,
    chars: usize,
    run: Option<RunMaking>,
}

impl ParagraphMaking {
    pub fn new(number: u32, start_tag: Range<usize>, target: Target) -> ParagraphMaking {
        let (content, end) = (start_tag.end, start_tag.end);
        let place = ParagraphPlace { number, content, end, start_tag, ..ParagraphPlace::default() };
        ParagraphMaking { place, heading: None, style: None, list: None, list_level: None, target, chars: 0, run: None }
    }

    /// The number that Word prints before the paragraph; it stands in no byte of it.
    pub fn number(&mut self, number: &str) {
        let at = self.place.content;
        self.place.text.push_str(number);
        self.chars += number.chars().count();
        self.place.pieces.push(Piece {
            chars: 0..self.chars,
            element: at..at,
            start_tag: at..at,
            run: at..at,
            run_properties: None,
            direct: false,
            segments: Vec::new(),
        });
    }

    /// A run inside a run (a character with its sound) belongs to the outer one.
    pub fn start_run(&mut self, bytes: Range<usize>) {
        let first_piece = self.place.pieces.len();
        match &mut self.run {
            Some(run) => run.depth += 1,
            None => self.run = Some(RunMaking { bytes, properties: None, hidden: false, first_piece, depth: 1 }),
        }
    }

    pub fn end_run(&mut self, end: usize) {
        let Some(run) = &mut self.run else { return };
        run.depth -= 1;
        if run.depth == 0 {
            for piece in &mut self.place.pieces[run.first_piece..] {
                piece.run.end = end;
                piece.run_properties.clone_from(&run.properties);
            }
            self.run = None;
        }
    }

    pub fn start_run_properties(&mut self, from: usize) {
        if let Some(run) = self.run.as_mut().filter(|run| run.depth == 1) {
            run.properties = Some(from..from);
        }
    }

    pub fn end_run_properties(&mut self, end: usize) {
        if let Some(run) = self.run.as_mut().filter(|run| run.depth == 1)
            && let Some(properties) = &mut run.properties
        {
            properties.end = end;
        }
    }

    /// Hides the run; true when it was not hidden before.
    pub fn hide_run(&mut self) -> bool {
        self.run.as_mut().is_some_and(|run| !std::mem::replace(&mut run.hidden, true))
    }

    /// Begins a stretch of text; false where nobody sees it.
    pub fn start_piece(&mut self, bytes: Range<usize>) -> bool {
        let Some(run) = self.run.as_ref().filter(|run| !run.hidden) else { return false };
        self.place.pieces.push(Piece {
            chars: self.chars..self.chars,
            element: bytes.clone(),
            start_tag: bytes,
            run: run.bytes.clone(),
            run_properties: None,
            direct: run.depth == 1,
            segments: Vec::new(),
        });
        true
    }

    pub fn end_piece(&mut self, end: usize) {
        if let Some(piece) = self.place.pieces.last_mut() {
            piece.element.end = end;
        }
    }

    /// Characters of the stretch that is open. Line ends become spaces one by one, so that places
    /// can be counted: a paragraph's text has no line break.
    pub fn text(&mut self, text: &str, bytes: Range<usize>, divisible: bool) {
        let from = self.chars;
        for c in text.chars() {
            self.place.text.push(if matches!(c, '\n' | '\r') { ' ' } else { c });
            self.chars += 1;
        }
        if let Some(piece) = self.place.pieces.last_mut() {
            piece.chars.end = self.chars;
            if divisible {
                piece.segments.push(Segment { chars: from..self.chars, bytes });
            }
        }
    }

    /// A tab, a break or a symbol.
    pub fn sign(&mut self, c: char, bytes: Range<usize>) {
        if self.start_piece(bytes.clone()) {
            self.text(c.encode_utf8(&mut [0; 4]), bytes, false);
        }
    }
}

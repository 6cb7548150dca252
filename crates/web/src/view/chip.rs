//! States as words with a mark: never by colour alone.

use desk::{Outcome, Stage};
use maud::{Markup, html};
use office::tables::RunState;

/// How a state is to be taken.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Tone {
    /// Over, and well.
    Good,
    /// Waits for somebody.
    Waits,
    /// Something is wrong.
    Bad,
    /// Nothing to do.
    Quiet,
}

/// A word with its tone.
pub fn tone_chip(tone: Tone, word: &str) -> Markup {
    let (class, mark) = match tone {
        Tone::Good => ("chip good", "✓"),
        Tone::Waits => ("chip waits", "○"),
        Tone::Bad => ("chip bad", "!"),
        Tone::Quiet => ("chip", "·"),
    };
    html! { span class=(class) { span.mark aria-hidden="true" { (mark) } (word) } }
}

/// Where a matter stands.
pub fn matter_state(waits_for: Option<Stage>, outcome: Option<Outcome>) -> Markup {
    match (waits_for, outcome) {
        (Some(stage), _) => tone_chip(Tone::Waits, &format!("待{}", stage.title())),
        (None, Some(Outcome::Done)) => tone_chip(Tone::Good, Outcome::Done.title()),
        (None, Some(outcome)) => tone_chip(Tone::Bad, outcome.title()),
        (None, None) => tone_chip(Tone::Quiet, "—"),
    }
}

/// Where a run stands.
pub fn run_state(state: RunState) -> Markup {
    let tone = match state {
        RunState::Closed => Tone::Good,
        RunState::Abandoned => Tone::Quiet,
        _ => Tone::Waits,
    };
    tone_chip(tone, state.title())
}

//! Progress on standard error: a bar while a step lasts at a terminal, a line when it is over.

use std::time::{Duration, Instant};

use indicatif::{ProgressBar, ProgressStyle};

/// The bars of a long command, one after the other.
pub struct Bars {
    now: Option<(String, ProgressBar, Instant)>,
}

impl Bars {
    /// No step yet.
    pub fn new() -> Bars {
        Bars { now: None }
    }

    /// A step is so far. Another title finishes the step before.
    pub fn show(&mut self, title: &str, done: u64, of: u64) {
        if self.now.as_ref().is_none_or(|(now, ..)| now != title) {
            self.finish();
            let bar = ProgressBar::new(of).with_style(style()).with_message(title.to_owned());
            bar.enable_steady_tick(Duration::from_millis(100));
            self.now = Some((title.to_owned(), bar, Instant::now()));
        }
        if let Some((_, bar, _)) = &self.now {
            bar.set_length(of.max(1));
            bar.set_position(done);
        }
    }

    /// The present step is over.
    pub fn finish(&mut self) {
        if let Some((title, bar, since)) = self.now.take() {
            bar.finish_and_clear();
            let seconds = since.elapsed().as_millis();
            let line = format!("{:>5}.{} 秒  {title}", seconds / 1000, seconds % 1000 / 100);
            eprintln!("{line}");
        }
    }
}

fn style() -> ProgressStyle {
    let wanted = ProgressStyle::with_template("{elapsed:>6}  {msg}  [{bar:30}] {pos}/{len}");
    wanted.unwrap_or_else(|_| ProgressStyle::default_bar()).progress_chars("=> ")
}

//! What the servers of the tests write into their log: no number of a person may stand there (L4).

use std::io::Write;
use std::sync::{Mutex, Once, PoisonError};

use base::IdNumber;
use tracing_subscriber::Layer as _;
use tracing_subscriber::filter::{LevelFilter, Targets};
use tracing_subscriber::layer::SubscriberExt as _;
use tracing_subscriber::util::SubscriberInitExt as _;

static WRITTEN: Mutex<Vec<u8>> = Mutex::new(Vec::new());

/// Keeps what is logged.
pub struct Kept;

impl Write for Kept {
    fn write(&mut self, bytes: &[u8]) -> std::io::Result<usize> {
        WRITTEN.lock().unwrap_or_else(PoisonError::into_inner).extend_from_slice(bytes);
        Ok(bytes.len())
    }
    fn flush(&mut self) -> std::io::Result<()> {
        Ok(())
    }
}

/// From now on everything is logged, more than a real server is ever asked for. What parses a web page that is called
/// .xls tells each of its cells: these tests read files themselves, a server has a child for that, which logs nothing.
pub fn keep() {
    static BEGUN: Once = Once::new();
    let told = Targets::new().with_default(LevelFilter::DEBUG).with_target("html5ever", LevelFilter::OFF);
    let layer = tracing_subscriber::fmt::layer().with_writer(|| Kept).with_filter(told);
    BEGUN.call_once(|| tracing_subscriber::registry().with(layer).init());
}

/// Fails when a number of a person was logged since the last look.
pub fn is_clean() {
    let written = std::mem::take(&mut *WRITTEN.lock().unwrap_or_else(PoisonError::into_inner));
    let text = String::from_utf8_lossy(&written);
    let told: Vec<&str> = text.lines().filter(|line| tells_a_number(line)).collect();
    assert!(told.is_empty(), "the log tells a number: {told:#?}");
}

fn tells_a_number(line: &str) -> bool {
    line.split(|c: char| !c.is_ascii_alphanumeric()).any(|word| word.len() == 18 && word.parse::<IdNumber>().is_ok())
}

#[test]
fn a_number_in_a_log_is_found() {
    let id = super::id_number("19800101", 990);
    assert!(tells_a_number(&format!("2019-01-02 WARN web: no such person id={id} name=x")));
    assert!(tells_a_number(&format!("{{\"id\":\"{id}\"}}")));
    assert!(!tells_a_number("matter=1099511658318 530113**********31 20190102030405060708"));
}

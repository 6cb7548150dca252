//! What a measurement costs, read from /proc: wall time, processor time, memory, bytes written.

use std::fs;
use std::time::Instant;

use serde::{Deserialize, Serialize};

/// A clock tick of /proc in microseconds: 100 ticks a second on every Linux we run on.
const TICK_MICROS: u64 = 10_000;

/// The cost of one measurement, in its own process.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
pub struct Cost {
    /// Wall time, microseconds.
    pub wall: u64,
    /// Processor time of this process, microseconds.
    pub processor: u64,
    /// Processor time of the database server's process that worked for it.
    pub server: u64,
    /// Peak resident memory of this process, KiB.
    pub peak_kib: u64,
    /// Bytes that this process sent to the disk.
    pub written: u64,
    /// Named parts of the wall time, microseconds.
    pub steps: Vec<(String, u64)>,
}

/// A measurement under way.
pub struct Stopwatch {
    began: Instant,
    lap: Instant,
    processor: u64,
    server: Option<(u32, u64)>,
    written: u64,
    steps: Vec<(String, u64)>,
}

impl Stopwatch {
    /// Starts. `server` is the database server's process that works for us, if there is one.
    pub fn start(server: Option<u32>) -> Stopwatch {
        let now = Instant::now();
        Stopwatch {
            began: now,
            lap: now,
            processor: processor_time("self"),
            server: server.map(|pid| (pid, processor_time(&pid.to_string()))),
            written: bytes_written(),
            steps: Vec::new(),
        }
    }

    /// Ends a named part.
    pub fn lap(&mut self, name: &str) {
        let now = Instant::now();
        self.steps.push((name.to_owned(), micros(now - self.lap)));
        self.lap = now;
    }

    /// Ends the measurement.
    pub fn stop(self) -> Cost {
        Cost {
            wall: micros(self.began.elapsed()),
            processor: processor_time("self").saturating_sub(self.processor),
            server: self.server.map_or(0, |(pid, before)| processor_time(&pid.to_string()).saturating_sub(before)),
            peak_kib: peak_kib(),
            written: bytes_written().saturating_sub(self.written),
            steps: self.steps,
        }
    }
}

fn micros(duration: std::time::Duration) -> u64 {
    u64::try_from(duration.as_micros()).unwrap_or(u64::MAX)
}

/// User and system time of a process.
fn processor_time(pid: &str) -> u64 {
    let stat = fs::read_to_string(format!("/proc/{pid}/stat")).unwrap_or_default();
    // The name in brackets may contain blanks; fields are counted after it. utime and stime are
    // the 14th and 15th of all.
    let after_name = stat.rsplit(") ").next().unwrap_or_default();
    let ticks = after_name.split(' ').skip(11).take(2).filter_map(|field| field.parse::<u64>().ok());
    ticks.sum::<u64>() * TICK_MICROS
}

fn peak_kib() -> u64 {
    field_of(&fs::read_to_string("/proc/self/status").unwrap_or_default(), "VmHWM:")
}

fn bytes_written() -> u64 {
    field_of(&fs::read_to_string("/proc/self/io").unwrap_or_default(), "write_bytes:")
}

fn field_of(text: &str, name: &str) -> u64 {
    let line = text.lines().find_map(|line| line.strip_prefix(name)).unwrap_or_default();
    line.split_whitespace().next().and_then(|number| number.parse().ok()).unwrap_or_default()
}

//! Plays January 2019 in a folder: `month FOLDER [PEOPLE] [SEED]`. The demo of the binary does the
//! same and tells more about it.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::float_arithmetic)]

use std::path::Path;
use std::time::Instant;

use files::{FileError, Profile, RawTable, read_in_process};
use office::ReadTables;
use shebao_simulate::{District, Play2019};

struct InThisProcess;

impl ReadTables for InThisProcess {
    fn read_for(&self, path: &Path, profile: &Profile) -> Result<RawTable, FileError> {
        read_in_process(path, &profile.sheet_choice())
    }
}

fn main() {
    let args: Vec<String> = std::env::args().skip(1).collect();
    let number = |i: usize, or: u64| args.get(i).map_or(or, |text| text.parse().expect("a number"));
    let folder = Path::new(args.first().expect("a folder"));
    let district = District::new(number(2, 2019), number(1, 168_000)).expect("1,000 to 1,000,000 people");
    let started = Instant::now();
    let mut month = Play2019::found(&district, folder, None, Box::new(InThisProcess), |step| {
        if step.done == step.of {
            eprintln!("{:8.2?} {} {}", started.elapsed(), step.title, step.of);
        }
    })
    .expect("founded");
    println!("{:?}", month.play(1).expect("a month"));
}

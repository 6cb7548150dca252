//! Writes a district's files into a folder, to look at or to try imports with:
//! `cargo run -p shebao-simulate --example district -- FOLDER [PEOPLE] [SEED]`

use std::path::PathBuf;
use std::time::Instant;

use shebao_simulate::{DONGCHUAN, District};

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let mut arguments = std::env::args().skip(1);
    let folder = PathBuf::from(arguments.next().unwrap_or_else(|| "district".to_owned()));
    let people = arguments.next().map_or(Ok(DONGCHUAN), |text| text.parse())?;
    let seed = arguments.next().map_or(Ok(2019), |text| text.parse())?;
    let started = Instant::now();
    let district = District::new(seed, people)?;
    let take_on = district.write_take_on(&folder)?;
    let january = district.write_january(&folder)?;
    let faults = take_on.planted.len() + january.planted.len();
    println!("{people} 人，埋入问题 {faults} 处，用时 {:?}，写入 {}", started.elapsed(), folder.display());
    Ok(())
}

//! `cargo xtask soak`: the payment month killed wherever it can be killed, and resumed. Whatever
//! happened on the way, the month must come to what an undisturbed one comes to.

mod child;
mod full_disk;
mod outcome;
mod place;

use std::path::Path;
use std::process::{Child, Command, ExitStatus, Stdio};
use std::thread;
use std::time::{Duration, Instant};

use anyhow::{Context, Result, bail, ensure};
use store::Engine;

use self::outcome::{Outcome, outcome};
use self::place::Place;

/// How much is done.
struct Wishes {
    people: u64,
    /// Random moments on either engine; none leaves the engine out.
    sqlite: u32,
    postgres: u32,
    /// Every so manieth failpoint.
    every: usize,
}

/// The chore.
pub fn run(arguments: &[&str]) -> Result<()> {
    if let ["child", who, folder] = arguments {
        return child::month(Path::new(folder), *who == "second");
    }
    ensure!(cfg!(debug_assertions), "a release build has no failpoints: cargo xtask soak");
    let wishes = wishes(arguments)?;
    for (engine, moments) in [(Engine::Sqlite, wishes.sqlite), (Engine::Postgres, wishes.postgres)] {
        if moments == 0 {
            continue;
        }
        match Place::new(engine, wishes.people)? {
            Some(place) => Soak::new(engine, place)?.all(moments, wishes.every)?,
            None => println!("left out: PostgreSQL is not installed"),
        }
    }
    Ok(())
}

fn wishes(arguments: &[&str]) -> Result<Wishes> {
    let mut wishes = Wishes { people: 2_000, sqlite: 200, postgres: 50, every: 1 };
    let (pairs, []) = arguments.as_chunks::<2>() else { bail!("every option needs a value") };
    for [option, value] in pairs {
        match *option {
            "--people" => wishes.people = value.parse()?,
            "--sqlite" => wishes.sqlite = value.parse()?,
            "--postgres" => wishes.postgres = value.parse()?,
            "--every" => wishes.every = value.parse()?,
            other => bail!("no option {other}: --people N --sqlite N --postgres N --every N"),
        }
    }
    ensure!(wishes.every > 0, "--every must be at least 1");
    Ok(wishes)
}

/// The undisturbed month, and what is measured against it.
struct Soak {
    engine: Engine,
    place: Place,
    undisturbed: Outcome,
    /// What the undisturbed month took.
    took: Duration,
    points: Vec<String>,
}

impl Soak {
    fn new(engine: Engine, mut place: Place) -> Result<Soak> {
        let folder = place.copy()?;
        let began = Instant::now();
        let listed = start(&folder, Some("list"))?.wait_with_output()?;
        let took = began.elapsed();
        let said = String::from_utf8_lossy(&listed.stderr).into_owned();
        ensure!(listed.status.success(), "the undisturbed month fails: {said}");
        let points: Vec<String> =
            said.lines().filter_map(|line| line.strip_prefix("failpoint ")).map(str::to_owned).collect();
        ensure!(points.len() > 20, "only {} failpoints", points.len());
        let undisturbed = outcome(&folder)?;
        println!("{engine:?}: undisturbed in {} ms, {} failpoints, {undisturbed:?}", took.as_millis(), points.len());
        Ok(Soak { engine, place, undisturbed, took, points })
    }

    fn all(&mut self, moments: u32, every: usize) -> Result<()> {
        self.at_failpoints(every)?;
        self.at_random(moments)?;
        self.two_at_once()?;
        if self.engine == Engine::Sqlite {
            full_disk::run(&mut self.place, &self.undisturbed)?;
        }
        Ok(())
    }

    fn at_failpoints(&mut self, every: usize) -> Result<()> {
        let points: Vec<String> = self.points.iter().step_by(every).cloned().collect();
        for point in &points {
            let (number, _) = point.split_once(' ').context("a failpoint has a number")?;
            let folder = self.place.copy()?;
            let killed = start(&folder, Some(number))?.wait_with_output()?;
            ensure!(!killed.status.success(), "the process lived through failpoint {point}");
            self.resumes(&folder, &format!("after failpoint {point}"))?;
        }
        println!("{:?}: killed at {} failpoints, every month came to the same", self.engine, points.len());
        Ok(())
    }

    /// Kills at moments that a fixed seed draws from the time an undisturbed month takes.
    fn at_random(&mut self, moments: u32) -> Result<()> {
        let mut drawn = 0x2019_u64;
        let mut range = u64::try_from(self.took.as_micros())?.max(1_000);
        let mut killed = 0;
        while killed < moments {
            // Knuth's MMIX generator; the high bits are the good ones.
            drawn = drawn.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
            let moment = Duration::from_micros((drawn >> 20) % range);
            let folder = self.place.copy()?;
            let mut process = start(&folder, None)?;
            thread::sleep(moment);
            process.kill()?;
            if process.wait()?.success() {
                // It was faster than the first one: nearer moments from now on.
                range = (range - range / 8).max(1_000);
            } else {
                killed += 1;
            }
            self.resumes(&folder, &format!("after a kill at {} µs", moment.as_micros()))?;
        }
        println!("{:?}: killed at {killed} random moments, every month came to the same", self.engine);
        Ok(())
    }

    /// Two processes pay one month at the same time, all signatures included, with two approvers.
    fn two_at_once(&mut self) -> Result<()> {
        let folder = self.place.copy()?;
        let processes = [start(&folder, None)?, start_as("second", &folder, None)?];
        for process in processes {
            let output = process.wait_with_output()?;
            let said = String::from_utf8_lossy(&output.stderr);
            ensure!(output.status.success(), "one of two processes at once fails: {said}");
        }
        same(&self.undisturbed, &outcome(&folder)?, "two processes at once")?;
        println!("{:?}: two processes and two approvers at once paid the month once", self.engine);
        Ok(())
    }

    fn resumes(&self, folder: &Path, when: &str) -> Result<()> {
        let resumed = start(folder, None)?.wait_with_output()?;
        let said = String::from_utf8_lossy(&resumed.stderr);
        ensure!(resumed.status.success(), "{when} the month does not go on: {said}");
        same(&self.undisturbed, &outcome(folder)?, when)
    }
}

fn same(undisturbed: &Outcome, found: &Outcome, when: &str) -> Result<()> {
    ensure!(found == undisturbed, "{when} the month came to {found:?} instead of {undisturbed:?}");
    Ok(())
}

/// Starts the process that pays the month.
fn start(folder: &Path, failpoint: Option<&str>) -> Result<Child> {
    start_as("first", folder, failpoint)
}

fn start_as(who: &str, folder: &Path, failpoint: Option<&str>) -> Result<Child> {
    // This very program, even when a build has replaced its file meanwhile.
    let mut command = Command::new("/proc/self/exe");
    command.args(["soak", "child", who]).arg(folder).stdin(Stdio::null()).stdout(Stdio::null()).stderr(Stdio::piped());
    command.env_remove("SHEBAO_FAILPOINT");
    if let Some(failpoint) = failpoint {
        command.env("SHEBAO_FAILPOINT", failpoint);
    }
    Ok(command.spawn()?)
}

/// Runs the process to its end: how it ended, and what it said.
fn finish(folder: &Path) -> Result<(ExitStatus, String)> {
    let output = start(folder, None)?.wait_with_output()?;
    Ok((output.status, String::from_utf8_lossy(&output.stderr).into_owned()))
}

//! Workbooks, web pages and zip containers are parsed in a child process that limits its own
//! memory, processor time and files before it opens the file (decision 15).

use std::ffi::OsString;
use std::path::{Path, PathBuf};
use std::process::{Child, ChildStdout, Command, ExitCode, ExitStatus, Stdio};
use std::thread;
use std::time::Duration;

use wait_timeout::ChildExt;

use crate::limits::ProcessLimits;
use crate::raw::RawTable;
use crate::sniff::Kind;
use crate::workbook::SheetChoice;
use crate::{FileError, Profile, frame, limits, read};

/// The hidden subcommand of the binary that runs [`child_main`].
pub const CHILD_COMMAND: &str = "__read-table";

/// Reads tables from files that come from outside.
#[derive(Clone, Debug)]
pub struct Reader {
    exe: PathBuf,
    time: Duration,
}

impl Reader {
    /// `exe` is the program whose subcommand [`CHILD_COMMAND`] calls [`child_main`]: for the
    /// binary `shebao` its own path.
    pub fn new(exe: PathBuf) -> Reader {
        Reader { exe, time: limits::CHILD_SECONDS }
    }

    /// The same with another time limit for the child.
    pub fn with_time_limit(self, time: Duration) -> Reader {
        Reader { time, ..self }
    }

    /// Reads the first sheet that is not empty.
    pub fn read(&self, path: &Path) -> Result<RawTable, FileError> {
        self.read_sheet(path, &SheetChoice::First)
    }

    /// Reads the sheet that the profile asks for.
    pub fn read_for(&self, path: &Path, profile: &Profile) -> Result<RawTable, FileError> {
        self.read_sheet(path, &profile.sheet_choice())
    }

    /// Reads a sheet. Text without a container is read in this process, the rest in the child.
    pub fn read_sheet(&self, path: &Path, choice: &SheetChoice) -> Result<RawTable, FileError> {
        match read::inspect(path)? {
            Kind::Text => read::read_in_process(path, choice),
            Kind::Zip | Kind::CompoundFile | Kind::Html => self.read_in_child(path, choice),
        }
    }

    fn read_in_child(&self, path: &Path, choice: &SheetChoice) -> Result<RawTable, FileError> {
        let mut args = vec![CHILD_COMMAND.into(), path.as_os_str().to_owned()];
        if let SheetChoice::Named(pattern) = choice {
            args.push(pattern.into());
        }
        in_child(&self.exe, &args, self.time, |output| frame::read(output))
    }
}

/// Runs a hidden subcommand of `exe` and reads its answer, for no longer than `time`.
pub(crate) fn in_child<T>(
    exe: &Path,
    args: &[OsString],
    time: Duration,
    read: impl FnOnce(&mut ChildStdout) -> Result<T, FileError>,
) -> Result<T, FileError> {
    let mut child = start(exe, args)?;
    let mut output = child.stdout.take().ok_or_else(|| FileError::Child("没有输出".to_owned()))?;
    // The watchdog owns the child: when the time is up it kills it, which ends the output
    // that this thread is reading.
    let watchdog = thread::spawn(move || watch(child, time));
    let answer = read(&mut output);
    // Dropping the pipe stops a child that still wants to write.
    drop(output);
    match watchdog.join() {
        Ok(Ended::Exit(status)) if status.success() => answer,
        Ok(Ended::Exit(status)) => Err(reason_of(answer, status)),
        Ok(Ended::TimeUp) => Err(FileError::Stopped("用时过长")),
        Ok(Ended::Lost(error)) => Err(FileError::Io(error)),
        Err(_) => Err(FileError::Child("看护线程中断".to_owned())),
    }
}

fn start(exe: &Path, args: &[OsString]) -> Result<Child, FileError> {
    let mut command = Command::new(exe);
    // The child needs no environment but where programs are, and passwords may stand in it.
    command.env_clear().envs(std::env::var_os("PATH").map(|path| ("PATH", path))).args(args);
    in_own_group(&mut command);
    let child = command.stdin(Stdio::null()).stdout(Stdio::piped()).stderr(Stdio::null()).spawn();
    child.map_err(|e| FileError::Child(format!("无法启动：{e}")))
}

enum Ended {
    Exit(ExitStatus),
    TimeUp,
    Lost(std::io::Error),
}

fn watch(mut child: Child, time: Duration) -> Ended {
    match child.wait_timeout(time) {
        Ok(Some(status)) => Ended::Exit(status),
        Ok(None) => {
            kill(&mut child);
            match child.wait() {
                Ok(_) => Ended::TimeUp,
                Err(error) => Ended::Lost(error),
            }
        }
        Err(error) => Ended::Lost(error),
    }
}

/// Programs that the child starts (LibreOffice starts itself again) end with it.
#[cfg(unix)]
fn in_own_group(command: &mut Command) {
    use std::os::unix::process::CommandExt;
    command.process_group(0);
}

#[cfg(not(unix))]
fn in_own_group(_command: &mut Command) {}

/// Already gone is as good as killed.
#[cfg(unix)]
fn kill(child: &mut Child) {
    use rustix::process::{Pid, Signal, kill_process_group};
    let _ = kill_process_group(Pid::from_child(child), Signal::KILL);
    let _ = child.kill();
}

#[cfg(not(unix))]
fn kill(child: &mut Child) {
    let _ = child.kill();
}

/// Why a child that did not end well did so. Its own refusal says more than its exit status.
fn reason_of<T>(answer: Result<T, FileError>, status: ExitStatus) -> FileError {
    match answer {
        Err(error @ (FileError::Refused(_) | FileError::TooManyRows | FileError::TooManyColumns { .. })) => error,
        _ => ended_by(status),
    }
}

#[cfg(unix)]
fn ended_by(status: ExitStatus) -> FileError {
    use std::os::unix::process::ExitStatusExt;
    // SIGABRT is how Rust ends when memory is refused; SIGXCPU and SIGKILL are the time limit.
    match status.signal() {
        Some(6) => FileError::Stopped("内存超过上限"),
        Some(9 | 24) => FileError::Stopped("用时过长"),
        Some(signal) => FileError::Child(format!("被信号 {signal} 终止")),
        None => FileError::Child(status.to_string()),
    }
}

#[cfg(not(unix))]
fn ended_by(status: ExitStatus) -> FileError {
    FileError::Child(status.to_string())
}

/// What the hidden subcommand runs: `args` are the path and, optionally, a sheet name pattern.
/// Lowers the limits of its own process, reads the table and writes it to standard output.
pub fn child_main(args: impl IntoIterator<Item = OsString>) -> ExitCode {
    let mut args = args.into_iter();
    let Some(path) = args.next().map(PathBuf::from) else { return ExitCode::from(2) };
    let choice = match args.next() {
        Some(pattern) => SheetChoice::Named(pattern.to_string_lossy().into_owned()),
        None => SheetChoice::First,
    };
    if lower_limits(limits::READER).is_err() {
        return ExitCode::from(3);
    }
    let result = read::read_in_process(&path, &choice);
    match frame::write(&result, std::io::stdout().lock()) {
        Ok(()) if result.is_ok() => ExitCode::SUCCESS,
        Ok(()) => ExitCode::from(1),
        Err(_) => ExitCode::from(4),
    }
}

/// Memory, processor time and written files bounded; no core dump with people's data.
#[cfg(unix)]
pub(crate) fn lower_limits(to: ProcessLimits) -> std::io::Result<()> {
    use rlimit::Resource;
    let lower = |resource: Resource, limit: u64| {
        let (_, hard) = resource.get()?;
        resource.set(limit.min(hard), limit.min(hard))
    };
    lower(Resource::AS, to.memory_bytes)?;
    lower(Resource::CPU, to.time.as_secs())?;
    lower(Resource::FSIZE, to.file_bytes)?;
    lower(Resource::CORE, 0)
}

#[cfg(not(unix))]
pub(crate) fn lower_limits(_to: ProcessLimits) -> std::io::Result<()> {
    Ok(())
}

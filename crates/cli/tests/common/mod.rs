//! The real binary, run in temporary folders.
#![allow(dead_code)] // each test file uses its own part

pub mod documents;

use std::collections::HashMap;
use std::io::Write as _;
use std::path::{Path, PathBuf};
use std::process::{Command, Output, Stdio};

/// What a run of the binary said.
#[derive(Debug)]
pub struct Said {
    pub code: i32,
    pub out: String,
    pub err: String,
}

impl Said {
    /// The output of a run that must have succeeded.
    pub fn ok(self) -> String {
        assert_eq!(self.code, 0, "{}\n{}", self.out, self.err);
        self.out
    }

    /// The error of a run that must have failed with this exit code.
    pub fn failed(self, code: i32) -> String {
        assert_eq!(self.code, code, "{}\n{}", self.out, self.err);
        assert!(!self.err.is_ascii(), "an error is told in Chinese: {}", self.err);
        self.err
    }

    pub fn json(self) -> serde_json::Value {
        serde_json::from_str(&self.ok()).unwrap()
    }
}

/// A folder with an installation, and a home for each person.
pub struct Office {
    pub folder: tempfile::TempDir,
    pub one_time: HashMap<String, String>,
}

/// Runs the binary with nothing but its arguments.
pub fn shebao(args: &[&str]) -> Said {
    let folder = tempfile::tempdir().unwrap();
    said(command(folder.path(), args), "")
}

/// Runs the binary with a home of its own and something on its standard input.
pub fn run_in(home: &Path, args: &[&str], input: &str) -> Said {
    said(command(home, args), input)
}

/// The binary with a home of its own and nothing else of this process.
pub fn command(home: &Path, args: &[&str]) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_shebao"));
    command.args(args).env_clear().env("XDG_STATE_HOME", home).current_dir(home);
    command
}

/// Runs a command with something on its standard input.
pub fn said(mut command: Command, input: &str) -> Said {
    let mut child = command.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap();
    // A program that refuses before it reads closes the pipe.
    let _ = child.stdin.take().unwrap().write_all(input.as_bytes());
    let Output { status, stdout, stderr } = child.wait_with_output().unwrap();
    let text = |bytes| String::from_utf8(bytes).unwrap();
    Said { code: status.code().unwrap(), out: text(stdout), err: text(stderr) }
}

pub fn own_password(user: &str) -> String {
    format!("测试口令 of {user}")
}

fn password_and_code(user: &str, code: Option<&str>) -> String {
    format!("{}\n{}", own_password(user), code.map(|code| format!("{code}\n")).unwrap_or_default())
}

impl Office {
    /// An agency with an administrator, an auditor and a head, who have not signed in yet.
    pub fn new() -> Office {
        let mut office = Office { folder: tempfile::tempdir().unwrap(), one_time: HashMap::new() };
        let args = ["init", "--code", "530113", "--name", "东川区社保局（模拟）", "--admin", "admin:甲某"];
        let more = ["--auditor", "auditor:乙某", "--head", "head：丙某", "--json"];
        let made = office.at("nobody", &[&args[..], &more[..]].concat()).json();
        for login in made["logins"].as_array().unwrap() {
            let text = |key: &str| login[key].as_str().unwrap().to_owned();
            office.one_time.insert(text("username"), text("password"));
        }
        office
    }

    pub fn data(&self) -> PathBuf {
        self.folder.path().join("data")
    }

    pub fn home(&self, user: &str) -> PathBuf {
        let home = self.folder.path().join("home").join(user);
        std::fs::create_dir_all(&home).unwrap();
        home
    }

    /// Runs the binary as somebody who has a home, with the office's data folder.
    pub fn at(&self, user: &str, args: &[&str]) -> Said {
        self.with_input(user, args, "")
    }

    pub fn with_input(&self, user: &str, args: &[&str], input: &str) -> Said {
        let mut command = command(&self.home(user), args);
        command.arg("--data").arg(self.data());
        said(command, input)
    }

    /// Sets the own password and signs in.
    pub fn enter(&self, user: &str) {
        let lines = format!("{}\n{}\n", self.one_time[user], own_password(user));
        self.with_input(user, &["passwd", user], &lines).ok();
        self.login(user).ok();
    }

    /// Signs in with the password and, for posts that need one, a code of the bound device. A device
    /// is bound at the first try, which says its secret and fails.
    pub fn login(&self, user: &str) -> Said {
        self.login_by(user, |input| self.with_input(user, &["login", user], input))
    }

    /// The same by a command that is given what is typed.
    pub fn login_by(&self, user: &str, run: impl Fn(&str) -> Said) -> Said {
        let device = self.home(user).join("device");
        let said = run(&password_and_code(user, self.code(&device).as_deref()));
        let Some(at) = said.err.find("填入密钥：").filter(|_| said.code != 0) else { return said };
        let secret = said.err[at..].trim_start_matches("填入密钥：").lines().next().unwrap();
        std::fs::write(&device, format!("{secret} 0")).unwrap();
        let said = run(&password_and_code(user, self.code(&device).as_deref()));
        if said.err.contains("已用过") {
            // On a busy machine the step of the first code was over before it was looked at.
            return run(&password_and_code(user, self.code(&device).as_deref()));
        }
        said
    }

    pub fn login_with(&self, user: &str, code: Option<&str>) -> Said {
        self.with_input(user, &["login", user], &password_and_code(user, code))
    }

    /// The next code of somebody's device: each works once, and the office takes those of the step
    /// before and after the present one too.
    fn code(&self, device: &Path) -> Option<String> {
        let text = std::fs::read_to_string(device).ok()?;
        let (secret, used) = text.split_once(' ')?;
        let totp = totp_rs::TOTP::new(
            totp_rs::Algorithm::SHA1,
            6,
            1,
            30,
            totp_rs::Secret::Encoded(secret.to_owned()).to_bytes().unwrap(),
            None,
            "test".to_owned(),
        );
        let now = std::time::SystemTime::now().duration_since(std::time::UNIX_EPOCH).unwrap().as_secs() / 30;
        let step = (now - 1).max(used.parse::<u64>().unwrap() + 1);
        std::fs::write(device, format!("{secret} {step}")).unwrap();
        Some(totp.unwrap().generate(step * 30))
    }

    /// Every file below the office's folder, for looking what must not be in any.
    pub fn session_files(&self, user: &str) -> Vec<PathBuf> {
        let folder = self.home(user).join("shebao");
        std::fs::read_dir(folder).map(|all| all.map(|e| e.unwrap().path()).collect()).unwrap_or_default()
    }
}

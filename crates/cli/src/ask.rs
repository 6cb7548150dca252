//! Asking the person at the terminal: passwords without echo, and 是 or 否.

use std::io::{BufRead as _, IsTerminal as _, Read as _, Write as _};

use anyhow::{Context as _, Result, bail};

/// Bytes of a line, far beyond any password.
const LINE_BYTES: u64 = 16 << 10;

/// Whether somebody sits there.
pub fn interactive() -> bool {
    std::io::stdin().is_terminal()
}

/// A password: from the terminal without echo, otherwise a line of standard input.
pub fn password(prompt: &str) -> Result<String> {
    if interactive() {
        return rpassword::prompt_password(format!("{prompt}：")).context("口令没有读到，请重试");
    }
    let line = line()?;
    if line.is_empty() {
        bail!("标准输入中没有{prompt}。请在终端中运行，或每行写一个口令送入标准输入");
    }
    Ok(line)
}

/// A word that may be shown, such as a username.
pub fn word(prompt: &str) -> Result<String> {
    eprint!("{prompt}：");
    std::io::stderr().flush().context("终端无法写入")?;
    let line = line()?;
    if line.is_empty() {
        bail!("没有输入{prompt}");
    }
    Ok(line)
}

/// 是 or 否; anything else is asked again.
pub fn yes(question: &str) -> Result<bool> {
    loop {
        match word(&format!("{question}（是/否）"))?.as_str() {
            "是" | "y" | "Y" | "yes" => return Ok(true),
            "否" | "n" | "N" | "no" => return Ok(false),
            _ => eprintln!("请输入“是”或“否”。"),
        }
    }
}

fn line() -> Result<String> {
    let mut line = String::new();
    let mut input = std::io::stdin().lock().take(LINE_BYTES);
    input.read_line(&mut line).context("标准输入无法读取，请确认是 UTF-8 文本")?;
    if line.len() as u64 >= LINE_BYTES {
        bail!("输入的一行太长，请核对后重试");
    }
    Ok(line.trim_end_matches(['\r', '\n']).to_owned())
}

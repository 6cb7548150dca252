//! The raise of 2019: a document comes in the middle of the year and counts from January. The policy
//! officer writes it into the law files beside the program, three people activate them on the impact
//! list, and what was paid too little goes out in a run of its own.
//!
//! The report publishes neither the amount nor the months; both stand in the replay's parameters.

use std::fs;
use std::path::Path;

use base::Month;
use law::Law;
use office::law::ActivateLawInput;
use office::payment::{OpenSpecialInput, Special, newest_run};
use office::tables::{RunId, Scheme};

use crate::crew::PlayError;
use crate::play::Play2019;
use crate::replay::Raise;
use crate::sheets::at;
use desk::Refusal;

/// Dongchuan's own file of the law.
const FILE: &str = "yunnan/kunming/dongchuan/resident.toml";
/// The part of the base pension that is raised.
const PARAMETER: &str = "base_pension.city";

impl Play2019<'_> {
    /// Writes the raise into the installation's law and activates it.
    pub(crate) fn activate_raise(&mut self, raise: &Raise) -> Result<(), PlayError> {
        self.step("启用调整待遇的政策", 0, 1);
        let texts = self.office.environment().law.texts().to_vec();
        let version = write_law(&texts, raise, self.month, self.office.folder())?;
        self.office.read_law_again()?;
        self.crew.run(&mut self.office, "law.activate", &ActivateLawInput { version })?;
        self.step("启用调整待遇的政策", 1, 1);
        Ok(())
    }

    /// Opens and computes the run that pays the raise back to January.
    pub(crate) fn adjust(&mut self) -> Result<RunId, PlayError> {
        let reason = "2019 年提高基础养老金，自一月起补发".to_owned();
        self.special_run(OpenSpecialInput { kind: Special::Adjustment, reason })
    }

    /// A run beside the month's, as far as its approval.
    pub(crate) fn special_run(&mut self, input: OpenSpecialInput) -> Result<RunId, PlayError> {
        self.crew.run(&mut self.office, "payment.open_special", &input)?;
        let found =
            self.office.look(self.crew.agency, |look| newest_run(look, Scheme::Resident).map_err(PlayError::from))?;
        let run = found.map(|run| run.id).ok_or(PlayError::Refused(Refusal::NoMatter))?;
        self.compute_and_approve(run)?;
        Ok(run)
    }
}

/// Puts the law with the raise beside the installation, named by the month's first day, and tells
/// the configuration. Returns the version's name.
fn write_law(texts: &[(String, String)], raise: &Raise, month: Month, folder: &Path) -> Result<String, PlayError> {
    let mut texts = texts.to_vec();
    for (path, text) in &mut texts {
        if path == FILE {
            *text = with_row(text, &row(raise, month));
        }
    }
    let changed = Law::from_texts(texts.clone())?;
    // A version may not be older than the one that it follows, which is the program's own.
    let name = format!("{}-{}", day_after(changed.version_name()), changed.fingerprint());
    for (path, text) in &texts {
        let text = if path == "version.toml" {
            format!("name = \"{name}\"\nnote = \"模拟：东川区 2019 年提高基础养老金\"\n")
        } else {
            text.clone()
        };
        let file = folder.join("law").join(path);
        if let Some(parent) = file.parent() {
            at(parent, fs::create_dir_all(parent))?;
        }
        at(&file, fs::write(&file, text))?;
    }
    let config = folder.join("shebao.toml");
    let text = at(&config, fs::read_to_string(&config))?;
    at(&config, fs::write(&config, format!("{text}law = \"law\"\n")))?;
    Ok(name)
}

/// The row of the raise. It goes behind the parameter's last one; the loader sorts by month.
fn row(raise: &Raise, month: Month) -> String {
    format!(
        "[[parameter.row]]\nfrom = \"{}\"\nto = \"2020-06\"\nvalue = \"{}\"\npublished = \"{}\"\nsource = \"dc-2019-report\"\n\
         article = \"待遇调整补发\"\nchecked = \"2026-11-21\"\n\
         inferred = \"模拟：补发金额÷补发人数得出，标准和月份没有公布\"\n",
        raise.from,
        raise.city,
        month.first_day()
    )
}

fn with_row(text: &str, row: &str) -> String {
    let head = format!("name = \"{PARAMETER}\"\n");
    let Some(found) = text.find(&head) else { return text.to_owned() };
    let start = found + head.len();
    let end = text[start..].find("[[parameter]]").map_or(text.len(), |next| start + next);
    format!("{}\n{row}\n{}", text[..end].trim_end(), &text[end..])
}

/// The day in a version's name, `2026.11.21-…`, made one later.
fn day_after(name: &str) -> String {
    let day = name.rsplit_once('-').map_or(name, |(day, _)| day);
    let parsed = jiff::civil::Date::strptime("%Y.%m.%d", day);
    let next = parsed.ok().and_then(|day| day.tomorrow().ok());
    next.map_or_else(|| format!("{day}.1"), |next| next.strftime("%Y.%m.%d").to_string())
}

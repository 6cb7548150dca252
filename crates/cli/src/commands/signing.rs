//! `check`, `approve`, `return`, `withdraw`, `check-list`. A signature is bound to the digest of
//! what its signer saw.

use std::path::Path;

use anyhow::{Context as _, Result, anyhow, bail};
use desk::{Answer, Digest, MatterId, Refusal, Signer, Stage};
use office::Office;
use office::reading::Places;

use crate::arguments::{CheckList, Common, End, Sign};
use crate::input::system;
use crate::{ask, open, print};

/// The shortest beginning of a digest that counts as having seen it.
const DIGEST_CHARS: usize = 8;

/// Shows a matter and signs it.
pub fn sign(common: &Common, stage: Stage, sign: &Sign) -> Result<()> {
    let (mut office, signer) = open::signed_in(common)?;
    let matter = MatterId(sign.matter);
    let seen = view(&mut office, signer, matter)?;
    if !common.json {
        print::answer(&seen, office.desk().catalogue());
        sayln!("");
    }
    match &sign.digest {
        Some(digest) => is_of(&seen, digest)?,
        None if !ask::interactive() => {
            bail!("不在终端中运行时，请用 --digest 写明看过的内容的摘要（shebao show {matter} 可查看）");
        }
        None if !ask::yes(&format!("以上内容核对无误，确认{}", stage.title()))? => {
            bail!("没有签字。如内容有误，请运行 shebao return {matter} --reason 原因");
        }
        None => {}
    }
    let answer = office.sign(signer, stage, matter, &seen.digest)?;
    tracing::info!(%matter, stage = stage.code(), "signed");
    finish(common, &office, &answer)
}

/// A matter as a signer reads it: regions by their names, as in the browser.
pub(super) fn view(office: &mut Office, signer: Signer, matter: MatterId) -> Result<Answer> {
    let places = office.look(signer.agency(), |look| Places::read(look).map_err(Refusal::from))?;
    let (desk, db) = office.parts();
    let mut seen = desk.view(db, signer, matter)?;
    seen.title = places.told(&seen.title);
    for change in &mut seen.shown {
        for text in [&mut change.field, &mut change.before, &mut change.after] {
            *text = places.told(text);
        }
    }
    seen.notices.iter_mut().for_each(|notice| *notice = places.told(notice));
    Ok(seen)
}

fn is_of(seen: &Answer, digest: &str) -> Result<()> {
    if digest.len() < DIGEST_CHARS {
        bail!("摘要“{digest}”太短，请写至少前 {DIGEST_CHARS} 位");
    }
    if !seen.digest.as_str().starts_with(&digest.to_lowercase()) {
        let now = &seen.digest;
        bail!("业务 {} 现在的摘要是 {now}，与您写的“{digest}”不同，没有签字。请重新核对内容后再签", seen.matter);
    }
    Ok(())
}

fn finish(common: &Common, office: &Office, answer: &Answer) -> Result<()> {
    if common.json {
        return print::json(answer);
    }
    // What was changed has just been shown.
    let short = Answer { shown: Vec::new(), ..answer.clone() };
    print::answer(&short, office.desk().catalogue());
    Ok(())
}

/// Sends a matter back to its maker.
pub fn send_back(common: &Common, end: &End) -> Result<()> {
    let (mut office, signer) = open::signed_in(common)?;
    let (desk, db) = office.parts();
    let answer = desk.send_back(db, signer, MatterId(end.matter), &end.reason)?;
    finish(common, &office, &answer)
}

/// Takes back one's own matter.
pub fn withdraw(common: &Common, end: &End) -> Result<()> {
    let (mut office, signer) = open::signed_in(common)?;
    let (desk, db) = office.parts();
    let answer = desk.withdraw(db, signer, MatterId(end.matter), &end.reason)?;
    finish(common, &office, &answer)
}

/// Checks several matters at once. The sampled ones are shown in full.
pub fn check_list(common: &Common, list: &CheckList) -> Result<()> {
    let (mut office, signer) = open::signed_in(common)?;
    let sample: Vec<MatterId> = list.sample.iter().copied().map(MatterId).collect();
    let mut matters: Vec<(MatterId, Digest)> = Vec::new();
    let mut all_digests_given = true;
    for (matter, digest) in listed(&list.matters)? {
        let seen = view(&mut office, signer, matter)?;
        match &digest {
            Some(digest) => is_of(&seen, digest)?,
            None => all_digests_given = false,
        }
        if !common.json && sample.contains(&matter) {
            print::answer(&seen, office.desk().catalogue());
            sayln!("");
        } else if !common.json {
            sayln!("{}  {}", seen.matter, seen.title);
        }
        matters.push((matter, seen.digest));
    }
    if !all_digests_given {
        if !ask::interactive() {
            bail!("不在终端中运行时，清单文件每行须写“编号 摘要”（shebao todo --json 可得）");
        }
        if !ask::yes(&format!("清单共 {} 件，抽查 {} 件，确认全部复核", matters.len(), sample.len()))? {
            bail!("没有签字");
        }
    }
    let (desk, db) = office.parts();
    let answers = desk.check_list(db, signer, &matters, &sample)?;
    if common.json {
        return print::json(&answers);
    }
    sayln!("已复核 {} 件，抽查 {} 件。", answers.len(), sample.len());
    Ok(())
}

/// Matter numbers, or files of lines `number digest`.
fn listed(texts: &[String]) -> Result<Vec<(MatterId, Option<String>)>> {
    let mut all = Vec::new();
    for text in texts {
        if let Ok(number) = text.parse() {
            all.push((MatterId(number), None));
            continue;
        }
        let content = std::fs::read_to_string(Path::new(text))
            .map_err(|e| anyhow!("“{text}”既不是业务编号，也不是可以读取的清单文件（{}）", system(&e)))?;
        for (line, number) in content.lines().zip(1..).filter(|(line, _)| !line.trim().is_empty()) {
            let mut words = line.split_whitespace();
            let matter = words.next().and_then(|word| word.parse().ok());
            let matter = matter.with_context(|| format!("{text} 第 {number} 行应为“编号 摘要”，请改正后重试"))?;
            all.push((MatterId(matter), words.next().map(str::to_owned)));
        }
    }
    Ok(all)
}

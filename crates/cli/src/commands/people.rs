//! `person`, `explain`, `leads`, `due-to-claim`, `recoveries`: people, identifiers masked.
//! Whoever reads sees only the regions that a post of theirs covers.

use anyhow::{Result, bail};
use base::{Month, RegionCode};
use office::benefits::{RecoveryLine, ToClaim};
use office::registry::{PersonCard, PersonFound, current_person, find_people, person_card};
use office::risk::OpenLead;
use office::tables::{PersonId, Scheme};
use office::{benefits, risk};
use serde_json::{Value, json};
use std::sync::Arc;

use crate::arguments::{AsJson, Common};
use crate::open::{Reading, reading};
use crate::print::{self, table};

/// The people a text finds, in the reader's regions.
fn found(reading: &mut Reading, text: &str) -> Result<Vec<PersonFound>> {
    let environment = Arc::clone(reading.office.environment());
    let found = reading.look(|look| {
        let mut all = Vec::new();
        for person in find_people(look, &environment, text)? {
            let region = current_person(look, person.person, Scheme::Resident)?.map(|now| now.version.region);
            all.push((person, region));
        }
        Ok(all)
    })?;
    let seen = |(person, region): (PersonFound, Option<RegionCode>)| {
        region.is_some_and(|region| reading.covers(&region)).then_some(person)
    };
    let found: Vec<PersonFound> = found.into_iter().filter_map(seen).collect();
    if found.is_empty() {
        bail!("没有找到“{}”，或不在您的岗位地区内。可以用姓名开头、完整的证件号或个人编号查找", masked(text));
    }
    Ok(found)
}

/// An ID number typed to look somebody up is not repeated.
fn masked(text: &str) -> String {
    text.parse::<base::IdNumber>().map_or_else(|_| text.to_owned(), |id| id.masked())
}

/// Finds people; a single one is shown in full.
pub fn person(common: &Common, text: &str) -> Result<()> {
    let mut reading = reading(common)?;
    let found = found(&mut reading, text)?;
    if let [one] = &found[..] {
        let environment = Arc::clone(reading.office.environment());
        let id = one.person;
        let card = reading.look(|look| person_card(look, &environment, id))?;
        if let Some(card) = card {
            return if common.json { print::json(&card_json(one, &card)) } else { show(one, &card) };
        }
    }
    if common.json {
        return print::json(&found.iter().map(found_json).collect::<Vec<_>>());
    }
    say!("{}", list(&found));
    sayln!("找到 {} 人；用个人编号查看其中一人。", found.len());
    Ok(())
}

fn list(found: &[PersonFound]) -> String {
    let row = |person: &PersonFound| {
        vec![
            person.person.to_string(),
            person.old_number.clone().unwrap_or_default(),
            person.name.clone(),
            person.id_masked.clone(),
            person.region_name.clone(),
            person.pension_from.map_or_else(String::new, |from| from.to_string()),
            if person.flagged { "待更正".to_owned() } else { String::new() },
        ]
    };
    let header = ["个人编号", "原编号", "姓名", "证件号", "村（社区）", "待遇起始", ""];
    table(&header, &[0], found.iter().map(row))
}

fn found_json(person: &PersonFound) -> Value {
    json!({ "person": person.person, "old_number": person.old_number, "name": person.name,
            "id_number": person.id_masked, "region": person.region_name, "flagged": person.flagged,
            "pension_from": person.pension_from })
}

fn card_json(person: &PersonFound, card: &PersonCard) -> Value {
    let mut value = found_json(person);
    let components = |award: &office::registry::AwardCard| {
        let one = |(kind, level, amount): &(_, Option<base::Level>, _)| -> Value {
            let kind: &office::tables::ComponentKind = kind;
            let amount: &base::Fen = amount;
            json!({ "kind": kind.code(), "level": level, "amount": amount })
        };
        award.components.iter().map(one).collect::<Vec<_>>()
    };
    value["address"] = json!(card.now.version.address);
    value["flags"] = card.flags.iter().map(|flag| flag.code()).collect();
    value["balance"] = json!(card.balance);
    value["award"] = card.award.as_ref().map_or(Value::Null, |award| {
        json!({ "award": award.award.id, "start": award.award.start, "state": award.version.state.code(),
                "monthly": award.version.total(), "components": components(award) })
    });
    value
}

fn show(person: &PersonFound, card: &PersonCard) -> Result<()> {
    let version = &card.now.version;
    let birth = version.birth.map_or_else(|| "待补".to_owned(), |birth| birth.to_string());
    sayln!("{}  {}出生  {}  {}", version.name, birth, card.region_name, version.address);
    let old = person.old_number.as_deref().map(|old| format!("（原编号 {old}）")).unwrap_or_default();
    let mut lines = vec![("个人编号".to_owned(), format!("{}{old}", person.person))];
    lines.extend(card.identifiers.iter().map(|(kind, present)| (kind.title().to_owned(), present.masked.clone())));
    if let Some((enrolment, state)) = &card.now.enrolment {
        lines.push(("参保".to_owned(), format!("{} 起，{}", enrolment.joined, state.title())));
    }
    lines.extend(card.flags.iter().map(|flag| ("待更正".to_owned(), flag.title().to_owned())));
    say!("{}", print::facts(lines));
    if !card.account.is_empty() {
        let rows = card.account.iter().map(|(source, amount)| vec![source.title().to_owned(), amount.to_string()]);
        say!("\n{}", table(&["个人账户来源", "余额（元）"], &[1], rows));
        sayln!("合计 {} 元", card.balance);
    }
    if let Some(award) = &card.award {
        let version = &award.version;
        sayln!("\n待遇  {} 起，{}，每月 {} 元", award.award.start, version.state.title(), version.total());
        let rows = award.components.iter().map(|(kind, level, amount)| {
            let payer = level.map_or("个人账户", |level| level.title());
            vec![kind.title().to_owned(), payer.to_owned(), amount.to_string()]
        });
        say!("{}", table(&["项目", "承担", "月额（元）"], &[2], rows));
        sayln!("为什么是这个数：shebao explain {} 月份", person.person);
    }
    Ok(())
}

/// The one person a text finds, in the reader's regions; several are listed and nobody is guessed.
pub fn only_person(reading: &mut Reading, text: &str) -> Result<PersonId> {
    let found = found(reading, text)?;
    let [one] = &found[..] else {
        say!("{}", list(&found));
        bail!("“{}”对应 {} 人，请用个人编号指明其中一人", masked(text), found.len());
    };
    Ok(one.person)
}

/// Why a pension is what it is.
pub fn explain(common: &Common, text: &str, month: Month) -> Result<()> {
    let mut reading = reading(common)?;
    let found = found(&mut reading, text)?;
    let [one] = &found[..] else {
        say!("{}", list(&found));
        bail!("“{}”对应 {} 人，请用个人编号指明其中一人", masked(text), found.len());
    };
    let environment = Arc::clone(reading.office.environment());
    let person: PersonId = one.person;
    let explained = reading.look(|look| benefits::explain_award(look, &environment, person, month))?;
    if common.json {
        return print::json(&explained.node);
    }
    sayln!("{}（{}）{month} 待遇\n", one.name, one.region_name);
    say!("{}", explained.node.to_text());
    Ok(())
}

/// Leads that wait for a decision.
pub fn leads(common: &Common, to: &AsJson) -> Result<()> {
    let mut reading = reading(common)?;
    let leads = reading.look(risk::open_leads)?;
    let leads = in_my_regions(&mut reading, leads, |lead| lead.now.lead.person)?;
    reading.takes_json_out(common, "leads", to)?;
    if common.json {
        let one = |open: &OpenLead| {
            let (lead, event) = (&open.now.lead, &open.now.event);
            json!({ "lead": lead.id, "kind": lead.kind.code(), "person": lead.person, "name": open.name,
                    "matched": lead.matched.code(), "source": lead.source,
                    "event_on": lead.event_on.map(|on| on.to_string()), "state": event.state.code(),
                    "since": open.since.to_string() })
        };
        return print::json(&leads.iter().map(one).collect::<Vec<_>>());
    }
    let row = |open: &OpenLead| {
        let (lead, event) = (&open.now.lead, &open.now.event);
        vec![
            lead.id.to_string(),
            lead.kind.title().to_owned(),
            lead.person.to_string(),
            open.name.clone(),
            lead.event_on.map_or_else(String::new, |on| on.to_string()),
            lead.matched.title().to_owned(),
            lead.source.clone(),
            event.state.title().to_owned(),
            open.since.to_string(),
        ]
    };
    let header = ["疑点", "类别", "个人编号", "姓名", "事件日期", "比对", "来源", "状态", "收到"];
    say!("{}", table(&header, &[0, 2], leads.iter().map(row)));
    sayln!("待核查 {} 条。疑点不是结论，须由人核实。", leads.len());
    Ok(())
}

/// Who may claim soon and has not.
pub fn due_to_claim(common: &Common, months: i32, to: &AsJson) -> Result<()> {
    let mut reading = reading(common)?;
    let environment = Arc::clone(reading.office.environment());
    let mut people = reading.look(|look| benefits::due_to_claim(look, &environment, months))?;
    people.retain(|person| reading.covers(&person.region));
    reading.takes_json_out(common, "due-to-claim", to)?;
    if common.json {
        let one = |claim: &ToClaim| {
            json!({ "person": claim.person, "name": claim.name, "region": claim.region,
                    "birth": claim.birth.to_string(), "first_month": claim.first_month,
                    "paid_years": claim.paid_years, "years": claim.years, "has_account": claim.has_account,
                    "open_leads": claim.open_leads, "choice": claim.choice.map(|choice| choice.code()),
                    "missing": claim.missing() })
        };
        return print::json(&people.iter().map(one).collect::<Vec<_>>());
    }
    let row = |claim: &ToClaim| {
        vec![
            claim.person.to_string(),
            claim.name.clone(),
            claim.region.to_string(),
            claim.birth.to_string(),
            claim.first_month.to_string(),
            claim.paid_years.to_string(),
            claim.missing().join("；"),
        ]
    };
    let header = ["个人编号", "姓名", "村（社区）", "出生日期", "最早领取月", "已缴年限", "还缺什么"];
    say!("{}", table(&header, &[0, 5], people.iter().map(row)));
    sayln!("{} 人，请逐人通知申领；年限不足的先办理选择（shebao do benefits.choose_years）。", people.len());
    Ok(())
}

/// What is to be recovered, what came back, and what was agreed.
pub fn recoveries(common: &Common, to: &AsJson) -> Result<()> {
    let mut reading = reading(common)?;
    let (this_month, lines) = reading.look(|look| Ok((Month::of(look.today()), benefits::recoveries(look)?)))?;
    let lines = in_my_regions(&mut reading, lines, |line| line.recovery.person)?;
    reading.takes_json_out(common, "recoveries", to)?;
    if common.json {
        let one = |line: &RecoveryLine| {
            json!({ "recovery": line.recovery.id, "person": line.recovery.person, "name": line.name,
                    "cause": line.recovery.cause, "amount": line.recovery.total(), "repaid": line.repaid,
                    "left": line.left(), "overdue": line.overdue(this_month), "ended": line.ended })
        };
        return print::json(&lines.iter().map(one).collect::<Vec<_>>());
    }
    let row = |line: &RecoveryLine| {
        let recovery = &line.recovery;
        let agreed = match (&line.ended, line.agreed) {
            (Some(reason), _) => format!("已撤销：{reason}"),
            (None, Some((way, monthly, from))) => format!("{way}，{from} 起每月 {monthly}"),
            (None, None) => String::new(),
        };
        let money = [recovery.total(), line.repaid, line.left(), line.overdue(this_month)];
        let mut cells = vec![recovery.id.to_string(), recovery.person.to_string(), line.name.clone()];
        cells.push(format!("{}（{} 至 {}）", recovery.cause, recovery.from_month, recovery.to_month));
        cells.extend(money.map(|fen| fen.to_string()));
        cells.push(agreed);
        cells
    };
    let header = ["编号", "个人编号", "姓名", "事由", "应追回（元）", "已追回", "尚欠", "逾期", "归还协议"];
    say!("{}", table(&header, &[0, 1, 4, 5, 6, 7], lines.iter().map(row)));
    let total: base::Fen = lines.iter().map(|line| line.recovery.total()).sum();
    let left: base::Fen = lines.iter().map(RecoveryLine::left).sum();
    sayln!("{} 笔，应追回 {total} 元，尚欠 {left} 元。", lines.len());
    Ok(())
}

/// Leaves out whoever lives outside the reader's regions.
fn in_my_regions<T>(reading: &mut Reading, all: Vec<T>, person: impl Fn(&T) -> PersonId) -> Result<Vec<T>> {
    let people: Vec<PersonId> = all.iter().map(&person).collect();
    let known = reading.look(|look| office::registry::known_people(look, &people))?;
    let seen = |one: &T| known.get(&person(one)).is_some_and(|known| reading.covers(&known.region));
    Ok(all.into_iter().filter(seen).collect())
}

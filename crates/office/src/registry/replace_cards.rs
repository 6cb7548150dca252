//! 批量换卡: the bank lists which new card took the place of which old one. Each person has exactly
//! one account in use; a line that would give somebody another person's card is refused.

use std::collections::{BTreeMap, HashMap, HashSet};
use std::sync::Arc;

use base::{BankCard, Date, Month, RegionCode};
use desk::{Class, Digest, FieldError, Look, Operation, Plan, Posts, Unplanned};
use files::{Imported, Record};
use serde::{Deserialize, Serialize};

use super::banks::Banks;
use super::changes::flags_after;
use super::flag::Flag;
use super::people::{clean_name, present_versions};
use crate::benefits::{changed_version, newest_of_people};
use crate::environment::Environment;
use crate::intake::{Intake, whole_file_faults};
use crate::registry::agency_area;
use crate::source_files::imported_before;
use crate::tables::{AwardState, AwardVersion, Cause, IdentifierKind, PersonId, PersonVersion, Scheme};

const PROFILE: &str = "card_replacement";

/// Replaces cards by a bank's list.
pub struct ReplaceCards(pub Arc<Environment>);

/// Which file.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ReplaceCardsInput {
    /// The bank's list, taken in before.
    pub file: Digest,
    /// The name it came with.
    pub name: String,
    /// The bank's letter.
    pub document: String,
}

/// What the plan depends on.
pub struct ReplaceCardsFacts {
    today: Date,
    area: RegionCode,
    before: Option<FieldError>,
    imported: Arc<Imported>,
    holders: HashMap<String, Vec<PersonId>>,
    people: HashMap<PersonId, PersonVersion>,
    awards: HashMap<PersonId, (AwardVersion, i64)>,
    banks: Banks,
}

impl Operation for ReplaceCards {
    type Input = ReplaceCardsInput;
    type Facts = ReplaceCardsFacts;
    const NAME: &'static str = "registry.replace_cards";
    const TITLE: &'static str = "批量换卡";
    const CLASS: Class = Class::R3;
    const POSTS: Posts = Posts::BUSINESS;

    fn read(&self, look: &mut Look<'_>, input: &ReplaceCardsInput) -> Result<ReplaceCardsFacts, Unplanned> {
        let imported = self.0.files.read(&input.file, PROFILE, look.today())?;
        let cards = imported.records.iter().flat_map(|record| [record.card("old"), record.card("aae010")]).flatten();
        let texts: HashSet<&str> = cards.map(BankCard::reveal).collect();
        let mut texts: Vec<&str> = texts.into_iter().collect();
        texts.sort_unstable();
        let holders = self.0.identifiers().people_with_accounts(look, &texts)?;
        let people: HashSet<PersonId> = holders.values().flatten().copied().collect();
        let mut people: Vec<PersonId> = people.into_iter().collect();
        people.sort_unstable();
        Ok(ReplaceCardsFacts {
            today: look.today(),
            area: agency_area(look)?,
            before: imported_before(look, &input.file, PROFILE)?,
            people: present_versions(look, &people)?,
            awards: newest_of_people(look, &people, Scheme::Resident)?,
            banks: Banks::on(look, look.today())?,
            holders,
            imported,
        })
    }

    fn plan(&self, facts: &ReplaceCardsFacts, input: &ReplaceCardsInput) -> Result<Plan, Vec<FieldError>> {
        let mut faults = whole_file_faults(&facts.imported);
        faults.extend(facts.before.clone());
        if input.document.trim().is_empty() {
            faults.push(FieldError::input("document", "没有填写银行函件", "请填写银行换卡函的文号或日期"));
        }
        if !faults.is_empty() {
            return Err(faults);
        }
        let mut plan = Plan::new(format!("批量换卡 {}", input.name), facts.area);
        plan.show("银行函件", "", input.document.trim());
        let mut intake = Intake::new(&mut plan, &facts.imported);
        let new_cards = wanted(&facts.imported);
        let mut done = HashSet::new();
        for record in &facts.imported.records {
            match replacement(facts, record, &new_cards) {
                Ok(line) if done.insert(line.person.person) => {
                    self.line(&mut plan, facts, &line).map_err(Unplanned::into_fields)?;
                    intake.take();
                }
                Ok(_) => intake.leave_out(record.line, "同一人出现两次", "只采用了第一次，请银行核对"),
                Err((what, advice)) => intake.leave_out(record.line, what, advice),
            }
        }
        intake.finish(&mut plan, PROFILE, (&input.file, &input.name));
        Ok(plan)
    }
}

/// How often each new card is in the list.
fn wanted(imported: &Imported) -> BTreeMap<String, usize> {
    let mut wanted = BTreeMap::new();
    for card in imported.records.iter().filter_map(|record| record.card("aae010")) {
        *wanted.entry(card.reveal().to_owned()).or_default() += 1;
    }
    wanted
}

struct Replacement<'a> {
    person: &'a PersonVersion,
    old: &'a BankCard,
    new: &'a BankCard,
    bank: &'a str,
}

fn replacement<'a>(
    facts: &'a ReplaceCardsFacts,
    record: &'a Record,
    new_cards: &BTreeMap<String, usize>,
) -> Result<Replacement<'a>, (String, &'static str)> {
    let (Some(old), Some(new)) = (record.card("old"), record.card("aae010")) else {
        return Err(("卡号无法读取".to_owned(), "请银行更正"));
    };
    let name = clean_name(record.text("aac003").unwrap_or_default());
    let text = record.text("bank").unwrap_or_default();
    let Some(bank) = facts.banks.present(text) else {
        return Err((format!("没有登记银行“{text}”"), "请先登记银行代码"));
    };
    if old == new {
        return Err(("新旧卡号相同".to_owned(), "不需要办理"));
    }
    if !new.passes_luhn() {
        return Err(("新卡号不符合银行卡校验规则".to_owned(), "请银行更正后重新提供"));
    }
    if new_cards.get(new.reveal()).is_some_and(|count| *count > 1) {
        return Err(("同一新卡号在名单中给了多人".to_owned(), "请银行更正后重新提供"));
    }
    let holders = facts.holders.get(old.reveal()).map(Vec::as_slice).unwrap_or_default();
    let named = |id: &PersonId| facts.people.get(id).filter(|person| clean_name(&person.name) == name);
    let persons: Vec<&PersonVersion> = holders.iter().filter_map(named).collect();
    let person = match persons[..] {
        [person] => person,
        [] if holders.is_empty() => return Err(("没有人正在使用这个旧卡号".to_owned(), "可能已经更换，请核对")),
        [] => return Err((format!("旧卡不是“{name}”的待遇账户"), "请银行核对户名")),
        _ => return Err(("旧卡对应多名同名人员".to_owned(), "请逐人办理变更待遇账户")),
    };
    let others = facts.holders.get(new.reveal()).map(Vec::as_slice).unwrap_or_default();
    if !others.is_empty() {
        return Err(("新卡号已是另一人的待遇账户".to_owned(), "请银行核对卡号；确属代领的逐人办理"));
    }
    let award = facts.awards.get(&person.person);
    if award.is_some_and(|(version, _)| matches!(version.state, AwardState::Stopped | AwardState::Settling)) {
        return Err(("该人员的待遇已终止".to_owned(), "不换卡；死亡没有结算的请办理死亡结算"));
    }
    Ok(Replacement { person, old, new, bank: &bank.name })
}

impl ReplaceCards {
    fn line(&self, plan: &mut Plan, facts: &ReplaceCardsFacts, line: &Replacement<'_>) -> Result<(), Unplanned> {
        let (person, today) = (line.person, facts.today);
        let kind = IdentifierKind::BankAccount;
        let identifiers = self.0.identifiers();
        let payee = identifiers.plan(plan, person.person, kind, line.new.reveal(), ("", line.bank), today)?;
        plan.show(&format!("{}（{}）", person.name, person.region), line.old.masked(), line.new.masked());
        if let Some((newest, highest)) = facts.awards.get(&person.person) {
            let mut next = changed_version(newest, *highest, Cause::Payee, Month::of(today));
            next.payee = Some(payee);
            plan.insert(&next);
        }
        let flags = flags_after(&person.flags, &[Flag::BadAccount, Flag::UncheckedAccount], &[]);
        if flags != person.flags {
            plan.insert(&PersonVersion { n: person.n + 1, flags, valid_from: today, ..person.clone() });
        }
        Ok(())
    }
}

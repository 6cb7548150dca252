//! 待遇核定: a pension for who reached 60 and paid the years.
//!
//! 国发〔2014〕8号 parts six and seven. A late claim is paid back to the first month of entitlement
//! by the next run; the facts are frozen, and every explanation is made again from them.

use std::collections::HashMap;
use std::sync::Arc;

use base::{BankCard, Date, Fen, IdNumber, Month, RegionCode};
use desk::{Class, FieldError, Look, Operation, Plan, Posts, Unplanned};
use schemes::resident::{
    AccountBalance, Applicant, Assessment, AwardFacts, ClaimRules, Components, Entitlement, Origin, RuleBook, assess,
    assess_in, entitlement, exhaustion, next_change, required_years, rerate,
};
use serde::{Deserialize, Serialize};
use store::Field;

use crate::benefits::account::{Years, booked_of_people, years_of_people};
use crate::benefits::standing::{Standing, nobody};
use crate::environment::Environment;
use crate::identifiers::Present;
use crate::law::need_active;
use crate::many::{ForMany, ReadLine, only};
use crate::registry::agency_area;
use crate::sets::{IDS_PER_QUERY, among, distinct};
use crate::tables::{
    Award, AwardComponent, AwardId, AwardOrigin, AwardState, AwardVersion, Cause, ComponentKind, Enrolment,
    EnrolmentState, EventKind, IdentifierId, IdentifierKind, PersonId, Scheme,
};

/// Assesses a pension.
pub struct AssessAward(pub Arc<Environment>);

/// The claim (待遇领取申请表). The person is named by number or by ID number.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct AwardInput {
    /// Who.
    #[serde(default)]
    pub person: Option<PersonId>,
    /// Who, by ID number.
    #[serde(default)]
    pub id_number: String,
    /// Day of the claim.
    pub claimed_on: Date,
    /// Payee account; empty for the one that is known.
    #[serde(default)]
    pub account: String,
    /// Another pension that the person says to receive; empty for none.
    #[serde(default)]
    pub other_pension: String,
}

/// What the plan depends on.
pub struct AwardClaim {
    today: Date,
    area: RegionCode,
    standing: Standing,
    account: AccountBalance,
    payee: Option<Present>,
    /// How many others are paid to the account that is named.
    others: usize,
    years: Vec<Date>,
    open_leads: i64,
    rules: ClaimRules,
    book: Arc<RuleBook>,
}

/// A claim that was granted.
struct Granted {
    enrolment: Enrolment,
    facts: AwardFacts,
    assessment: Assessment,
    changes_in: Option<Month>,
    arrears: Vec<(Month, Fen)>,
}

impl Operation for AssessAward {
    type Input = AwardInput;
    type Facts = AwardClaim;
    const NAME: &'static str = "benefits.award";
    const TITLE: &'static str = "待遇核定";
    const CLASS: Class = Class::R3;
    const POSTS: Posts = Posts::COUNTER;

    fn read(&self, look: &mut Look<'_>, input: &AwardInput) -> Result<AwardClaim, Unplanned> {
        only(self.read_lines(look, std::slice::from_ref(input))?)
    }

    fn plan(&self, claim: &AwardClaim, input: &AwardInput) -> Result<Plan, Vec<FieldError>> {
        let granted = granted(claim, input)?;
        let name = claim.standing.name();
        let mut plan = Plan::new(format!("{name} 待遇核定"), claim.standing.region());
        let payee = self.payee(&mut plan, claim, input).map_err(Unplanned::into_fields)?;
        self.insert(&mut plan, claim, &granted, payee).map_err(Unplanned::into_fields)?;
        show(&mut plan, claim, &granted);
        Ok(plan)
    }
}

impl ForMany for AssessAward {
    const LIST: &'static str = "benefits.award_list";
    const LIST_TITLE: &'static str = "批量待遇核定";

    fn read_lines(&self, look: &mut Look<'_>, lines: &[AwardInput]) -> Result<Vec<ReadLine<AwardClaim>>, Unplanned> {
        let whom = self.whom(look, lines)?;
        need_active(look, &self.0)?;
        let area = agency_area(look)?;
        let place = self.0.law.place(&area).map_err(|e| law_fault(&e))?;
        let book = Arc::new(RuleBook::new(&place));
        let people: Vec<PersonId> = whom.iter().flatten().copied().collect();
        let known = Claimants::read(look, &self.0, &people)?;
        let today = look.today();
        let account = |line: &AwardInput| line.account.trim().parse::<BankCard>().ok();
        let cards: Vec<BankCard> = lines.iter().filter_map(account).collect();
        let texts: Vec<&str> = cards.iter().map(BankCard::reveal).collect();
        let holders = self.0.identifiers().people_with_accounts(look, &texts)?;
        let claim = |(person, input): (ReadLine<PersonId>, &AwardInput)| {
            let person = person?;
            let holders = account(input).and_then(|card| holders.get(card.reveal()));
            let others = holders.map_or(0, |holders| holders.iter().filter(|holder| **holder != person).count());
            let rules = ClaimRules::at(&place, Month::of(input.claimed_on)).map_err(|e| vec![law_fault(&e)])?;
            known.claim(person, (today, area, others), (rules, &book)).ok_or_else(|| vec![nobody()])
        };
        Ok(whom.into_iter().zip(lines).map(claim).collect())
    }

    fn standing(claim: &AwardClaim) -> &Standing {
        &claim.standing
    }
}

/// What is known of the people who claim.
struct Claimants {
    standings: HashMap<PersonId, Standing>,
    accounts: HashMap<PersonId, AccountBalance>,
    payees: HashMap<PersonId, Present>,
    years: HashMap<PersonId, Years>,
    open_leads: HashMap<PersonId, i64>,
}

impl Claimants {
    fn read(look: &mut Look<'_>, environment: &Environment, people: &[PersonId]) -> Result<Claimants, Unplanned> {
        let mut years = HashMap::new();
        for chunk in people.chunks(IDS_PER_QUERY) {
            years.extend(years_of_people(look, chunk, Scheme::Resident)?);
        }
        Ok(Claimants {
            standings: Standing::of_people(look, people, Scheme::Resident)?,
            accounts: booked_of_people(look, people, Scheme::Resident)?,
            payees: environment.identifiers().present_of_people(look, people, IdentifierKind::BankAccount)?,
            years,
            open_leads: open_leads(look, people)?,
        })
    }

    /// The claim of one of them; nothing for somebody whom nobody knows.
    fn claim(
        &self,
        person: PersonId,
        (today, area, others): (Date, RegionCode, usize),
        (rules, book): (ClaimRules, &Arc<RuleBook>),
    ) -> Option<AwardClaim> {
        Some(AwardClaim {
            today,
            area,
            standing: self.standings.get(&person)?.clone(),
            account: self.accounts.get(&person).copied().unwrap_or(AccountBalance::ZERO),
            payee: self.payees.get(&person).cloned(),
            others,
            years: self.years.get(&person).map(|years| years.values().copied().collect()).unwrap_or_default(),
            open_leads: self.open_leads.get(&person).copied().unwrap_or_default(),
            rules,
            book: Arc::clone(book),
        })
    }
}

/// How many leads about each of these people wait for an answer.
fn open_leads(look: &mut Look<'_>, people: &[PersonId]) -> Result<HashMap<PersonId, i64>, Unplanned> {
    let ids = distinct(people.iter().map(|person| person.0));
    let mut found = HashMap::new();
    for chunk in ids.chunks(IDS_PER_QUERY) {
        let (of_people, args) = among(look, "l.person", chunk);
        let sql = format!(
            "SELECT l.person, COUNT(*) FROM lead l WHERE {of_people} AND (SELECT e.state FROM lead_event e \
             WHERE e.lead = l.id ORDER BY e.n DESC LIMIT 1) IN ('open', 'held') GROUP BY l.person"
        );
        look.each(&sql, &args, |row| {
            found.insert(PersonId::read(row, 0)?, row.int(1)?);
            Ok(())
        })?;
    }
    Ok(found)
}

impl AssessAward {
    /// Who claims on each line.
    fn whom(&self, look: &mut Look<'_>, lines: &[AwardInput]) -> Result<Vec<ReadLine<PersonId>>, Unplanned> {
        let fault = |what: String, advice: &str| vec![FieldError::input("id_number", what, advice)];
        let by_number = lines.iter().filter(|line| line.person.is_none());
        let ids: Vec<IdNumber> = by_number.filter_map(|line| line.id_number.parse().ok()).collect();
        let holders = self.0.identifiers().people_with_any(look, &ids)?;
        let whom = |line: &AwardInput| {
            if let Some(person) = line.person {
                return Ok(person);
            }
            let id: IdNumber = line
                .id_number
                .parse()
                .map_err(|e: base::IdNumberError| fault(e.to_string(), "请核对身份证后重新填写，或从人员查询中选择"))?;
            match holders.get(&id).map(Vec::as_slice).unwrap_or_default() {
                [person] => Ok(*person),
                [] => {
                    let what = format!("没有找到证件号码 {} 的参保人", id.masked());
                    Err(fault(what, "请核对号码，或先办理参保登记"))
                }
                _ => {
                    let what = format!("证件号码 {} 对应多人", id.masked());
                    Err(fault(what, "请先核查证件号重复疑点，再从人员查询中选择本人"))
                }
            }
        };
        Ok(lines.iter().map(whom).collect())
    }

    fn payee(&self, plan: &mut Plan, claim: &AwardClaim, input: &AwardInput) -> Result<IdentifierId, Unplanned> {
        match (&claim.payee, input.account.trim()) {
            (Some(present), "") => {
                plan.show("收款账户", "", &present.masked);
                Ok(present.id)
            }
            (before, text) => {
                let card: BankCard = text.parse().map_err(|e: base::BankCardError| {
                    FieldError::input("account", e.to_string(), "请填写本人的银行账号")
                })?;
                if !card.passes_luhn() {
                    plan.notices.push("银行账号不符合银行卡校验规则，请确认是存折账号".to_owned());
                }
                if claim.others > 0 {
                    let what = format!("该账号现在也是另外 {} 人的待遇账户，请核对是否代领", claim.others);
                    plan.notices.push(what);
                }
                plan.show("收款账户", before.as_ref().map_or("", |present| &present.masked), card.masked());
                let (person, kind) = (claim.standing.now.person.id, IdentifierKind::BankAccount);
                self.0.identifiers().plan(plan, person, kind, card.reveal(), ("", ""), claim.today)
            }
        }
    }

    fn insert(
        &self,
        plan: &mut Plan,
        claim: &AwardClaim,
        granted: &Granted,
        payee: IdentifierId,
    ) -> Result<(), Unplanned> {
        let Granted { enrolment, facts, assessment, changes_in, .. } = granted;
        let person = claim.standing.now.person.id;
        let law_version = self.0.law.version_name().to_owned();
        let award: AwardId = plan.new_id();
        plan.insert(&Award {
            id: award,
            person,
            scheme: Scheme::Resident,
            enrolment: enrolment.id,
            start: facts.first_month,
            origin: AwardOrigin::Assessed,
            facts: serde_json::to_string(facts).map_err(|e| FieldError::whole(e.to_string(), "请联系系统管理员"))?,
            law_version: law_version.clone(),
            revision: rerate::REVISION.to_owned(),
        });
        let mut version = AwardVersion {
            award,
            n: 1,
            from_month: facts.first_month,
            state: AwardState::Live,
            cause: Cause::New,
            person,
            region: claim.standing.region(),
            payee: Some(payee),
            central: Fen::ZERO,
            province: Fen::ZERO,
            city: Fen::ZERO,
            county: Fen::ZERO,
            account: Fen::ZERO,
            changes_in: *changes_in,
            law_version,
            run: None,
        };
        version.set_amounts(assessment.components.by_level(), assessment.components.account);
        plan.insert(&version);
        for (part, line) in assessment.components.rows().zip(1..) {
            let kind = ComponentKind::of(part.kind);
            plan.insert(&AwardComponent { award, n: 1, line, kind, level: part.level, amount: part.fen });
        }
        let receiving = (EnrolmentState::Receiving, EventKind::Awarded);
        plan.insert(&claim.standing.event(enrolment, receiving, "待遇核定", facts.first_month));
        Ok(())
    }
}

/// Everything that keeps the claim from being granted is told at once.
fn granted(claim: &AwardClaim, input: &AwardInput) -> Result<Granted, Vec<FieldError>> {
    let mut errors = Vec::new();
    let standing = &claim.standing;
    if let Some((version, _)) = standing.newest.as_ref().filter(|_| !standing.undone) {
        let what = format!("{} 已有待遇（{}，{} 起）", standing.name(), version.state, version.from_month);
        errors.push(FieldError::input("person", what, "一人只核定一次；续发、变更请办理相应业务"));
    }
    if input.claimed_on > claim.today {
        errors.push(FieldError::input("claimed_on", "申请日期晚于今天", "请核对申请日期"));
    }
    if claim.payee.is_none() && input.account.trim().is_empty() {
        errors.push(FieldError::input("account", "没有收款账户", "请填写本人的银行账号"));
    } else if !input.account.trim().is_empty()
        && let Err(error) = input.account.trim().parse::<BankCard>()
    {
        errors.push(FieldError::input("account", error.to_string(), "请填写本人的银行账号"));
    }
    let enrolment = match &standing.now.enrolment {
        Some((_, EnrolmentState::Ended)) => {
            errors.push(FieldError::input("person", "该人员已终止参保", "请核对终止原因；确有错误的先更正参保状态"));
            None
        }
        Some((enrolment, _)) => Some(enrolment),
        None => {
            errors.push(FieldError::input("person", "该人员没有参加城乡居民养老保险", "请先办理参保登记"));
            None
        }
    };
    let first = match (standing.now.version.birth, enrolment) {
        (None, _) => {
            errors.push(FieldError::input("person", "该人员没有可用的出生日期", "请先办理关键信息变更，补正出生日期"));
            None
        }
        (Some(birth), Some(enrolment)) => first_month(claim, input, birth, enrolment, &mut errors),
        (Some(_), None) => None,
    };
    match (first, enrolment, standing.now.version.birth) {
        (Some(first), Some(enrolment), Some(birth)) if errors.is_empty() => {
            assessed(claim, enrolment, birth, first).map_err(|e| vec![law_fault(&e)])
        }
        _ => Err(errors),
    }
}

/// The first month by the rules, or the reasons against it, each with its article. Whoever has
/// reached the age may claim at once: benefits begin in the month after.
fn first_month(
    claim: &AwardClaim,
    input: &AwardInput,
    birth: Date,
    enrolment: &Enrolment,
    errors: &mut Vec<FieldError>,
) -> Option<Month> {
    let other = input.other_pension.trim();
    let applicant = Applicant {
        birth,
        paid_years: paid_years(claim, enrolment),
        years_complete: years_complete(claim, enrolment, birth),
        other_pension: (!other.is_empty()).then(|| other.to_owned()),
        death: claim.standing.death.as_ref().map(|death| death.died_on),
    };
    if let Some(death) = applicant.death {
        errors.push(FieldError::input("person", format!("该人员已于 {death} 登记死亡"), "请办理死亡结算"));
    }
    match entitlement(&applicant, Month::of(input.claimed_on).next(), &claim.rules) {
        Entitlement::Granted { first_month, .. } => Some(first_month),
        Entitlement::Refused(reasons) => {
            errors.extend(reasons.into_iter().map(|refusal| {
                let article = format!("依据：{} {}", refusal.citation.document, refusal.citation.article);
                FieldError::input("person", refusal.text, article)
            }));
            None
        }
    }
}

fn paid_years(claim: &AwardClaim, enrolment: &Enrolment) -> u32 {
    u32::try_from(enrolment.years_taken_on).unwrap_or_default() + u32::try_from(claim.years.len()).unwrap_or_default()
}

/// The day the last required year was paid, where that came after the 60th birthday.
fn years_complete(claim: &AwardClaim, enrolment: &Enrolment, birth: Date) -> Option<Date> {
    let missing = required_years(birth, &claim.rules) - enrolment.years_taken_on;
    let last = usize::try_from(missing).ok()?.checked_sub(1)?;
    let mut days = claim.years.clone();
    days.sort_unstable();
    days.get(last).copied()
}

fn assessed(
    claim: &AwardClaim,
    enrolment: &Enrolment,
    birth: Date,
    first_month: Month,
) -> Result<Granted, schemes::SchemeError> {
    let mut facts = AwardFacts {
        place: claim.area,
        birth,
        paid_years: paid_years(claim, enrolment),
        account: claim.account,
        first_month,
        origin: Origin::Assessed,
        exhaustion: None,
    };
    let monthly = assess(&facts, &claim.book)?.components.account_pension();
    facts.exhaustion = exhaustion::schedule(claim.account.total(), monthly, first_month);
    let assessment = assess(&facts, &claim.book)?;
    let changes_in = next_change(&facts, first_month, &claim.book)?.map(|(month, _)| month);
    let mut arrears = Vec::new();
    let mut month = first_month;
    while month < claim.standing.calendar.open_month {
        arrears.push((month, assess_in(&facts, month, &claim.book)?.components.total()));
        month = month.next();
    }
    Ok(Granted { enrolment: enrolment.clone(), facts, assessment, changes_in, arrears })
}

fn show(plan: &mut Plan, claim: &AwardClaim, granted: &Granted) {
    let Granted { facts, assessment, arrears, .. } = granted;
    let parts = &assessment.components;
    let owed: Fen = arrears.iter().map(|(_, fen)| *fen).sum();
    plan.amount = parts.total() + owed;
    plan.show("姓名", "", claim.standing.name());
    plan.show("出生日期", "", facts.birth);
    plan.show("缴费年限", "", format!("{} 年", facts.paid_years));
    plan.show("个人账户储存额", "", facts.account.total());
    plan.show("待遇起始月", "", facts.first_month);
    show_parts(plan, parts);
    plan.show("月养老金", "", parts.total());
    if let (Some((first, _)), Some((last, _))) = (arrears.first(), arrears.last()) {
        plan.show("补发", "", format!("{first} 至 {last} 共 {} 个月 {owed} 元", arrears.len()));
    }
    if claim.open_leads > 0 {
        plan.notices.push(format!("该人员有 {} 条疑点未核查，请先核实再审批", claim.open_leads));
    }
    if matches!(claim.standing.now.enrolment, Some((_, EnrolmentState::Receiving))) {
        plan.notices.push("原系统中该人员状态为待遇领取但没有待遇记录，请核实是否已在别处领取".to_owned());
    }
}

/// The parts of a pension by payer.
fn show_parts(plan: &mut Plan, parts: &Components) {
    for part in parts.rows() {
        let payer = part.level.map_or("个人账户".to_owned(), |level| level.to_string());
        plan.show(part.kind.title(), "", format!("{} 元（{payer}）", part.fen));
    }
}

pub(crate) fn law_fault(error: &dyn std::fmt::Display) -> FieldError {
    FieldError::whole(error.to_string(), "请政策管理岗核对本地政策参数")
}

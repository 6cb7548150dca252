//! What insiders did in public cases (S1–S10 of the catalogue), played by the simulated colleagues
//! themselves, and which control sees it. What no control sees is said.

use std::collections::BTreeSet;

use base::Fen;
use desk::{Outcome, Post, Refusal, Stage};
use jiff::civil::date;
use office::accounts::{TransferInInput, TransferPart};
use office::benefits::{ResumeInput, SuspendInput};
use office::registry::{ChangeKeyInput, ChangePayeeInput, RegisterInput, SetTierInput};
use office::risk::{Oddity, ScanInput, odd_decisions, open_leads};
use office::tables::{AccountSource, LeadKind, PersonId, SuspensionReason, TransferKind};

use crate::births::id_number;
use crate::crew::PlayError;
use crate::people::card;
use crate::play::Play2019;

/// One trick, and what became of it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Trick {
    /// Of the catalogue.
    pub code: &'static str,
    /// What was done.
    pub what: &'static str,
    /// Which control sees it, or why none does.
    pub control: &'static str,
    /// Whether it was seen.
    pub seen: bool,
}

/// All of them.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Insiders {
    /// In the order of the catalogue.
    pub tricks: Vec<Trick>,
    /// Leads of the scans that nobody planted.
    pub false_alarms: u64,
    /// Matters that were made honestly in the year.
    pub honest: u64,
}

impl Insiders {
    /// How many tricks were seen.
    pub fn seen(&self) -> usize {
        self.tricks.iter().filter(|trick| trick.seen).count()
    }
}

const SHARED: [u64; 3] = [2, 3, 4];
const TRANSFER_TIER: i64 = 10_000;

impl Play2019<'_> {
    fn recipient(&mut self, k: u64) -> Result<PersonId, PlayError> {
        let id = self.district.person(self.district.young_holder(k)).id;
        self.person_with(&id)?.ok_or(PlayError::Refused(Refusal::NoMatter))
    }

    fn change_card(&mut self, person: PersonId, number: u64) -> Result<(), PlayError> {
        let input = self.new_account(person, number);
        self.crew.run(&mut self.office, "registry.change_payee", &input)?;
        Ok(())
    }

    fn new_account(&self, person: PersonId, number: u64) -> ChangePayeeInput {
        let (holder, bank) = (String::new(), String::new());
        ChangePayeeInput { person, account: card(number), holder, bank, document: "本人换卡申请".to_owned() }
    }

    fn suspend(&mut self, person: PersonId) -> Result<(), PlayError> {
        let (reason, note) = (SuspensionReason::Other, "本人长期外出，联系不上".to_owned());
        let input = SuspendInput { person, reason, from_month: self.month, note };
        self.crew.run(&mut self.office, "benefits.suspend", &input)?;
        Ok(())
    }

    fn resume(&mut self, person: PersonId) -> Result<(), PlayError> {
        let input = ResumeInput { person, from_month: None, note: "本人已回村".to_owned() };
        self.crew.run(&mut self.office, "benefits.resume", &input)?;
        Ok(())
    }

    /// S1 begins: a pension goes to sleep in February.
    pub(crate) fn plant_sleeper(&mut self) -> Result<(), PlayError> {
        let person = self.recipient(1)?;
        self.suspend(person)
    }

    /// S6: from a sum on the head's approval counts as the higher tier; one transfer stays just
    /// below, another is split.
    pub(crate) fn plant_below_the_tier(&mut self) -> Result<(), PlayError> {
        self.on(20)?;
        let above = Fen::from_yuan(TRANSFER_TIER);
        let operation = "accounts.transfer_in".to_owned();
        let tier = SetTierInput { operation, above, post: Post::Head, from: self.day(20) };
        self.crew.run(&mut self.office, "registry.set_tier", &tier)?;
        let newcomers = self.district.newcomers();
        let last = |n: usize| newcomers.len().checked_sub(n).and_then(|at| newcomers.get(at));
        let Some(one) = last(1) else { return Ok(()) };
        let other = last(2).unwrap_or(one);
        // Other years than those that came along in April.
        let plants = [(one, 9_900, 2013, "甲"), (other, 6_000, 2012, "乙"), (other, 6_000, 2018, "丙")];
        for (newcomer, yuan, year, mark) in plants {
            let Some(person) = self.person_with(&newcomer.id)? else { continue };
            let input = TransferInInput {
                person,
                kind: TransferKind::Place,
                place: "贵州省毕节市威宁县城乡居民社会养老保险局".to_owned(),
                letter: format!("东居保接〔2019〕{mark}"),
                on: self.day(20),
                document: format!("转入-201908-{mark}"),
                parts: vec![TransferPart { source: AccountSource::Personal, amount: Fen::from_yuan(yuan) }],
                from_year: year,
                to_year: year,
                years: 1,
                deposit: None,
                employees: None,
            };
            self.crew.run(&mut self.office, "accounts.transfer_in", &input)?;
        }
        Ok(())
    }

    /// The other tricks, after December's run; then the scans, and who was seen.
    pub(crate) fn insiders(&mut self) -> Result<Insiders, PlayError> {
        self.step("内部异常筛查", 0, 1);
        let before = self.suspects()?;
        let sleeper = self.recipient(1)?;
        self.change_card(sleeper, 20_000_001)?;
        self.resume(sleeper)?;
        let mut sharing = Vec::new();
        for k in SHARED {
            let person = self.recipient(k)?;
            self.change_card(person, 20_000_002)?;
            sharing.push(person);
        }
        let other_person = self.rename()?;
        let refused_later = self.account_changed_meanwhile()?;
        let older = self.make_older()?;
        let own_check = self.check_ones_own()?;
        let switched = self.recipient(8)?;
        self.suspend(switched)?;
        self.resume(switched)?;
        self.suspend(switched)?;
        let test_person = self.register_test_person()?;
        self.crew.run(&mut self.office, "risk.scan", &ScanInput { since: date(2019, 1, 2) })?;

        let after = self.suspects()?;
        let new: BTreeSet<_> = after.difference(&before).copied().collect();
        let seen = |kind, person| new.contains(&(kind, person));
        let odd = self
            .office
            .look(self.crew.agency, |look| odd_decisions(look, date(2019, 1, 2)).map_err(PlayError::from))?;
        let is_odd = |oddity| odd.iter().any(|decision| decision.oddity == oddity);
        let tricks = vec![
            trick("S1", "停发的待遇换卡后续发", "筛查：久停后换账户续发", seen(LeadKind::DormantCard, sleeper)),
            trick(
                "S2",
                "三人的待遇进一张卡",
                "筛查：多人待遇同一账户",
                sharing.iter().all(|p| seen(LeadKind::SharedAccount, *p)),
            ),
            trick("S3", "先改姓名，再改证件号码", "变更时即列疑点：双改", seen(LeadKind::KeyChange, other_person)),
            trick("S4", "经办以后、审批以前换了账户", "所签内容已变，签字被拒并退回经办", refused_later),
            trick("S5", "出生日期改早两年", "筛查：出生日期改早", seen(LeadKind::BirthEarlier, older)),
            trick(
                "S6",
                "略低于审批档次，或拆成两笔",
                "办件异常：略低于档次、拆分",
                is_odd(Oddity::JustBelow) && is_odd(Oddity::Split),
            ),
            trick(
                "S7",
                "同一人经办又复核",
                "同一登录签两次被拒；借用他人的登录，记录中看不出，只能靠动态口令预防",
                own_check,
            ),
            trick("S8", "停发、续发、又停发", "筛查：反复停发续发", seen(LeadKind::Switched, switched)),
            trick("S9", "测试人员留在库里", "筛查：疑似测试人员", seen(LeadKind::TestPerson, test_person)),
            trick(
                "S10",
                "成批审批，每件不到五秒",
                "办件异常：连续快速审批；模拟机构只有日期没有钟点，演示中看不出",
                false,
            ),
        ];
        let planted: BTreeSet<PersonId> =
            sharing.iter().copied().chain([sleeper, other_person, older, switched, test_person]).collect();
        let false_alarms =
            new.iter().filter(|(_, person)| !planted.contains(person)).count() + odd.len().saturating_sub(2);
        self.step("内部异常筛查", 1, 1);
        Ok(Insiders { tricks, false_alarms: false_alarms as u64, honest: self.crew.matters() })
    }

    /// Open leads by kind and person.
    fn suspects(&mut self) -> Result<BTreeSet<(LeadKind, PersonId)>, PlayError> {
        let leads = self.office.look(self.crew.agency, |look| open_leads(look).map_err(PlayError::from))?;
        Ok(leads.iter().map(|open| (open.now.lead.kind, open.now.lead.person)).collect())
    }

    /// S3: another name, and soon another number.
    fn rename(&mut self) -> Result<PersonId, PlayError> {
        let model = self.district.person(self.district.young_holder(5));
        let person = self.recipient(5)?;
        let document = "居民户口簿（模拟）".to_owned();
        let name =
            ChangeKeyInput { person, id_number: None, name: Some("钱改名".to_owned()), birth: None, document };
        self.crew.run(&mut self.office, "registry.change_key", &name)?;
        let number = id_number("532524", model.birth, 998);
        let document = "居民身份证（模拟）".to_owned();
        let number = ChangeKeyInput { person, id_number: Some(number), name: None, birth: None, document };
        self.crew.run(&mut self.office, "registry.change_key", &number)?;
        Ok(person)
    }

    /// S4: a change of account waits for its signatures; meanwhile the account becomes another.
    fn account_changed_meanwhile(&mut self) -> Result<bool, PlayError> {
        let person = self.recipient(6)?;
        let input = self.new_account(person, 20_000_003);
        let waiting = self.crew.make(&mut self.office, "registry.change_payee", &input)?;
        self.change_card(person, 20_000_004)?;
        let reviewer = self.crew.signer(Post::Reviewer)?;
        let signed = self.office.sign(reviewer, Stage::Check, waiting.matter, &waiting.digest)?;
        Ok(signed.outcome == Some(Outcome::Returned))
    }

    /// S5: somebody who pays in becomes two years older.
    fn make_older(&mut self) -> Result<PersonId, PlayError> {
        let of = self.district.counts();
        let model = (0..of.insured - of.holders())
            .map(|k| self.district.person(self.district.payer(k)))
            .find(|person| self.district.is_sound(person.index) && (1962..1970).contains(&person.birth.year()))
            .ok_or(PlayError::Refused(Refusal::NoMatter))?;
        let person = self.person_with(&model.id)?.ok_or(PlayError::Refused(Refusal::NoMatter))?;
        let birth = model.birth.saturating_sub(jiff::Span::new().years(2));
        let id_number = Some(id_number("532524", birth, 997));
        let document = "居民身份证（模拟）".to_owned();
        let input = ChangeKeyInput { person, id_number, name: None, birth: None, document };
        self.crew.run(&mut self.office, "registry.change_key", &input)?;
        Ok(person)
    }

    /// S7: the maker tries to check.
    fn check_ones_own(&mut self) -> Result<bool, PlayError> {
        let person = self.recipient(7)?;
        let input = self.new_account(person, 20_000_005);
        let made = self.crew.make(&mut self.office, "registry.change_payee", &input)?;
        let makers = [Post::TownClerk, Post::Clerk];
        let mut refused = true;
        for post in makers {
            let signer = self.crew.signer(post)?;
            refused &= self.office.sign(signer, Stage::Check, made.matter, &made.digest).is_err();
        }
        Ok(refused)
    }

    /// S9: somebody tried the form out.
    fn register_test_person(&mut self) -> Result<PersonId, PlayError> {
        let id = id_number("532524", date(1990, 1, 1), 996);
        let region = self.district.villages(0).first().ok_or(Refusal::NoMatter)?.code.parse()?;
        let input = RegisterInput {
            id_number: id.clone(),
            name: "测试人员".to_owned(),
            address: "云南省昆明市东川区（模拟）".to_owned(),
            phone: String::new(),
            region,
            special_group: String::new(),
            account: String::new(),
        };
        self.crew.run(&mut self.office, "registry.register", &input)?;
        self.person_with(&id)?.ok_or(PlayError::Refused(Refusal::NoMatter))
    }
}

fn trick(code: &'static str, what: &'static str, control: &'static str, seen: bool) -> Trick {
    Trick { code, what, control, seen }
}

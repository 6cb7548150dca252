//! Leads: a match is a lead, not a verdict (decision 16).

use base::{Date, Month};
use desk::{Digest, MatterId};

use super::people::PersonId;

store::row_id! {
    /// A lead (疑点).
    LeadId,
    /// A piece of evidence.
    LeadEvidenceId,
    /// A letter to another office.
    LetterId,
    /// Number of a letter in its year, without gaps.
    LetterNumber,
}

store::codes! {
    /// What a lead is about.
    LeadKind {
        /// A death list names the person.
        Death = "death" "疑似死亡",
        /// Two people carry one ID number.
        SameId = "same_id" "证件号重复",
        /// Name and ID number changed together or soon after one another (双改).
        KeyChange = "key_change" "姓名和证件号码双改",
        /// In prison.
        Prison = "prison" "疑似服刑",
        /// Draws the enterprise scheme's pension too.
        Enterprise = "enterprise" "疑似重复领取企业职工养老金",
        /// Draws the pension of civil service or public institutions too.
        Institution = "institution" "疑似重复领取机关事业养老金",
        /// Draws the resident pension in another place too.
        CrossProvince = "cross_province" "疑似异地重复领取居民养老金",
        /// Many pensions go to one account (S2).
        SharedAccount = "shared_account" "多人待遇同一账户",
        /// Asleep, awake and asleep again within weeks (S8).
        Switched = "switched" "反复停发续发",
        /// Long asleep, a new account, awake (S1).
        DormantCard = "dormant_card" "久停后换账户续发",
        /// The birth date became an earlier one (S5).
        BirthEarlier = "birth_earlier" "出生日期改早",
        /// Somebody who is nobody: left over from trying the system out (S9).
        TestPerson = "test_person" "疑似测试人员",
    }
}

store::codes! {
    /// How sure the match is.
    MatchKind {
        /// ID number and name.
        Exact = "exact" "证件号和姓名一致",
        /// ID number, other name.
        IdOnly = "id_only" "证件号一致、姓名不同",
        /// The 15-digit number of one is the 18-digit number of the other, and the name fits.
        Legacy = "legacy" "15 位与 18 位号码相符、姓名一致",
        /// Two neighbouring digits changed places, and the name fits.
        Transposed = "transposed" "证件号相邻两位颠倒、姓名一致",
        /// Name and birth date, other number.
        NameBirth = "name_birth" "姓名和出生日期一致、证件号不同",
    }
}

store::codes! {
    /// Where a lead stands.
    LeadState {
        /// Found.
        Open = "open" "待核查",
        /// The next payment is held while it is looked into.
        Held = "held" "暂扣待核",
        /// True.
        Confirmed = "confirmed" "属实",
        /// Not true; the same evidence never opens it again.
        Cleared = "cleared" "不属实",
    }
}

impl LeadKind {
    /// Whether it says that somebody draws another pension.
    pub const fn is_another_pension(self) -> bool {
        matches!(self, LeadKind::Enterprise | LeadKind::Institution | LeadKind::CrossProvince)
    }

    /// Whether a pension may not be resumed while a lead of this kind is open: whether its owner
    /// lives, is free, and draws no other.
    pub const fn asks_about_the_pension(self) -> bool {
        matches!(
            self,
            LeadKind::Death | LeadKind::Prison | LeadKind::Enterprise | LeadKind::Institution | LeadKind::CrossProvince
        )
    }
}

store::table! {
    /// Months that were paid, or sent out, and were not owed: in prison, or beside another pension.
    NotOwed = "not_owed", append agency, key(person, from_month, matter)
    {
        /// Whose.
        person: PersonId,
        /// First month.
        from_month: Month,
        /// Last month; for later ones the award's versions say it.
        to_month: Month,
        /// The matter.
        matter: MatterId,
    }
}

store::table! {
    /// A lead about another pension that had been found true and was not: what it had led to ends with it.
    LeadRevocation = "lead_revocation", append agency, key(lead), index(person)
    {
        /// The lead.
        lead: LeadId,
        /// Whose.
        person: PersonId,
        /// The matter that had confirmed it.
        confirmed: MatterId,
        /// The document, and how it was found out.
        reason: String,
        /// The matter.
        matter: MatterId,
    }
}

store::table! {
    /// A lead.
    Lead = "lead", append agency, key(id), unique(agency, kind, person, evidence), index(person)
    {
        /// Row id.
        id: LeadId,
        /// About what.
        kind: LeadKind,
        /// About whom.
        person: PersonId,
        /// Digest of the evidence: the same evidence is the same lead.
        evidence: Digest,
        /// How sure.
        matched: MatchKind,
        /// Source in words: police, funeral parlour …
        source: String,
        /// The day the evidence speaks of, for a death list the day of death.
        event_on: Option<Date>,
        /// The day it ends, such as a release from prison.
        ends_on: Option<Date>,
        /// Who knows more: the prison, the agency that pays the other pension. Empty when unknown.
        elsewhere: String,
        /// The matter that brought it.
        matter: MatterId,
    }
}

store::table! {
    /// Something that was seen about a lead: a received file with a word about it.
    LeadEvidence = "lead_evidence", append agency, key(id), unique(lead, file)
    {
        /// Row id.
        id: LeadEvidenceId,
        /// The lead.
        lead: LeadId,
        /// SM3 of the received file.
        file: Digest,
        /// The name it came with.
        name: String,
        /// What it shows.
        words: String,
        /// The matter.
        matter: MatterId,
    }
}

store::table! {
    /// A letter to another office about a lead (发函).
    Letter = "letter", append agency, key(id), unique(agency, year, number)
    {
        /// Row id.
        id: LetterId,
        /// Year of the number.
        year: i64,
        /// Number in the year.
        number: LetterNumber,
        /// The lead.
        lead: LeadId,
        /// To whom.
        addressee: String,
        /// What is asked.
        body: String,
        /// Day.
        sent_on: Date,
        /// The day until which an answer is asked for.
        answer_by: Date,
        /// The matter.
        matter: MatterId,
    }
}

store::table! {
    /// The answer to a letter.
    LetterAnswer = "letter_answer", append agency, key(letter)
    {
        /// The letter.
        letter: LetterId,
        /// Day.
        answered_on: Date,
        /// What it says.
        answer: String,
        /// The answer as a received file.
        file: Option<Digest>,
        /// The matter.
        matter: MatterId,
    }
}

store::table! {
    /// A step of a lead. The highest `n` is the present one.
    LeadEvent = "lead_event", append agency, key(lead, n)
    {
        /// The lead.
        lead: LeadId,
        /// 1, 2, 3 …
        n: i64,
        /// State from then on.
        state: LeadState,
        /// Why, by whom seen.
        reason: String,
        /// The matter.
        matter: MatterId,
    }
}

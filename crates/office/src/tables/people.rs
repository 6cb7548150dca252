//! Who is insured, where they live, and by which numbers they are known.

use base::{Date, Fen, Month, RegionCode};
use desk::{Digest, MatterId};

store::row_id! {
    /// A person, one for the whole database.
    PersonId,
    /// An ID number, card or phone.
    IdentifierId,
    /// A person's membership in a scheme.
    EnrolmentId,
    /// A fund: scheme × pooling area.
    FundId,
    /// A town's take-on.
    TakeOnId,
}

store::codes! {
    /// A scheme (险种), with its national code in the glossary.
    Scheme {
        /// aae140 = 170
        Resident = "resident" "城乡居民基本养老保险",
    }
}

store::codes! {
    /// What kind of region.
    RegionKind {
        /// 县区
        County = "county" "县（区）",
        /// 乡镇街道
        Town = "town" "乡镇（街道）",
        /// 村居
        Village = "village" "村（社区）",
    }
}

store::codes! {
    /// What kind of identifier.
    IdentifierKind {
        /// 18 digits that pass the check.
        IdNumber = "id" "身份证号",
        /// 15 digits.
        LegacyId = "id15" "15 位身份证号",
        /// As taken over, failing the check: kept to be mended, never matched as an ID number.
        BadId = "bad_id" "待更正的证件号",
        /// Account for payments.
        BankAccount = "account" "银行账号",
        /// Where one refund goes: the account that the payment came from, or the person's own. Never
        /// the account of a pension.
        RefundAccount = "refund_account" "退费账号",
        /// Phone.
        Phone = "phone" "电话",
    }
}

store::codes! {
    /// Membership states (aac008).
    EnrolmentState {
        /// 1
        Active = "active" "正常参保",
        /// 2
        Suspended = "suspended" "暂停参保",
        /// 3
        Receiving = "receiving" "待遇领取",
        /// 4
        Ended = "ended" "终止参保",
    }
}

store::table! {
    /// A region, dated: codes change and villages merge.
    Region = "region", append agency, key(agency, code, from_date)
    {
        /// Code.
        code: RegionCode,
        /// Name.
        name: String,
        /// Kind.
        kind: RegionKind,
        /// First day.
        from_date: Date,
        /// Last day.
        to_date: Option<Date>,
        /// The code it had before.
        predecessor: Option<RegionCode>,
    }
}

store::table! {
    /// A region that became part of another, or took another code: what lay in it lies there from
    /// that day on. Rows of before keep the code of their time.
    RegionSuccession = "region_succession", append agency, key(agency, code)
    {
        /// The code that ended.
        code: RegionCode,
        /// First day of the other.
        from_date: Date,
        /// The other.
        successor: RegionCode,
        /// The document.
        document: String,
        /// The matter.
        matter: MatterId,
    }
}

store::table! {
    /// A fund. Its books are its own (财会〔2017〕28号).
    FundRow = "fund", append agency, key(id), unique(agency, scheme)
    {
        /// Row id.
        id: FundId,
        /// Scheme.
        scheme: Scheme,
        /// Name.
        name: String,
        /// Pooling area.
        area: RegionCode,
    }
}

store::table! {
    /// A law version that was activated: its canonical text, and the files it came from, so that
    /// what was computed by it can be computed again by any later program. The newest is the one
    /// in force.
    LawVersion = "law_version", append agency, key(agency, name)
    {
        /// Name that awards cite.
        name: String,
        /// SM3 of the text.
        digest: Digest,
        /// First day it counts.
        active_from: Date,
        /// The version that it follows; `None` for the first.
        replaces: Option<String>,
        /// The first month in which it gives another amount than that; `None` when it never does.
        effective: Option<Month>,
        /// Canonical text.
        text: String,
        /// The files as JSON: pairs of path and text.
        files: String,
        /// The matter.
        matter: MatterId,
    }
}

store::table! {
    /// A person. Everything that can change about them stands in versions.
    Person = "person", append agency, key(id), unique(agency, old_number)
    {
        /// Row id; the personal number (aac001) of people registered here.
        id: PersonId,
        /// Personal number (aac001) in the system that the person was taken over from.
        old_number: Option<String>,
    }
}

store::table! {
    /// What was known of a person from a day on. The highest `n` is the present one.
    PersonVersion = "person_version", append agency, key(person, n), index(agency, region),
        index(agency, name, person), index(agency, birth)
    {
        /// The person.
        person: PersonId,
        /// 1, 2, 3 …
        n: i64,
        /// Name (aac003).
        name: String,
        /// GB/T 2261.1 (aac004).
        sex: i64,
        /// Birth date (aac006); `None` while the ID number is unreadable and no date was given.
        birth: Option<Date>,
        /// Address (aae006); empty is flagged.
        address: String,
        /// Village or town.
        region: RegionCode,
        /// Words naming what must be mended, separated by blanks; empty when nothing.
        flags: String,
        /// First day.
        valid_from: Date,
    }
}

store::table! {
    /// An ID number, account or phone (decision 12). Written and read only by `identifiers`.
    Identifier = "identifier", append agency, key(id), index(kind, lookup), index(person)
    {
        /// Row id.
        id: IdentifierId,
        /// Whose.
        person: PersonId,
        /// Which kind; of one kind the highest id is the present one.
        kind: IdentifierKind,
        /// SM4-GCM.
        sealed: String,
        /// HMAC-SM3.
        lookup: String,
        /// For screens.
        masked: String,
        /// Account holder's name, where it is not the person's.
        holder: String,
        /// Bank of an account.
        bank: String,
        /// First day.
        valid_from: Date,
    }
}

store::table! {
    /// A membership in a scheme.
    Enrolment = "enrolment", append agency, key(id), unique(person, scheme)
    {
        /// Row id.
        id: EnrolmentId,
        /// Who.
        person: PersonId,
        /// Scheme.
        scheme: Scheme,
        /// Fund.
        fund: FundId,
        /// First month (aac049).
        joined: Month,
        /// Special group (aac066); empty for ordinary.
        special_group: String,
        /// Years of contribution taken over from the old system.
        years_taken_on: i64,
    }
}

store::codes! {
    /// What happened to a membership.
    EventKind {
        /// Registered here.
        Registered = "registered" "参保登记",
        /// Came from the old system.
        TakenOn = "taken_on" "期初移植",
        /// A pension begins.
        Awarded = "awarded" "待遇核定",
        /// Died.
        Died = "died" "死亡",
        /// The death was none.
        DeathRevoked = "death_revoked" "撤销死亡登记",
        /// Left for another reason.
        Left = "left" "终止参保",
        /// Came back.
        Rejoined = "rejoined" "恢复参保",
        /// Draws another pension.
        OtherPension = "other_pension" "重复领取",
        /// Draws none: the lead was wrong.
        OtherPensionRevoked = "other_pension_revoked" "撤销疑点属实",
        /// The account moved away.
        MovedOut = "moved_out" "转出",
        /// The account came back.
        MovedBack = "moved_back" "转出款退回",
        /// The record joined another one.
        Merged = "merged" "并入",
        /// It stands by itself again.
        Unmerged = "unmerged" "撤销并档",
    }
}

store::table! {
    /// A change of a membership's state. The highest `n` is the present one.
    EnrolmentEvent = "enrolment_event", append agency, key(enrolment, n)
    {
        /// The membership.
        enrolment: EnrolmentId,
        /// 1, 2, 3 …
        n: i64,
        /// State from then on.
        state: EnrolmentState,
        /// What happened; rows are linked by it and never by the words.
        kind: EventKind,
        /// The same in words, for print.
        reason: String,
        /// First month.
        from_month: Month,
    }
}

store::table! {
    /// A town taken on from the old system, with the totals its people signed.
    TakeOn = "take_on", append agency, key(id), unique(agency, town, part)
    {
        /// Row id.
        id: TakeOnId,
        /// Town.
        town: RegionCode,
        /// Workbook of the town: 1 unless it is split.
        part: i64,
        /// The last month the old system paid.
        paid_through: Month,
        /// Persons.
        people: i64,
        /// Awards in payment, suspended ones included.
        awards: i64,
        /// Suspended ones among them.
        suspended: i64,
        /// Monthly pensions in payment by level.
        central: Fen,
        /// …
        province: Fen,
        /// …
        city: Fen,
        /// …
        county: Fen,
        /// Account part.
        account: Fen,
        /// Sum of account balances.
        balances: Fen,
        /// The matter.
        matter: MatterId,
    }
}

//! The desk's tables. The mutable ones are: agency head, counter, login, second factor, session,
//! waiting.

use base::{Date, Fen, RegionCode, Seq};
use store::{Record, Schema};

use crate::codes::{Class, Outcome, Post, Stage};
use crate::digest::Digest;

store::row_id! {
    /// An agency (社保经办机构).
    AgencyId,
    /// A staff member: a person, not a login.
    StaffId,
    /// One matter (一件业务) from its making to its outcome.
    MatterId,
    /// A grant of a post.
    GrantId,
    /// A delegation.
    DelegationId,
    /// A list signed at once.
    ListId,
    /// A reading that left a record.
    DisclosureId,
}

store::table! {
    /// An agency. Simulated ones may set their own date and say so on every page.
    Agency = "agency", append global, key(id), unique(code)
    {
        /// Small number, high bits of its rows' ids.
        id: AgencyId,
        /// Its region; an economic zone has a local code.
        code: RegionCode,
        /// Name.
        name: String,
        /// Whether its people and its time are invented.
        simulated: bool,
    }
}

store::table! {
    /// The agency's latest write. A write's first statement advances it (decision 2).
    AgencyHead = "agency_head", mutable global, key(agency)
    {
        /// The agency.
        agency: AgencyId,
        /// Number of the latest write.
        seq: Seq,
        /// Hash of its audit record.
        hash: Digest,
        /// The next free row id.
        next_id: i64,
        /// The date a simulated agency has reached; NULL for a real one.
        business_date: Option<Date>,
    }
}

store::table! {
    /// Gapless numbers, such as vouchers of a fund and month.
    Counter = "counter", mutable global, key(agency, name)
    {
        /// The agency.
        agency: AgencyId,
        /// What is counted.
        name: String,
        /// The next number.
        next: i64,
    }
}

store::table! {
    /// A staff member.
    Staff = "staff", append agency, key(id)
    {
        /// Row id.
        id: StaffId,
        /// Name.
        name: String,
    }
}

store::table! {
    /// How a staff member signs in.
    Login = "login", mutable global, key(staff), unique(username)
    {
        /// The staff member.
        staff: StaffId,
        /// The agency the staff member works for.
        agency: AgencyId,
        /// Name to sign in with.
        username: String,
        /// Argon2id, PHC text.
        password: String,
        /// Whether the password was given by someone else and must be changed first.
        must_change: bool,
        /// Failed attempts since the last success.
        failed: i64,
        /// No attempt is looked at before this moment, in seconds.
        locked_until: i64,
    }
}

store::table! {
    /// The device that a staff member signs in with besides the password.
    SecondFactor = "second_factor", mutable global, key(staff)
    {
        /// The staff member.
        staff: StaffId,
        /// The secret of the device, sealed.
        secret: String,
        /// Whether a first code from the device was seen.
        confirmed: bool,
        /// The latest time step whose code was used: a code works once.
        step: i64,
    }
}

store::table! {
    /// An open session. The token itself is never stored.
    Session = "session", mutable global, key(token)
    {
        /// SM3 of the token.
        token: Digest,
        /// Who signed in.
        staff: StaffId,
        /// When, in seconds.
        opened: i64,
        /// Last use, in seconds.
        used: i64,
    }
}

store::table! {
    /// A pair of posts that one person may not hold at one time; both orders are listed.
    PostConflict = "post_conflict", append global, key(one, other)
    {
        /// A post.
        one: Post,
        /// Another.
        other: Post,
    }
}

store::table! {
    /// A post granted to a staff member for an area and a time.
    PostGrant = "post_grant", append agency, key(id), index(staff)
    {
        /// Row id.
        id: GrantId,
        /// Who holds it.
        staff: StaffId,
        /// Which post.
        post: Post,
        /// For which region and everything inside it.
        area: RegionCode,
        /// First day.
        from_date: Date,
        /// Last day, if known.
        to_date: Option<Date>,
    }
}

store::table! {
    /// A grant ended early.
    PostGrantEnd = "post_grant_end", append agency, key(grant_id)
    {
        /// The grant.
        grant_id: GrantId,
        /// Last day.
        to_date: Date,
    }
}

store::table! {
    /// A post lent to a colleague for a time (授权代理). It expires by itself.
    Delegation = "delegation", append agency, key(id), index(to_staff),
    check("from_staff <> to_staff"), check("to_date >= from_date")
    {
        /// Row id.
        id: DelegationId,
        /// The grant that is lent.
        grant_id: GrantId,
        /// Its holder.
        from_staff: StaffId,
        /// Who acts.
        to_staff: StaffId,
        /// First day.
        from_date: Date,
        /// Last day.
        to_date: Date,
    }
}

store::table! {
    /// Approvals above an amount that need a higher post.
    ApprovalTier = "approval_tier", append agency, key(agency, operation, above, from_date)
    {
        /// Operation name.
        operation: String,
        /// The plan's amount from which the tier holds.
        above: Fen,
        /// The post that must approve.
        post: Post,
        /// First day.
        from_date: Date,
    }
}

store::table! {
    /// An operation's class raised by the agency; never lowered.
    RaisedClass = "raised_class", append agency, key(agency, operation, from_date)
    {
        /// Operation name.
        operation: String,
        /// The class, which counts only where it is higher than the declared one.
        class: Class,
        /// First day.
        from_date: Date,
    }
}

store::table! {
    /// One matter: an operation with its input, made by someone.
    Matter = "matter", append agency, key(id), unique(agency, request)
    {
        /// Row id.
        id: MatterId,
        /// The caller's own number of the request: the idempotency key (decision 11).
        request: String,
        /// SM3 of operation and input.
        request_digest: Digest,
        /// Operation name.
        operation: String,
        /// Class in force when it was made.
        class: Class,
        /// One line for worklists.
        title: String,
        /// Region of its subject.
        area: RegionCode,
        /// Amount for the tiers.
        amount: Fen,
        /// Input as JSON; identifiers in it are sealed.
        input: String,
        /// Digest of the plan the maker saw.
        plan_digest: Digest,
        /// The day it was made.
        made_on: Date,
    }
}

store::table! {
    /// A signature. The keys make it impossible that one person signs twice or one stage is
    /// signed twice.
    Signature = "signature", append agency, key(matter, stage), unique(matter, staff)
    {
        /// The matter.
        matter: MatterId,
        /// Which signature.
        stage: Stage,
        /// Who.
        staff: StaffId,
        /// By which post.
        post: Post,
        /// By which grant.
        grant_id: GrantId,
        /// Through which delegation.
        delegation: Option<DelegationId>,
        /// The lender of the post, who counts as having acted.
        lender: Option<StaffId>,
        /// The plan digest that was signed.
        digest: Digest,
        /// Local time.
        signed_at: String,
    }
}

store::table! {
    /// How a matter ended.
    MatterEnd = "matter_end", append agency, key(matter)
    {
        /// The matter.
        matter: MatterId,
        /// How.
        outcome: Outcome,
        /// Why, when it was not applied.
        reason: String,
        /// Who ended it.
        staff: StaffId,
    }
}

store::table! {
    /// What waits for a signature; derived, so that a worklist is one short query.
    WaitingMatter = "waiting", mutable global, key(matter), index(agency, stage)
    {
        /// The matter.
        matter: MatterId,
        /// The agency.
        agency: AgencyId,
        /// The signature it waits for.
        stage: Stage,
    }
}

store::table! {
    /// A list of matters signed at once, with the sample that was looked at (decision 1, R2).
    SignedList = "signed_list", append agency, key(id)
    {
        /// Row id.
        id: ListId,
        /// Who signed.
        staff: StaffId,
        /// Number of matters.
        matters: i64,
        /// Number of those looked at one by one.
        sampled: i64,
    }
}

store::table! {
    /// One matter of a signed list.
    SignedListLine = "signed_list_line", append agency, key(list, matter)
    {
        /// The list.
        list: ListId,
        /// The matter.
        matter: MatterId,
        /// Whether it was in the sample.
        sampled: bool,
    }
}

store::table! {
    /// A later look at something one person did alone (R1).
    Sample = "sample", append agency, key(matter, staff)
    {
        /// The matter.
        matter: MatterId,
        /// Who looked.
        staff: StaffId,
        /// Whether it was right.
        was_right: bool,
        /// What was found.
        finding: String,
    }
}

store::table! {
    /// Something sensitive that was read, or asked for and refused: who, what, why.
    Disclosure = "disclosure", append agency, key(id), index(staff, day)
    {
        /// Row id.
        id: DisclosureId,
        /// Who read.
        staff: StaffId,
        /// Kind: `identifiers`, `export` or `refused`.
        kind: String,
        /// The person, run or other row it was about.
        subject: i64,
        /// The day, for a day's number.
        day: String,
        /// Why.
        reason: String,
    }
}

store::table! {
    /// One link of the chain: exactly one per write.
    Audit = "audit", append global, key(agency, seq)
    {
        /// The agency.
        agency: AgencyId,
        /// Number of the write.
        seq: Seq,
        /// Local time.
        at: String,
        /// Who.
        staff: StaffId,
        /// What, for example `sign/approve`.
        action: String,
        /// Operation name, or empty.
        operation: String,
        /// The matter, if any.
        matter: Option<MatterId>,
        /// Digest over the rows this write appended.
        rows_digest: Digest,
        /// Hash of the link before.
        previous: Digest,
        /// Hash of this link.
        hash: Digest,
    }
}

/// Tables and triggers of the desk.
pub fn schema() -> Schema {
    Schema {
        tables: vec![
            Agency::table(),
            AgencyHead::table(),
            Counter::table(),
            Staff::table(),
            Login::table(),
            SecondFactor::table(),
            Session::table(),
            PostConflict::table(),
            PostGrant::table(),
            PostGrantEnd::table(),
            Delegation::table(),
            ApprovalTier::table(),
            RaisedClass::table(),
            Matter::table(),
            Signature::table(),
            MatterEnd::table(),
            WaitingMatter::table(),
            SignedList::table(),
            SignedListLine::table(),
            Sample::table(),
            Disclosure::table(),
            Audit::table(),
        ],
        triggers: crate::post_rules::triggers(),
    }
}

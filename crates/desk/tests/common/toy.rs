//! Toy tables and operations of every class, so that the desk is tested without a scheme.

use base::{Date, Fen, RegionCode};
use desk::{
    ApprovalTier, Class, Delegation, DelegationId, FieldError, GrantId, Look, MATTER, MatterId, Operation, Plan, Post,
    PostGrant, PostGrantEnd, Posts, RaisedClass, Staff, StaffId, Stage, Unplanned,
};
use serde::{Deserialize, Serialize};
use store::{Record, Schema, Value};

store::row_id! {
    /// A note.
    NoteId,
    /// A purse.
    PurseId,
    /// A receipt.
    ReceiptId,
    /// The gapless number of a receipt.
    ReceiptNo,
}

store::table! {
    /// Written once: the toy append table.
    Note = "toy_note", append agency, key(id)
    {
        /// Row id.
        id: NoteId,
        /// Who wrote it.
        matter: MatterId,
        /// What.
        text: String,
        /// A number that may be negative.
        number: i64,
    }
}

store::table! {
    /// The toy mutable table.
    Purse = "toy_purse", mutable agency, key(id)
    {
        /// Row id.
        id: PurseId,
        /// In fen; may be negative.
        balance: i64,
        /// open, or checked while a payment waits for approval.
        state: String,
    }
}

store::table! {
    /// A numbered receipt.
    Receipt = "toy_receipt", append agency, key(id), unique(agency, number)
    {
        /// Row id.
        id: ReceiptId,
        /// Gapless.
        number: ReceiptNo,
        /// The matter.
        matter: MatterId,
        /// In fen.
        fen: Fen,
    }
}

/// The desk's tables and the toy ones.
pub fn schema() -> Schema {
    let mut schema = desk::schema();
    schema.tables.extend([Note::table(), Purse::table(), Receipt::table()]);
    schema
}

/// R1: writes notes.
pub struct WriteNotes;

#[derive(Clone, Serialize, Deserialize)]
pub struct Notes {
    pub area: RegionCode,
    pub text: String,
    pub copies: i64,
    pub amount: i64,
}

impl Operation for WriteNotes {
    type Input = Notes;
    type Facts = ();
    const NAME: &'static str = "toy.note";
    const TITLE: &'static str = "记事";
    const CLASS: Class = Class::R1;
    const POSTS: Posts =
        Posts { make: &[Post::Clerk, Post::TownClerk], check: &[Post::Reviewer], approve: &[Post::Approver] };

    fn read(&self, _: &mut Look<'_>, _: &Notes) -> Result<(), Unplanned> {
        Ok(())
    }

    fn plan(&self, (): &(), input: &Notes) -> Result<Plan, Vec<FieldError>> {
        if input.text.is_empty() {
            return Err(vec![FieldError::input("text", "内容为空", "请填写内容")]);
        }
        let mut plan = Plan::new(format!("记事 {}", input.text), input.area);
        plan.amount = Fen::new(input.amount);
        let ids: Vec<NoteId> = (0..input.copies).map(|_| plan.new_id()).collect();
        plan.insert_all(ids.into_iter().map(|id| Note { id, matter: MATTER, text: input.text.clone(), number: -1 }));
        plan.show("内容", "", &input.text);
        Ok(plan)
    }
}

/// R1: opens a purse.
pub struct OpenPurse;

#[derive(Clone, Serialize, Deserialize)]
pub struct NewPurse {
    pub area: RegionCode,
    pub balance: i64,
}

impl Operation for OpenPurse {
    type Input = NewPurse;
    type Facts = ();
    const NAME: &'static str = "toy.purse";
    const TITLE: &'static str = "开钱袋";
    const CLASS: Class = Class::R1;
    const POSTS: Posts = Posts::BUSINESS;

    fn read(&self, _: &mut Look<'_>, _: &NewPurse) -> Result<(), Unplanned> {
        Ok(())
    }

    fn plan(&self, (): &(), input: &NewPurse) -> Result<Plan, Vec<FieldError>> {
        let mut plan = Plan::new("开钱袋", input.area);
        let id = plan.new_id();
        plan.insert(&Purse { id, balance: input.balance, state: "open".to_owned() });
        Ok(plan)
    }
}

/// What a purse operation asks for.
#[derive(Clone, Serialize, Deserialize)]
pub struct Take {
    pub area: RegionCode,
    pub purse: PurseId,
    pub fen: i64,
}

fn read_purse(look: &mut Look<'_>, input: &Take) -> Result<Purse, Unplanned> {
    look.select_one::<Purse>("WHERE id = $1", &[Value::Int(input.purse.0)])?
        .ok_or_else(|| FieldError::input("purse", "没有这个钱袋", "请核对编号").into())
}

fn take(plan: &mut Plan, purse: &Purse, fen: i64) {
    let after = purse.balance - fen;
    plan.amount = Fen::new(fen);
    plan.show("余额", purse.balance, after);
    plan.set::<Purse>(
        &[("id", Value::Int(purse.id.0)), ("balance", Value::Int(purse.balance))],
        &[("balance", Value::Int(after))],
    );
}

/// R2: takes money out of a purse, without a receipt.
pub struct TakeOut;

impl Operation for TakeOut {
    type Input = Take;
    type Facts = Purse;
    const NAME: &'static str = "toy.take";
    const TITLE: &'static str = "取款";
    const CLASS: Class = Class::R2;
    const POSTS: Posts = Posts::BUSINESS;

    fn read(&self, look: &mut Look<'_>, input: &Take) -> Result<Purse, Unplanned> {
        read_purse(look, input)
    }

    fn plan(&self, purse: &Purse, input: &Take) -> Result<Plan, Vec<FieldError>> {
        let mut plan = Plan::new("取款", input.area);
        take(&mut plan, purse, input.fen);
        let id = plan.new_id();
        plan.insert(&Note { id, matter: MATTER, text: "取款".to_owned(), number: -input.fen });
        Ok(plan)
    }
}

/// R3: pays out of a purse, with a numbered receipt; the purse is marked when it was checked.
pub struct PayOut;

impl Operation for PayOut {
    type Input = Take;
    type Facts = Purse;
    const NAME: &'static str = "toy.pay";
    const TITLE: &'static str = "付款";
    const CLASS: Class = Class::R3;
    const POSTS: Posts = Posts::BUSINESS;

    fn read(&self, look: &mut Look<'_>, input: &Take) -> Result<Purse, Unplanned> {
        read_purse(look, input)
    }

    fn plan(&self, purse: &Purse, input: &Take) -> Result<Plan, Vec<FieldError>> {
        if input.fen > 100_000_000 {
            return Err(vec![FieldError::input("fen", "超过一百万元", "请拆分")]);
        }
        let mut plan = Plan::new("付款", input.area);
        take(&mut plan, purse, input.fen);
        let (id, number) = (plan.new_id(), plan.next_number("receipt"));
        plan.insert(&Receipt { id, number, matter: MATTER, fen: Fen::new(input.fen) });
        Ok(plan)
    }

    fn on_signed(&self, stage: Stage, purse: &Purse, input: &Take) -> Option<Plan> {
        if stage != Stage::Check {
            return None;
        }
        let mut plan = Plan::new("已复核", input.area);
        plan.set::<Purse>(&[("id", Value::Int(purse.id.0))], &[("state", Value::Text("checked".to_owned()))]);
        if input.fen == TOO_EARLY {
            let (id, number) = (plan.new_id(), plan.next_number("receipt"));
            plan.insert(&Receipt { id, number, matter: MATTER, fen: Fen::new(input.fen) });
        }
        Some(plan)
    }

    fn on_ended(&self, waited_for: Stage, purse: &Purse, input: &Take) -> Option<Plan> {
        if waited_for != Stage::Approve {
            return None;
        }
        let mut plan = Plan::new("退回", input.area);
        let key = [("id", Value::Int(purse.id.0)), ("state", Value::Text("checked".to_owned()))];
        plan.set::<Purse>(&key, &[("state", Value::Text("open".to_owned()))]);
        Some(plan)
    }
}

/// The amount for which [`PayOut`] tries to write its receipt at the checker's signature.
pub const TOO_EARLY: i64 = 1_313;

/// R1: a plan whose key names the wrong old state, as when a row changed unseen.
pub struct TakeBlindly;

impl Operation for TakeBlindly {
    type Input = Take;
    type Facts = ();
    const NAME: &'static str = "toy.blind";
    const TITLE: &'static str = "盲取";
    const CLASS: Class = Class::R1;
    const POSTS: Posts = Posts::BUSINESS;

    fn read(&self, _: &mut Look<'_>, _: &Take) -> Result<(), Unplanned> {
        Ok(())
    }

    fn plan(&self, (): &(), input: &Take) -> Result<Plan, Vec<FieldError>> {
        let mut plan = Plan::new("盲取", input.area);
        let (id, number) = (plan.new_id(), plan.next_number("receipt"));
        plan.insert(&Receipt { id, number, matter: MATTER, fen: Fen::ZERO });
        let id = Value::Int(input.purse.0);
        plan.set::<Purse>(&[("id", id), ("balance", Value::Int(-77))], &[("balance", Value::Int(input.fen))]);
        Ok(plan)
    }
}

/// R1: a numbered receipt.
pub struct Acknowledge;

impl Operation for Acknowledge {
    type Input = Notes;
    type Facts = ();
    const NAME: &'static str = "toy.receipt";
    const TITLE: &'static str = "开收据";
    const CLASS: Class = Class::R1;
    const POSTS: Posts = Posts::BUSINESS;

    fn read(&self, _: &mut Look<'_>, _: &Notes) -> Result<(), Unplanned> {
        Ok(())
    }

    fn plan(&self, (): &(), input: &Notes) -> Result<Plan, Vec<FieldError>> {
        let mut plan = Plan::new("开收据", input.area);
        for _ in 0..input.copies {
            let (id, number) = (plan.new_id(), plan.next_number("receipt"));
            plan.insert(&Receipt { id, number, matter: MATTER, fen: Fen::ZERO });
        }
        Ok(plan)
    }
}

/// R2: writes a note unless there is one with that text. What it reads is an append table.
pub struct WriteOnce;

impl Operation for WriteOnce {
    type Input = Notes;
    type Facts = i64;
    const NAME: &'static str = "toy.once";
    const TITLE: &'static str = "只记一次";
    const CLASS: Class = Class::R2;
    const POSTS: Posts = Posts::BUSINESS;

    fn read(&self, look: &mut Look<'_>, input: &Notes) -> Result<i64, Unplanned> {
        Ok(look.scalar("SELECT COUNT(*) FROM toy_note WHERE text = $1", &[input.text.as_str().into()])?)
    }

    fn plan(&self, found: &i64, input: &Notes) -> Result<Plan, Vec<FieldError>> {
        if *found > 0 {
            return Err(vec![FieldError::input("text", "已经记过", "请核对")]);
        }
        let mut plan = Plan::new(format!("只记一次 {}", input.text), input.area);
        let id = plan.new_id();
        plan.insert(&Note { id, matter: MATTER, text: input.text.clone(), number: 0 });
        Ok(plan)
    }
}

/// R1 in the tests only, so that they can set up an office: what real offices do by R3.
pub struct Arrange;

#[derive(Clone, Serialize, Deserialize)]
pub enum Arrangement {
    Hire { name: String },
    Grant { grants: Vec<Granted> },
    EndGrant { grant: GrantId, to: Date },
    Lend { grant: GrantId, from_staff: StaffId, to_staff: StaffId, from: Date, to: Date },
    Tier { operation: String, above: i64, post: Post, from: Date },
    Raise { operation: String, class: Class, from: Date },
}

#[derive(Clone, Serialize, Deserialize)]
pub struct Granted {
    pub staff: StaffId,
    pub post: Post,
    pub area: RegionCode,
    pub from: Date,
    pub to: Option<Date>,
}

impl Operation for Arrange {
    type Input = Arrangement;
    type Facts = RegionCode;
    const NAME: &'static str = "toy.arrange";
    const TITLE: &'static str = "布置";
    const CLASS: Class = Class::R1;
    const POSTS: Posts = Posts::STAFF;

    fn read(&self, look: &mut Look<'_>, _: &Arrangement) -> Result<RegionCode, Unplanned> {
        let agency = look.agency().0;
        Ok(look.scalar("SELECT code FROM agency WHERE id = $1", &[Value::Int(agency)])?)
    }

    fn plan(&self, area: &RegionCode, input: &Arrangement) -> Result<Plan, Vec<FieldError>> {
        let mut plan = Plan::new("布置", *area);
        match input.clone() {
            Arrangement::Hire { name } => {
                let id = plan.new_id();
                plan.insert(&Staff { id, name });
            }
            Arrangement::Grant { grants } => {
                for Granted { staff, post, area, from, to } in grants {
                    let id = plan.new_id();
                    plan.insert(&PostGrant { id, staff, post, area, from_date: from, to_date: to });
                }
            }
            Arrangement::EndGrant { grant, to } => plan.insert(&PostGrantEnd { grant_id: grant, to_date: to }),
            Arrangement::Lend { grant, from_staff, to_staff, from, to } => {
                let id: DelegationId = plan.new_id();
                plan.insert(&Delegation { id, grant_id: grant, from_staff, to_staff, from_date: from, to_date: to });
            }
            Arrangement::Tier { operation, above, post, from } => {
                plan.insert(&ApprovalTier { operation, above: Fen::new(above), post, from_date: from });
            }
            Arrangement::Raise { operation, class, from } => {
                plan.insert(&RaisedClass { operation, class, from_date: from });
            }
        }
        Ok(plan)
    }
}

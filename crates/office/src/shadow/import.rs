//! 导入省系统月报: persons, fees or payments of a month, line by line, as the province has them.
//!
//! Nothing is corrected here. An export that is sent again for the same month is another batch, and
//! the newest counts; the same bytes twice are refused for a month, not for another: a month that was
//! chosen wrongly is put right by importing both again.

use std::collections::HashMap;
use std::sync::Arc;

use base::{Fen, IdNumber, Month, ParsedId, RegionCode};
use desk::{Class, Digest, FieldError, Look, MATTER, Operation, Plan, Posts, Unplanned};
use files::{Imported, Record};
use serde::{Deserialize, Serialize};

use crate::environment::Environment;
use crate::intake::{Intake, whole_file_faults};
use crate::registry::agency_area;
use crate::source_files::imported_before;
use crate::tables::{PersonId, ShadowBatch, ShadowBatchId, ShadowFee, ShadowKind, ShadowPayment, ShadowPerson};

/// Takes in an export.
pub struct ImportExport(pub Arc<Environment>);

/// Which export, of which month.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ImportExportInput {
    /// What it tells.
    pub kind: ShadowKind,
    /// The month it is of.
    pub month: Month,
    /// The file.
    pub file: Digest,
    /// Its name.
    pub name: String,
    /// How the province calls the columns: a TOML of `key = "title"`, taken in like a file.
    #[serde(default)]
    pub mapping: Option<Digest>,
}

/// What the plan depends on.
pub struct ImportExportFacts {
    area: RegionCode,
    this_month: Month,
    imported: Arc<Imported>,
    before: Option<FieldError>,
    people: HashMap<IdNumber, Vec<PersonId>>,
}

impl ShadowKind {
    /// The profile of its columns.
    pub const fn profile(self) -> &'static str {
        match self {
            ShadowKind::Persons => "shadow_persons",
            ShadowKind::Fees => "shadow_fees",
            ShadowKind::Payments => "shadow_payments",
        }
    }
}

impl Operation for ImportExport {
    type Input = ImportExportInput;
    type Facts = ImportExportFacts;
    const NAME: &'static str = "shadow.import";
    const TITLE: &'static str = "导入省系统月报";
    const CLASS: Class = Class::R2;
    const POSTS: Posts = Posts::BUSINESS;

    fn read(&self, look: &mut Look<'_>, input: &ImportExportInput) -> Result<ImportExportFacts, Unplanned> {
        let profile = input.kind.profile();
        let imported = self.0.files.read_mapped(&input.file, profile, input.mapping.as_ref(), look.today())?;
        let ids: Vec<IdNumber> = imported.records.iter().filter_map(id_of).collect();
        Ok(ImportExportFacts {
            area: agency_area(look)?,
            this_month: Month::of(look.today()),
            before: imported_before(look, &input.file, &profile_of(input))?,
            people: self.0.identifiers().people_with_any(look, &ids)?,
            imported,
        })
    }

    fn plan(&self, facts: &ImportExportFacts, input: &ImportExportInput) -> Result<Plan, Vec<FieldError>> {
        let mut faults = whole_file_faults(&facts.imported);
        faults.extend(facts.before.clone());
        if input.month > facts.this_month {
            let what = format!("{} 还没有到", input.month);
            faults.push(FieldError::input("month", what, "请填写月报所属的月份"));
        }
        if !faults.is_empty() {
            return Err(faults);
        }
        let mut plan = Plan::new(format!("导入 {} 省系统{}月报", input.month, input.kind), facts.area);
        let batch: ShadowBatchId = plan.new_id();
        let mut intake = Intake::new(&mut plan, &facts.imported);
        let (mut amount, mut strangers) = (Fen::ZERO, 0_usize);
        for record in &facts.imported.records {
            let person = id_of(record).and_then(|id| match facts.people.get(&id).map(Vec::as_slice) {
                Some([one]) => Some(*one),
                _ => None,
            });
            match line(&mut plan, (batch, input), record, person) {
                Ok(fen) => {
                    intake.take();
                    amount += fen;
                    strangers += usize::from(person.is_none());
                }
                Err(what) => intake.leave_out(record.line, what, "请与省系统核对后重新导出"),
            }
        }
        plan.show("种类", "", input.kind);
        plan.show("月份", "", input.month);
        plan.show("金额合计", "", amount);
        plan.amount = amount;
        if strangers > 0 {
            plan.notices.push(format!("有 {strangers} 行的证件号码在本系统没有对应的人员，只按省系统个人编号比对"));
        }
        let (source_file, lines) = (intake.id, intake.taken());
        intake.finish(&mut plan, &profile_of(input), (&input.file, &input.name));
        let (kind, month, mapping) = (input.kind, input.month, input.mapping.clone());
        plan.insert(&ShadowBatch { id: batch, kind, month, source_file, mapping, lines, amount, matter: MATTER });
        Ok(plan)
    }
}

/// Under what a file is remembered: once for each month.
fn profile_of(input: &ImportExportInput) -> String {
    format!("{}/{}", input.kind.profile(), input.month)
}

fn id_of(record: &Record) -> Option<IdNumber> {
    match record.id("aac002")? {
        ParsedId::Current(id) => Some(id),
        ParsedId::Legacy(_) => None,
    }
}

/// What every export says of whom a line is about.
struct Line<'a> {
    batch: ShadowBatchId,
    record: &'a Record,
    person: Option<PersonId>,
}

impl Line<'_> {
    fn number(&self) -> i64 {
        i64::from(self.record.line)
    }

    fn text(&self, key: &str) -> String {
        self.record.text(key).unwrap_or_default().to_owned()
    }

    fn fen(&self, key: &str) -> Fen {
        self.record.money(key).unwrap_or_default()
    }

    fn person(&self) -> Result<ShadowPerson, String> {
        let parts = [self.fen("base"), self.fen("long"), self.fen("age"), self.fen("account_pension")];
        let sum: Fen = parts.iter().copied().sum();
        let monthly = self.record.money("aic166").unwrap_or(sum);
        if monthly != sum {
            return Err(format!("月养老金 {monthly} 元与各项之和 {sum} 元不符"));
        }
        let [base_fen, long_fen, age_fen, account_fen] = parts;
        Ok(ShadowPerson {
            batch: self.batch,
            line: self.number(),
            number: self.text("aac001"),
            person: self.person,
            name: self.text("aac003"),
            birth: self.record.date("aac006"),
            state: self.text("aac008"),
            first_month: self.record.month("aic160"),
            years: self.record.integer("paid_years"),
            base_fen,
            long_fen,
            age_fen,
            account_fen,
            monthly,
            at_start: self.record.money("at_start"),
            balance: self.fen("balance"),
        })
    }

    fn fee(&self, month: Month) -> Result<ShadowFee, String> {
        let paid_on = self.record.date("paid_on").ok_or("缴费日期未填写")?;
        if Month::of(paid_on) > month {
            return Err(format!("缴费日期 {paid_on} 晚于月报的 {month}"));
        }
        Ok(ShadowFee {
            batch: self.batch,
            line: self.number(),
            number: self.text("aac001"),
            person: self.person,
            name: self.text("aac003"),
            serial: self.text("serial"),
            year: self.record.integer("year").ok_or("费款所属年度未填写")?,
            tier: self.record.money("tier"),
            amount: self.fen("aae019"),
            fee_kind: self.record.text("fee_kind").unwrap_or("current").to_owned(),
            paid_on,
            subsidy: self.fen("subsidy"),
        })
    }

    fn payment(&self, month: Month) -> Result<ShadowPayment, String> {
        let for_month = self.record.month("for_month").ok_or("待遇所属月未填写")?;
        if for_month > month {
            return Err(format!("待遇所属月 {for_month} 晚于月报的 {month}"));
        }
        let parts = ["central", "province", "city", "county", "account"].map(|who| self.fen(&format!("fen_{who}")));
        let (sum, amount) = (parts.iter().copied().sum::<Fen>(), self.fen("aae019"));
        if !sum.is_zero() && sum != amount {
            return Err(format!("发放金额 {amount} 元与各级之和 {sum} 元不符"));
        }
        let [central, province, city, county, account] = parts;
        Ok(ShadowPayment {
            batch: self.batch,
            line: self.number(),
            number: self.text("aac001"),
            person: self.person,
            name: self.text("aac003"),
            for_month,
            central,
            province,
            city,
            county,
            account,
            amount,
            paid: self.record.text("status") != Some("0"),
        })
    }
}

/// A line as a row; its amount for the total that is signed.
fn line(
    plan: &mut Plan,
    (batch, input): (ShadowBatchId, &ImportExportInput),
    record: &Record,
    person: Option<PersonId>,
) -> Result<Fen, String> {
    let line = Line { batch, record, person };
    match input.kind {
        ShadowKind::Persons => {
            let row = line.person()?;
            plan.insert(&row);
            Ok(row.balance)
        }
        ShadowKind::Fees => {
            let row = line.fee(input.month)?;
            plan.insert(&row);
            Ok(row.amount)
        }
        ShadowKind::Payments => {
            let row = line.payment(input.month)?;
            plan.insert(&row);
            Ok(row.amount)
        }
    }
}

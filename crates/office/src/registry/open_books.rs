//! 期初建账: the district's regions, its fund, the law in force, and the fund's opening balances.
//!
//! 财会〔2017〕28号, part five: the opening column is last year's closing column. The voucher needs
//! three people, as every voucher does.

use std::collections::HashSet;
use std::sync::Arc;

use base::{Date, RegionCode};
use desk::{Class, Digest, FieldError, Look, MATTER, Operation, Plan, Posts, Unplanned};
use files::{Imported, Record};
use ledger::templates::Head;
use ledger::templates::opening_balances::{self, Opening};
use ledger::{Account, Detail, Fund, Side, Voucher};
use serde::{Deserialize, Serialize};

use crate::environment::Environment;
use crate::fund::{plan_voucher, voucher_fault};
use crate::law::of_program;
use crate::registry::add_staff::agency_area;
use crate::registry::people::fund_of;
use crate::source_files::problems_of;
use crate::tables::{FundId, FundRow, Region, RegionKind, Scheme, SourceFile};

const FUND_PROFILE: &str = "takeon_fund";
const REGION_PROFILE: &str = "regions";

/// Opens the books of a district.
pub struct OpenBooks(pub Arc<Environment>);

/// What the district starts with.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct OpenBooksInput {
    /// The fund's opening balances, taken in before.
    pub file: Digest,
    /// The name it came with.
    pub name: String,
    /// Day of the balances: the last day of the last month that the old system paid.
    pub on: Date,
    /// Regions one by one; or in a file.
    #[serde(default)]
    pub regions: Vec<RegionInput>,
    /// Regions as a file, taken in before.
    #[serde(default)]
    pub regions_file: Option<Digest>,
}

/// A region: 6 characters are the county, 9 a town, 12 a village.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct RegionInput {
    /// Code.
    pub code: RegionCode,
    /// Name.
    pub name: String,
}

/// What the plan depends on.
pub struct OpenBooksFacts {
    today: Date,
    area: RegionCode,
    fund: Option<FundRow>,
    balances: Arc<Imported>,
    regions: Option<Arc<Imported>>,
}

impl Operation for OpenBooks {
    type Input = OpenBooksInput;
    type Facts = OpenBooksFacts;
    const NAME: &'static str = "registry.open_books";
    const TITLE: &'static str = "期初建账";
    const CLASS: Class = Class::R3;
    const POSTS: Posts = Posts::FUND;

    fn read(&self, look: &mut Look<'_>, input: &OpenBooksInput) -> Result<OpenBooksFacts, Unplanned> {
        let today = look.today();
        let regions = input.regions_file.as_ref();
        Ok(OpenBooksFacts {
            today,
            area: agency_area(look)?,
            fund: fund_of(look, Scheme::Resident)?,
            balances: self.0.files.read(&input.file, FUND_PROFILE, today)?,
            regions: regions.map(|file| self.0.files.read(file, REGION_PROFILE, today)).transpose()?,
        })
    }

    fn plan(&self, facts: &OpenBooksFacts, input: &OpenBooksInput) -> Result<Plan, Vec<FieldError>> {
        if facts.fund.is_some() {
            return Err(vec![FieldError::whole("本机构已经建账", "期初余额只登记一次；更正请编制调整凭证")]);
        }
        let mut errors = day_faults(facts, input);
        let regions = regions(facts, input).unwrap_or_else(|faults| {
            errors.extend(faults);
            Vec::new()
        });
        let voucher = opening_voucher(facts, input);
        let voucher = match (voucher, errors.is_empty()) {
            (Ok(voucher), true) => voucher,
            (Ok(_), false) => return Err(errors),
            (Err(faults), _) => {
                errors.extend(faults);
                return Err(errors);
            }
        };
        let mut plan = Plan::new(format!("期初建账 {}", input.on), facts.area);
        plan.amount = voucher.total();
        self.insert_law(&mut plan, input.on).map_err(|e| vec![e])?;
        insert_regions(&mut plan, &regions, input.on);
        let fund = insert_fund(&mut plan, facts.area);
        plan_voucher(&mut plan, fund, &voucher, None);
        insert_file(&mut plan, input, facts.balances.records.len());
        Ok(plan)
    }
}

impl OpenBooks {
    /// The first version: nothing was paid by another one.
    fn insert_law(&self, plan: &mut Plan, on: Date) -> Result<(), FieldError> {
        let version = of_program(&self.0, on, (None, None))?;
        plan.show("政策参数版本", "", format!("{}（SM3 {}…）", version.name, &version.digest.as_str()[..12]));
        plan.insert(&version);
        Ok(())
    }
}

fn day_faults(facts: &OpenBooksFacts, input: &OpenBooksInput) -> Vec<FieldError> {
    let mut errors = Vec::new();
    if input.on != input.on.last_of_month() {
        errors.push(FieldError::input("on", "建账日期不是月末", "请填写原系统最后发放月份的最后一天"));
    }
    if input.on >= facts.today {
        errors.push(FieldError::input("on", "建账日期不早于今天", "请在该月结束以后建账"));
    }
    errors
}

/// The regions of list and file: each once, each town with its county, each village with its
/// town.
fn regions(facts: &OpenBooksFacts, input: &OpenBooksInput) -> Result<Vec<RegionInput>, Vec<FieldError>> {
    let mut errors: Vec<FieldError> = facts.regions.as_deref().map(problems_of).unwrap_or_default();
    let of_file = facts.regions.iter().flat_map(|file| file.records.iter().filter_map(region_of_row));
    let regions: Vec<RegionInput> = input.regions.iter().cloned().chain(of_file).collect();
    let mut fault = |what: String| errors.push(FieldError::input("regions", what, "请核对区划列表"));
    let codes: HashSet<RegionCode> = regions.iter().map(|region| region.code).collect();
    if !codes.contains(&facts.area) {
        fault(format!("区划列表中没有本机构的区划 {}", facts.area));
    }
    let mut seen = HashSet::new();
    for RegionInput { code, name } in &regions {
        if !seen.insert(*code) {
            fault(format!("区划代码 {code} 出现两次"));
        }
        if name.trim().is_empty() {
            fault(format!("区划 {code} 没有名称"));
        }
        let above = if code.as_str().len() > 9 { code.town() } else { code.county() };
        if !code.is_within(&facts.area) || !codes.contains(&above) {
            fault(format!("区划 {code} 的上级 {above} 不在列表中，或不属于本机构"));
        }
        if kind_of(code).is_none() {
            fault(format!("区划 {code} 不是县（区）、乡镇（街道）或村（社区）代码"));
        }
    }
    if errors.is_empty() { Ok(regions) } else { Err(errors) }
}

fn region_of_row(row: &Record) -> Option<RegionInput> {
    Some(RegionInput { code: row.region("code")?, name: row.text("name")?.to_owned() })
}

fn kind_of(code: &RegionCode) -> Option<RegionKind> {
    match code.as_str().len() {
        6 => Some(RegionKind::County),
        9 => Some(RegionKind::Town),
        12 => Some(RegionKind::Village),
        _ => None,
    }
}

/// The opening balances as a voucher, or what is wrong with the file.
fn opening_voucher(facts: &OpenBooksFacts, input: &OpenBooksInput) -> Result<Voucher, Vec<FieldError>> {
    let mut errors = problems_of(&facts.balances);
    let mut openings = Vec::new();
    for row in &facts.balances.records {
        match opening(row) {
            Ok(opening) => openings.push(opening),
            Err(fault) => errors.push(fault),
        }
    }
    if !errors.is_empty() {
        return Err(errors);
    }
    let head = Head::new(Fund::Resident, input.on, &input.name);
    opening_balances::voucher(&head, &openings).map_err(|error| voucher_fault(&error))
}

fn opening(row: &Record) -> Result<Opening, FieldError> {
    let code = row.text("account").unwrap_or_default();
    let (account, detail) = match (Account::parse(code), Detail::parse(code)) {
        (Ok(account), _) => (account, None),
        (_, Ok(detail)) => (detail.account(), Some(detail)),
        (Err(error), _) => {
            return Err(FieldError::cell(row.line, "科目编码", error.to_string(), "请按财会〔2017〕28号的科目改正"));
        }
    };
    let net = row.money("debit").unwrap_or_default() - row.money("credit").unwrap_or_default();
    let amount = match account.normal_side() {
        Side::Debit => net,
        Side::Credit => -net,
    };
    Ok(Opening { account, detail, party: None, amount })
}

fn insert_regions(plan: &mut Plan, regions: &[RegionInput], from_date: Date) {
    for region in regions {
        if let Some(kind) = kind_of(&region.code) {
            let (code, name) = (region.code, region.name.trim().to_owned());
            plan.insert(&Region { code, name, kind, from_date, to_date: None, predecessor: None });
        }
    }
    for kind in RegionKind::ALL {
        let count = regions.iter().filter(|region| kind_of(&region.code) == Some(*kind)).count();
        plan.show(&format!("{kind}数"), "", count);
    }
}

fn insert_fund(plan: &mut Plan, area: RegionCode) -> FundId {
    let id: FundId = plan.new_id();
    let name = Fund::Resident.title().to_owned();
    plan.show("基金", "", &name);
    plan.insert(&FundRow { id, scheme: Scheme::Resident, name, area });
    id
}

fn insert_file(plan: &mut Plan, input: &OpenBooksInput, rows: usize) {
    let id = plan.new_id();
    plan.insert(&SourceFile {
        id,
        digest: input.file.clone(),
        name: input.name.clone(),
        profile: FUND_PROFILE.to_owned(),
        encoding: String::new(),
        taken: i64::try_from(rows).unwrap_or(i64::MAX),
        left_out: 0,
        matter: MATTER,
    });
}

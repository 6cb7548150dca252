//! 导入税务征收明细: the tax bureau's lines become contributions (handbook §10).
//!
//! The key is the tax serial (decision 11). A line is taken only for an enrolled person with that
//! ID number and name; everything else is quarantined with what to do, and its money still counts
//! where a day's tax detail is compared with receipts. A negative line is a reversal (冲正) and finds
//! the payment that it takes back.

use std::collections::{HashMap, HashSet};
use std::sync::Arc;

use base::{Date, Fen, RegionCode};
use desk::{Class, Digest, FieldError, Look, MATTER, Operation, Plan, Posts, Unplanned};
use files::Imported;
use serde::{Deserialize, Serialize};
use store::{Field, Record, Value};

use super::insured::{ByIdNumber, full_id, insured_by_id};
use super::late_years::{FillingBook, LateYears};
use super::received::{Tally, encoding_of, exact_repeats, refused_lines, repeated_notice, whole_file_faults};
use super::reversal::{Payments, red_serial};
use super::tax_line::{Earlier, Fate, TaxLine};
use super::tiers::Tiers;
use crate::environment::Environment;
use crate::identifiers::placeholders;
use crate::registry::agency_area;
use crate::source_files::imported_before;
use crate::tables::{
    Contribution, ContributionArrival, ContributionKind, PersonId, Quarantine, Scheme, SourceFile, SourceFileId,
    Unclaimed,
};

const PROFILE: &str = "tax_detail";

/// Serials asked for in one query.
const SERIALS_PER_QUERY: usize = 1_000;

/// Imports a tax file.
pub struct ImportTax(pub Arc<Environment>);

/// A received file.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ImportTaxInput {
    /// SM3 of the file, which was taken in before.
    pub file: Digest,
    /// Name it came with.
    pub name: String,
}

/// What the plan depends on.
pub struct ImportTaxFacts {
    today: Date,
    area: RegionCode,
    before: Option<FieldError>,
    imported: Arc<Imported>,
    lines: Vec<TaxLine>,
    people: ByIdNumber,
    earlier: HashMap<String, Vec<Earlier>>,
    unclaimed: HashMap<(String, Option<i64>), Unclaimed>,
    /// Payments of the people to whom a reversal of the file may belong.
    reversible: Payments,
    paid: HashSet<Payment>,
    late: LateYears,
}

/// By what lines without a serial resemble each other: person, fee year, amount.
type Payment = (PersonId, i64, Fen);

impl Operation for ImportTax {
    type Input = ImportTaxInput;
    type Facts = ImportTaxFacts;
    const NAME: &'static str = "contributions.import_tax";
    const TITLE: &'static str = "导入税务征收明细";
    const CLASS: Class = Class::R2;
    const POSTS: Posts = Posts::BUSINESS;

    fn read(&self, look: &mut Look<'_>, input: &ImportTaxInput) -> Result<ImportTaxFacts, Unplanned> {
        let (today, area) = (look.today(), agency_area(look)?);
        let before = imported_before(look, &input.file, PROFILE)?;
        let imported = self.0.files.read(&input.file, PROFILE, today)?;
        let mut lines: Vec<TaxLine> = imported.records.iter().filter_map(TaxLine::of).collect();
        mark_parts(&mut lines);
        let ids = imported.records.iter().filter_map(|r| r.id("aac002")).filter_map(|id| full_id(&id));
        let people = insured_by_id(look, &self.0, ids)?;
        let serials: Vec<String> = lines.iter().flat_map(TaxLine::serials).collect();
        let (earlier, unclaimed) = (earlier(look, &serials)?, unclaimed(look, &serials)?);
        let red = lines.iter().filter(|line| line.amount.is_negative());
        let taken_back = red.filter_map(|line| line.person(&people).ok().map(|person| person.person));
        let reversible = Payments::read(look, taken_back)?;
        let paid = match lines.iter().any(|line| line.serial.is_none()) {
            true => payments(look)?,
            false => HashSet::new(),
        };
        let fills = lines.iter().filter(|line| line.kind() == ContributionKind::Late);
        let fills = fills.filter_map(|line| line.person(&people).ok().map(|person| person.person));
        let late = LateYears::read(look, &fills.collect())?;
        Ok(ImportTaxFacts { today, area, before, imported, lines, people, earlier, unclaimed, reversible, paid, late })
    }

    fn plan(&self, facts: &ImportTaxFacts, input: &ImportTaxInput) -> Result<Plan, Vec<FieldError>> {
        let mut faults = whole_file_faults(&facts.imported);
        faults.extend(facts.before.clone());
        if !faults.is_empty() {
            return Err(faults);
        }
        let place =
            self.0.law.place(&facts.area).map_err(|e| vec![FieldError::whole(e.to_string(), "请补充政策参数")])?;
        let filling =
            self.0.law.place(&facts.area).map_err(|e| vec![FieldError::whole(e.to_string(), "请补充政策参数")])?;
        let mut import = Import::new(facts, input);
        let mut rules = FillingBook::new(&filling);
        let tiers = Tiers::new(place);
        // Lines without a serial are held against those that have one; reversals come last, they
        // may take back a payment of the same file.
        let (red, black): (Vec<_>, Vec<_>) = facts.lines.iter().partition(|line| line.amount.is_negative());
        let (with_serial, without): (Vec<_>, Vec<_>) = black.into_iter().partition(|line| line.serial.is_some());
        with_serial.into_iter().chain(without).for_each(|line| import.line(line, &tiers, &mut rules));
        red.into_iter().for_each(|line| import.red_line(line));
        Ok(import.finish(input))
    }
}

/// An import being planned.
struct Import<'a> {
    facts: &'a ImportTaxFacts,
    plan: Plan,
    source_file: SourceFileId,
    digest: &'a Digest,
    paid: HashSet<Payment>,
    people: HashSet<PersonId>,
    reversible: Payments,
    late: LateYears,
    taken: Tally,
    reversed: Tally,
    arrived: Tally,
    repeated: Tally,
    repeated_lines: Vec<u32>,
    quarantined: Tally,
}

impl<'a> Import<'a> {
    fn new(facts: &'a ImportTaxFacts, input: &'a ImportTaxInput) -> Import<'a> {
        let mut plan = Plan::new(format!("导入税务征收明细 {}", input.name), facts.area);
        let source_file = plan.new_id();
        Import {
            facts,
            plan,
            source_file,
            digest: &input.file,
            paid: facts.paid.clone(),
            people: HashSet::new(),
            reversible: facts.reversible.clone(),
            late: facts.late.clone(),
            taken: Tally::default(),
            reversed: Tally::default(),
            arrived: Tally::default(),
            repeated: Tally::default(),
            repeated_lines: Vec::new(),
            quarantined: Tally::default(),
        }
    }

    fn line(&mut self, line: &TaxLine, tiers: &Tiers<'_>, rules: &mut FillingBook<'_>) {
        let earlier = line.earlier(&self.facts.earlier);
        let mut fate = match earlier {
            Some(earlier) => line.against(earlier, &self.facts.people),
            None => line.judged(&self.facts.people, tiers, self.facts.today),
        };
        match fate {
            Fate::Taken(person, ContributionKind::Late) if line.earns_a_year() => {
                if let Err(what) = self.late.fill(person, (line.fee_year, line.paid_on), rules) {
                    fate = Fate::Quarantined(what);
                }
            }
            Fate::Taken(person, _) if line.earns_a_year() => self.late.note(person, line.fee_year),
            _ => {}
        }
        self.settle(line, fate, earlier.is_some());
    }

    /// A reversal: it takes back one payment, whole, or nobody knows what it means.
    fn red_line(&mut self, line: &TaxLine) {
        if let Some(earlier) = line.earlier(&self.facts.earlier) {
            return self.settle(line, line.against(earlier, &self.facts.people), true);
        }
        match self.reversible.taken_back_by(line, &self.facts.people) {
            Ok(original) => self.take_back(line, original),
            Err(what) => self.settle(line, Fate::Quarantined(what), false),
        }
    }

    fn settle(&mut self, line: &TaxLine, fate: Fate, known: bool) {
        match fate {
            Fate::Taken(person, _) if line.serial.is_none() && self.resembles(person, line) => {
                let what = format!(
                    "没有税票号，并且与已有的一笔 {} 年度 {} 元相同，无法判断是否重复。请向税务部门补齐税票号后重新导入",
                    line.fee_year, line.amount
                );
                self.quarantine(line.line, what, line.amount);
            }
            Fate::Taken(person, kind) => self.take(line, person, kind),
            Fate::Arrived(contribution, treasury_on, account_on) => {
                self.arrived.add(line.amount);
                self.plan.insert(&ContributionArrival { contribution, treasury_on, account_on });
            }
            Fate::Repeated => {
                self.repeated.add(line.amount);
                self.repeated_lines.push(line.line);
            }
            Fate::Quarantined(what) => {
                let what = if known { what } else { self.keep_money(line, what) };
                self.quarantine(line.line, what, line.amount);
            }
        }
    }

    fn resembles(&self, person: PersonId, line: &TaxLine) -> bool {
        self.paid.contains(&(person, line.fee_year, line.amount))
    }

    fn take(&mut self, line: &TaxLine, person: PersonId, kind: ContributionKind) {
        // The tier check has proved the year.
        let Some((period_from, period_to)) = line.period() else { return };
        self.taken.add(line.amount);
        self.people.insert(person);
        self.paid.insert((person, line.fee_year, line.amount));
        let short = self.digest.as_str().get(..12).unwrap_or_default();
        let serial = line.serial.clone().unwrap_or_else(|| format!("无税票号/{short}/{}", line.line));
        let row = Contribution {
            id: self.plan.new_id(),
            person,
            scheme: Scheme::Resident,
            unit: None,
            payer: line.payer,
            kind,
            period_from,
            period_to,
            wage_base: None,
            tier: Some(line.tier),
            amount: line.amount,
            serial,
            reverses: None,
            paid_on: line.paid_on,
            source_file: self.source_file,
            line: i64::from(line.line),
        };
        self.insert(line, &row);
        self.reversible.add(row);
    }

    fn take_back(&mut self, line: &TaxLine, original: Contribution) {
        self.reversed.add(line.amount);
        self.people.insert(original.person);
        let own = line.serial.clone().unwrap_or_default();
        let row = Contribution {
            id: self.plan.new_id(),
            amount: line.amount,
            serial: if own == original.serial { red_serial(&own) } else { own },
            reverses: Some(original.id),
            paid_on: line.paid_on,
            source_file: self.source_file,
            line: i64::from(line.line),
            ..original
        };
        self.insert(line, &row);
    }

    fn insert(&mut self, line: &TaxLine, row: &Contribution) {
        self.plan.insert(row);
        if let Some((treasury_on, account_on)) = line.arrival() {
            self.plan.insert(&ContributionArrival { contribution: row.id, treasury_on, account_on });
        }
    }

    /// Keeps the money of a line that nobody can be given: it is part of its day's receipts.
    fn keep_money(&mut self, line: &TaxLine, what: String) -> String {
        let Some(serial) = line.serial.clone() else { return what };
        match self.facts.unclaimed.get(&(serial.clone(), line.part)) {
            Some(before) if before.amount != line.amount => {
                return format!("{what}；并且该税票号以前报的金额是 {} 元", before.amount);
            }
            Some(before) if (before.treasury_on, before.account_on) == (line.treasury_on, line.account_on) => {}
            _ => {
                let row = Unclaimed {
                    id: self.plan.new_id(),
                    serial,
                    for_year: line.part,
                    amount: line.amount,
                    treasury_on: line.treasury_on,
                    account_on: line.account_on,
                    source_file: self.source_file,
                    line: i64::from(line.line),
                };
                self.plan.insert(&row);
            }
        }
        what
    }

    fn quarantine(&mut self, line: u32, what: String, amount: Fen) {
        self.quarantined.add(amount);
        let (id, source_file) = (self.plan.new_id(), self.source_file);
        self.plan.insert(&Quarantine { id, source_file, line: i64::from(line), what, amount });
    }

    /// Counts the lines that repeat another line of the file itself.
    fn repeats_within(&mut self) -> Tally {
        let amounts: HashMap<u32, Fen> = self.facts.lines.iter().map(|line| (line.line, line.amount)).collect();
        let mut within = Tally::default();
        for (line, first) in exact_repeats(&self.facts.imported) {
            let amount = amounts.get(&first).copied().unwrap_or_default();
            within.add(amount);
            self.repeated.add(amount);
            self.repeated_lines.push(line);
        }
        within
    }

    fn finish(mut self, input: &ImportTaxInput) -> Plan {
        let imported = &self.facts.imported;
        let refused = refused_lines(imported);
        let unread = refused.len();
        for (line, what) in refused {
            self.quarantine(line, what, Fen::ZERO);
        }
        let within = self.repeats_within();
        let taken = self.taken.lines + self.reversed.lines + self.arrived.lines;
        let left_out = self.repeated.lines + self.quarantined.lines;
        self.plan.insert(&SourceFile {
            id: self.source_file,
            digest: input.file.clone(),
            name: input.name.clone(),
            profile: PROFILE.to_owned(),
            encoding: encoding_of(imported),
            taken: i64::try_from(taken).unwrap_or(i64::MAX),
            left_out: i64::try_from(left_out).unwrap_or(i64::MAX),
            matter: MATTER,
        });
        let whole = Tally {
            lines: self.facts.lines.len() + unread + within.lines,
            amount: self.facts.lines.iter().map(|line| line.amount).sum::<Fen>() + within.amount,
        };
        let mut plan = self.plan;
        plan.amount = self.taken.amount;
        plan.show("文件明细", "", whole);
        plan.show("  新增缴费", "", format!("{}，{} 人", self.taken, self.people.len()));
        if self.reversed.lines > 0 {
            plan.show("  税务冲正", "", self.reversed);
        }
        plan.show("  补到账日期", "", self.arrived);
        plan.show("  重复（已导入过）", "", self.repeated);
        plan.show("  待处理", "", format!("{}（其中 {unread} 行金额未计）", self.quarantined));
        plan.notices.extend(imported.notices.iter().map(|n| format!("{}（{} 行）", n.message, n.count)));
        plan.notices.extend(repeated_notice(self.repeated_lines.iter()));
        plan
    }
}

/// Marks the lines of receipts that cover several fee years, each with its year.
fn mark_parts(lines: &mut [TaxLine]) {
    let payer = |line: &TaxLine| (line.id, line.name.clone(), line.paid_on);
    let mut of_serial: HashMap<(String, bool), (usize, bool, _)> = HashMap::new();
    let key = |line: &TaxLine| Some((line.serial.clone()?, line.amount.is_negative()));
    for line in lines.iter() {
        let Some(key) = key(line) else { continue };
        let (parts, torn, first) = of_serial.entry(key).or_insert_with(|| (0, false, payer(line)));
        *parts += 1;
        *torn |= *first != payer(line);
    }
    for line in lines {
        let Some((parts, torn, _)) = key(line).and_then(|key| of_serial.get(&key)) else { continue };
        line.part = (*parts > 1).then_some(line.fee_year);
        line.torn = *torn;
    }
}

/// Contributions of these serials that were taken earlier.
fn earlier(look: &mut Look<'_>, serials: &[String]) -> Result<HashMap<String, Vec<Earlier>>, Unplanned> {
    let mut found: HashMap<String, Vec<Earlier>> = HashMap::new();
    let arrival_at = Contribution::COLUMNS.len();
    for chunk in serials.chunks(SERIALS_PER_QUERY) {
        let mut args = vec![Value::Int(look.agency().0)];
        args.extend(chunk.iter().map(|serial| Value::from(serial.as_str())));
        let sql = format!(
            "SELECT {}, a.treasury_on, a.account_on FROM contribution c \
             LEFT JOIN contribution_arrival a ON a.contribution = c.id \
             WHERE c.agency = $1 AND c.serial IN ({}) ORDER BY c.id",
            Contribution::columns_of("c"),
            placeholders(2, chunk.len())
        );
        look.each(&sql, &args, |row| {
            let contribution = Contribution::read(row, 0)?;
            let days = Option::<Date>::read(row, arrival_at)?.zip(Option::<Date>::read(row, arrival_at + 1)?);
            let arrival = days.map(|(treasury_on, account_on)| ContributionArrival {
                contribution: contribution.id,
                treasury_on,
                account_on,
            });
            let serial = contribution.serial.clone();
            found.entry(serial).or_default().push(Earlier { row: contribution, arrival });
            Ok(())
        })?;
    }
    Ok(found)
}

/// The latest row of each of these serials that is waiting to be claimed.
fn unclaimed(look: &mut Look<'_>, serials: &[String]) -> Result<HashMap<(String, Option<i64>), Unclaimed>, Unplanned> {
    let mut found = HashMap::new();
    for chunk in serials.chunks(SERIALS_PER_QUERY) {
        let mut args = vec![Value::Int(look.agency().0)];
        args.extend(chunk.iter().map(|serial| Value::from(serial.as_str())));
        let rest = format!("WHERE agency = $1 AND serial IN ({}) ORDER BY id", placeholders(2, chunk.len()));
        let rows = look.select::<Unclaimed>(&rest, &args)?;
        found.extend(rows.into_iter().map(|row| ((row.serial.clone(), row.for_year), row)));
    }
    Ok(found)
}

/// All payments so far, by what lines resemble each other.
fn payments(look: &mut Look<'_>) -> Result<HashSet<Payment>, Unplanned> {
    let mut paid = HashSet::new();
    let sql = "SELECT person, period_from, amount FROM contribution WHERE agency = $1";
    look.each(sql, &[Value::Int(look.agency().0)], |row| {
        let year = i64::from(base::Month::read(row, 1)?.year());
        paid.insert((PersonId::read(row, 0)?, year, Fen::read(row, 2)?));
        Ok(())
    })?;
    Ok(paid)
}

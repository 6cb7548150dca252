//! The tax bureau's file of a month and the statements of treasury and special account.

use std::collections::BTreeMap;
use std::fs::File;
use std::io::BufWriter;
use std::path::{Path, PathBuf};

use base::{Date, Fen, Month};
use files::{Cell, CsvWriter, WriteEncoding};

use crate::calendar::{Ends, next_working_day};
use crate::chance::{Chance, Subject};
use crate::district::District;
use crate::faults::{Fault, Planted};
use crate::people::{Group, Person};
use crate::sheets::{Form, SimulateError, at};
use crate::year::january;

/// The only day of receipt with amounts of three decimals: its tax rows cannot all be read, so
/// it must not be found equal to the treasury's receipt.
pub(crate) const DAMAGED_DAY: Date = jiff::civil::date(2019, 1, 15);

/// A fee that the tax bureau collected.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Fee {
    /// 税票号
    pub serial: String,
    /// Who paid.
    pub person: Person,
    /// 2019, or 2018 paid late.
    pub fee_year: i16,
    /// Tier, which is also the amount.
    pub amount: Fen,
    /// 缴费日期
    pub paid_on: Date,
    /// 入库日期
    pub treasury_on: Date,
    /// 到专户日期
    pub account_on: Date,
}

/// A day of receipt at the treasury.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct DayOfFees {
    /// What the readable rows of the tax file add up to.
    pub tax: Fen,
    /// What the treasury's statement says; nothing while in transit.
    pub treasury: Fen,
}

/// What the tax file and the statements must come to.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct FeesExpected {
    /// Rows that can be read, each serial once.
    pub rows: u64,
    /// Their sum.
    pub amount: Fen,
    /// Of these: rows of people the district does not know, to be claimed (待认领).
    pub unknown: u64,
    /// By day of receipt at the treasury.
    pub days: BTreeMap<Date, DayOfFees>,
    /// Paid, but without a day of receipt in the file.
    pub not_received: Fen,
}

/// Files of fees with what they must come to.
pub(crate) struct FeeFiles {
    pub(crate) tax_detail: PathBuf,
    pub(crate) treasury: PathBuf,
    pub(crate) planted: Vec<Planted>,
    pub(crate) expected: FeesExpected,
}

impl District {
    /// The fees of January, in the order of payment, without any fault.
    pub fn january_fees(&self) -> Vec<Fee> {
        let wanted = usize::try_from(self.counts().january_fees).unwrap_or(usize::MAX);
        let contributors = self.counts().insured - self.counts().holders();
        let fees = (0..contributors).filter_map(|k| self.january_fee(self.payer(k))).take(wanted).collect();
        numbered(january(), fees)
    }

    /// The fee of a person; `None` for those who have no business at the tax bureau in January.
    fn january_fee(&self, index: u64) -> Option<Fee> {
        let person = self.person(index);
        let nearly_60 = person.birth < jiff::civil::date(1959, 3, 1);
        if !self.is_sound(index) || person.group != Group::Ordinary || nearly_60 {
            return None;
        }
        Some(self.fee(person, january()))
    }

    /// What a person pays in a month. Whoever missed 2018 pays that year in January.
    pub(crate) fn fee(&self, person: Person, month: Month) -> Fee {
        let mut chance = Chance::new(self.seed(), Subject::Tax, person.index);
        let before = self.payments(&person);
        let late = month == january() && before.iter().all(|p| p.year != 2018) && chance.one_in(2);
        let amount = before.last().map_or(Fen::from_yuan(100), |p| p.tier);
        let first = if month == january() { 2 } else { 1 };
        let day = i64::try_from(chance.between(first, u64::from(month.last_day().day().unsigned_abs()))).unwrap_or(2);
        let paid_on = month.first_day().saturating_add(jiff::Span::new().days(day - 1));
        let treasury_on = next_working_day(paid_on);
        let account_on = next_working_day(treasury_on);
        let fee_year = if late { 2018 } else { 2019 };
        Fee { serial: String::new(), person, fee_year, amount, paid_on, treasury_on, account_on }
    }
}

/// The fees of a month in the order of payment, with their serials.
pub(crate) fn numbered(month: Month, mut fees: Vec<Fee>) -> Vec<Fee> {
    fees.sort_by_key(|fee| (fee.paid_on, fee.person.index));
    for (number, fee) in (1..).zip(&mut fees) {
        fee.serial = serial(month, number);
    }
    fees
}

fn serial(month: Month, number: u64) -> String {
    format!("353011{}{number:08}", month.number() % 10_000)
}

/// How many of the rows carry a fault; at least one of each kind.
fn some_of(rows: usize, per_thousand: usize) -> usize {
    (rows * per_thousand / 1_000).max(1)
}

/// A line of the file: a fee and the fault it carries.
struct Line {
    fee: Fee,
    fault: Option<Fault>,
}

/// Chooses lines for the faults: scattered, but the same every time.
fn lines(district: &District, fees: Vec<Fee>) -> Vec<Line> {
    let rows = fees.len();
    let mut lines: Vec<Line> = fees.into_iter().map(|fee| Line { fee, fault: None }).collect();
    let on_damaged_day = |line: &Line| line.fee.treasury_on == DAMAGED_DAY;
    mark(&mut lines, some_of(rows, 1), 7, Fault::ThreeDecimals, on_damaged_day);
    let elsewhere = |line: &Line| !on_damaged_day(line);
    mark(&mut lines, some_of(rows, 1), 11, Fault::UnknownPerson, elsewhere);
    mark(&mut lines, some_of(rows, 2), 13, Fault::FullWidthDigits, elsewhere);
    for (number, line) in (1..).zip(lines.iter_mut().filter(|line| line.fault == Some(Fault::UnknownPerson))) {
        make_unknown(district, number, &mut line.fee);
    }
    repeat(&mut lines, some_of(rows, 1));
    lines
}

/// Marks every `step`-th suitable line until there are enough.
fn mark(lines: &mut [Line], count: usize, step: usize, fault: Fault, suitable: impl Fn(&Line) -> bool) {
    let places: Vec<usize> = (0..lines.len()).filter(|i| lines[*i].fault.is_none() && suitable(&lines[*i])).collect();
    let spread = if places.len() > step * count { step } else { 1 };
    for place in places.into_iter().step_by(spread).take(count) {
        lines[place].fault = Some(fault);
    }
}

/// Somebody from elsewhere: an ID number whose region no person of the district has.
fn make_unknown(district: &District, number: u64, fee: &mut Fee) {
    let mut chance = Chance::new(district.seed(), Subject::Tax, 5_000_000 + number);
    fee.person.id = crate::births::id_number("532524", fee.person.birth, 900 + number % 100);
    fee.person.name = crate::names::name(&mut chance, fee.person.sex);
}

/// Copies whole lines to the end of the file, as a second export of a part does.
fn repeat(lines: &mut Vec<Line>, count: usize) {
    let sound: Vec<Fee> = lines.iter().rev().filter(|l| l.fault.is_none()).map(|l| l.fee.clone()).take(count).collect();
    lines.extend(sound.into_iter().map(|fee| Line { fee, fault: Some(Fault::RepeatedSerial) }));
}

/// Writes the tax file and the statements of a month. `waiting` are fees of the month before that
/// were not yet in the special account when its files ended: their lines come again, completed.
pub(crate) fn write(
    district: &District,
    month: Month,
    fees: Vec<Fee>,
    waiting: Vec<Fee>,
    folder: &Path,
) -> Result<FeeFiles, SimulateError> {
    let mut lines = lines(district, fees);
    lines.extend(waiting.into_iter().map(|fee| Line { fee, fault: None }));
    let ends = Ends::of(month);
    let number = month.number();
    let tax_detail = folder.join(format!("税务征收明细-{number}.csv"));
    let treasury = folder.join(format!("国库与专户收款-{number}.csv"));
    let planted = write_tax_detail(&tax_detail, &lines, ends)?;
    // Nothing before the month: its tail came as a statement of its own, see [`write_tail`].
    let first = month.first_day();
    write_receipts(&treasury, &lines, (first, ends.treasury), (first, ends.special))?;
    Ok(FeeFiles { tax_detail, treasury, planted, expected: expected(&lines, ends) })
}

fn csv(path: &Path) -> Result<CsvWriter<BufWriter<File>>, SimulateError> {
    let file = at(path, File::create(path))?;
    Ok(CsvWriter::new(BufWriter::new(file), WriteEncoding::Gb18030)?)
}

fn write_tax_detail(path: &Path, lines: &[Line], ends: Ends) -> Result<Vec<Planted>, SimulateError> {
    let form = Form::named("tax_detail")?;
    let mut writer = csv(path)?;
    writer.row(&form.header())?;
    let mut planted = Vec::new();
    for (line, number) in lines.iter().zip(2_u32..) {
        writer.row(&form.row(|key| cell(line, ends, key)))?;
        if let Some(what) = line.fault {
            planted.push(Planted { file: path.to_owned(), sheet: None, line: number, key: key_of(what), what });
        }
    }
    writer.finish()?;
    Ok(planted)
}

fn key_of(fault: Fault) -> &'static str {
    match fault {
        Fault::ThreeDecimals => "aae019",
        Fault::RepeatedSerial => "tax_serial",
        _ => "aac002",
    }
}

fn cell<'a>(line: &'a Line, ends: Ends, key: &str) -> Cell<'a> {
    let fee = &line.fee;
    match key {
        "tax_serial" => Cell::from(fee.serial.as_str()),
        "aac002" if line.fault == Some(Fault::FullWidthDigits) => Cell::from(full_width(&fee.person.id)),
        "aac002" => Cell::from(fee.person.id.as_str()),
        "aac003" => Cell::from(fee.person.name.as_str()),
        "fee_year" => Cell::from(i64::from(fee.fee_year)),
        "tier" => Cell::from(fee.amount),
        "aae019" if line.fault == Some(Fault::ThreeDecimals) => Cell::from(format!("{}5", fee.amount)),
        "aae019" => Cell::from(fee.amount),
        "payer" => Cell::from("个人缴费"),
        "paid_on" => Cell::from(fee.paid_on),
        "treasury_on" => Cell::from(Some(fee.treasury_on).filter(|day| *day <= ends.tax)),
        "account_on" => Cell::from(Some(fee.account_on).filter(|day| *day <= ends.special)),
        "channel" => {
            Cell::from(["社保费小程序", "银行批扣", "村级代收"][usize::from(fee.paid_on.day().unsigned_abs() % 3)])
        }
        "region" => Cell::from(fee.person.town().code),
        _ => Cell::Empty,
    }
}

fn full_width(id: &str) -> String {
    let wide = |c: char| if c.is_ascii_digit() { char::from_u32(u32::from(c) + 0xFEE0).unwrap_or(c) } else { c };
    id.chars().map(wide).collect()
}

/// Sums of the money that really moved, by day. A repeated row moved none.
fn sums(lines: &[Line], day: impl Fn(&Fee) -> Option<Date>) -> BTreeMap<Date, Fen> {
    let mut sums: BTreeMap<Date, Fen> = BTreeMap::new();
    for line in lines.iter().filter(|line| line.fault != Some(Fault::RepeatedSerial)) {
        if let Some(day) = day(&line.fee) {
            *sums.entry(day).or_default() += line.fee.amount;
        }
    }
    sums
}

/// Writes what treasury and special account received after the statements of a month ended, up to
/// its last day. It arrives in the first days of the next month, before the books are closed. A month
/// that ends on a weekend has none.
pub(crate) fn write_tail(month: Month, fees: Vec<Fee>, folder: &Path) -> Result<Option<PathBuf>, SimulateError> {
    let lines: Vec<Line> = fees.into_iter().map(|fee| Line { fee, fault: None }).collect();
    let (ends, last) = (Ends::of(month), month.last_day());
    let path = folder.join(format!("国库与专户收款-{}-月末.csv", month.number()));
    let rows = write_receipts(&path, &lines, (next_day(ends.treasury), last), (next_day(ends.special), last))?;
    Ok((rows > 0).then_some(path))
}

fn next_day(day: Date) -> Date {
    day.saturating_add(jiff::Span::new().days(1))
}

/// First and last day of a statement.
type Days = (Date, Date);

/// Writes a statement; returns its rows.
fn write_receipts(path: &Path, lines: &[Line], treasury: Days, special: Days) -> Result<usize, SimulateError> {
    let form = Form::named("treasury_receipt")?;
    let mut writer = csv(path)?;
    writer.row(&form.header())?;
    let within = |(first, last): Days| move |day: &Date| (first..=last).contains(day);
    let treasury = sums(lines, |fee| Some(fee.treasury_on).filter(within(treasury)));
    let special = sums(lines, |fee| Some(fee.account_on).filter(within(special)));
    let rows = treasury.into_iter().map(|(day, sum)| ("treasury", "GK", day, sum));
    let rows = rows.chain(special.into_iter().map(|(day, sum)| ("special", "ZH", day, sum)));
    let mut written = 0;
    for (kind, prefix, day, sum) in rows {
        written += 1;
        writer.row(&form.row(|key| match key {
            "kind" => Cell::from(kind.to_owned()),
            "date" => Cell::from(day),
            "document" => Cell::from(format!("{prefix}{}", base::date_to_number(day))),
            "aae019" => Cell::from(sum),
            "aae013" => Cell::from("城乡居民基本养老保险费"),
            _ => Cell::Empty,
        }))?;
    }
    writer.finish()?;
    Ok(written)
}

fn expected(lines: &[Line], ends: Ends) -> FeesExpected {
    let mut expected = FeesExpected::default();
    for line in lines {
        if matches!(line.fault, Some(Fault::ThreeDecimals | Fault::RepeatedSerial)) {
            continue;
        }
        expected.rows += 1;
        expected.amount += line.fee.amount;
        expected.unknown += u64::from(line.fault == Some(Fault::UnknownPerson));
        match Some(line.fee.treasury_on).filter(|day| *day <= ends.tax) {
            Some(day) => expected.days.entry(day).or_default().tax += line.fee.amount,
            None => expected.not_received += line.fee.amount,
        }
    }
    for (day, sum) in sums(lines, |fee| Some(fee.treasury_on).filter(|day| *day <= ends.treasury)) {
        expected.days.entry(day).or_default().treasury = sum;
    }
    expected
}

//! One line of a tax file: what the bureau says, and whether it can be taken.

use std::collections::HashMap;

use base::{Date, Fen, IdNumber, Month};
use files::Record;

use super::insured::{ByIdNumber, Insured, full_id};
use super::reversal::red_serial;
use super::subsidy::earns_subsidy;
use super::tiers::Tiers;
use crate::registry::clean_name;
use crate::tables::{
    Contribution, ContributionArrival, ContributionId, ContributionKind, EnrolmentState, PayerKind, PersonId,
};

/// A line as the tax bureau wrote it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct TaxLine {
    pub(super) line: u32,
    pub(super) serial: Option<String>,
    /// Of a reversal: the serial of the payment that it takes back, where the bureau gives it.
    pub(super) original: Option<String>,
    pub(super) id: Option<IdNumber>,
    pub(super) masked_id: String,
    pub(super) name: String,
    pub(super) fee_year: i64,
    /// The fee year again, where the receipt has a line for each of several.
    pub(super) part: Option<i64>,
    /// The lines of this serial are not all of one person and day.
    pub(super) torn: bool,
    pub(super) tier: Fen,
    pub(super) amount: Fen,
    pub(super) payer: PayerKind,
    pub(super) paid_on: Date,
    pub(super) treasury_on: Option<Date>,
    pub(super) account_on: Option<Date>,
}

/// A contribution that was taken earlier, with its arrival where it was known.
#[derive(Clone, Debug)]
pub(super) struct Earlier {
    pub(super) row: Contribution,
    pub(super) arrival: Option<ContributionArrival>,
}

/// What becomes of a line.
#[derive(Clone, Debug)]
pub(super) enum Fate {
    /// A new contribution of this person.
    Taken(PersonId, ContributionKind),
    /// Taken earlier without dates of arrival, which are known now.
    Arrived(ContributionId, Date, Date),
    /// Taken earlier with the same content.
    Repeated,
    /// Left for people to clear up.
    Quarantined(String),
}

impl TaxLine {
    /// Reads a record; `None` when a column that the profile requires is missing, which it never is.
    pub(super) fn of(record: &Record) -> Option<TaxLine> {
        let id = record.id("aac002")?;
        let full = full_id(&id);
        let amount = record.money("aae019")?;
        Some(TaxLine {
            line: record.line,
            serial: record.text("tax_serial").map(str::to_owned),
            original: record.text("original_serial").map(str::to_owned),
            id: full,
            masked_id: full.map_or_else(|| "15 位号码".to_owned(), |id| id.masked()),
            name: record.text("aac003")?.to_owned(),
            fee_year: record.integer("fee_year")?,
            part: None,
            torn: false,
            tier: record.money("tier").unwrap_or(amount.abs()),
            amount,
            payer: record.text("payer").and_then(PayerKind::from_code).unwrap_or(PayerKind::Personal),
            paid_on: record.date("paid_on")?,
            treasury_on: record.date("treasury_on"),
            account_on: record.date("account_on"),
        })
    }

    /// Both days of arrival, where the bureau gives both.
    pub(super) fn arrival(&self) -> Option<(Date, Date)> {
        self.treasury_on.zip(self.account_on)
    }

    /// First and last month of the fee year.
    pub(super) fn period(&self) -> Option<(Month, Month)> {
        let year = i16::try_from(self.fee_year).ok()?;
        Month::new(year, 1).ok().zip(Month::new(year, 12).ok())
    }

    /// The serials under which this line may have been taken earlier.
    pub(super) fn serials(&self) -> Vec<String> {
        let red = self.serial.iter().filter(|_| self.amount.is_negative()).map(|serial| red_serial(serial));
        red.chain(self.serial.clone()).collect()
    }

    /// The row that was taken earlier under this line's serial: the one of its fee year, or else
    /// any. A payment is none for its reversal.
    pub(super) fn earlier<'a>(&self, known: &'a HashMap<String, Vec<Earlier>>) -> Option<&'a Earlier> {
        let rows = self.serials().into_iter().filter_map(|serial| known.get(&serial)).flatten();
        let rows: Vec<&Earlier> =
            rows.filter(|row| row.row.amount.is_negative() == self.amount.is_negative()).collect();
        let same_year = rows.iter().find(|row| i64::from(row.row.period_from.year()) == self.fee_year);
        same_year.or(rows.first()).copied()
    }

    /// What to do with a line whose serial was taken earlier (decision 11).
    pub(super) fn against(&self, earlier: &Earlier, people: &ByIdNumber) -> Fate {
        let differences = self.differences(earlier, people);
        if !differences.is_empty() {
            let serial = &earlier.row.serial;
            let list = differences.join("；");
            return Fate::Quarantined(format!(
                "税票号 {serial} 已导入过，内容不同：{list}。请向税务部门核实哪一笔正确，需要更正的按退费或冲正办理"
            ));
        }
        match (&earlier.arrival, self.arrival()) {
            (None, Some((treasury_on, account_on))) => Fate::Arrived(earlier.row.id, treasury_on, account_on),
            _ => Fate::Repeated,
        }
    }

    fn differences(&self, earlier: &Earlier, people: &ByIdNumber) -> Vec<String> {
        let row = &earlier.row;
        let mut list = Vec::new();
        let mut differ = |what: &str, before: String, now: String| {
            if before != now {
                list.push(format!("{what}原为 {before}，现为 {now}"));
            }
        };
        differ("金额", row.amount.to_string(), self.amount.to_string());
        differ("所属年度", row.period_from.year().to_string(), self.fee_year.to_string());
        differ("档次", row.tier.unwrap_or(row.amount.abs()).to_string(), self.tier.to_string());
        differ("缴费主体", row.payer.to_string(), self.payer.to_string());
        differ("缴费日期", row.paid_on.to_string(), self.paid_on.to_string());
        if let Some((before, (treasury_on, account_on))) = earlier.arrival.as_ref().zip(self.arrival()) {
            differ("入库日期", before.treasury_on.to_string(), treasury_on.to_string());
            differ("到专户日期", before.account_on.to_string(), account_on.to_string());
        }
        let holders = self.id.and_then(|id| people.get(&id));
        if !holders.is_some_and(|people| people.iter().any(|p| p.person == row.person)) {
            list.push(format!("证件号码（现为 {}）不是原来的参保人", self.masked_id));
        }
        list
    }

    /// Whether a line with a new serial, or none, can be taken.
    pub(super) fn judged(&self, people: &ByIdNumber, tiers: &Tiers<'_>, today: Date) -> Fate {
        let taken = self.money_fault(today).map_or(Ok(()), Err).and_then(|()| {
            let person = self.person(people)?;
            self.person_fault(person).map_or(Ok(()), Err)?;
            let kind = self.kind();
            self.tier_fault(person, kind, tiers).map_or(Ok(()), Err)?;
            Ok(Fate::Taken(person.person, kind))
        });
        taken.unwrap_or_else(Fate::Quarantined)
    }

    fn money_fault(&self, today: Date) -> Option<String> {
        let year = i64::from(self.paid_on.year());
        if self.torn {
            return Some("同一税票号有多行，而人员或缴费日期不同，请向税务部门核实每一行的税票号".to_owned());
        }
        if self.amount.is_zero() {
            return Some("金额为零，请向税务部门核实".to_owned());
        }
        if self.fee_year > i64::from(today.year()) || self.fee_year > year {
            let fee_year = self.fee_year;
            return Some(format!("所属年度 {fee_year} 在缴费日期 {} 时尚未开始，请向税务部门核实年度", self.paid_on));
        }
        self.days_fault()
    }

    /// What is wrong with the order of the three days.
    pub(super) fn days_fault(&self) -> Option<String> {
        let days = [Some(self.paid_on), self.treasury_on, self.account_on];
        let known: Vec<Date> = days.into_iter().flatten().collect();
        (!known.is_sorted()).then(|| "缴费、入库、到专户日期先后颠倒，请向税务部门核实日期".to_owned())
    }

    /// The one enrolled person with this ID number and name.
    pub(super) fn person<'a>(&self, people: &'a ByIdNumber) -> Result<&'a Insured, String> {
        let holders = self.id.and_then(|id| people.get(&id)).map_or(&[][..], Vec::as_slice);
        let [person] = holders else {
            return Err(match holders.len() {
                0 => format!("证件号码 {} 没有参保记录，列为待认领；请核实参保地或先办理参保登记", self.masked_id),
                n => format!("证件号码 {} 有 {n} 个参保记录，请先合并或更正后再导入", self.masked_id),
            });
        };
        if clean_name(&person.name) != clean_name(&self.name) {
            return Err(format!(
                "证件号码 {} 登记的姓名是“{}”，税务明细为“{}”，请核实是否缴错人或姓名有误",
                self.masked_id, person.name, self.name
            ));
        }
        Ok(person)
    }

    fn person_fault(&self, person: &Insured) -> Option<String> {
        let paid = Month::of(self.paid_on);
        match person.state {
            None => return Some(format!("{} 没有参加城乡居民养老保险，请先办理参保登记", person.name)),
            Some((EnrolmentState::Ended, since)) => {
                return Some(format!("{} 已于 {since} 终止参保，请按原渠道退费", person.name));
            }
            _ => {}
        }
        let receiving = match person.state {
            Some((EnrolmentState::Receiving, since)) => Some(person.pension_from.unwrap_or(since)),
            _ => person.pension_from,
        };
        let since = receiving.filter(|since| *since <= paid)?;
        Some(format!("{} 自 {since} 起领取待遇，之后的缴费请按原渠道退费", person.name))
    }

    /// Whether it may count as a year of its own: collective aid never does.
    pub(super) fn earns_a_year(&self) -> bool {
        earns_subsidy(self.payer)
    }

    pub(super) fn kind(&self) -> ContributionKind {
        match self.fee_year == i64::from(self.paid_on.year()) {
            true => ContributionKind::Current,
            false => ContributionKind::Late,
        }
    }

    fn tier_fault(&self, person: &Insured, kind: ContributionKind, tiers: &Tiers<'_>) -> Option<String> {
        let Some((_, december)) = self.period() else {
            return Some(format!("所属年度 {} 不是有效年度，请向税务部门核实", self.fee_year));
        };
        let month = if kind == ContributionKind::Late { december } else { Month::of(self.paid_on) };
        if let Some(fault) = tiers.fault(self.tier, month, person.special_group) {
            return Some(format!("{fault}，请向税务部门核实后更正或退费"));
        }
        // Whoever is paid for by a government may pay the rest of a higher tier himself.
        let part = person.special_group || self.payer != PayerKind::Personal;
        let fits = self.amount == self.tier || (part && self.amount < self.tier);
        (!fits).then(|| format!("金额 {} 元与档次 {} 元不符，请向税务部门核实", self.amount, self.tier))
    }
}

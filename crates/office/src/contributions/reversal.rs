//! 冲正: which payment a negative line of the tax bureau takes back.

use std::collections::HashSet;

use base::Fen;
use desk::{Look, Unplanned};
use store::Value;

use super::insured::ByIdNumber;
use super::tax_line::TaxLine;
use crate::identifiers::placeholders;
use crate::tables::{Contribution, ContributionId, PersonId};

/// People asked for in one query.
const PEOPLE_PER_QUERY: usize = 1_000;

/// Under which serial a reversal is kept that carries the serial of its payment.
pub(super) fn red_serial(serial: &str) -> String {
    format!("{serial}/红字")
}

/// Payments that may be taken back, and those that were.
#[derive(Clone, Debug, Default)]
pub(super) struct Payments {
    rows: Vec<Contribution>,
    taken_back: HashSet<ContributionId>,
}

impl Payments {
    /// Reads the payments of these people.
    pub(super) fn read(look: &mut Look<'_>, people: impl Iterator<Item = PersonId>) -> Result<Payments, Unplanned> {
        let people: Vec<PersonId> = people.collect::<HashSet<_>>().into_iter().collect();
        let mut payments = Payments::default();
        for chunk in people.chunks(PEOPLE_PER_QUERY) {
            let mut args = vec![Value::Int(look.agency().0)];
            args.extend(chunk.iter().map(|person| Value::Int(person.0)));
            let rest = format!("WHERE +agency = $1 AND person IN ({}) ORDER BY id", placeholders(2, chunk.len()));
            for row in look.select::<Contribution>(&rest, &args)? {
                payments.add(row);
            }
        }
        Ok(payments)
    }

    /// Adds a payment, or what takes one back.
    pub(super) fn add(&mut self, row: Contribution) {
        match row.reverses {
            Some(original) => {
                self.taken_back.insert(original);
            }
            None => self.rows.push(row),
        }
    }

    /// The one payment that a reversal takes back: named by its serial, or else the only one of the
    /// person, year and amount. It counts as taken back from then on.
    pub(super) fn taken_back_by(&mut self, line: &TaxLine, people: &ByIdNumber) -> Result<Contribution, String> {
        if line.serial.is_none() {
            return Err("冲正没有税票号，无法判断是否重复，请向税务部门补齐".to_owned());
        }
        if let Some(fault) = line.days_fault() {
            return Err(fault);
        }
        let person = line.person(people)?.person;
        let original = self.original(line, person)?.clone();
        if original.amount != -line.amount || i64::from(original.period_from.year()) != line.fee_year {
            return Err(format!(
                "冲正 {} 元（{} 年度）与原税票 {} 的 {} 元（{} 年度）不符，只能整笔冲正，请向税务部门核实",
                line.amount,
                line.fee_year,
                original.serial,
                original.amount,
                original.period_from.year()
            ));
        }
        if line.paid_on < original.paid_on {
            let (on, paid) = (line.paid_on, original.paid_on);
            return Err(format!("冲正日期 {on} 早于原税票的缴费日期 {paid}，请向税务部门核实日期"));
        }
        if !self.taken_back.insert(original.id) {
            return Err(format!("原税票 {} 已经冲正或退费，同一笔只能退一次，请向税务部门核实", original.serial));
        }
        Ok(original)
    }

    fn original(&self, line: &TaxLine, person: PersonId) -> Result<&Contribution, String> {
        let mine = || self.rows.iter().filter(move |row| row.person == person);
        let of_year = |row: &&Contribution| i64::from(row.period_from.year()) == line.fee_year;
        if let Some(serial) = &line.original {
            let parts = || mine().filter(|row| row.serial == *serial);
            let found = parts().find(of_year).or_else(|| parts().next());
            return found.ok_or_else(|| format!("原税票号 {serial} 没有此人的缴费记录，请核实原税票号后重新导入"));
        }
        if let Some(row) = mine().find(|row| Some(&row.serial) == line.serial.as_ref() && of_year(row)) {
            return Ok(row);
        }
        let open = mine().filter(of_year).filter(|row| row.amount == -line.amount);
        let open: Vec<&Contribution> = open.filter(|row| !self.taken_back.contains(&row.id)).collect();
        let (year, amount): (i64, Fen) = (line.fee_year, -line.amount);
        match open[..] {
            [one] => Ok(one),
            [] => Err(format!("冲正 {amount} 元，但没有此人 {year} 年度同额而未冲正的缴费，请向税务部门核实原税票号")),
            _ => Err(format!(
                "冲正 {amount} 元，而此人 {year} 年度有 {} 笔同额缴费，请向税务部门补充原税票号",
                open.len()
            )),
        }
    }
}

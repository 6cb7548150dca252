//! A figure is a value with a parent (decision 14): it was computed from rows or declared in a document.

use base::{Fen, Seq};
use rust_decimal::{Decimal, RoundingStrategy};
use serde::{Deserialize, Serialize};

use crate::{Refusal, Unit};

/// A value that can be printed in a report.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Figure {
    /// The exact value in its unit; rounding happens in print only.
    pub value: Decimal,
    /// The unit.
    pub unit: Unit,
    /// The year that the figure is about.
    pub year: i16,
    /// Where it comes from.
    pub parent: Parent,
}

/// Where a figure comes from.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case", deny_unknown_fields)]
pub enum Parent {
    /// Counted from the agency's rows as known at `seq`.
    Computed {
        /// The name of the definition, as `shebao figure show` takes it.
        definition: String,
        /// The state of the books.
        seq: Seq,
    },
    /// Stated in a document.
    Declared {
        /// The document.
        document: String,
        /// Page, table or section in it.
        page: String,
        /// Who stated it.
        who: String,
    },
    /// A sum or rate of other figures of the same report.
    Calculated {
        /// The arithmetic as printed: "760.216万元÷900.00万元".
        how: String,
        /// Where its terms come from.
        from: Vec<Parent>,
    },
}

impl Parent {
    /// What a figure rests on in the end: rows and documents, each once.
    pub fn roots(&self) -> Vec<&Parent> {
        let mut found = Vec::new();
        self.collect_roots(&mut found);
        found
    }

    fn collect_roots<'a>(&'a self, found: &mut Vec<&'a Parent>) {
        match self {
            Parent::Calculated { from, .. } => from.iter().for_each(|parent| parent.collect_roots(found)),
            root if found.contains(&root) => {}
            root => found.push(root),
        }
    }
}

impl Figure {
    /// An amount, in yuan.
    pub fn money(amount: Fen, year: i16, parent: Parent) -> Figure {
        Figure { value: yuan(amount), unit: Unit::Yuan, year, parent }
    }

    /// A whole number of something.
    pub fn count(number: i64, unit: Unit, year: i16, parent: Parent) -> Figure {
        Figure { value: Decimal::from(number), unit, year, parent }
    }

    /// Number and unit as printed.
    pub fn printed(&self) -> String {
        format!("{}{}", self.digits(), self.unit)
    }

    /// As a report prints it: money in ten thousand yuan, every digit kept that is not zero.
    pub fn in_report(&self) -> String {
        match self.unit {
            Unit::Yuan | Unit::WanYuan => {
                let wan = self.in_wan().value.normalize();
                let digits = wan.scale().max(Unit::WanYuan.decimals());
                format!("{wan:.*}{}", digits as usize, Unit::WanYuan)
            }
            _ => self.printed(),
        }
    }

    /// The number alone as printed: half up on the last printed digit, from the exact value.
    pub fn digits(&self) -> String {
        match self.unit {
            Unit::WanPersons => self.value.normalize().to_string(),
            unit => print(self.value, unit.decimals()),
        }
    }

    /// The same amount in ten thousand yuan; other units stay.
    pub fn in_wan(&self) -> Figure {
        match self.unit {
            Unit::Yuan => Figure { value: self.value / Decimal::from(10_000), unit: Unit::WanYuan, ..self.clone() },
            _ => self.clone(),
        }
    }
}

/// `part` in percent of `whole` as a figure that rests on both.
///
/// # Errors
/// As [`percent`].
pub(crate) fn rate_of(part: &Figure, whole: &Figure, place: &str) -> Result<Figure, Refusal> {
    let value = percent(part, whole, place)?;
    let from = vec![part.parent.clone(), whole.parent.clone()];
    let parent = Parent::Calculated { how: format!("{}÷{}", part.in_report(), whole.in_report()), from };
    Ok(Figure { value, unit: Unit::Percent, year: part.year, parent })
}

/// `part` in percent of `whole`, exact. A rate exists only with both terms, of one unit and one year.
///
/// # Errors
/// A zero denominator, unlike units or unlike years.
pub fn percent(part: &Figure, whole: &Figure, place: &str) -> Result<Decimal, Refusal> {
    if part.unit != whole.unit {
        return Err(Refusal::new(
            "比率的两项单位相同",
            place,
            format!("分子以“{}”计，分母以“{}”计", part.unit, whole.unit),
            "把两项换算成同一单位的数据后再填",
        ));
    }
    if part.year != whole.year {
        return Err(Refusal::new(
            "比率的两项年度相同",
            place,
            format!("分子是{}年，分母是{}年", part.year, whole.year),
            "填写同一年度的两项数据",
        ));
    }
    if whole.value.is_zero() {
        return Err(Refusal::new(
            "分母不为零",
            place,
            "分母为0，比率不存在".to_owned(),
            "分母为0时不填比率，在说明栏写明原因",
        ));
    }
    Ok(part.value * Decimal::ONE_HUNDRED / whole.value)
}

/// An amount in yuan.
pub(crate) fn yuan(amount: Fen) -> Decimal {
    Decimal::new(amount.get(), 2)
}

/// Half up at the printed digit, with at least `decimals` digits shown for amounts and rates.
pub(crate) fn print(value: Decimal, decimals: u32) -> String {
    let rounded = round(value, decimals);
    if decimals == 0 { rounded.normalize().to_string() } else { format!("{rounded:.*}", decimals as usize) }
}

/// Half up (away from zero) to so many digits.
pub(crate) fn round(value: Decimal, decimals: u32) -> Decimal {
    value.round_dp_with_strategy(decimals, RoundingStrategy::MidpointAwayFromZero)
}

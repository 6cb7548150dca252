//! Questions about one place.

use base::{Date, Fen, Month, Rate, RegionCode, Rounding};

use crate::citation::{Citation, Cited};
use crate::errors::{LawError, Question};
use crate::law::{Law, Parameter, Place, Row};
use crate::table::{GroupMoney, MoneyTable, Shares, Table};
use crate::value::{Kind, Value};

/// The law of one county: its own rows over its city's, its province's and the nation's.
#[derive(Clone, Copy)]
pub struct PlaceLaw<'a> {
    law: &'a Law,
    place: &'a Place,
}

macro_rules! look_ups {
    ($($(#[$doc:meta])* $name:ident -> $type:ty, $variant:ident;)+) => {$(
        $(#[$doc])*
        pub fn $name(&self, parameter: &str, month: Month) -> Result<Cited<$type>, LawError> {
            match self.find(parameter, month.first_day())? {
                (Value::$variant(value), citation) => Ok(Cited { value: value.clone(), citation }),
                _ => Err(self.wrong_kind(parameter, Kind::$variant)),
            }
        }
    )+};
}

impl<'a> PlaceLaw<'a> {
    pub(crate) fn new(law: &'a Law, place: &'a Place) -> PlaceLaw<'a> {
        PlaceLaw { law, place }
    }

    look_ups! {
        /// An amount of money in force in a month.
        money -> Fen, Money;
        /// A rate in force in a month.
        rate -> Rate, Rate;
        /// A whole number in force in a month.
        count -> i64, Count;
        /// A rounding rule in force in a month.
        rounding -> Rounding, Rounding;
        /// How levels share an amount in a month.
        shares -> Shares, Shares;
        /// A table of whole numbers in force in a month.
        table -> Table, Table;
        /// A table of amounts in force in a month.
        money_table -> MoneyTable, MoneyTable;
        /// Amounts by group of people in force in a month.
        group_money -> GroupMoney, GroupMoney;
        /// One of the declared words, in force in a month.
        word -> String, Word;
        /// A date in force in a month, for example the day the scheme began here.
        date -> Date, Date;
    }

    /// One of the declared words in force on a day, for parameters that change within a month.
    pub fn word_on(&self, parameter: &str, date: Date) -> Result<Cited<String>, LawError> {
        match self.find(parameter, date)? {
            (Value::Word(value), citation) => Ok(Cited { value: value.clone(), citation }),
            _ => Err(self.wrong_kind(parameter, Kind::Word)),
        }
    }

    /// The row in force for a parameter of any kind.
    pub fn citation(&self, parameter: &str, month: Month) -> Result<Citation, LawError> {
        self.find(parameter, month.first_day()).map(|(_, citation)| citation)
    }

    /// The county's code.
    pub fn code(&self) -> Result<RegionCode, LawError> {
        self.place.code.parse().map_err(|_| LawError::UnknownPlace { code: self.place.code.clone() })
    }

    /// 云南省昆明市东川区
    pub fn full_name(&self) -> String {
        self.folders().rev().filter(|f| *f != "national").map(|f| self.law.name_of(f)).collect()
    }

    /// The law this is part of.
    pub fn law(&self) -> &'a Law {
        self.law
    }

    /// Months in which a parameter of a scheme (`resident`) takes another value here, sorted.
    pub fn change_months(&self, scheme: &str) -> Vec<Month> {
        let prefix = format!("{scheme}.");
        let mut months: Vec<Month> = Vec::new();
        for (_, parameter) in self.law.parameters.iter().filter(|(name, _)| name.starts_with(&prefix)) {
            for row in self.folders().filter_map(|f| parameter.rows.get(f)).flatten() {
                months.push(Month::of(row.from));
                months.extend(row.to.map(|to| Month::of(to).next()));
            }
        }
        months.sort();
        months.dedup();
        months
    }

    /// The day money reaches people in a month: the latest day by law, moved earlier to a working
    /// day.
    pub fn pay_day(&self, scheme: &str, month: Month) -> Result<Date, LawError> {
        let parameter = format!("{scheme}.payment.latest_day");
        let latest = self.count(&parameter, month)?;
        let day = i8::try_from(latest.value).ok().filter(|day| (1..=31).contains(day)).ok_or_else(|| {
            let reason = "应为 1 至 31 的日期".to_owned();
            LawError::Unusable { parameter, value: latest.value.to_string(), reason }
        })?;
        self.law.calendar.pay_day(month, day)
    }

    /// The last day on which the file may leave for the bank.
    pub fn file_leaves_by(&self, scheme: &str, month: Month) -> Result<Date, LawError> {
        let parameter = format!("{scheme}.payment.file_working_days");
        let days = self.count(&parameter, month)?.value;
        let days = u32::try_from(days).map_err(|_| LawError::Unusable {
            parameter,
            value: days.to_string(),
            reason: "应为工作日天数".to_owned(),
        })?;
        self.law.calendar.working_days_before(self.pay_day(scheme, month)?, days)
    }

    /// Whether a law file, by its path below `law/`, holds rows of this place or of one above it.
    pub fn is_governed_by(&self, file: &str) -> bool {
        file.rsplit_once('/').is_some_and(|(folder, _)| self.folders().any(|own| own == folder))
    }

    /// Own folder, then each above it, then the nation's.
    pub(crate) fn folders(&self) -> impl DoubleEndedIterator<Item = &'a str> {
        let path = self.place.path.as_str();
        let mut folders = vec![path];
        folders.extend(path.rmatch_indices('/').map(|(at, _)| &path[..at]));
        folders.push("national");
        folders.into_iter()
    }

    fn find(&self, name: &str, date: Date) -> Result<(&'a Value, Citation), LawError> {
        let parameter = self.law.parameters.get(name).ok_or_else(|| LawError::UnknownParameter {
            parameter: name.to_owned(),
            file: format!("national/{}", file_name(name)),
        })?;
        let in_force = self.in_force(parameter, date);
        let question = |file: String| {
            let (parameter, title) = (name.to_owned(), parameter.title.clone());
            Box::new(Question { parameter, title, place: self.full_name(), date, file })
        };
        let Some((folder, row)) = in_force else {
            return Err(LawError::NoValue(question(self.owner_file(name, parameter))));
        };
        match &row.value {
            Ok(value) => Ok((value, self.cite(name, parameter, folder, row))),
            Err(who) => {
                let file = format!("{folder}/{}", file_name(name));
                Err(LawError::Gap { question: question(file), who: who.clone() })
            }
        }
    }

    /// The row of the lowest level that has one in force.
    pub(crate) fn in_force(&self, parameter: &'a Parameter, date: Date) -> Option<(&'a str, &'a Row)> {
        self.folders().find_map(|folder| {
            let row = parameter.rows.get(folder)?.iter().rev().find(|row| row.holds_on(date))?;
            Some((folder, row))
        })
    }

    fn cite(&self, name: &str, parameter: &Parameter, folder: &str, row: &Row) -> Citation {
        Citation {
            parameter: name.to_owned(),
            title: parameter.title.clone(),
            place: self.law.name_of(folder).to_owned(),
            from: row.from,
            source: row.source.clone(),
            document: self.law.sources.get(&row.source).map(|s| s.text()).unwrap_or_default(),
            article: row.article.clone(),
            published: row.published,
            inferred: row.inferred.clone(),
        }
    }

    fn owner_file(&self, name: &str, parameter: &Parameter) -> String {
        let depth = parameter.owner as usize;
        let folder = self.folders().rev().nth(depth).unwrap_or(&self.place.path);
        format!("{folder}/{}", file_name(name))
    }

    fn wrong_kind(&self, parameter: &str, asked: Kind) -> LawError {
        let actual = self.law.parameters.get(parameter).map_or("未登记", |p| p.kind.title());
        LawError::WrongKind { parameter: parameter.to_owned(), actual, asked: asked.title() }
    }
}

impl Row {
    pub(crate) fn holds_on(&self, date: Date) -> bool {
        self.from <= date && self.to.is_none_or(|to| date <= to)
    }
}

impl Law {
    pub(crate) fn name_of<'a>(&'a self, folder: &'a str) -> &'a str {
        match self.places.iter().find(|place| place.path == folder) {
            Some(place) => &place.name,
            None => "全国",
        }
    }
}

pub(crate) fn file_name(parameter: &str) -> String {
    format!("{}.toml", parameter.split('.').next().unwrap_or(parameter))
}

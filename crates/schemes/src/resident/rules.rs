//! The law of one place, resolved once per month in which it changes, so that a run of a million
//! people asks the law a dozen times and not a dozen million times.

use base::{Level, Month};
use law::{Cited, LawError, PlaceLaw};

use super::account_pension::AccountRules;
use super::age_supplement::AgeRules;
use super::base_pension::BaseRules;
use super::long_supplement::LongRules;
use crate::SchemeError;

/// A row that is asked for only when a sum needs it: a place that never published who shares a
/// supplement can still pay everybody who has none.
pub(super) type Asked<T> = Result<Cited<T>, LawError>;

/// The row, or its absence as the reason why there is no sum.
pub(super) fn need<T>(asked: &Asked<T>) -> Result<&Cited<T>, SchemeError> {
    asked.as_ref().map_err(|error| SchemeError::Law(error.clone()))
}

/// Everything a month's pension needs.
#[derive(Clone, Debug, PartialEq)]
pub struct Rules {
    /// 基础养老金
    pub base: BaseRules,
    /// 缴费年限养老金
    pub long: LongRules,
    /// 高龄基础养老金
    pub age: AgeRules,
    /// 个人账户养老金
    pub account: AccountRules,
}

impl Rules {
    /// The law in force in a month.
    pub fn at(place: &PlaceLaw, month: Month) -> Result<Rules, SchemeError> {
        Ok(Rules {
            base: BaseRules::at(place, month)?,
            long: LongRules::at(place, month)?,
            age: AgeRules::at(place, month)?,
            account: AccountRules::at(place, month)?,
        })
    }
}

/// The rules of every month of one place.
#[derive(Clone, Debug)]
pub struct RuleBook {
    /// From which month, in order; a time without law keeps its error until somebody asks for it.
    spans: Vec<(Month, Result<Rules, SchemeError>)>,
}

impl RuleBook {
    /// Resolves a place's law.
    pub fn new(place: &PlaceLaw) -> RuleBook {
        let mut spans: Vec<(Month, Result<Rules, SchemeError>)> = Vec::new();
        for month in place.change_months("resident") {
            let rules = Rules::at(place, month);
            if spans.last().is_none_or(|(_, last)| *last != rules) {
                spans.push((month, rules));
            }
        }
        RuleBook { spans }
    }

    /// The rules in force in a month.
    pub fn at(&self, month: Month) -> Result<&Rules, SchemeError> {
        let after = self.spans.partition_point(|(from, _)| *from <= month);
        match after.checked_sub(1).and_then(|at| self.spans.get(at)) {
            Some((_, Ok(rules))) => Ok(rules),
            Some((_, Err(error))) => Err(error.clone()),
            None => Err(SchemeError::Facts(format!("{month} 早于本地城乡居民养老保险制度，请核对月份"))),
        }
    }

    /// The first month whose rules another book has otherwise; a row that rests on another
    /// document counts as another rule.
    pub fn first_difference(&self, other: &RuleBook) -> Option<Month> {
        let mut months: Vec<Month> = self.spans.iter().chain(&other.spans).map(|(from, _)| *from).collect();
        months.sort_unstable();
        months.into_iter().find(|month| self.at(*month) != other.at(*month))
    }

    /// The first month after this one in which any rule changes.
    pub fn next_change(&self, after: Month) -> Option<Month> {
        self.spans.iter().map(|(from, _)| *from).find(|from| *from > after)
    }
}

/// Reads a word of the law that names a level.
pub(super) fn level(word: Cited<String>) -> Result<Cited<Level>, LawError> {
    let value = word.value.parse().map_err(|reason| LawError::Unusable {
        parameter: word.citation.parameter.clone(),
        value: word.value.clone(),
        reason,
    })?;
    Ok(Cited { value, citation: word.citation })
}

//! Regions by their names. What is planned and signed names a region by its code, which stays what it is when
//! a village is called otherwise; who reads it reads the name.

use std::collections::HashMap;

use base::RegionCode;
use desk::{Look, Unplanned};
use store::{Field, Value};

/// The names of all regions an agency has or had, the newest of each.
#[derive(Clone, Debug, Default)]
pub struct Places(HashMap<RegionCode, String>);

impl Places {
    /// Reads them.
    pub fn read(look: &mut Look<'_>) -> Result<Places, Unplanned> {
        let mut names = HashMap::new();
        let sql = "SELECT code, name FROM region WHERE agency = $1 ORDER BY code, from_date";
        look.each(sql, &[Value::Int(look.agency().0)], |row| {
            names.insert(RegionCode::read(row, 0)?, row.text(1)?.to_owned());
            Ok(())
        })?;
        Ok(Places(names))
    }

    /// The name of a region, a village's with that of its town: two towns may each have one of that name.
    pub fn name(&self, code: RegionCode) -> Option<String> {
        let own = self.0.get(&code)?;
        let town = Some(code.town()).filter(|town| *town != code && *town != code.county());
        Some(format!("{}{own}", town.and_then(|town| self.0.get(&town)).map_or("", String::as_str)))
    }

    /// A text with each region by its name; a code that stands beside its name stays.
    pub fn told(&self, text: &str) -> String {
        let mut told = String::with_capacity(text.len());
        let mut rest = text;
        while let Some(at) = rest.find(is_of_code) {
            let (before, from) = rest.split_at(at);
            let (word, after) = from.split_at(from.find(|c| !is_of_code(c)).unwrap_or(from.len()));
            told.push_str(before);
            let name = word.parse().ok().and_then(|code: RegionCode| Some((self.0.get(&code)?, self.name(code)?)));
            match name {
                Some((own, name)) if !told.ends_with(&format!("{own}（")) => told.push_str(&name),
                _ => told.push_str(word),
            }
            rest = after;
        }
        told.push_str(rest);
        told
    }
}

fn is_of_code(c: char) -> bool {
    // A masked number and the number of a batch begin with the code of a county, and so may an amount.
    c.is_ascii_alphanumeric() || matches!(c, '*' | '-' | '.')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_code_is_read_as_the_name_of_its_region_and_nothing_else_is() {
        let region = |(code, name): (&str, &str)| (code.parse().unwrap(), name.to_owned());
        let all = [("530113", "东川区"), ("530113001", "铜都街道"), ("530113001001", "岔洼社区")].map(region);
        let places = Places(all.into_iter().collect());
        assert_eq!(places.told("孙某（530113001001）"), "孙某（铜都街道岔洼社区）");
        assert_eq!(places.told("  530113001"), "  铜都街道");
        assert_eq!(places.told("业务经办 530113 2019-01-02 至 长期"), "业务经办 东川区 2019-01-02 至 长期");
        assert_eq!(places.told("岔洼社区（530113001001）"), "岔洼社区（530113001001）");
        assert_eq!(places.told("12 人 530113.00 元"), "12 人 530113.00 元");
        for other in
            ["530113900101", "53011300100112", "530113**********31", "1530113", "530113-201912-2", "编号 530114", ""]
        {
            assert_eq!(places.told(other), other);
        }
    }
}

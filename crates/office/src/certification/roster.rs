//! 村级认证名册: whom a village should see, as a sheet that is printed, filled in, and read again.

use std::collections::BTreeMap;
use std::io::{Seek, Write};

use base::{Date, RegionCode};
use desk::{Look, Unplanned};
use files::{Cell, Profile, ProfileError, WriteError, XlsxWriter};

use super::people::{Certifiable, Standing};
use super::proof::yes;
use super::rule::CertificationRules;
use super::worklist::worklist;
use crate::environment::Environment;
use crate::identifiers::placeholders;
use crate::registry::regions_in_force;
use crate::tables::{IdentifierKind, PersonId};
use store::{Field, Value};

const PROFILE: &str = "village_roster";
const PER_QUERY: usize = 1_000;

/// The roster of one village.
pub struct Roster {
    /// The village.
    pub village: RegionCode,
    /// Its name.
    pub name: String,
    /// As of.
    pub day: Date,
    /// Whom to see.
    pub lines: Vec<RosterLine>,
}

/// Somebody to see.
pub struct RosterLine {
    /// Who.
    pub person: PersonId,
    /// Name.
    pub name: String,
    /// ID number for the eye.
    pub masked: String,
    /// Age; `None` without a birth date.
    pub age: Option<i64>,
    /// Address.
    pub address: String,
    /// Where the person stands.
    pub standing: Standing,
    /// The last day of the present proof.
    pub valid_until: Date,
    /// Whether somebody must call at home.
    pub needs_visit: bool,
    /// Bedridden, as last reported.
    pub bedridden: bool,
}

/// The rosters of the villages in a region, for everybody whose proof has run out or will soon.
pub fn rosters(
    look: &mut Look<'_>,
    environment: &Environment,
    area: &RegionCode,
    day: Date,
) -> Result<Vec<Roster>, Unplanned> {
    let (rules, found) = worklist(look, environment, Some(area), day)?;
    let names = regions_in_force(look)?;
    let people: Vec<PersonId> = found.iter().map(|(_, person)| person.version.person).collect();
    let mut known = addresses(look, &people)?;
    let mut by_village: BTreeMap<RegionCode, Vec<RosterLine>> = BTreeMap::new();
    for (standing, person) in found {
        let (masked, address) = known.remove(&person.version.person).unwrap_or_default();
        by_village.entry(person.version.region).or_default().push(line(
            &person,
            (standing, &rules, day),
            masked,
            address,
        ));
    }
    let name = |village: &RegionCode| names.get(village).cloned().unwrap_or_default();
    Ok(by_village.into_iter().map(|(village, lines)| Roster { village, name: name(&village), day, lines }).collect())
}

fn line(
    person: &Certifiable,
    (standing, rules, day): (Standing, &CertificationRules, Date),
    masked: String,
    address: String,
) -> RosterLine {
    RosterLine {
        person: person.version.person,
        name: person.name.clone(),
        masked,
        age: person.age(day),
        address,
        standing,
        valid_until: person.valid_until,
        needs_visit: person.needs_visit(day, rules),
        bedridden: person.bedridden,
    }
}

/// Masked ID numbers and addresses, a few queries for all.
fn addresses(look: &mut Look<'_>, people: &[PersonId]) -> Result<BTreeMap<PersonId, (String, String)>, Unplanned> {
    let mut found: BTreeMap<PersonId, (String, String)> = BTreeMap::new();
    for chunk in people.chunks(PER_QUERY) {
        let mut args = vec![Value::Int(look.agency().0)];
        args.extend(chunk.iter().map(Field::value));
        let list = placeholders(2, chunk.len());
        let sql = format!(
            "SELECT person, address FROM person_version WHERE +agency = $1 AND person IN ({list}) ORDER BY person, n"
        );
        look.each(&sql, &args, |row| {
            found.entry(PersonId::read(row, 0)?).or_default().1 = row.text(1)?.to_owned();
            Ok(())
        })?;
        args.push(IdentifierKind::BankAccount.value());
        args.push(IdentifierKind::Phone.value());
        let (account, phone) = (chunk.len() + 2, chunk.len() + 3);
        let sql = format!(
            "SELECT person, masked FROM identifier WHERE +agency = $1 AND person IN ({list}) \
             AND kind <> ${account} AND kind <> ${phone} ORDER BY person, id"
        );
        look.each(&sql, &args, |row| {
            found.entry(PersonId::read(row, 0)?).or_default().0 = row.text(1)?.to_owned();
            Ok(())
        })?;
    }
    Ok(found)
}

/// Why a roster could not be written.
#[derive(Debug, thiserror::Error)]
pub enum RosterError {
    /// The workbook.
    #[error(transparent)]
    Write(#[from] WriteError),
    /// The column profile.
    #[error(transparent)]
    Profile(#[from] ProfileError),
}

impl Roster {
    /// Writes the sheet: a title, the columns of the import profile, a line a person, and room for
    /// the signature under each page.
    pub fn write(&self, out: impl Write + Seek + Send) -> Result<(), RosterError> {
        let profile = Profile::named(PROFILE)?;
        let widths: Vec<u16> = profile.columns.iter().map(|column| width(&column.key)).collect();
        let mut writer = XlsxWriter::new("名册", &widths)?;
        let columns = u16::try_from(widths.len()).unwrap_or(u16::MAX);
        let title = format!(
            "{}（{}）待遇领取人员资格认证名册    {}    核查结果请填：{}",
            self.name,
            self.village,
            self.day,
            profile.column("result").map_or_else(String::new, |c| {
                c.code_list().map(|(_, label)| label).collect::<Vec<_>>().join("、")
            })
        );
        writer.merged_row(&[(columns, &title)])?;
        writer.header(&profile.titles())?;
        writer.for_print("核查人签名：                村（居）委会（盖章）：                日期：")?;
        for line in &self.lines {
            let cells: Vec<Cell<'_>> = profile.columns.iter().map(|column| self.cell(line, &column.key)).collect();
            writer.row(&cells)?;
        }
        Ok(writer.finish(out)?)
    }

    fn cell<'a>(&self, line: &'a RosterLine, key: &str) -> Cell<'a> {
        match key {
            // A number cell would lose its last digits.
            "aac001" => Cell::from(line.person.to_string()),
            "aac003" => Cell::from(line.name.as_str()),
            "masked" => Cell::from(line.masked.as_str()),
            "age" => Cell::from(line.age.map_or_else(|| "待补".to_owned(), |age| age.to_string())),
            "region" => Cell::from(self.village.to_string()),
            "address" => Cell::from(line.address.as_str()),
            "standing" => Cell::from(line.standing.title()),
            "until" => Cell::from(line.valid_until),
            "visit" => Cell::from(if line.needs_visit { "须入户" } else { "" }),
            "bedridden" if line.bedridden => Cell::from(yes(true)),
            _ => Cell::Empty,
        }
    }
}

fn width(key: &str) -> u16 {
    match key {
        "aac001" | "masked" => 21,
        "region" => 14,
        "address" | "note" => 24,
        "result" | "until" | "on" => 12,
        "age" | "bedridden" => 6,
        _ => 10,
    }
}

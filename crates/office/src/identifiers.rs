//! ID numbers, accounts and phones: the only module that reads or writes them (decision 12).

use std::collections::HashMap;

use base::{BankCard, Date, IdNumber, ParsedId};
use desk::{Digest, Keys, Look, Plan, Unplanned};
use store::{Field, Value};

use crate::sets::{distinct, select_by};
use crate::tables::{Identifier, IdentifierId, IdentifierKind, PersonId};

/// Reads and plans identifiers with the installation's keys.
#[derive(Clone, Copy)]
pub struct Identifiers<'a> {
    keys: &'a Keys,
}

/// How many lookup values one query asks for: both engines take far more, a plan is made once.
const LOOKUPS_PER_QUERY: usize = 1_000;

/// A person's present identifier of one kind.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Present {
    /// Row id.
    pub id: IdentifierId,
    /// For screens.
    pub masked: String,
    /// Account holder, bank.
    pub holder: String,
    /// Bank of an account.
    pub bank: String,
}

impl<'a> Identifiers<'a> {
    pub(crate) fn new(keys: &'a Keys) -> Identifiers<'a> {
        Identifiers { keys }
    }

    /// Plans an identifier of a person from a day on; it becomes the present one of its kind.
    pub fn plan(
        &self,
        plan: &mut Plan,
        person: PersonId,
        kind: IdentifierKind,
        text: &str,
        (holder, bank): (&str, &str),
        valid_from: Date,
    ) -> Result<IdentifierId, Unplanned> {
        let id = plan.new_id();
        plan.insert(&Identifier {
            id,
            person,
            kind,
            sealed: self.keys.seal(text)?,
            lookup: self.keys.lookup(kind.code(), text),
            masked: masked(kind, text),
            holder: holder.to_owned(),
            bank: bank.to_owned(),
            valid_from,
        });
        Ok(id)
    }

    /// The people whose present ID number this is. More than one is a conflict for people to
    /// solve, never an insert error.
    pub fn people_with(&self, look: &mut Look<'_>, id: &IdNumber) -> Result<Vec<PersonId>, Unplanned> {
        Ok(self.people_with_any(look, &[*id])?.remove(id).unwrap_or_default())
    }

    /// The people who have one of these as their present ID number: a few queries for a whole
    /// file. Numbers that nobody has are not in the answer. A record that was merged into another
    /// answers with the other.
    pub fn people_with_any(
        &self,
        look: &mut Look<'_>,
        ids: &[IdNumber],
    ) -> Result<HashMap<IdNumber, Vec<PersonId>>, Unplanned> {
        let texts: Vec<&str> = ids.iter().map(IdNumber::reveal).collect();
        let mut holders = self.holders(look, IdentifierKind::IdNumber, &texts)?;
        Ok(ids.iter().filter_map(|id| Some((*id, holders.remove(id.reveal())?))).collect())
    }

    /// The people whose present 15-digit number is one of these.
    pub(crate) fn people_with_legacy(
        &self,
        look: &mut Look<'_>,
        texts: &[&str],
    ) -> Result<HashMap<String, Vec<PersonId>>, Unplanned> {
        self.holders(look, IdentifierKind::LegacyId, texts)
    }

    /// The people whose present account is one of these.
    pub(crate) fn people_with_accounts(
        &self,
        look: &mut Look<'_>,
        texts: &[&str],
    ) -> Result<HashMap<String, Vec<PersonId>>, Unplanned> {
        self.holders(look, IdentifierKind::BankAccount, texts)
    }

    fn holders(
        &self,
        look: &mut Look<'_>,
        kind: IdentifierKind,
        texts: &[&str],
    ) -> Result<HashMap<String, Vec<PersonId>>, Unplanned> {
        let mut found: HashMap<String, Vec<PersonId>> = HashMap::new();
        for chunk in texts.chunks(LOOKUPS_PER_QUERY) {
            let by_lookup: HashMap<String, &str> =
                chunk.iter().map(|text| (self.keys.lookup(kind.code(), text), *text)).collect();
            let mut args = vec![kind.value(), Value::Int(look.agency().0)];
            args.extend(by_lookup.keys().map(|lookup| Value::Text(lookup.clone())));
            let sql = format!(
                "SELECT i.lookup, COALESCE(p.kept, i.person) AS holder FROM identifier i \
                 LEFT JOIN person_alias p ON p.merged = i.person \
                 AND NOT EXISTS (SELECT 1 FROM person_alias x WHERE x.merged = p.merged AND x.n > p.n) \
                 WHERE i.kind = $1 AND i.agency = $2 AND i.lookup IN ({}) \
                 AND NOT EXISTS (SELECT 1 FROM identifier l WHERE l.person = i.person AND l.kind = i.kind \
                 AND l.id > i.id) ORDER BY holder",
                placeholders(3, by_lookup.len())
            );
            look.each(&sql, &args, |row| {
                let Some(text) = by_lookup.get(row.text(0)?) else { return Ok(()) };
                let (people, person) = (found.entry((*text).to_owned()).or_default(), PersonId::read(row, 1)?);
                if !people.contains(&person) {
                    people.push(person);
                }
                Ok(())
            })?;
        }
        Ok(found)
    }

    /// The people whose present account this is.
    pub fn people_with_account(&self, look: &mut Look<'_>, account: &BankCard) -> Result<Vec<PersonId>, Unplanned> {
        let kind = IdentifierKind::BankAccount;
        let lookup = self.keys.lookup(kind.code(), account.reveal());
        let sql = "SELECT i.person FROM identifier i WHERE i.kind = $1 AND i.lookup = $2 AND i.agency = $3 \
                   AND NOT EXISTS (SELECT 1 FROM identifier l WHERE l.person = i.person AND l.kind = i.kind \
                   AND l.id > i.id) ORDER BY i.person";
        let mut people = Vec::new();
        look.each(sql, &[kind.value(), lookup.into(), Value::Int(look.agency().0)], |row| {
            people.push(PersonId::read(row, 0)?);
            Ok(())
        })?;
        Ok(people)
    }

    /// The lookup value under which an 18-digit ID number is stored, for matching whole lists.
    pub fn lookup_of(&self, id: &IdNumber) -> String {
        self.keys.lookup(IdentifierKind::IdNumber.code(), id.reveal())
    }

    /// The same for something that is not an ID number, so that equal writings are recognised.
    pub(crate) fn lookup_of_unread(&self, text: &str) -> String {
        self.keys.lookup(IdentifierKind::BadId.code(), text)
    }

    /// The evidence of a lead that rests on an ID number: equal for equal numbers, and telling
    /// nothing without the key.
    pub(crate) fn evidence(&self, id: &IdNumber) -> Digest {
        Digest::of(self.keys.lookup(IdentifierKind::IdNumber.code(), id.reveal()).as_bytes())
    }

    /// A person's present identifier of a kind.
    pub fn present(
        &self,
        look: &mut Look<'_>,
        person: PersonId,
        kind: IdentifierKind,
    ) -> Result<Option<Present>, Unplanned> {
        Ok(self.present_of_people(look, &[person], kind)?.remove(&person))
    }

    /// The same of many people, a few queries for all. Who has none is left out.
    pub(crate) fn present_of_people(
        &self,
        look: &mut Look<'_>,
        people: &[PersonId],
        kind: IdentifierKind,
    ) -> Result<HashMap<PersonId, Present>, Unplanned> {
        let ids = distinct(people.iter().map(|person| person.0));
        let of_kind = format!("AND kind = '{}' ORDER BY person, id", kind.code());
        // Later ones overwrite earlier ones.
        let rows = select_by::<Identifier>(look, "person", &ids, &of_kind)?.into_iter();
        let present = |row: Identifier| Present { id: row.id, masked: row.masked, holder: row.holder, bank: row.bank };
        Ok(rows.map(|row| (row.person, present(row))).collect())
    }

    /// The whole text of an identifier, where the law needs it printed: the bank file.
    pub fn reveal(&self, look: &mut Look<'_>, id: IdentifierId) -> Result<Option<String>, Unplanned> {
        let row = look.select_one::<Identifier>("WHERE id = $1", &[Value::Int(id.0)])?;
        row.map(|row| self.open(&row.sealed)).transpose()
    }

    /// Opens a sealed identifier that was read in bulk.
    pub fn open(&self, sealed: &str) -> Result<String, Unplanned> {
        Ok(self.keys.open_sealed(sealed)?)
    }
}

/// `$first, $first+1, …` for a list of values.
pub(crate) fn placeholders(first: usize, count: usize) -> String {
    (first..first + count).map(|n| format!("${n}")).collect::<Vec<_>>().join(", ")
}

/// Which kind of identifier an ID text is.
pub fn kind_of(id: &ParsedId) -> (IdentifierKind, &str) {
    match id {
        ParsedId::Current(id) => (IdentifierKind::IdNumber, id.reveal()),
        ParsedId::Legacy(id) => (IdentifierKind::LegacyId, id.reveal()),
    }
}

fn masked(kind: IdentifierKind, text: &str) -> String {
    let chars: Vec<char> = text.chars().collect();
    let tail = |n: usize| chars[chars.len().saturating_sub(n)..].iter().collect::<String>();
    match kind {
        IdentifierKind::IdNumber => {
            text.parse::<IdNumber>().map(|id| id.masked()).unwrap_or_else(|_| "****".to_owned())
        }
        IdentifierKind::BankAccount | IdentifierKind::RefundAccount => {
            text.parse::<BankCard>().map(|c| c.masked()).unwrap_or_else(|_| "****".to_owned())
        }
        IdentifierKind::LegacyId | IdentifierKind::BadId | IdentifierKind::Phone => format!("****{}", tail(2)),
    }
}

//! What a handler is given, and what it gives back.

use std::sync::Arc;

use base::Date;
use desk::{Look, SessionToken, Signer, Unplanned};
use maud::Markup;
use office::reading::Reader;
use office::{Environment, Office};
use tempfile::NamedTempFile;

use super::Fault;
use crate::kept::Kept;
use crate::reports::ReadReports;
use crate::told::ToldOnce;

/// Names and values of a form or an address, in their order.
#[derive(Clone, Debug, Default)]
pub struct Pairs(Vec<(String, String)>);

impl Pairs {
    pub fn new(pairs: Vec<(String, String)>) -> Pairs {
        Pairs(pairs)
    }

    pub fn parse(text: &[u8]) -> Pairs {
        // No text of the office holds a zero byte, and a database may refuse one.
        let plain = |text: std::borrow::Cow<'_, str>| text.replace('\0', "\u{FFFD}");
        Pairs(form_urlencoded::parse(text).map(|(name, value)| (plain(name), plain(value))).collect())
    }

    /// The first value of a name, without surrounding blanks; empty when there is none.
    pub fn get(&self, name: &str) -> &str {
        self.0.iter().find(|(key, _)| key == name).map_or("", |(_, value)| value.trim())
    }

    pub fn iter(&self) -> impl Iterator<Item = (&str, &str)> {
        self.0.iter().map(|(key, value)| (key.as_str(), value.as_str()))
    }

    /// Sets a value, replacing earlier ones.
    pub fn set(&mut self, name: &str, value: &str) {
        self.0.retain(|(key, _)| key != name);
        self.0.push((name.to_owned(), value.to_owned()));
    }

    /// As a body or an address.
    pub fn encoded(&self) -> String {
        form_urlencoded::Serializer::new(String::new()).extend_pairs(&self.0).finish()
    }
}

/// A file that came with a form, on the disk.
#[derive(Debug)]
pub struct Upload {
    /// Field of the form.
    pub field: String,
    /// The name it came with; shown, never used as a path.
    pub name: String,
    /// Its bytes.
    pub file: NamedTempFile,
}

/// Whoever is signed in.
#[derive(Clone)]
pub struct Visitor {
    pub reader: Reader,
    /// Must stand in every form.
    pub csrf: String,
}

impl Visitor {
    pub fn signer(&self) -> Signer {
        self.reader.signer
    }
}

/// One request, ready to be answered.
pub struct Call<'a> {
    pub office: &'a mut Office,
    /// Reads reports that came from outside.
    pub reports: Arc<dyn ReadReports>,
    /// What takes long to count.
    pub kept: Arc<Kept>,
    /// What matters that are done have to say.
    pub told: Arc<ToldOnce>,
    /// Nobody, on the pages that anyone may see.
    pub visitor: Option<Visitor>,
    /// Values in the path, such as a person's number.
    pub path: Pairs,
    pub query: Pairs,
    pub form: Pairs,
    pub files: Vec<Upload>,
    /// Where the page is, without its query.
    pub address: String,
}

impl Call<'_> {
    /// The visitor of a page that has one.
    pub fn visitor(&self) -> Result<&Visitor, Fault> {
        self.visitor.as_ref().ok_or(Fault::SignedOut)
    }

    pub fn reader(&self) -> Result<Reader, Fault> {
        Ok(self.visitor()?.reader.clone())
    }

    /// Whether a post of the visitor makes an operation: nobody is offered what the desk would refuse.
    pub fn makes(&self, operation: &str) -> Result<bool, Fault> {
        let (reader, operation) = (self.reader()?, self.office.desk().catalogue().get(operation)?);
        Ok(operation.posts().make.iter().any(|post| reader.holds(*post)))
    }

    pub fn signer(&self) -> Result<Signer, Fault> {
        Ok(self.visitor()?.signer())
    }

    pub fn today(&self) -> Result<Date, Fault> {
        Ok(self.visitor()?.reader.today)
    }

    pub fn environment(&self) -> Arc<Environment> {
        Arc::clone(self.office.environment())
    }

    /// Reads in one snapshot for the visitor.
    pub fn read<T>(&mut self, read: impl FnOnce(&mut Look<'_>) -> Result<T, Unplanned>) -> Result<T, Fault> {
        let reader = self.reader()?;
        Ok(self.office.read(&reader, read)?)
    }

    /// A number in the path; an address without one is an address of nothing.
    pub fn number(&self, name: &str) -> Result<i64, Fault> {
        self.path.get(name).parse().map_err(|_| Fault::NotFound)
    }
}

/// What a handler answers.
pub enum Reply {
    /// A page.
    Page(Markup),
    /// A page that says that something must be mended first.
    Unready(Markup),
    /// Look there; after everything that changed something.
    SeeOther(String),
    /// A file to keep.
    File { name: String, kind: &'static str, bytes: Vec<u8> },
    /// A new session begins, and where to go.
    SignedIn { token: SessionToken, then: String },
    /// The same, going on with a form that was typed before the old session ended.
    SignedInAt { token: SessionToken, at: String, form: Pairs },
    /// The session ended.
    SignedOut,
}

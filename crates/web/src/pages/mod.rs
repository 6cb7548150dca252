//! One page, one room: its address, what it reads, how it looks.

pub mod audit_pack;
pub mod books;
pub mod fault;
pub mod figures;
pub mod home;
pub mod law;
pub mod lists;
pub mod login;
pub mod matching;
pub mod matter;
pub mod months;
pub mod operations;
pub mod papers;
pub mod people;
pub mod performance;
pub mod person;
mod preview;
pub mod prints;
pub mod review;
pub mod rosters;
pub mod second_factor;
pub mod staff;
pub mod wall;
pub mod window;

use std::collections::HashMap;

use base::RegionCode;
use maud::Markup;
use office::registry::regions_in_force;

use crate::http::{Call, Fault, Reply};
use crate::view::{Crumb, Frame, frame};

/// A page in the frame.
fn page(call: &Call<'_>, section: &str, title: &str, crumbs: Vec<Crumb>, body: Markup) -> Result<Reply, Fault> {
    Ok(Reply::Page(framed(call, section, title, crumbs, body)?))
}

fn framed(call: &Call<'_>, section: &str, title: &str, crumbs: Vec<Crumb>, body: Markup) -> Result<Markup, Fault> {
    Ok(frame(&Frame { visitor: call.visitor()?, section, title, crumbs }, body))
}

/// A way to a form: a link for whoever may make the operation, plain words for everybody else.
fn way(call: &Call<'_>, address: &str, words: &str) -> Result<Markup, Fault> {
    Ok(maud::html! { @if is_offered(call, address)? { a href=(address) { (words) } } @else { (words) } })
}

/// The same where the words alone say nothing.
fn offered<'a>(call: &Call<'_>, offers: impl IntoIterator<Item = (String, &'a str)>) -> Result<Markup, Fault> {
    let mut shown = Vec::new();
    for (address, words) in offers {
        if is_offered(call, &address)? {
            shown.push((address, words));
        }
    }
    Ok(maud::html! { @for (address, words) in shown { a href=(address) { (words) } "　" } })
}

fn is_offered(call: &Call<'_>, address: &str) -> Result<bool, Fault> {
    match address.strip_prefix("/operations/").and_then(|rest| rest.split('?').next()) {
        Some(operation) => call.makes(operation),
        None => Ok(true),
    }
}

/// What every form carries.
fn token(call: &Call<'_>) -> Result<Markup, Fault> {
    let csrf = &call.visitor()?.csrf;
    Ok(maud::html! { input type="hidden" name="csrf" value=(csrf); })
}

/// Regions by their names; the whole county has a word of its own.
fn place_names(call: &mut Call<'_>) -> Result<HashMap<RegionCode, String>, Fault> {
    let county = call.reader()?.agency.code;
    let mut names = call.read(regions_in_force)?;
    names.insert(county, "全县（区）".to_owned());
    Ok(names)
}

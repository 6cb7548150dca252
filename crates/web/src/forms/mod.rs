//! Forms of operations. What a form holds is asked of the operation itself; how its fields are
//! called and typed stands in one dictionary, so that a new operation has a form at once.

mod choices;
mod dictionary;
mod gaps;
mod read;
mod show;

pub use dictionary::{Def, Kind, def_of};
pub use gaps::{FormGap, form_gaps};
pub use read::{Faults, Finder, flatten, placed, typed};
pub use show::{Choices, names, shown_fields, wants_more};

use desk::{AnyOperation, Look, Refusal};
use office::tables::ShadowKind;
use serde_json::json;

use crate::http::Pairs;

/// The keys of an operation's form, in their order, as the operation itself names them.
pub fn keys_of(operation: &dyn AnyOperation, look: &mut Look<'_>) -> Vec<String> {
    // A field that no form has: the answer names those that there are.
    match operation.plan(look, &json!({ "": null })).map(|_| ()) {
        Err(Refusal::BadInput(_, said)) => said.split('`').skip(3).step_by(2).map(str::to_owned).collect(),
        _ => Vec::new(),
    }
}

/// The fields of an operation's form. A key that the dictionary does not know has no field; a
/// test keeps that from being shipped.
pub fn fields_of(operation: &dyn AnyOperation, look: &mut Look<'_>) -> Vec<Def> {
    keys_of(operation, look).iter().filter_map(|key| def_of(operation.name(), key)).collect()
}

/// The column profile of the file that an operation takes, for a preview before it is made; some files are of the kind
/// that was chosen.
pub fn profile_of(operation: &str, form: &Pairs) -> Option<&'static str> {
    Some(match operation {
        "shadow.import" => ShadowKind::from_code(form.get("kind"))?.profile(),
        "contributions.import_groups" => "hardship_list",
        "contributions.receive_collective" => "collective_aid",
        "registry.replace_cards" => "card_replacement",
        "registry.upgrade_ids" => "id_upgrade",
        "contributions.import_tax" => "tax_detail",
        "contributions.import_receipts" => "treasury_receipt",
        "risk.import_deaths" => "death_list",
        "risk.import_prisoners" => "prison_list",
        "risk.import_pensioners" => "pension_list",
        "risk.import_cross_province" => "cross_list",
        "certification.import_proofs" => "proof_of_life",
        "certification.import_roster" => "village_roster",
        "payment.import_returns" => "bank_return",
        "bank.import_statement" => "bank_statement",
        "registry.import_registrations" => "registration",
        "work.import_retirees" => "retiree_list",
        "registry.take_on" => "takeon_person",
        "registry.open_books" => "takeon_fund",
        _ => return None,
    })
}

//! The office's own tests once more, on both engines, but every operation is filled in and sent by its form in the
//! browser's way: good input has its one effect, and what is refused comes back with the fault beside its field.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)] // tests

extern crate office as shebao_office;

#[allow(dead_code)] // the other tests of the browser use the rest of it
#[path = "common/client.rs"]
mod client;
mod counter;
#[path = "counter/sheet.rs"]
mod sheet;

#[path = "../../office/tests/accounts.rs"]
mod accounts;
#[path = "../../office/tests/bank.rs"]
mod bank;
#[path = "../../office/tests/benefits_award.rs"]
mod benefits_award;
#[path = "../../office/tests/benefits_choices.rs"]
mod benefits_choices;
#[path = "../../office/tests/benefits_correction.rs"]
mod benefits_correction;
#[path = "../../office/tests/benefits_death.rs"]
mod benefits_death;
#[path = "../../office/tests/benefits_lists.rs"]
mod benefits_lists;
#[path = "../../office/tests/benefits_revoked.rs"]
mod benefits_revoked;
#[path = "../../office/tests/benefits_set_off.rs"]
mod benefits_set_off;
#[path = "../../office/tests/certification.rs"]
mod certification;
#[path = "../../office/tests/contributions_booking.rs"]
mod contributions_booking;
#[path = "../../office/tests/contributions_campaign.rs"]
mod contributions_campaign;
#[path = "../../office/tests/contributions_import_tax.rs"]
mod contributions_import_tax;
#[path = "../../office/tests/contributions_proxy.rs"]
mod contributions_proxy;
#[path = "../../office/tests/contributions_refund_paid.rs"]
mod contributions_refund_paid;
#[path = "../../office/tests/contributions_refunds.rs"]
mod contributions_refunds;
#[path = "../../office/tests/contributions_reversal.rs"]
mod contributions_reversal;
#[path = "../../office/tests/fund_books.rs"]
mod fund_books;
#[path = "../../office/tests/fund_outputs.rs"]
mod fund_outputs;
#[path = "../../office/tests/law.rs"]
mod law;
#[path = "../../office/tests/lists.rs"]
mod lists;
#[path = "../../office/tests/matching.rs"]
mod matching;
#[path = "../../office/tests/payment.rs"]
mod payment;
#[path = "../../office/tests/payment_unpaid.rs"]
mod payment_unpaid;
#[path = "../../office/tests/performance.rs"]
mod performance;
#[path = "../../office/tests/register.rs"]
mod register;
#[path = "../../office/tests/registry_changes.rs"]
mod registry_changes;
#[path = "../../office/tests/registry_identity.rs"]
mod registry_identity;
#[path = "../../office/tests/registry_staff.rs"]
mod registry_staff;
#[path = "../../office/tests/risk_deaths.rs"]
mod risk_deaths;
#[path = "../../office/tests/risk_lists.rs"]
mod risk_lists;
#[path = "../../office/tests/shadow.rs"]
mod shadow;
#[path = "../../office/tests/signed_later.rs"]
mod signed_later;
#[path = "../../office/tests/special_runs.rs"]
mod special_runs;
#[path = "../../office/tests/take_on.rs"]
mod take_on;
#[path = "../../office/tests/window.rs"]
mod window;
#[path = "../../office/tests/work.rs"]
mod work;

/// Last by its name, so that the others are under way: each operation was done, and each was refused, by its form.
#[test]
fn zz_every_operation_was_done_and_was_refused_by_its_form() {
    counter::wait_for_all();
}

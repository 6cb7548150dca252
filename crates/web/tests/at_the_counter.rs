//! The office's own tests once more, but every operation is filled in and sent by its form in the browser's way: good
//! input has its one effect, and what is refused comes back with the fault beside its field. On SQLite; on PostgreSQL as
//! well when `SHEBAO_EACH_ENGINE` is set.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)] // tests

extern crate office as shebao_office;

#[allow(dead_code)] // the other tests of the browser use the rest of it
#[path = "common/client.rs"]
mod client;
mod counter;
#[path = "counter/sheet.rs"]
mod sheet;

#[path = "../../office/tests/common/mod.rs"]
mod common;
#[path = "../../office/tests/common/fund.rs"]
mod fund;
#[path = "../../office/tests/common/other_law.rs"]
mod other_law;
#[path = "../../office/tests/common/paying.rs"]
mod paying;
#[path = "../../office/tests/common/sound.rs"]
mod sound;
#[path = "../../office/tests/common/tax.rs"]
mod tax;
#[path = "../../office/tests/common/town.rs"]
mod town;

#[path = "../../office/tests/whole/accounts.rs"]
mod accounts;
#[path = "../../office/tests/fund/bank.rs"]
mod bank;
#[path = "../../office/tests/benefits/award.rs"]
mod benefits_award;
#[path = "../../office/tests/benefits/choices.rs"]
mod benefits_choices;
#[path = "../../office/tests/benefits/correction.rs"]
mod benefits_correction;
#[path = "../../office/tests/benefits/death.rs"]
mod benefits_death;
#[path = "../../office/tests/benefits/lists.rs"]
mod benefits_lists;
#[path = "../../office/tests/benefits/revoked.rs"]
mod benefits_revoked;
#[path = "../../office/tests/benefits/set_off.rs"]
mod benefits_set_off;
#[path = "../../office/tests/risk/certification.rs"]
mod certification;
#[path = "../../office/tests/contributions/booking.rs"]
mod contributions_booking;
#[path = "../../office/tests/contributions/campaign.rs"]
mod contributions_campaign;
#[path = "../../office/tests/contributions/import_tax.rs"]
mod contributions_import_tax;
#[path = "../../office/tests/contributions/proxy.rs"]
mod contributions_proxy;
#[path = "../../office/tests/contributions/refund_paid.rs"]
mod contributions_refund_paid;
#[path = "../../office/tests/contributions/refunds.rs"]
mod contributions_refunds;
#[path = "../../office/tests/contributions/reversal.rs"]
mod contributions_reversal;
#[path = "../../office/tests/fund/books.rs"]
mod fund_books;
#[path = "../../office/tests/fund/outputs.rs"]
mod fund_outputs;
#[path = "../../office/tests/whole/law.rs"]
mod law;
#[path = "../../office/tests/whole/lists.rs"]
mod lists;
#[path = "../../office/tests/fund/matching.rs"]
mod matching;
#[path = "../../office/tests/payment/month.rs"]
mod payment;
#[path = "../../office/tests/payment/unpaid.rs"]
mod payment_unpaid;
#[path = "../../office/tests/whole/performance.rs"]
mod performance;
#[path = "../../office/tests/registry/register.rs"]
mod register;
#[path = "../../office/tests/registry/changes.rs"]
mod registry_changes;
#[path = "../../office/tests/registry/identity.rs"]
mod registry_identity;
#[path = "../../office/tests/registry/staff.rs"]
mod registry_staff;
#[path = "../../office/tests/risk/deaths.rs"]
mod risk_deaths;
#[path = "../../office/tests/risk/lists.rs"]
mod risk_lists;
#[path = "../../office/tests/risk/revoked.rs"]
mod risk_revoked;
#[path = "../../office/tests/risk/shadow.rs"]
mod shadow;
#[path = "../../office/tests/whole/signed_later.rs"]
mod signed_later;
#[path = "../../office/tests/payment/special_runs.rs"]
mod special_runs;
#[path = "../../office/tests/registry/take_on.rs"]
mod take_on;
#[path = "../../office/tests/registry/window.rs"]
mod window;
#[path = "../../office/tests/fund/work.rs"]
mod work;

/// Last by its name, so that the others are under way: each operation was done, and each was refused, by its form.
#[test]
fn zz_every_operation_was_done_and_was_refused_by_its_form() {
    counter::wait_for_all();
}

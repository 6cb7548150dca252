//! 缴费与记账: tax detail, receipts of treasury and special account, booking of personal accounts.

mod balance;
mod book_accounts;
mod booked;
mod campaign;
mod claims;
mod contacted;
mod import_groups;
mod import_receipts;
mod import_tax;
mod insured;
mod late_years;
mod proof;
mod proxy_list;
mod quarantined;
mod receive_collective;
mod receive_proxy;
mod received;
mod reconciliation;
mod redirect_refund;
mod refund;
mod refund_case;
mod refund_treasury;
mod reversal;
mod subsidy;
mod tax_line;
mod tiers;

use std::sync::Arc;

use desk::Catalogue;
use store::StoreError;

use crate::environment::Environment;

pub(crate) use balance::account_gets;
pub use balance::{AccountBalance, account_balance};
pub use book_accounts::{BookAccounts, BookAccountsInput};
pub use campaign::{Campaign, DefaultTier, LastContact, Unpaid, VillageCampaign, campaign, campaign_part};
pub use claims::{SubsidyClaim, subsidy_claims};
pub use contacted::{Contacted, ContactedInput};
pub use import_receipts::{ImportReceipts, ImportReceiptsInput};
pub use import_tax::{ImportTax, ImportTaxInput};
pub use proof::{InTransit, in_transit};
pub use quarantined::{LeftOut, QuarantinedLine, left_out, quarantined};
pub use reconciliation::{
    Compared, Difference, DifferenceKind, OnTheWay, OnTheWayAt, Reconciliation, on_the_way, reconciliation,
};

pub use import_groups::{ImportGroups, ImportGroupsInput};
pub use proxy_list::{ProxyClaim, proxy_list};
pub use receive_collective::{ReceiveCollective, ReceiveCollectiveInput};
pub use receive_proxy::{ReceiveProxy, ReceiveProxyInput};
pub use redirect_refund::{RedirectRefund, RedirectRefundInput};
pub use refund::{Refund, RefundInput};
pub use refund_case::{RefundDecided, RefundState, refunds};
pub use refund_treasury::{RefundTreasury, RefundTreasuryInput};
pub(crate) use tiers::law_fault;

/// Adds the operations of this room.
pub(crate) fn operations(catalogue: &mut Catalogue, office: &Arc<Environment>) -> Result<(), StoreError> {
    catalogue.add(ImportTax(Arc::clone(office)))?;
    catalogue.add(ImportReceipts(Arc::clone(office)))?;
    catalogue.add(BookAccounts(Arc::clone(office)))?;
    catalogue.add(Contacted(Arc::clone(office)))?;
    catalogue.add(ImportGroups(Arc::clone(office)))?;
    catalogue.add(ReceiveCollective(Arc::clone(office)))?;
    catalogue.add(ReceiveProxy(Arc::clone(office)))?;
    catalogue.add(Refund(Arc::clone(office)))?;
    catalogue.add(RedirectRefund(Arc::clone(office)))?;
    catalogue.add(RefundTreasury(Arc::clone(office)))
}

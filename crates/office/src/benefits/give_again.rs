//! 退还追回款: what came back of a debt that was not owed goes back to the person by an off-cycle run, each fen
//! from the level, or the account, that had got it.

use std::collections::BTreeMap;

use base::{Date, Fen, Level, Month};
use desk::{FieldError, Look, MATTER, Plan, Unplanned};
use schemes::resident::ByPayer;

use crate::benefits::outstanding::Outstanding;
use crate::benefits::overpaid::words;
use crate::benefits::standing::Standing;
use crate::benefits::versions::{newest_of_people, paid_once};
use crate::contributions::account_gets;
use crate::tables::{
    AccountSource, AwardState, AwardVersion, Cause, EntryKind, IdentifierId, PersonId, RecoveryReturn,
    RecoveryReturnId, Scheme,
};

/// Owes the person what came back of a debt; nothing for nothing. `credited`: to the account, by source.
pub(crate) fn give_again(
    plan: &mut Plan,
    (standing, payee, law_version): (&Standing, Option<IdentifierId>, &str),
    (debt, amount): (&Outstanding, &ByPayer),
    (credited, today): (&BTreeMap<AccountSource, Fen>, Date),
) -> Result<(), FieldError> {
    if amount.total() <= Fen::ZERO {
        return Ok(());
    }
    let Some(payee) = payee else {
        let what = format!("已追回的 {} 元应退还本人，没有收款账户", amount.total());
        return Err(FieldError::input("person", what, "请先办理变更待遇账户"));
    };
    let person = standing.now.person.id;
    let id: RecoveryReturnId = plan.new_id();
    plan.insert(&RecoveryReturn {
        id,
        recovery: debt.recovery.id,
        person,
        central: amount.by_level[Level::Central],
        province: amount.by_level[Level::Province],
        city: amount.by_level[Level::City],
        county: amount.by_level[Level::County],
        account: amount.account,
        matter: MATTER,
    });
    let whose = (person, standing.region(), Some(payee));
    let when = (standing.calendar.open_month, law_version);
    plan.insert(&paid_once(id.claim(), Cause::Returned, whose, when));
    // The account had got its part back: it pays it out with the rest.
    let part = (EntryKind::Repaid, Month::of(today), i64::from(today.year()));
    account_gets(plan, person, part, (-amount.account, credited));
    plan.show("退还已追回", "", words(amount));
    plan.notices.push(format!("已追回的 {} 元本来应得，随下一个零星发放批次退还本人", amount.total()));
    Ok(())
}

/// Recovered money goes where the person's pension goes now: to the account that took the place of another,
/// to the heirs of somebody who died meanwhile, and nowhere until they are named.
pub(crate) fn follow_the_pension<'a>(
    look: &mut Look<'_>,
    versions: impl Iterator<Item = &'a mut AwardVersion>,
) -> Result<(), Unplanned> {
    let claims: Vec<&mut AwardVersion> = versions.filter(|version| version.cause == Cause::Returned).collect();
    if claims.is_empty() {
        return Ok(());
    }
    let people: Vec<PersonId> = claims.iter().map(|claim| claim.person).collect();
    let pensions = newest_of_people(look, &people, Scheme::Resident)?;
    for claim in claims {
        let Some((pension, _)) = pensions.get(&claim.person) else { continue };
        claim.payee = pension.payee;
        if pension.cause == Cause::Death && pension.state == AwardState::Stopped {
            claim.state = AwardState::Stopped;
        }
    }
    Ok(())
}

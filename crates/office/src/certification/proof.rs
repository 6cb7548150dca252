//! One proof of life, and one report of a death, as every way of certifying plans them.

use base::{Date, Month};
use desk::{Digest, MATTER, Plan};

use super::people::Certifiable;
use super::rule::CertificationRules;
use crate::risk::{KnownLeads, hold_award};
use crate::tables::{
    AwardState, Bedridden, Certification, CertificationChannel, Lead, LeadEvent, LeadId, LeadKind, LeadState,
    MatchKind, SourceFileId,
};

/// Plans a proof of life; the last day it counts comes back.
pub(super) fn plan_proof(
    plan: &mut Plan,
    rules: &CertificationRules,
    person: &Certifiable,
    (certified_on, channel, proof): (Date, CertificationChannel, &str),
    source_file: Option<SourceFileId>,
) -> Date {
    let valid_until = rules.valid_until(certified_on);
    let id = plan.new_id();
    plan.insert(&Certification {
        id,
        person: person.version.person,
        certified_on,
        valid_until,
        channel,
        proof: proof.to_owned(),
        source_file,
        matter: MATTER,
    });
    valid_until
}

/// What a village says of a death becomes a lead, and the next payment is held while it is looked
/// into: it is no verdict. Said again, it is the lead that it was, whatever came of it.
pub(super) fn plan_death_lead(
    plan: &mut Plan,
    person: &Certifiable,
    (open, leads): (Month, &KnownLeads),
    (on, who): (Date, &str),
) {
    let evidence = Digest::of(format!("visit\n{}\n{on}\n{who}", person.version.person).as_bytes());
    if leads.contains(&(LeadKind::Death, person.version.person, evidence.clone())) {
        plan.notices.push(format!("{}：{who} {on} 反映的死亡已有疑点，没有重复登记", person.name));
        return;
    }
    let id: LeadId = plan.new_id();
    let source = format!("{who} {on} 反映已死亡");
    plan.insert(&Lead {
        id,
        kind: LeadKind::Death,
        person: person.version.person,
        evidence,
        matched: MatchKind::Exact,
        source: source.clone(),
        event_on: None,
        ends_on: None,
        elsewhere: String::new(),
        matter: MATTER,
    });
    let live = person.version.state == AwardState::Live;
    if live {
        hold_award(plan, (&person.version, person.highest), open, &source);
    }
    let state = if live { LeadState::Held } else { LeadState::Open };
    plan.show(&person.name, "疑似死亡", state);
    plan.insert(&LeadEvent { lead: id, n: 1, state, reason: source, matter: MATTER });
}

/// Plans what is said about lying in bed, where it is news.
pub(super) fn plan_bedridden(plan: &mut Plan, person: &Certifiable, is_so: Option<bool>, note: &str) {
    let Some(is_so) = is_so.filter(|is_so| *is_so != person.bedridden) else { return };
    plan.show(&format!("{} 卧床", person.name), yes(person.bedridden), yes(is_so));
    plan.insert(&Bedridden {
        person: person.version.person,
        n: person.bedridden_n + 1,
        is_so,
        note: note.to_owned(),
        matter: MATTER,
    });
}

pub(super) const fn yes(is_so: bool) -> &'static str {
    if is_so { "是" } else { "否" }
}

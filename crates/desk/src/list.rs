//! Matters signed as one list with a recorded sample, and the later look at R1 matters.

use store::Db;

use crate::authority::{self, Wish};
use crate::codes::{Class, Outcome, Stage};
use crate::desk::{Answer, Desk, Signer};
use crate::digest::Digest;
use crate::operation::FieldError;
use crate::refusal::Refusal;
use crate::stored::{acted_on, matter_of, outcome_of};
use crate::tables::{ListId, MatterId, Sample, SignedList, SignedListLine};
use crate::write::{Said, Write, write};

impl Desk {
    /// Checks several R2 matters as one list, with the sample that was looked at one by one. All
    /// of them in one write, or none.
    pub fn check_list(
        &self,
        db: &mut dyn Db,
        signer: Signer,
        matters: &[(MatterId, Digest)],
        sample: &[MatterId],
    ) -> Result<Vec<Answer>, Refusal> {
        let in_list = |sampled: &MatterId| matters.iter().any(|(matter, _)| matter == sampled);
        if sample.is_empty() || !sample.iter().all(in_list) {
            let advice = "请从清单中抽取至少一件逐项核对，再签清单";
            return Err(Refusal::Fields(vec![FieldError::input(
                "sample",
                "清单没有抽查记录，或抽查的不在清单中",
                advice,
            )]));
        }
        write(db, signer.agency, |write| {
            let id = ListId(write.new_id());
            let mut answers = Vec::with_capacity(matters.len());
            for (matter, seen) in matters {
                answers.push(self.check_in_list(write, signer, *matter, seen)?);
                let sampled = sample.contains(matter);
                write.insert(&SignedListLine { list: id, matter: *matter, sampled });
                // The next matter of the list is planned with what this one has changed.
                write.flush()?;
            }
            let sampled = count(matters.iter().filter(|(matter, _)| sample.contains(matter)).count());
            write.insert(&SignedList { id, staff: signer.staff, matters: count(matters.len()), sampled });
            let action = "sign/list".to_owned();
            Ok((answers, Said { staff: signer.staff, action, operation: String::new(), matter: None }))
        })
    }

    fn check_in_list(
        &self,
        write: &mut Write<'_>,
        signer: Signer,
        matter: MatterId,
        seen: &Digest,
    ) -> Result<Answer, Refusal> {
        let stored = matter_of(write.db(), signer.agency, matter)?;
        let refused = |why: String| Refusal::List { title: stored.title.clone(), why };
        if stored.class != Class::R2 {
            return Err(refused(format!("“{}”的业务须逐件签字", stored.class)));
        }
        match self.sign_one(write, signer, Stage::Check, matter, seen) {
            Ok((answer, _)) => Ok(answer),
            // Its own words say that the matter went back, which did not happen here.
            Err(Refusal::Changed(reason)) => Err(refused(format!("业务数据在经办人签字后发生了变化（{reason}）"))),
            Err(Refusal::Store(error)) => Err(Refusal::Store(error)),
            Err(other) => Err(refused(other.to_string())),
        }
    }

    /// Records a later look at an R1 matter by someone else.
    pub fn record_sample(
        &self,
        db: &mut dyn Db,
        signer: Signer,
        matter: MatterId,
        right: bool,
        finding: &str,
    ) -> Result<(), Refusal> {
        write(db, signer.agency, |write| {
            let matter = matter_of(write.db(), signer.agency, matter)?;
            if outcome_of(write.db(), matter.id)?.is_none_or(|end| end.outcome != Outcome::Done) {
                return Err(Refusal::NotWaiting { state: "未办结".to_owned(), stage: Stage::Check });
            }
            let acted = acted_on(write.db(), matter.id)?;
            let wish = Wish {
                staff: signer.staff,
                operation: self.catalogue.get(&matter.operation)?,
                stage: Stage::Check,
                area: matter.area,
                amount: matter.amount,
                acted: &acted,
            };
            authority::find(&mut write.look(), &wish)?;
            let finding = finding.to_owned();
            write.insert(&Sample { matter: matter.id, staff: signer.staff, was_right: right, finding });
            let (action, operation) = ("sample".to_owned(), matter.operation);
            Ok(((), Said { staff: signer.staff, action, operation, matter: Some(matter.id) }))
        })
    }
}

fn count(n: usize) -> i64 {
    i64::try_from(n).unwrap_or(i64::MAX)
}

//! 一窗通办: what was taken in at a window, what became of it, and what the visitor said of it.

use base::{Date, RegionCode};
use desk::{Digest, MatterId};

use super::people::PersonId;

store::row_id! {
    /// Something that was taken in at a window.
    IntakeId,
    /// Number of an intake in its year, without gaps.
    IntakeNumber,
}

store::codes! {
    /// What happened to an intake.
    IntakeStepKind {
        /// What was missing came in.
        Supplied = "supplied" "补正材料",
        /// It went to the back office as a matter.
        SentOn = "sent_on" "转后台办理",
        /// The visitor got the result.
        Finished = "finished" "办结出件",
        /// The visitor was told why not.
        Refused = "refused" "不予办理",
        /// The visitor took it back.
        Withdrawn = "withdrawn" "申请人撤回",
    }
}

store::codes! {
    /// What the visitor said, in the five grades of 好差评.
    Satisfaction {
        /// 5
        VeryGood = "5" "非常满意",
        /// 4
        Good = "4" "满意",
        /// 3
        Fair = "3" "基本满意",
        /// 2
        Bad = "2" "不满意",
        /// 1
        VeryBad = "1" "非常不满意",
    }
}

store::table! {
    /// An application taken in at a window.
    Intake = "intake", append agency, key(id), unique(agency, year, number), index(agency, on_date)
    {
        /// Row id.
        id: IntakeId,
        /// Year of the number.
        year: i64,
        /// Number in the year.
        number: IntakeNumber,
        /// Day.
        on_date: Date,
        /// Which window.
        counter: String,
        /// Name of the operation that is asked for.
        asked: String,
        /// Who applies, as said.
        applicant: String,
        /// The member, when already known.
        person: Option<PersonId>,
        /// Village or town.
        region: RegionCode,
        /// Whether a signed promise stands for a proof (告知承诺).
        promise: bool,
        /// What is missing; empty when everything is there.
        missing: String,
        /// Working days allowed.
        days: i64,
        /// The last of them, as far as the working calendar goes.
        due_on: Option<Date>,
        /// The matter.
        matter: MatterId,
    }
}

store::table! {
    /// A step of an intake. The highest `n` is the present one.
    IntakeStep = "intake_step", append agency, key(intake, n)
    {
        /// The intake.
        intake: IntakeId,
        /// 1, 2, 3 …
        n: i64,
        /// What happened.
        step: IntakeStepKind,
        /// Day.
        on_date: Date,
        /// In words; for a refusal the reason.
        note: String,
        /// The matter that the back office works on.
        handled: Option<MatterId>,
        /// A received file.
        file: Option<Digest>,
        /// The matter.
        matter: MatterId,
    }
}

store::table! {
    /// What the visitor said: once for each intake, of the service and not of the clerk by name.
    Rating = "rating", append agency, key(intake)
    {
        /// The intake.
        intake: IntakeId,
        /// The grade.
        grade: Satisfaction,
        /// In words.
        words: String,
        /// Day.
        on_date: Date,
        /// The matter.
        matter: MatterId,
    }
}

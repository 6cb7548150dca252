//! Proofs of life (资格认证), home visits, and the agency's own rules about them.

use base::Date;
use desk::{Digest, MatterId};

use super::contributions::SourceFileId;
use super::people::PersonId;

store::row_id! {
    /// A proof of life.
    CertificationId,
    /// A home visit.
    HomeVisitId,
    /// A dated setting of certification.
    CertificationRuleId,
}

store::codes! {
    /// How it became known that somebody is alive.
    CertificationChannel {
        /// Silent match.
        Medical = "medical" "就医购药比对",
        /// Silent match.
        Transport = "transport" "乘车出行比对",
        /// Self-service with the face.
        Face = "face" "人脸识别",
        /// What the system before had recorded.
        Earlier = "earlier" "原系统认证记录",
        /// Village roster.
        Village = "village" "村级名册",
        /// Seen at home.
        Visit = "visit" "入户走访",
        /// Came in person.
        Counter = "counter" "窗口认证",
    }
}

store::codes! {
    /// What a home visit found.
    VisitFinding {
        /// Seen alive.
        Alive = "alive" "本人在世",
        /// Nobody was met.
        Absent = "absent" "未见到本人",
        /// The family or neighbours say that the person died.
        Died = "died" "反映已死亡",
    }
}

store::table! {
    /// A proof of life. The latest `valid_until` of a person counts.
    Certification = "certification", append agency, key(id), unique(person, certified_on, channel)
    {
        /// Row id.
        id: CertificationId,
        /// Who.
        person: PersonId,
        /// The day the person was alive.
        certified_on: Date,
        /// The last day it counts, by the law in force when it was recorded.
        valid_until: Date,
        /// How it became known.
        channel: CertificationChannel,
        /// What it rests on: number of a record, who saw the person.
        proof: String,
        /// The list it came in.
        source_file: Option<SourceFileId>,
        /// The matter.
        matter: MatterId,
    }
}

store::table! {
    /// A home visit.
    HomeVisit = "home_visit", append agency, key(id), index(person)
    {
        /// Row id.
        id: HomeVisitId,
        /// Who was visited.
        person: PersonId,
        /// Day.
        visited_on: Date,
        /// Who went.
        visitor: String,
        /// What was found.
        finding: VisitFinding,
        /// In words.
        note: String,
        /// Photo or signed sheet, a received file.
        file: Option<Digest>,
        /// The matter.
        matter: MatterId,
    }
}

store::table! {
    /// Whether somebody is bedridden. The highest `n` is the present word.
    Bedridden = "bedridden", append agency, key(person, n)
    {
        /// Who.
        person: PersonId,
        /// 1, 2, 3 …
        n: i64,
        /// Whether.
        is_so: bool,
        /// Who says so.
        note: String,
        /// The matter.
        matter: MatterId,
    }
}

store::table! {
    /// What the agency decided about certification, from a day on: the row with the latest day
    /// that has come counts, of one day the newest.
    CertificationRule = "certification_rule", append agency, key(id)
    {
        /// Row id.
        id: CertificationRuleId,
        /// First day.
        from_date: Date,
        /// From this age on nobody is suspended without a visit record.
        visit_age: i64,
        /// Whether the same holds for bedridden people.
        visit_bedridden: bool,
        /// So many days before the end the warning begins.
        warn_days: i64,
        /// The document that decided it.
        document: String,
        /// The matter.
        matter: MatterId,
    }
}

//! 退休人员社会化管理: retired employees whom the communities look after, and the fee their towns get for it. It is
//! department money, never the fund's.

use base::{Fen, Month, RegionCode};
use desk::MatterId;

use super::{PersonId, SourceFileId};

store::row_id! {
    /// Somebody's time on the roster.
    RetireeId,
    /// A standard of the fee.
    ServiceStandardId,
    /// A year's allotment of the fee.
    ServiceFeeId,
}

store::codes! {
    /// From what kind of employer somebody retired.
    RetiredFrom {
        /// 企业
        Enterprise = "enterprise" "企业",
        /// 机关事业单位
        Institution = "institution" "机关事业单位",
    }
}

store::table! {
    /// A retired employee under socialised management, from a month on.
    Retiree = "retiree", append agency, key(id), unique(agency, person, from_month)
    {
        /// Row id.
        id: RetireeId,
        /// Who.
        person: PersonId,
        /// The community that looks after him.
        region: RegionCode,
        /// From what kind of employer.
        retired_from: RetiredFrom,
        /// The employer.
        unit: String,
        /// Whether he lives in another place.
        elsewhere: bool,
        /// The first month.
        from_month: Month,
        /// The list.
        source_file: SourceFileId,
        /// Its line.
        line: i64,
    }
}

store::table! {
    /// The end of a time on the roster.
    RetireeEnd = "retiree_end", append agency, key(retiree)
    {
        /// Which.
        retiree: RetireeId,
        /// The last month.
        to_month: Month,
        /// Why: death, another place.
        why: String,
        /// The list.
        source_file: SourceFileId,
    }
}

store::table! {
    /// What a retiree brings the town a year, from a year on.
    ServiceStandard = "service_standard", append agency, key(id), unique(agency, from_year, matter)
    {
        /// Row id.
        id: ServiceStandardId,
        /// The first year.
        from_year: i64,
        /// For one person a year.
        per_person: Fen,
        /// The document; empty where nobody published one.
        document: String,
        /// The matter.
        matter: MatterId,
    }
}

store::table! {
    /// 社会化管理服务费 of a year, paid from a year's budget.
    ServiceFee = "service_fee", append agency, key(id), unique(agency, assess_year, matter)
    {
        /// Row id.
        id: ServiceFeeId,
        /// The year whose roster counts.
        assess_year: i64,
        /// The year whose budget pays.
        budget_year: i64,
        /// The standard.
        standard: ServiceStandardId,
        /// The document of the allotment.
        document: String,
        /// The matter.
        matter: MatterId,
    }
}

store::table! {
    /// A town's line.
    ServiceFeeLine = "service_fee_line", append agency, key(fee, town)
    {
        /// The allotment.
        fee: ServiceFeeId,
        /// The town.
        town: RegionCode,
        /// People on its roster at the year's end.
        people: i64,
        /// To the town.
        amount: Fen,
    }
}

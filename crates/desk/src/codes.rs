//! Closed lists: posts, stages, classes, outcomes.

store::codes! {
    /// A post (岗位) that a staff member can be granted for an area and a time.
    Post {
        /// Village helper.
        Helper = "helper" "村（社区）协办",
        /// Town clerk.
        TownClerk = "town_clerk" "乡镇（街道）经办",
        /// Clerk of the agency.
        Clerk = "clerk" "业务经办",
        /// Checks what a clerk made.
        Reviewer = "reviewer" "业务复核",
        /// Approves what was checked.
        Approver = "approver" "业务审批",
        /// Makes vouchers and payment files.
        FundClerk = "fund_clerk" "基金会计",
        /// Checks vouchers and payment files.
        FundReviewer = "fund_reviewer" "基金复核",
        /// Head of the agency: the highest tier of approval.
        Head = "head" "单位负责人",
        /// Internal audit: reads everything, changes no business data.
        Auditor = "auditor" "稽核",
        /// Performance officer.
        Performance = "performance" "绩效管理",
        /// Keeps staff and posts; sees no business data.
        SystemAdmin = "system_admin" "系统管理",
    }
}

store::codes! {
    /// A signature's place in a matter.
    Stage {
        /// 1st signature.
        Make = "make" "经办",
        /// 2nd signature.
        Check = "check" "复核",
        /// 3rd signature.
        Approve = "approve" "审批",
    }
}

store::codes! {
    /// How many people an operation needs (decision 1).
    Class {
        /// One person, sampled afterwards.
        R1 = "r1" "一人办理、事后抽查",
        /// Maker and checker.
        R2 = "r2" "经办、复核",
        /// Maker, checker and approver.
        R3 = "r3" "经办、复核、审批",
    }
}

store::codes! {
    /// How a matter ended.
    Outcome {
        /// Applied.
        Done = "done" "已办结",
        /// Sent back to the maker, by a signer or because the facts changed.
        Returned = "returned" "已退回",
        /// Taken back by the maker.
        Withdrawn = "withdrawn" "已撤回",
    }
}

impl Class {
    /// The last signature the class needs.
    pub const fn last_stage(self) -> Stage {
        match self {
            Class::R1 => Stage::Make,
            Class::R2 => Stage::Check,
            Class::R3 => Stage::Approve,
        }
    }
}

impl Stage {
    /// The signature after this one, if any class has one.
    pub const fn next(self) -> Option<Stage> {
        match self {
            Stage::Make => Some(Stage::Check),
            Stage::Check => Some(Stage::Approve),
            Stage::Approve => None,
        }
    }
}

/// The families of posts that one person may not hold together: business, finance, data and
/// audit (post-permission rules, 人社厅发〔2021〕64号). Head and performance stand outside.
const FAMILIES: [&[Post]; 4] = [
    &[Post::Helper, Post::TownClerk, Post::Clerk, Post::Reviewer, Post::Approver],
    &[Post::FundClerk, Post::FundReviewer],
    &[Post::SystemAdmin],
    &[Post::Auditor],
];

/// Pairs of posts that the database refuses in one hand at one time.
pub(crate) fn incompatible_pairs() -> Vec<(Post, Post)> {
    let mut pairs = vec![];
    for (i, family) in FAMILIES.iter().enumerate() {
        for (j, other) in FAMILIES.iter().enumerate() {
            if i != j {
                pairs.extend(family.iter().flat_map(|a| other.iter().map(move |b| (*a, *b))));
            }
        }
    }
    for other in [Post::SystemAdmin, Post::Auditor] {
        pairs.extend([(Post::Head, other), (other, Post::Head)]);
    }
    pairs
}

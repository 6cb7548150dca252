//! 任务、督办、工作经费: none of it is the fund's money.

use base::{Date, Fen, RegionCode};
use desk::MatterId;

store::row_id! {
    /// A decomposition of a target.
    TaskId,
    /// A supervision of a region.
    SupervisionId,
    /// A plan of the helpers' incentive.
    IncentiveId,
    /// A document of the department's money.
    WorkMoneyId,
    /// A year's assessment of the towns.
    TownScoringId,
}

store::codes! {
    /// What is counted: three different counts, never mixed.
    TaskMeasure {
        /// 人, at the year's end
        Insured = "insured" "参保人数",
        /// 人, who paid for the year
        Payers = "payers" "缴费人数",
        /// 人次, credits booked
        Bookings = "bookings" "记账人次",
    }
}

store::codes! {
    /// By what a target is divided.
    TaskBasis {
        /// Members registered in the village.
        Members = "members" "在册参保人数",
        /// Who paid for the year before.
        LastPayers = "last_payers" "上年缴费人数",
    }
}

store::codes! {
    /// What a document says of the department's money.
    WorkStep {
        /// 年初预算
        Budget = "budget" "年初预算",
        /// 预算调整
        Adjustment = "adjustment" "预算调整",
        /// 支出
        Spending = "spending" "支出",
    }
}

store::codes! {
    /// What a criterion of the towns' assessment looks at.
    CriterionBasis {
        /// Done over target of the insured.
        Insured = "insured" "参保人数任务完成率",
        /// Done over target of the payers.
        Payers = "payers" "缴费人数任务完成率",
        /// Done over target of the bookings.
        Bookings = "bookings" "记账人次任务完成率",
        /// Certified over due.
        Certified = "certified" "资格认证率",
        /// Supervisions answered by their day.
        Supervised = "supervised" "督办按期反馈率",
        /// Given by the assessors, with their reason.
        Given = "given" "考评组评定",
    }
}

store::table! {
    /// 乡镇考评 of a year, by the document that sets its criteria.
    TownScoring = "town_scoring", append agency, key(id), unique(agency, assess_year, matter)
    {
        /// Row id.
        id: TownScoringId,
        /// The year that is assessed.
        assess_year: i64,
        /// The document.
        document: String,
        /// The matter.
        matter: MatterId,
    }
}

store::table! {
    /// A criterion with its points; the points of a year are 100.
    TownCriterion = "town_criterion", append agency, key(scoring, n)
    {
        /// The assessment.
        scoring: TownScoringId,
        /// 1, 2, 3 …
        n: i64,
        /// What it is called.
        title: String,
        /// Full points.
        points: i64,
        /// What it looks at.
        basis: CriterionBasis,
        /// The article it comes from; empty where nobody published one.
        source: String,
    }
}

store::table! {
    /// What a town got for a criterion.
    TownScore = "town_score", append agency, key(scoring, town, n)
    {
        /// The assessment.
        scoring: TownScoringId,
        /// The town.
        town: RegionCode,
        /// The criterion.
        n: i64,
        /// What was done; nothing where points were given.
        done: Option<i64>,
        /// Of how much.
        target: Option<i64>,
        /// Hundredths of a point.
        score: i64,
        /// Why the assessors gave these points.
        reason: String,
    }
}

store::table! {
    /// A target for the whole area, by document.
    Task = "task", append agency, key(id), unique(agency, assess_year, measure, document)
    {
        /// Row id.
        id: TaskId,
        /// The year that is assessed.
        assess_year: i64,
        /// What is counted.
        measure: TaskMeasure,
        /// How it was divided.
        basis: TaskBasis,
        /// The target.
        total: i64,
        /// The document.
        document: String,
        /// The matter.
        matter: MatterId,
    }
}

store::table! {
    /// A town's or village's part of a target; the parts add up.
    TaskPart = "task_part", append agency, key(task, region)
    {
        /// The target.
        task: TaskId,
        /// Town or village.
        region: RegionCode,
        /// Its part.
        target: i64,
    }
}

store::table! {
    /// 督办: a region is called to account, by a day.
    Supervision = "supervision", append agency, key(id)
    {
        /// Row id.
        id: SupervisionId,
        /// The target it is about.
        task: TaskId,
        /// The region.
        region: RegionCode,
        /// Day.
        on_date: Date,
        /// What was done by then.
        done: i64,
        /// Its target.
        target: i64,
        /// What has to be done.
        what: String,
        /// By when.
        due_on: Date,
        /// The matter.
        matter: MatterId,
    }
}

store::table! {
    /// The answer to a supervision.
    SupervisionAnswer = "supervision_answer", append agency, key(supervision)
    {
        /// The supervision.
        supervision: SupervisionId,
        /// Day.
        on_date: Date,
        /// What was done.
        reply: String,
        /// The matter.
        matter: MatterId,
    }
}

store::table! {
    /// 协管员补助 of a year, paid from another year's budget.
    Incentive = "incentive", append agency, key(id), unique(agency, assess_year, matter)
    {
        /// Row id.
        id: IncentiveId,
        /// The target that decides.
        task: TaskId,
        /// The year that is assessed.
        assess_year: i64,
        /// The year whose budget pays.
        budget_year: i64,
        /// For a helper of a town that met its target.
        higher: Fen,
        /// For the others.
        lower: Fen,
        /// The document.
        document: String,
        /// The matter.
        matter: MatterId,
    }
}

store::table! {
    /// A town's line.
    IncentiveLine = "incentive_line", append agency, key(incentive, town)
    {
        /// The plan.
        incentive: IncentiveId,
        /// The town.
        town: RegionCode,
        /// Helpers.
        helpers: i64,
        /// What the town did.
        done: i64,
        /// Its target.
        target: i64,
        /// To its helpers.
        amount: Fen,
        /// The town's general share.
        general: Fen,
    }
}

store::table! {
    /// The department's income and spending: budget, adjustments and spending, each by a dated document.
    WorkMoney = "work_money", append agency, key(id), unique(agency, step, item, document, matter)
    {
        /// Row id.
        id: WorkMoneyId,
        /// The budget year.
        budget_year: i64,
        /// The year that the work is assessed for.
        assess_year: i64,
        /// Budget, adjustment or spending.
        step: WorkStep,
        /// The budget line, in words.
        item: String,
        /// Amount; an adjustment may take away.
        amount: Fen,
        /// What was collected the year before, where the line is granted as a share of it.
        collected: Option<Fen>,
        /// The document that says so.
        collected_document: String,
        /// The document.
        document: String,
        /// Its day.
        on_date: Date,
        /// The matter.
        matter: MatterId,
    }
}

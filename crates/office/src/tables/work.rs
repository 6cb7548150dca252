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
        /// The document.
        document: String,
        /// Its day.
        on_date: Date,
        /// The matter.
        matter: MatterId,
    }
}

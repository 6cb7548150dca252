//! 绩效自评: projects with their goals, what people answered, what was scanned, what was submitted.

use desk::{Digest, MatterId};

store::row_id! {
    /// A project of a year.
    PerformanceProjectId,
    /// A submission.
    PerformanceSubmissionId,
}

store::codes! {
    /// What somebody answered.
    PerformanceAnswerKind {
        /// A reason or a text of the report.
        Words = "words" "情况说明",
        /// A result that no rows give.
        Result = "result" "实际完成值",
        /// The middle of the year.
        Monitoring = "monitoring" "执行监控",
    }
}

store::codes! {
    /// On which occasion figures were frozen.
    SubmitOccasion {
        /// To the bureau that checks.
        Review = "review" "送审",
        /// To those who approve.
        Approval = "approval" "报批",
        /// To the public.
        Publication = "publication" "公开",
    }
}

store::table! {
    /// A project under performance management, in the year that is evaluated.
    PerformanceProject = "performance_project", append agency, key(id), unique(agency, assess_year, name)
    {
        /// Row id.
        id: PerformanceProjectId,
        /// 项目名称
        name: String,
        /// The year that is evaluated.
        assess_year: i64,
        /// The matter.
        matter: MatterId,
    }
}

store::table! {
    /// Goals, indicators and budget of a project; the newest count.
    PerformanceGoals = "performance_goals", append agency, key(project, n)
    {
        /// The project.
        project: PerformanceProjectId,
        /// 1, 2, 3 …
        n: i64,
        /// The project file's text.
        text: String,
        /// The matter.
        matter: MatterId,
    }
}

store::table! {
    /// What somebody answered for a place of the report; the newest counts.
    PerformanceAnswer = "performance_answer", append agency, key(project, place, kind, n)
    {
        /// The project.
        project: PerformanceProjectId,
        /// The place, as the report names its gaps; an indicator's name for results.
        place: String,
        /// What it is.
        kind: PerformanceAnswerKind,
        /// 1, 2, 3 …
        n: i64,
        /// The words; results and the middle of the year as JSON.
        body: String,
        /// Who answers for it.
        who: String,
        /// The matter.
        matter: MatterId,
    }
}

store::table! {
    /// A scan for the book of evidence; of the same title the newest counts.
    PerformanceScan = "performance_scan", append agency, key(project, sheet, title, n)
    {
        /// The project.
        project: PerformanceProjectId,
        /// The indicator's name, or 项目资金.
        sheet: String,
        /// What it is called in the catalogue.
        title: String,
        /// 1, 2, 3 …
        n: i64,
        /// PDF, PNG or JPG.
        file: Digest,
        /// The matter.
        matter: MatterId,
    }
}

store::table! {
    /// The frozen figures of a submission.
    PerformanceSubmission = "performance_submission", append agency, key(id), index(project)
    {
        /// Row id.
        id: PerformanceSubmissionId,
        /// The project.
        project: PerformanceProjectId,
        /// The occasion.
        occasion: SubmitOccasion,
        /// Who answers for it.
        who: String,
        /// Every printed cell by name, as JSON.
        cells: String,
        /// The matter.
        matter: MatterId,
    }
}

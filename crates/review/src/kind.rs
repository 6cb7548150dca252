//! What can be wrong, by the ids of the taxonomy (A arithmetic, B units, C cross-reference,
//! D performance logic, E wording, F compliance).

use serde::{Serialize, Serializer};

/// How bad a finding is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
pub enum Severity {
    /// A figure or a conclusion that cannot be right.
    #[serde(rename = "H")]
    High,
    /// A contradiction or a missing proof that sends the report back.
    #[serde(rename = "M")]
    Medium,
    /// Small, or wording.
    #[serde(rename = "L")]
    Low,
    /// To know; never an error.
    #[serde(rename = "I")]
    Info,
}

impl Severity {
    /// The letter of the taxonomy.
    pub fn letter(self) -> &'static str {
        match self {
            Severity::High => "H",
            Severity::Medium => "M",
            Severity::Low => "L",
            Severity::Info => "I",
        }
    }

    /// The word for people.
    pub fn title(self) -> &'static str {
        match self {
            Severity::High => "严重",
            Severity::Medium => "一般",
            Severity::Low => "轻微",
            Severity::Info => "提示",
        }
    }
}

macro_rules! kinds {
    ($($variant:ident $id:literal $name:literal $severity:ident $title:literal $doc:literal;)*) => {
        /// A kind of finding. The variants stand in the order of their ids.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub enum Kind {
            $(#[doc = $doc] $variant,)*
        }

        impl Kind {
            /// All kinds in the order of their ids.
            pub const ALL: &'static [Kind] = &[$(Kind::$variant,)*];

            /// The id of the taxonomy, for example `A01`.
            pub fn id(self) -> &'static str {
                match self { $(Kind::$variant => $id,)* }
            }

            /// The name of the taxonomy, for example `SUM_MISMATCH`.
            pub fn name(self) -> &'static str {
                match self { $(Kind::$variant => $name,)* }
            }

            /// What the kind is called for people.
            pub fn title(self) -> &'static str {
                match self { $(Kind::$variant => $title,)* }
            }

            /// The severity unless the rule knows better.
            pub fn severity(self) -> Severity {
                match self { $(Kind::$variant => Severity::$severity,)* }
            }
        }
    };
}

kinds! {
    SumMismatch "A01" "SUM_MISMATCH" High "合计不符" "A total is not the sum of its parts.";
    RatioMismatch "A02" "RATIO_MISMATCH" High "比率不符" "A rate is not the quotient of its two terms.";
    DiffMismatch "A03" "DIFF_MISMATCH" High "差额不符" "A printed difference is not the difference.";
    GrowthMismatch "A04" "GROWTH_MISMATCH" Medium "增长率不符" "A growth rate does not follow from the two years.";
    ScoreSumMismatch "A05" "SCORE_SUM_MISMATCH" High "得分合计不符" "The scores do not add up.";
    WeightSumMismatch "A06" "WEIGHT_SUM_MISMATCH" High "分值合计不符" "The weights do not add up.";
    ScoreExceedsMax "A07" "SCORE_EXCEEDS_MAX" High "得分超过分值" "A score above its weight, or below zero.";
    ScoreRuleMismatch "A08" "SCORE_RULE_MISMATCH" Medium "得分与评分规则不符" "A score that the declared rule does not give.";
    HeadcountRateInfeasible "A09" "HEADCOUNT_RATE_INFEASIBLE" High "人数与标准凑不出金额" "No whole number of people at the stated standards gives the amount.";
    CountMismatch "A10" "COUNT_MISMATCH" Medium "个数与列举不符" "The stated count differs from the things listed.";
    ZeroDenominatorRate "A11" "ZERO_DENOMINATOR_RATE" Low "分母为零的比率" "A rate of nothing.";
    QtyPriceMismatch "A12" "QTY_PRICE_MISMATCH" Medium "人数乘标准与金额不符" "Persons times standard is not the amount.";
    StockFlowMismatch "A13" "STOCK_FLOW_MISMATCH" Medium "期初期末与增减不符" "Opening, flows and closing disagree.";
    UnitSlip "B01" "UNIT_SLIP" High "计量单位错误" "A magnitude that cannot be: the unit slipped.";
    PersonTimes "B02" "PERSON_TIMES" Medium "人与人次混用" "One number as persons and as person-times.";
    UnitMissingOrDouble "B03" "UNIT_MISSING_OR_DOUBLE" Low "单位缺失或重复" "A unit is missing or printed twice.";
    PerCapitaOutlier "B04" "PER_CAPITA_OUTLIER" Info "人均数异常" "An amount per person outside the usual.";
    SubsetExceedsTotal "B05" "SUBSET_EXCEEDS_TOTAL" Medium "部分大于总数" "A part is larger than its whole.";
    CoverageImpossible "B06" "COVERAGE_IMPOSSIBLE" Medium "覆盖率不可能" "A coverage that no stated base gives.";
    SameFactDifferentValue "C01" "SAME_FACT_DIFFERENT_VALUE" High "同一事实前后不一" "One fact with two values.";
    NarrativeTableContradiction "C02" "NARRATIVE_TABLE_CONTRADICTION" High "文字与表格不一" "The text contradicts the table.";
    YearMismatch "C03" "YEAR_MISMATCH" High "年度不符" "Figures of another year.";
    NameMismatch "C04" "NAME_MISMATCH" Low "名称前后不一" "One thing under two names.";
    ScopeMismatch "C05" "SCOPE_MISMATCH" Info "口径变化" "The scope changes between figures.";
    AttachmentMismatch "C06" "ATTACHMENT_MISMATCH" Low "附件不符" "What is attached is not what is announced.";
    TargetMissedFullScore "D01" "TARGET_MISSED_FULL_SCORE" High "未达目标却得满分" "A missed target with the full score.";
    TargetMissedNoExplanation "D02" "TARGET_MISSED_NO_EXPLANATION" Medium "未达目标未说明原因" "A missed target without a reason.";
    NoProblemsDespiteShortfall "D03" "NO_PROBLEMS_DESPITE_SHORTFALL" High "有差距却称无问题" "No problems in spite of a shortfall.";
    BudgetChangeVsNoAdjustment "D04" "BUDGET_CHANGE_VS_NO_ADJUSTMENT" High "预决算差异与“未调整”矛盾" "The budget changed although it was not adjusted.";
    OverCompletionUnexplained "D05" "OVER_COMPLETION_UNEXPLAINED" Medium "超额过多未说明" "Far above the target without a reason.";
    ScoreLossUnexplained "D06" "SCORE_LOSS_UNEXPLAINED" Low "扣分未说明" "Points lost nobody knows where.";
    GradeScore "D07" "GRADE_SCORE" Medium "等级与分数不符" "A grade without a score, or outside its band.";
    ResultNotReported "D08" "RESULT_NOT_REPORTED" Medium "目标无结果" "A target whose result is not reported.";
    TargetCopiedAsResult "D09" "TARGET_COPIED_AS_RESULT" Medium "以目标代替结果" "The result repeats the target.";
    LowExecution "D10" "LOW_EXECUTION" Medium "执行率偏低" "Little of the budget was spent.";
    ExecutionExceedsSource "D11" "EXECUTION_EXCEEDS_SOURCE" Low "支出大于来源" "More was spent than there was.";
    ConclusionVsProblems "D12" "CONCLUSION_VS_PROBLEMS" Medium "结论与问题矛盾" "The conclusion contradicts the problems.";
    EvidenceMissing "D13" "EVIDENCE_MISSING" Medium "缺少依据" "A claim without proof.";
    IndicatorDefect "D14" "INDICATOR_DEFECT" Medium "指标设置有缺陷" "An indicator that cannot be measured.";
    IndicatorCoverage "D15" "INDICATOR_COVERAGE" Medium "指标类别不全" "Whole classes of indicators are missing.";
    PartialExplanation "D16" "PARTIAL_EXPLANATION" Info "原因只说明了一部分" "The reasons cover part of the change.";
    WrongDomain "E01" "WRONG_DOMAIN" High "混入其他险种内容" "Words of another scheme.";
    TemplateResidue "E02" "TEMPLATE_RESIDUE" Medium "模板残留" "Words of the template were left in.";
    TypoTerm "E03" "TYPO_TERM" Low "用词错误" "A wrong term.";
    Numbering "E04" "NUMBERING" Info "编号不规范" "Numbering.";
    DocnoStyle "E05" "DOCNO_STYLE" Info "文号格式不规范" "The style of a document number.";
    SectionContent "E06" "SECTION_CONTENT" Medium "内容与标题不符" "A heading over something else.";
    FundPath "F01" "FUND_PATH" Low "资金路径存疑" "The way of the money is questionable.";
    FundSource "F02" "FUND_SOURCE" Medium "资金来源存疑" "The source of the money is questionable.";
}

impl Kind {
    /// The kind with this id of the taxonomy.
    pub fn from_id(id: &str) -> Option<Kind> {
        Kind::ALL.iter().copied().find(|kind| kind.id() == id)
    }
}

impl Serialize for Kind {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(self.id())
    }
}

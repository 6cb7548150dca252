//! 绩效目标执行监控: where the year stands in the middle and where it will end (handbook d.12).

use rust_decimal::Decimal;
use serde::{Deserialize, Serialize};

use crate::scoring::score;
use crate::{Actual, Indicator, Reason, Refusal, Scheme};

/// An indicator in the middle of its year.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Monitored {
    /// The indicator; its id is that of the self-evaluation.
    pub indicator: Indicator,
    /// 1–7月完成情况
    pub so_far: Actual,
    /// 全年预计完成情况
    pub forecast: Actual,
    /// 偏差原因分析
    #[serde(default)]
    pub reason: Option<Reason>,
}

/// Whether the target will be met.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Light {
    /// 确定能
    Green,
    /// 有可能
    Yellow,
    /// 完全不可能
    Red,
}

impl Light {
    /// The printed words of 完成目标可能性.
    pub fn words(self) -> &'static str {
        match self {
            Light::Green => "确定能",
            Light::Yellow => "有可能",
            Light::Red => "完全不可能",
        }
    }
}

impl Monitored {
    /// The light: met already or by forecast green, at least 90 % of its points by forecast yellow, else red.
    ///
    /// # Errors
    /// As [`score`].
    pub fn light(&self) -> Result<Light, Refusal> {
        let full = Indicator { weight: Decimal::ONE_HUNDRED, ..self.indicator.clone() };
        let forecast = score(&full, &self.forecast, Scheme::Proportional)?;
        Ok(match forecast.points {
            _ if forecast.met => Light::Green,
            points if points >= Decimal::from(90) => Light::Yellow,
            _ => Light::Red,
        })
    }
}

//! Small charts as SVG made here: they print, need no script, and take the page's font.

use maud::{Markup, html};

/// Bars with a label and a shown value each.
pub struct Bars {
    /// What the chart shows; also read aloud.
    pub title: String,
    /// Label, value, the value as text.
    pub bars: Vec<(String, i64, String)>,
}

const ROW: usize = 26;
const LABEL: usize = 150;
const WIDE: i128 = 520;
const VALUE: usize = 150;

/// Horizontal bars, the longest as wide as the chart.
pub fn bars(chart: &Bars) -> Markup {
    if chart.bars.is_empty() {
        return html! {};
    }
    let most = chart.bars.iter().map(|(_, value, _)| value.unsigned_abs()).max().unwrap_or(1).max(1);
    let height = chart.bars.len() * ROW + 8;
    let width = LABEL + usize::try_from(WIDE).unwrap_or(520) + VALUE;
    let long = |value: i64| i128::from(value.unsigned_abs()) * WIDE / i128::from(most);
    html! {
        figure.chart {
            figcaption { (chart.title) }
            svg viewBox=(format!("0 0 {width} {height}")) width=(width) height=(height) role="img" aria-label=(chart.title) {
                @for (index, (label, value, shown)) in chart.bars.iter().enumerate() {
                    @let y = index * ROW + 4;
                    text x=(LABEL - 8) y=(y + 15) text-anchor="end" class="label" { (label) }
                    rect x=(LABEL) y=(y) width=(long(*value).max(1)) height="18" class="bar" {}
                    text x=(LABEL + 6 + usize::try_from(long(*value)).unwrap_or_default()) y=(y + 15) class="value" { (shown) }
                }
            }
        }
    }
}

/// Upright columns, such as one for each year; the highest as high as the chart.
pub fn columns(chart: &Bars) -> Markup {
    const HIGH: i128 = 110;
    const STEP: usize = 62;
    if chart.bars.len() < 2 {
        return html! {};
    }
    let most = chart.bars.iter().map(|(_, value, _)| value.unsigned_abs()).max().unwrap_or(1).max(1);
    let width = chart.bars.len() * STEP + 8;
    let high = |value: i64| i128::from(value.unsigned_abs()) * HIGH / i128::from(most);
    html! {
        figure.chart {
            figcaption { (chart.title) }
            svg viewBox=(format!("0 0 {width} 152")) width=(width) height="152" role="img" aria-label=(chart.title) {
                @for (index, (label, value, shown)) in chart.bars.iter().enumerate() {
                    @let middle = index * STEP + STEP / 2 + 4;
                    @let top = 20 + HIGH - high(*value);
                    rect x=(middle - 20) y=(top) width="40" height=(high(*value).max(1)) class="bar" {}
                    text x=(middle) y=(top - 5) text-anchor="middle" class="value small" { (shown) }
                    text x=(middle) y="147" text-anchor="middle" class="label" { (label) }
                }
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_longest_bar_fills_the_chart_and_labels_are_escaped() {
        let bars = vec![("<b>甲".to_owned(), 200, "200".to_owned()), ("乙".to_owned(), 50, "50".to_owned())];
        let svg = super::bars(&Bars { title: "人数".to_owned(), bars }).into_string();
        assert!(svg.contains("width=\"520\"") && svg.contains("width=\"130\""), "{svg}");
        assert!(!svg.contains("<b>"), "{svg}");
    }
}
